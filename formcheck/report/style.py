"""The one place for colours and sizes: left and right look the same wherever they are shown."""

from __future__ import annotations

from typing import Literal

Colour = tuple[int, int, int]
Theme = dict[str, str]

# Blue against orange, from the palette of Okabe and Ito: told apart with any kind of colour
# vision, and in print by their lightness. Every value is unique, so that a plot's colours can be
# turned into the page's variables one by one.
LIGHT: Theme = {
    "paper": "#fefefe",
    "ink": "#17202e",
    "soft": "#566173",
    "quiet": "#8792a2",
    "grid": "#e3e7ed",
    "left": "#1464b4",
    "right": "#c44f08",
    "left-soft": "#dceaf8",
    "right-soft": "#fce6d5",
    "on-side": "#fffffe",
}
DARK: Theme = {
    "paper": "#161c27",
    "ink": "#eef2f7",
    "soft": "#aab4c3",
    "quiet": "#7d899a",
    "grid": "#2c3646",
    "left": "#5aaef5",
    "right": "#ff9a52",
    "left-soft": "#1d3552",
    "right-soft": "#4a2d1a",
    "on-side": "#0d131c",
}

Layout = Literal["wide", "phone"]

# Width in CSS pixels at which a plot of each layout is shown, and its text size there.
PLOT_WIDTH_PX: dict[Layout, int] = {"wide": 700, "phone": 350}
FONT_PX: dict[Layout, float] = {"wide": 14.0, "phone": 13.0}
# Seconds of the clip in one row of a plot over time, and rows at most.
ROW_S: dict[Layout, float] = {"wide": 9.0, "phone": 4.5}
MAX_ROWS: dict[Layout, int] = {"wide": 6, "phone": 8}

# Colours on the footage, brighter than on paper: the background is anything.
OVERLAY_RGB: dict[str, Colour] = {
    "left": (64, 160, 255),
    "right": (255, 138, 48),
    "line": (255, 226, 64),
    "level": (255, 255, 255),
    "middle": (226, 232, 240),
    "panel": (16, 22, 32),
    "text": (255, 255, 255),
    "muted": (160, 172, 188),
    "edge": (12, 16, 24),
}


def css_variables(theme: Theme) -> str:
    """The theme as CSS custom properties."""
    return "".join(f"--{name}:{value};" for name, value in theme.items())

"""What all plots share: a figure of the right size, quiet axes, and the way out to PNG and SVG."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from formcheck.pose.track import FloatArray
from formcheck.report.style import FONT_PX, LIGHT, PLOT_WIDTH_PX, Layout

PX_PER_INCH = 96.0
PNG_SCALE = 2.0
# Matplotlib reads the kind of SVG text from its global settings only.
_GLOBAL_SETTINGS = threading.Lock()


@dataclass(frozen=True)
class Canvas:
    """A figure with one column of axes, and the text sizes that go with its layout."""

    figure: Figure
    axes: tuple[Axes, ...]
    layout: Layout

    @property
    def font(self) -> float:
        """Body text in points."""
        return FONT_PX[self.layout] * 72 / PX_PER_INCH

    @property
    def small(self) -> float:
        return self.font * 0.88


def canvas(
    layout: Layout, *, row_heights_px: list[float], title: str = "", share_y: bool = False
) -> Canvas:
    """A figure as wide as `layout` shows it, with one row of axes for each height."""
    width = PLOT_WIDTH_PX[layout] / PX_PER_INCH
    title_px = 30.0 if title else 0.0
    height = (sum(row_heights_px) + title_px) / PX_PER_INCH
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=LIGHT["paper"])
    FigureCanvasAgg(figure)
    grid = figure.subplots(
        len(row_heights_px), 1, squeeze=False, sharey=share_y,
        gridspec_kw={"height_ratios": row_heights_px},
    )
    made = Canvas(figure=figure, axes=tuple(grid[:, 0]), layout=layout)
    for axes in made.axes:
        _quieten(axes, made.font)
    if title:
        figure.suptitle(
            title, x=0.01, ha="left", fontsize=made.font * 1.25, fontweight="bold",
            color=LIGHT["ink"],
        )
    return made


def degrees_without_sign() -> FuncFormatter:
    """Ticks of a signed angle of which the side is told in words."""
    return FuncFormatter(lambda value, _: f"{abs(value):g}°")


def degrees() -> FuncFormatter:
    return FuncFormatter(lambda value, _: f"{value:g}°".replace("-", "−"))


def every_second_degree(low: float, high: float) -> FloatArray:
    """Ticks from 0, or from below where something lies there; none under the words on the left."""
    ticks: FloatArray = np.arange(2 * np.floor(min(0.0, low) / 2), high, 2.0)
    return ticks


def seconds() -> FuncFormatter:
    """Ticks in seconds, from a minute on in minutes and seconds."""
    return FuncFormatter(lambda value, _: clock(value))


def clock(time_s: float) -> str:
    """A time of the clip as a runner reads it, e.g. ``"7.5 s"`` or ``"2:07 min"``."""
    if time_s < 60:
        return f"{time_s:.1f}".rstrip("0").rstrip(".") + " s"
    whole = round(time_s)
    return f"{whole // 60}:{whole % 60:02d} min"


def png(figure: Figure) -> bytes:
    """The figure as a PNG, two pixels a CSS pixel."""
    buffer = io.BytesIO()
    figure.set_dpi(PX_PER_INCH * PNG_SCALE)
    # `savefig` draws everything twice, to see beforehand how large it gets.
    FigureCanvasAgg(figure).print_png(buffer)
    return buffer.getvalue()


def svg(figure: Figure, *, name: str, label: str, css_class: str) -> str:
    """The figure for inlining in a page: the page's colours and type, ids of its own.

    Parameters
    ----------
    figure : Figure
    name : str
        Put before every id, so that several plots live in one page.
    label : str
        What is seen, for who cannot see it.
    css_class : str
        Class of the ``svg`` element.
    """
    buffer = io.StringIO()
    with _GLOBAL_SETTINGS, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.set_facecolor("none")
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.S)
    for change in (_themed, _in_page_type, _own_ids(name), _scalable(label, css_class)):
        text = change(text)
    return text


def _quieten(axes: Axes, font: float) -> None:
    axes.set_facecolor("none")
    axes.tick_params(length=0, labelsize=font * 0.92, labelcolor=LIGHT["soft"], pad=5)
    axes.grid(visible=True, axis="y", color=LIGHT["grid"], linewidth=0.8)
    axes.set_axisbelow(True)
    for edge in axes.spines.values():
        edge.set_visible(False)


def _themed(text: str) -> str:
    for name, value in LIGHT.items():
        text = text.replace(value, f"var(--{name})")
    return text


def _in_page_type(text: str) -> str:
    """Matplotlib names a list of font families for every text; the page has its own."""
    return re.sub(r"'DejaVu Sans'[^;\"]*", "var(--type)", text)


def _own_ids(name: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        known = set(re.findall(r'\bid="([^"]+)"', text))
        text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
        text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)

        def link(match: re.Match[str]) -> str:
            target = match.group(1)
            return f'href="#{name}-{target}"' if target in known else match.group(0)

        return re.sub(r'href="#([^"]+)"', link, text)

    return change


def _scalable(label: str, css_class: str) -> Callable[[str], str]:
    """As wide as the page wants it, and named for who cannot see it."""

    def change(text: str) -> str:
        head, rest = text.split(">", 1)
        head = re.sub(r'\s(width|height)="[^"]*"', "", head)
        return (
            f'{head} class="{escape(css_class)}" role="img" aria-label="{escape(label)}">{rest}'
        )

    return change

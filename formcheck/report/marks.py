"""What the plots are made of: stances, thresholds, curves, flags, means."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.report.chart import Canvas
from formcheck.report.style import LIGHT
from formcheck.result import Analysis, Flag, GaitCycle, Side

SIDES: tuple[Side, Side] = ("left", "right")
# Half-width of a 95 % interval in standard deviations.
Z95 = 1.96


def shade_stances(axes: Axes, steps: pd.DataFrame, window: tuple[float, float]) -> None:
    """Shade each leg's time on the ground in its colour."""
    known = steps[steps["initial_contact_s"].notna() & steps["toe_off_s"].notna()]
    within = known[(known["toe_off_s"] > window[0]) & (known["initial_contact_s"] < window[1])]
    for side in SIDES:
        stances = within[within["side"] == side]
        lasting_s = stances["toe_off_s"] - stances["initial_contact_s"]
        axes.broken_barh(
            list(zip(stances["initial_contact_s"], lasting_s, strict=True)), (0, 1),
            transform=axes.get_xaxis_transform(), color=LIGHT[f"{side}-soft"], linewidth=0,
            zorder=0.5,
        )


def threshold_lines(
    axes: Axes, analysis: Analysis, *, signed: bool, upright: bool = False
) -> None:
    """The sourced thresholds as quiet lines, on both sides of zero when `signed`."""
    limits, draw = analysis.settings.flags, axes.axvline if upright else axes.axhline
    for value, dashes in ((limits.drop_deg, (5, 3)), (limits.deep_drop_deg, (1.5, 2.5))):
        for sign in (1, -1) if signed else (1,):
            draw(sign * value, color=LIGHT["soft"], linewidth=0.9, dashes=dashes, zorder=1.5)
        _name_threshold(axes, value, upright=upright)


def _name_threshold(axes: Axes, value: float, *, upright: bool) -> None:
    where = (value, 1.0) if upright else (1.0, value)
    axes.annotate(
        f"{value:g}°", where,
        xycoords=("data", "axes fraction") if upright else ("axes fraction", "data"),
        xytext=(0, 3) if upright else (4, 0), textcoords="offset points",
        ha="center" if upright else "left", va="bottom" if upright else "center",
        fontsize=8.5, color=LIGHT["soft"], annotation_clip=False,
    )


def obliquity_curve(axes: Axes, frames: pd.DataFrame) -> None:
    """The fitted curve with its 95 % band, in the colour of the leg that stands."""
    times, values = frames["time_s"].to_numpy(), frames["pelvic_obliquity_deg"].to_numpy()
    half = Z95 * frames["pelvic_obliquity_sd_deg"].to_numpy()
    axes.fill_between(
        times, values - half, values + half, color=LIGHT["quiet"], alpha=0.28, linewidth=0,
        zorder=2,
    )
    axes.plot(times, values, color=LIGHT["soft"], linewidth=1.2, zorder=3)
    for side in SIDES:
        on_side = np.where(frames["stance_side"].to_numpy() == side, values, np.nan)
        axes.plot(times, on_side, color=LIGHT[side], linewidth=2.6, zorder=4)


def mark_flag(axes: Axes, flag: Flag, number: int, made: Canvas) -> None:
    """A flag's number beside its point, linked to its picture in the page."""
    up = 1 if flag.side == "left" else -1
    where = (flag.time_s, up * flag.value_deg)
    axes.plot(*where, "o", color=LIGHT[flag.side], markersize=6, zorder=5)
    axes.annotate(
        str(number), where, xytext=(0, up * made.font * 1.35), textcoords="offset points",
        ha="center", va="center", fontsize=made.font * 0.95, fontweight="bold",
        color=LIGHT["on-side"], zorder=6, annotation_clip=False, url=f"#flag-{number}",
        bbox={"boxstyle": "circle,pad=0.25", "facecolor": LIGHT[flag.side], "linewidth": 0},
    )


def say_which_side(made: Canvas) -> None:
    """Above the first row: what up and down mean, a line a side."""
    words = (
        ("left", "▲ standing on left, right side sinks"),
        ("right", "▼ standing on right, left side sinks"),
    )
    for line, (side, text) in enumerate(words):
        made.axes[0].annotate(
            text, (0.0, 1.0), xycoords="axes fraction",
            xytext=(0, 5 + (1 - line) * made.font * 1.3), textcoords="offset points",
            va="bottom", fontsize=made.small, fontweight="bold", color=LIGHT[side],
        )


def cycle_curve(axes: Axes, cycle: GaitCycle, side: Side, made: Canvas) -> None:
    """One leg's average drop over its gait cycle with its 95 % band."""
    mean: FloatArray | None = getattr(cycle, f"{side}_deg")
    low, high = getattr(cycle, f"{side}_low_deg"), getattr(cycle, f"{side}_high_deg")
    if mean is None:
        return
    if low is not None and high is not None:
        axes.fill_between(cycle.percent, low, high, color=LIGHT[side], alpha=0.2, linewidth=0)
    n = cycle.n_left if side == "left" else cycle.n_right
    axes.plot(
        cycle.percent, mean, color=LIGHT[side], linewidth=2.8,
        linestyle="-" if side == "left" else (0, (6, 1.5)), label=f"{side} leg, {n} strides",
    )
    axes.legend(
        loc="upper right", frameon=False, fontsize=made.font, labelcolor="linecolor",
        handlelength=2.4,
    )


def mean_with_interval(axes: Axes, reading: Reading, made: Canvas) -> None:
    """A reading as a line across the plot with its interval as a band."""
    if reading.value is None:
        return
    if reading.low is not None and reading.high is not None:
        axes.axhspan(reading.low, reading.high, color=LIGHT["quiet"], alpha=0.25, linewidth=0)
    axes.axhline(reading.value, color=LIGHT["ink"], linewidth=1.6, zorder=2.5)
    axes.annotate(
        f"{reading.value:.0f}", (1.0, reading.value), xycoords=("axes fraction", "data"),
        xytext=(4, 0), textcoords="offset points", va="center", fontsize=made.font,
        fontweight="bold", color=LIGHT["ink"], annotation_clip=False,
    )


def mean_mark(axes: Axes, reading: Reading, height: float) -> None:
    """A reading as a diamond with its interval as a bar, at a height of the plot."""
    if reading.value is None:
        return
    if reading.low is not None and reading.high is not None:
        axes.plot(
            [reading.low, reading.high], [height, height], color=LIGHT["ink"], linewidth=3,
            solid_capstyle="round",
        )
    axes.plot(reading.value, height, "D", color=LIGHT["ink"], markersize=8)


def note(axes: Axes, x: float, y: float, text: str, made: Canvas) -> None:
    """A quiet word at the lower edge."""
    axes.annotate(
        text, (x, y), xycoords=("data", "axes fraction"), ha="center", va="bottom",
        fontsize=made.small, color=LIGHT["soft"],
    )

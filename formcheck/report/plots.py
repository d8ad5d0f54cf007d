"""The four plots of a result: pelvis over time, average stride, cadence, drop of every step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.report import rows
from formcheck.report.chart import (
    Canvas,
    canvas,
    degrees,
    degrees_without_sign,
    seconds,
)
from formcheck.report.style import LIGHT, MAX_ROWS, PLOT_WIDTH_PX, ROW_S, Layout
from formcheck.result import Analysis, Flag, GaitCycle, Side

SIDES: tuple[Side, Side] = ("left", "right")
# Half-width of a 95 % interval in standard deviations.
Z95 = 1.96

TITLES = {
    "pelvis_over_time": "Your pelvis over time",
    "average_stride": "Your average stride, left against right",
    "cadence_over_time": "Your cadence over time",
    "drop_of_every_step": "The drop of every step",
}


def pelvis_over_time(
    analysis: Analysis, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Pelvic obliquity over time: stance shaded, 95 % band, flags numbered, thresholds quiet.

    A clip that is longer than one row holds is split into rows; of a very long one, the rows
    with flags come first (`rows.shown`). None when the pelvis was not measured.
    """
    frames, windows = analysis.frames, windows_shown(analysis, layout=layout)
    if not windows:
        return None
    height = 300.0 if len(windows) == 1 else 205.0
    made = canvas(
        layout, row_heights_px=[height] * len(windows), share_y=True,
        title=TITLES["pelvis_over_time"] if titled else "",
    )
    limit = _obliquity_limit(analysis)
    for axes, window in zip(made.axes, windows, strict=True):
        part = frames[frames["time_s"].between(*window)]
        _shade_stances(axes, analysis.steps, window)
        _threshold_lines(axes, analysis, signed=True)
        _obliquity_curve(axes, part)
        for number, flag in enumerate(analysis.flags, start=1):
            if window[0] <= flag.time_s <= window[1]:
                _mark_flag(axes, flag, number, made)
        axes.axhline(0, color=LIGHT["quiet"], linewidth=0.9, zorder=1.5)
        axes.set_xlim(*window)
        axes.set_ylim(-limit, limit)
        axes.yaxis.set_major_formatter(degrees_without_sign())
        axes.xaxis.set_major_formatter(seconds())
    _say_which_side(made)
    return made.figure


def windows_shown(analysis: Analysis, *, layout: Layout) -> list[rows.Window]:
    """The stretches of the clip that `pelvis_over_time` shows; all flags are among them."""
    frames = analysis.frames
    return rows.shown(
        frames["time_s"].to_numpy(float), frames["pelvic_obliquity_deg"].notna().to_numpy(bool),
        [flag.time_s for flag in analysis.flags], row_s=ROW_S[layout],
        most=max(MAX_ROWS[layout], len(analysis.flags)),
    )


def average_stride(
    analysis: Analysis, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Mean drop over the gait cycle of each leg with its 95 % band; None when not measured."""
    cycle = analysis.cycle
    if cycle is None or (cycle.left_deg is None and cycle.right_deg is None):
        return None
    made = canvas(
        layout, row_heights_px=[340.0], title=TITLES["average_stride"] if titled else ""
    )
    axes = made.axes[0]
    axes.axvspan(0, cycle.toe_off_percent, color=LIGHT["grid"], alpha=0.55, linewidth=0)
    _threshold_lines(axes, analysis, signed=False)
    for side in SIDES:
        _cycle_curve(axes, cycle, side, made)
    axes.axhline(0, color=LIGHT["quiet"], linewidth=0.9)
    lowest, highest = axes.get_ylim()
    axes.set_ylim(lowest - 1.5, max(highest, analysis.settings.flags.deep_drop_deg) + 2.5)
    axes.yaxis.set_major_locator(MultipleLocator(5))
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    axes.yaxis.set_major_formatter(degrees())
    axes.set_xlabel(
        "of the stride, from this foot's landing to its next", fontsize=made.small,
        color=LIGHT["soft"],
    )
    _note(axes, cycle.toe_off_percent / 2, 0.02, "on the ground", made)
    _note(axes, (100 + cycle.toe_off_percent) / 2, 0.02, "in the air", made)
    return made.figure


def cadence_over_time(
    analysis: Analysis, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Cadence of every step with the clip's steady mean and its interval."""
    steps = analysis.steps
    usable = steps[steps["cadence_spm"].notna()] if "cadence_spm" in steps else steps.iloc[:0]
    if len(usable) < 2:
        return None
    made = canvas(
        layout, row_heights_px=[260.0], title=TITLES["cadence_over_time"] if titled else ""
    )
    axes, reading = made.axes[0], analysis.readings["cadence"]
    _mean_with_interval(axes, reading, made)
    times, values = usable["initial_contact_s"], usable["cadence_spm"]
    axes.plot(times, values, color=LIGHT["quiet"], linewidth=1.0, zorder=2)
    for side in SIDES:
        of_side = usable[usable["side"] == side]
        counted = of_side["steady"].astype(bool)
        for part, fill in ((of_side[counted], LIGHT[side]), (of_side[~counted], LIGHT["paper"])):
            axes.plot(
                part["initial_contact_s"], part["cadence_spm"], "o",
                markersize=5 if len(usable) < 80 else 3, color=LIGHT[side],
                markerfacecolor=fill, zorder=3,
                label=f"{side} foot lands" if fill == LIGHT[side] else None,
            )
    middle = reading.value if reading.value is not None else float(values.median())
    reach = max(12.0, 1.15 * float((values - middle).abs().max()))
    axes.set_ylim(middle - reach, middle + reach)
    axes.set_xlim(*_padded(times))
    axes.xaxis.set_major_formatter(seconds())
    axes.set_ylabel("steps a minute", fontsize=made.small, color=LIGHT["soft"])
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=made.small,
        labelcolor=LIGHT["soft"], handletextpad=0.1, borderaxespad=0.1, columnspacing=1.0,
    )
    return made.figure


def drop_of_every_step(
    analysis: Analysis, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """A dot for the peak drop of each steady step, a row a leg, with the mean and its interval."""
    steps = analysis.steps
    measured = steps[steps["peak_drop_deg"].notna() & steps["steady"].astype(bool)]
    if measured.empty:
        return None
    made = canvas(
        layout, row_heights_px=[230.0], title=TITLES["drop_of_every_step"] if titled else ""
    )
    axes = made.axes[0]
    lowest, highest = measured["peak_drop_deg"].min(), measured["peak_drop_deg"].max()
    left_edge = min(0.0, lowest) - 1.6
    right_edge = max(highest, analysis.settings.flags.deep_drop_deg) + 1.0
    # A dot's diameter in points, and in degrees of a plot about as wide as the layout.
    size = 7.0 if len(measured) < 80 else 4.5
    apart = size * 1.25 * (right_edge - left_edge) / (0.75 * PLOT_WIDTH_PX[layout])
    for place, side in ((1.0, "left"), (0.0, "right")):
        drops = measured.loc[measured["side"] == side, "peak_drop_deg"].to_numpy(float)
        axes.plot(
            drops, place + rows.spread(drops, apart=apart, step=0.085, reach=0.3), "o",
            color=LIGHT[side], alpha=0.75, markersize=size, markeredgewidth=0,
        )
        _mean_mark(axes, analysis.readings[f"pelvic_drop_{side}"], place - 0.36)
        axes.annotate(
            f"{side} leg", (0.0, place), xycoords=("axes fraction", "data"), va="center",
            fontsize=made.font, fontweight="bold", color=LIGHT[side],
        )
    _threshold_lines(axes, analysis, signed=False, upright=True)
    axes.set_xlim(left_edge, right_edge)
    axes.set_ylim(-0.6, 1.6)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(degrees())
    return made.figure


PLOTS: dict[str, Callable[..., Figure | None]] = {
    "pelvis_over_time": pelvis_over_time,
    "average_stride": average_stride,
    "cadence_over_time": cadence_over_time,
    "drop_of_every_step": drop_of_every_step,
}


def _obliquity_limit(analysis: Analysis) -> float:
    frames = analysis.frames
    edge = frames["pelvic_obliquity_deg"].abs() + Z95 * frames["pelvic_obliquity_sd_deg"].fillna(0)
    return max(float(edge.max()) + 3.0, analysis.settings.flags.deep_drop_deg + 2.0)


def _shade_stances(axes: Axes, steps: pd.DataFrame, window: tuple[float, float]) -> None:
    known = steps[steps["initial_contact_s"].notna() & steps["toe_off_s"].notna()]
    within = known[(known["toe_off_s"] > window[0]) & (known["initial_contact_s"] < window[1])]
    for side in SIDES:
        times = within.loc[within["side"] == side, ["initial_contact_s", "toe_off_s"]]
        for contact_s, toe_off_s in times.to_numpy(float):
            axes.axvspan(
                contact_s, toe_off_s, color=LIGHT[f"{side}-soft"], linewidth=0, zorder=0.5)


def _threshold_lines(
    axes: Axes, analysis: Analysis, *, signed: bool, upright: bool = False
) -> None:
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


def _obliquity_curve(axes: Axes, frames: pd.DataFrame) -> None:
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


def _mark_flag(axes: Axes, flag: Flag, number: int, made: Canvas) -> None:
    up = 1 if flag.side == "left" else -1
    where = (flag.time_s, up * flag.value_deg)
    axes.plot(*where, "o", color=LIGHT[flag.side], markersize=6, zorder=5)
    axes.annotate(
        str(number), where, xytext=(0, up * made.font * 1.35), textcoords="offset points",
        ha="center", va="center", fontsize=made.font * 0.95, fontweight="bold",
        color=LIGHT["on-side"], zorder=6, annotation_clip=False, url=f"#flag-{number}",
        bbox={"boxstyle": "circle,pad=0.25", "facecolor": LIGHT[flag.side], "linewidth": 0},
    )


def _say_which_side(made: Canvas) -> None:
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


def _cycle_curve(axes: Axes, cycle: GaitCycle, side: Side, made: Canvas) -> None:
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


def _mean_with_interval(axes: Axes, reading: Reading, made: Canvas) -> None:
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


def _mean_mark(axes: Axes, reading: Reading, height: float) -> None:
    if reading.value is None:
        return
    if reading.low is not None and reading.high is not None:
        axes.plot(
            [reading.low, reading.high], [height, height], color=LIGHT["ink"], linewidth=3,
            solid_capstyle="round",
        )
    axes.plot(reading.value, height, "D", color=LIGHT["ink"], markersize=8)


def _note(axes: Axes, x: float, y: float, text: str, made: Canvas) -> None:
    axes.annotate(
        text, (x, y), xycoords=("data", "axes fraction"), ha="center", va="bottom",
        fontsize=made.small, color=LIGHT["soft"],
    )


def _padded(times: pd.Series) -> tuple[float, float]:
    first, last = float(times.min()), float(times.max())
    margin = max(0.02 * (last - first), 0.1)
    return first - margin, last + margin

"""The four plots of a result: pelvis over time, average stride, cadence, drop of every step."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from formcheck.report import marks, rows
from formcheck.report.chart import (
    canvas,
    degrees,
    degrees_without_sign,
    every_second_degree,
    seconds,
)
from formcheck.report.style import LIGHT, MAX_ROWS, PLOT_WIDTH_PX, ROW_S, Layout
from formcheck.result import Analysis

# Fewer steps than this show nothing over time.
FEWEST_STEPS = 5

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
        marks.shade_stances(axes, analysis.steps, window)
        marks.threshold_lines(axes, analysis, signed=True)
        marks.obliquity_curve(axes, part)
        for number, flag in enumerate(analysis.flags, start=1):
            if window[0] <= flag.time_s <= window[1]:
                marks.mark_flag(axes, flag, number, made)
        axes.axhline(0, color=LIGHT["quiet"], linewidth=0.9, zorder=1.5)
        axes.set_xlim(*window)
        axes.set_ylim(-limit, limit)
        axes.yaxis.set_major_formatter(degrees_without_sign())
        axes.xaxis.set_major_formatter(seconds())
    marks.say_which_side(made)
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
    marks.threshold_lines(axes, analysis, signed=False)
    for side in marks.SIDES:
        marks.cycle_curve(axes, cycle, side, made)
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
    marks.note(axes, cycle.toe_off_percent / 2, 0.02, "on the ground", made)
    marks.note(axes, (100 + cycle.toe_off_percent) / 2, 0.02, "in the air", made)
    return made.figure


def cadence_over_time(
    analysis: Analysis, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Cadence of every step with the clip's steady mean and its interval."""
    steps = analysis.steps
    usable = steps[steps["cadence_spm"].notna()] if "cadence_spm" in steps else steps.iloc[:0]
    if len(usable) < FEWEST_STEPS:
        return None
    made = canvas(
        layout, row_heights_px=[260.0], title=TITLES["cadence_over_time"] if titled else ""
    )
    axes, reading = made.axes[0], analysis.readings["cadence"]
    marks.mean_with_interval(axes, reading, made)
    times, values = usable["initial_contact_s"], usable["cadence_spm"]
    axes.plot(
        *rows.with_gaps(times.to_numpy(float), values.to_numpy(float)), color=LIGHT["quiet"],
        linewidth=1.0, zorder=2,
    )
    for side in marks.SIDES:
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
    surely = [analysis.readings[f"pelvic_drop_{side}"].high or 0.0 for side in marks.SIDES]
    right_edge = max(highest, analysis.settings.flags.deep_drop_deg, *surely) + 1.0
    # A dot's diameter in points, and in degrees of a plot about as wide as the layout.
    size = 7.0 if len(measured) < 80 else 4.5
    apart = size * 1.25 * (right_edge - left_edge) / (0.75 * PLOT_WIDTH_PX[layout])
    for place, side in ((1.0, "left"), (0.0, "right")):
        drops = measured.loc[measured["side"] == side, "peak_drop_deg"].to_numpy(float)
        axes.plot(
            drops, place + rows.spread(drops, apart=apart, step=0.085, reach=0.3), "o",
            color=LIGHT[side], alpha=0.75, markersize=size, markeredgewidth=0,
        )
        marks.mean_mark(axes, analysis.readings[f"pelvic_drop_{side}"], place - 0.36)
        axes.annotate(
            f"{side} leg", (0.0, place), xycoords=("axes fraction", "data"), va="center",
            fontsize=made.font, fontweight="bold", color=LIGHT[side],
        )
    marks.threshold_lines(axes, analysis, signed=False, upright=True)
    axes.set_xlim(left_edge, right_edge)
    axes.set_xticks(every_second_degree(lowest, right_edge))
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
    half = marks.Z95 * frames["pelvic_obliquity_sd_deg"].fillna(0)
    edge = frames["pelvic_obliquity_deg"].abs() + half
    return max(float(edge.max()) + 3.0, analysis.settings.flags.deep_drop_deg + 2.0)


def _padded(times: pd.Series) -> tuple[float, float]:
    first, last = float(times.min()), float(times.max())
    margin = max(0.02 * (last - first), 0.1)
    return first - margin, last + margin

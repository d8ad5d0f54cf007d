"""The plots of a comparison: the curves over each other, the drops side by side, the series."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from formcheck.comparison.result import Comparison, Pair
from formcheck.comparison.waveform import PERCENT, Region
from formcheck.readings import Reading
from formcheck.report.chart import canvas, degrees, degrees_without_sign, every_second_degree
from formcheck.report.rows import spread
from formcheck.report.style import LIGHT, Layout

SIDES = ("left", "right")
TITLES = {
    "waveform": "Your pelvis over a stride",
    "drops": "The drop of every step, before and after",
    "series": "From clip to clip",
}
BEFORE, AFTER = LIGHT["quiet"], LIGHT["ink"]


def waveform(
    comparison: Comparison, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Mean obliquity over the gait cycle of both films with bands, and where they differ."""
    found = comparison.last.waveform
    if found is None:
        return None
    made = canvas(layout, row_heights_px=[360.0], title=TITLES["waveform"] if titled else "")
    axes = made.axes[0]
    _shade_stances(axes, comparison.last)
    for curve, colour, dashes, words in (
        (found.before, BEFORE, (5, 2), "before"), (found.after, AFTER, (1, 0), "after"),
    ):
        axes.fill_between(
            PERCENT, curve.low_deg, curve.high_deg, color=colour, alpha=0.2, linewidth=0)
        axes.plot(
            PERCENT, curve.mean_deg, color=colour, linewidth=2.8, dashes=dashes, label=words)
    limit = max(6.0, 1.15 * max(
        float(np.abs([curve.low_deg, curve.high_deg]).max())
        for curve in (found.before, found.after)
    ))
    for region in found.regions:
        _mark(axes, region, -0.965 * limit)
    axes.axhline(0, color=LIGHT["quiet"], linewidth=0.9)
    axes.set_ylim(-limit, limit)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100], ["left foot lands", "right foot lands", "left foot lands"])
    first, *_, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.yaxis.set_major_formatter(degrees_without_sign())
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False,
        fontsize=made.font, labelcolor=LIGHT["ink"], borderaxespad=0.1,
    )
    for height, words, side in ((0.97, "▲ right side lower", "left"),
                                (0.1, "▼ left side lower", "right")):
        axes.annotate(
            words, (0.01, height), xycoords="axes fraction", va="top", fontsize=made.small,
            fontweight="bold", color=LIGHT[side],
        )
    return made.figure


def drops(
    comparison: Comparison, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """The peak drop of every steady step of both films, a row for each leg and film."""
    pair = comparison.last
    values = {
        (side, film): _drops_of(pair, side, film)
        for side in SIDES for film in ("before", "after")
    }
    measured = np.concatenate(list(values.values()))
    if not len(measured):
        return None
    made = canvas(layout, row_heights_px=[300.0], title=TITLES["drops"] if titled else "")
    axes = made.axes[0]
    for place, ((side, film), drop) in zip((3.3, 2.3, 1.0, 0.0), values.items(), strict=True):
        faded = 0.4 if film == "before" else 0.85
        axes.plot(
            drop, place + spread(drop, apart=0.35, step=0.085, reach=0.24), "o", color=LIGHT[side],
            alpha=faded, markersize=6.5, markeredgewidth=0,
        )
        _mean(axes, getattr(pair, film).readings[f"pelvic_drop_{side}"], place - 0.32)
        axes.annotate(
            f"{side}, {film}", (0.0, place), xycoords=("axes fraction", "data"), va="center",
            fontsize=made.font, fontweight="bold" if film == "after" else "normal",
            color=LIGHT[side],
        )
    low, span = float(measured.min()), float(np.ptp(measured))
    right = 0.5 + max([float(measured.max()), *(
        getattr(pair, film).readings[f"pelvic_drop_{side}"].high or 0.0 for side, film in values
    )])
    axes.set_xlim(min(0.0, low) - max(2.5, 0.32 * span), right)
    axes.set_xticks(every_second_degree(low, right))
    axes.set_ylim(-0.6, 3.8)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x", color=LIGHT["grid"], linewidth=0.8)
    axes.xaxis.set_major_formatter(degrees())
    return made.figure


def series(
    comparison: Comparison, *, layout: Layout = "wide", titled: bool = False
) -> Figure | None:
    """Both drops from film to film with their intervals; None for two films only."""
    films = comparison.films
    if len(films) < 3:
        return None
    made = canvas(layout, row_heights_px=[300.0], title=TITLES["series"] if titled else "")
    axes = made.axes[0]
    for side, shift in (("left", -0.06), ("right", 0.06)):
        readings = [film.readings.get(f"pelvic_drop_{side}") for film in films]
        known = [
            (at + shift, reading.value, reading.low, reading.high)
            for at, reading in enumerate(readings)
            if reading is not None and reading.value is not None
        ]
        if not known:
            continue
        at, value, low, high = np.array(known, dtype=float).T
        axes.errorbar(
            at, value, yerr=np.abs([value - low, high - value]), color=LIGHT[side], marker="o",
            markersize=7, linewidth=2, elinewidth=1.2, label=f"{side} stance",
        )
    names = [film.name if len(film.name) < 18 else f"{film.name[:16]}…" for film in films]
    # Two dollar signs in a name are no formula.
    axes.set_xticks(
        range(len(films)), names, rotation=20 if layout == "phone" else 0, parse_math=False)
    axes.yaxis.set_major_formatter(degrees())
    axes.set_ylabel("pelvic drop", fontsize=made.small, color=LIGHT["soft"])
    axes.legend(frameon=False, fontsize=made.font, labelcolor="linecolor")
    return made.figure


PLOTS: dict[str, Callable[..., Figure | None]] = {
    "waveform": waveform, "drops": drops, "series": series,
}


def _shade_stances(axes: Axes, pair: Pair) -> None:
    """The mean stances of the first film: left from 0 on, right half a stride later."""
    steps = pair.before.steady_steps
    stance = (steps["toe_off_s"] - steps["initial_contact_s"]).median()
    share = 100 * float(stance * steps["cadence_spm"].median() / 120)
    if np.isfinite(share):
        axes.axvspan(0, share, color=LIGHT["left-soft"], linewidth=0, alpha=0.8)
        axes.axvspan(50, 50 + share, color=LIGHT["right-soft"], linewidth=0, alpha=0.8)


def _mark(axes: Axes, region: Region, height: float) -> None:
    start, end = region.start_percent, region.end_percent
    parts = [(start, end)] if start <= end else [(start, 100.0), (0.0, end)]
    for first, last in parts:
        axes.plot(
            [first, last], [height, height], color=AFTER if region.beyond_error else BEFORE,
            linewidth=6, solid_capstyle="butt",
        )


def _drops_of(pair: Pair, side: str, film: str) -> np.ndarray:
    steps = getattr(pair, film).steady_steps
    if "peak_drop_deg" not in steps:
        return np.empty(0)
    return steps.loc[steps["side"] == side, "peak_drop_deg"].dropna().to_numpy(float)


def _mean(axes: Axes, reading: Reading, height: float) -> None:
    if reading.value is None or reading.low is None or reading.high is None:
        return
    axes.plot([reading.low, reading.high], [height, height], color=LIGHT["ink"], linewidth=2.5,
              solid_capstyle="round")
    axes.plot(reading.value, height, "D", color=LIGHT["ink"], markersize=7)

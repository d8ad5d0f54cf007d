"""The plots of a batch: how the clips spread, and left against right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from formcheck.batch.fields import as_date
from formcheck.report.chart import Canvas, canvas, degrees, every_second_degree
from formcheck.report.rows import spread
from formcheck.report.style import LIGHT, Layout
from formcheck.settings import FlagSettings

SIDES = ("left", "right")
# From this many clips on, dots would hide each other: bars tell more.
MANY = 150
TITLES = {
    "drops": "Pelvic drop of every clip",
    "left_right": "Left against right",
    "cadence": "Cadence of every clip",
}
DROP = "pelvic_drop_{side}_deg"


def drops(table: pd.DataFrame, limits: FlagSettings, *, layout: Layout = "wide") -> Figure | None:
    """A dot a clip on a row a leg, with the thresholds; None when no clip has a drop."""
    values = {side: _numbers(table, DROP.format(side=side)) for side in SIDES}
    everything = np.concatenate(list(values.values()))
    if not len(everything):
        return None
    made = canvas(layout, row_heights_px=[250.0])
    axes = made.axes[0]
    for place, side in ((1.0, "left"), (0.0, "right")):
        _row(axes, values[side], place, LIGHT[side])
        axes.annotate(
            f"{side} leg", (0.0, place), xycoords=("axes fraction", "data"), va="center",
            fontsize=made.font, fontweight="bold", color=LIGHT[side],
        )
    _thresholds(axes, limits, made)
    low, high = float(everything.min()), float(everything.max())
    right = max(high, limits.deep_drop_deg) + 1.0
    axes.set_xlim(min(0.0, low) - 2.2, right)
    axes.set_xticks(every_second_degree(low, right))
    axes.set_ylim(-0.6, 1.6)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(degrees())
    return made.figure


def left_right(
    table: pd.DataFrame, limits: FlagSettings, *, layout: Layout = "wide"
) -> Figure | None:
    """Drop of the left stance against that of the right, with both intervals."""
    names = [f"pelvic_drop_{side}{end}_deg" for side in SIDES for end in ("", "_low", "_high")]
    if not set(names) <= set(table.columns):
        return None
    both = table[names].dropna().to_numpy()
    if not len(both):
        return None
    made = canvas(layout, row_heights_px=[360.0])
    axes = made.axes[0]
    left, right = both[:, 0], both[:, 3]
    if len(both) <= MANY:
        axes.errorbar(
            left, right, xerr=_arms(both[:, :3]), yerr=_arms(both[:, 3:]), fmt="none",
            ecolor=LIGHT["quiet"], elinewidth=0.9, alpha=0.6,
        )
    axes.plot(left, right, "o", color=LIGHT["ink"], markersize=6, alpha=0.8, markeredgewidth=0)
    low = min(0.0, float(both.min()) - 0.5)
    high = max(limits.deep_drop_deg, float(both.max())) + 0.5
    axes.plot([low, high], [low, high], color=LIGHT["soft"], linewidth=1, dashes=(5, 3))
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_box_aspect(1)
    axes.grid(visible=True, axis="x", color=LIGHT["grid"], linewidth=0.8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(degrees())
        axis.set_major_locator(MultipleLocator(2))
    axes.set_xlabel("drop in left stance", fontsize=made.font, color=LIGHT["left"])
    axes.set_ylabel("drop in right stance", fontsize=made.font, color=LIGHT["right"])
    return made.figure


def cadence(
    table: pd.DataFrame, limits: FlagSettings, *, layout: Layout = "wide"
) -> Figure | None:
    """A dot a clip; None when no clip has a cadence."""
    values = _numbers(table, "cadence_spm")
    if not len(values):
        return None
    made = canvas(layout, row_heights_px=[190.0])
    axes = made.axes[0]
    _row(axes, values, 0.0, LIGHT["ink"])
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    margin = max(4.0, 0.08 * float(np.ptp(values)))
    axes.set_xlim(values.min() - margin, values.max() + margin)
    axes.set_xlabel("steps a minute", fontsize=made.font, color=LIGHT["soft"])
    return made.figure


def trend(
    of_runner: pd.DataFrame, limits: FlagSettings, *, layout: Layout = "wide"
) -> Figure | None:
    """A runner's drops from session to session with their intervals; None for one session."""
    dates = [as_date(str(date)) for date in of_runner["date"]]
    dated = of_runner.assign(when=pd.to_datetime(pd.Series(dates, index=of_runner.index)))
    dated = dated.dropna(subset=["when"]).sort_values("when")
    names = [f"pelvic_drop_{side}{end}_deg" for side in SIDES for end in ("", "_low", "_high")]
    if not set(names) <= set(dated.columns) or len(dated.dropna(subset=names, how="all")) < 2:
        return None
    made = canvas(layout, row_heights_px=[230.0])
    axes = made.axes[0]
    for side in SIDES:
        columns = [f"pelvic_drop_{side}{end}_deg" for end in ("", "_low", "_high")]
        known = dated.dropna(subset=columns)
        axes.errorbar(
            known["when"], known[columns[0]], yerr=_arms(known[columns].to_numpy()),
            color=LIGHT[side], marker="o", markersize=7, linewidth=2, elinewidth=1.1,
            label=f"{side} leg",
        )
    axes.axhline(limits.drop_deg, color=LIGHT["soft"], linewidth=0.9, dashes=(5, 3))
    locator = AutoDateLocator(minticks=2, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.yaxis.set_major_formatter(degrees())
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=made.small,
        labelcolor="linecolor", borderaxespad=0.1,
    )
    return made.figure


PLOTS: dict[str, Callable[..., Figure | None]] = {
    "drops": drops, "left_right": left_right, "cadence": cadence,
}


def _row(axes: Axes, values: np.ndarray, place: float, colour: str) -> None:
    if not len(values):
        return
    if len(values) > MANY:
        counts, edges = np.histogram(values, bins=40)
        axes.bar(
            edges[:-1], 0.7 * counts / counts.max(), np.diff(edges), bottom=place - 0.3,
            align="edge", color=colour, alpha=0.75,
        )
        return
    width = max(float(np.ptp(values)), 8.0) / 45
    heights = spread(values, apart=width, step=0.085)
    axes.plot(
        values, place + heights, "o", color=colour, alpha=0.75, markersize=7, markeredgewidth=0
    )
    axes.plot(float(np.median(values)), place - 0.4, "D", color=LIGHT["ink"], markersize=7)


def _thresholds(axes: Axes, limits: FlagSettings, made: Canvas) -> None:
    for value, dashes in ((limits.drop_deg, (5, 3)), (limits.deep_drop_deg, (1.5, 2.5))):
        axes.axvline(value, color=LIGHT["soft"], linewidth=0.9, dashes=dashes, zorder=1.5)
        axes.annotate(
            f"{value:g}°", (value, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", fontsize=made.small, color=LIGHT["soft"],
        )


def _numbers(table: pd.DataFrame, name: str) -> np.ndarray:
    return table[name].dropna().to_numpy() if name in table else np.empty(0)


def _arms(values: np.ndarray) -> np.ndarray:
    """Lengths of the error bars, (2, n), from columns value, low, high."""
    return np.abs(values[:, [1, 2]] - values[:, [0]]).T

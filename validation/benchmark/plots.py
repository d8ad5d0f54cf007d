"""The report's plots: reading against truth, Bland-Altman, errors by condition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from validation.benchmark.conditions import CONDITIONS
from validation.benchmark.statistics import agreement, bland_altman
from validation.benchmark.tables import DIFFERENCE, METHODS, Results, readings_of

# Blue and orange of Okabe and Ito for the legs; told apart with any kind of colour vision.
SIDE_COLOURS = {"left": "#1464b4", "right": "#c44f08"}
INK, SOFT, GRID = "#17202e", "#566173", "#e3e7ed"
SHOWN = ("formcheck", "hip line")
TITLES = {"formcheck": "formcheck", "hip line": "MediaPipe’s hip line"}
DPI = 110


def save_plots(free: Results, advised: Results, folder: Path, *, prefix: str) -> dict[str, Path]:
    """Draw all plots: of clips read without tape, and, by condition, of all as advised."""
    figures = {
        "truth": truth_plot(free.drops),
        "bland_altman": bland_altman_plot(free.drops),
        "conditions": condition_plot(advised),
    }
    return _saved(figures, folder, prefix)


def truth_plot_only(drops: pd.DataFrame, folder: Path, *, prefix: str) -> dict[str, Path]:
    """Draw reading against truth alone."""
    return _saved({"truth": truth_plot(drops)}, folder, prefix)


def _saved(figures: dict[str, Figure], folder: Path, prefix: str) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{prefix}_{name}.png" for name in figures}
    for name, figure in figures.items():
        figure.savefig(paths[name], dpi=DPI, facecolor="white")
    return paths


def truth_plot(drops: pd.DataFrame) -> Figure:
    """Reading against truth per side, formcheck and hip line, with identity and fitted line."""
    figure, axes = _figure(1, 2, height_in=4.4)
    sides = readings_of(drops, "both sides")
    shown = ["truth_deg", "low_deg", "high_deg", *(METHODS[name] for name in SHOWN)]
    low, high = _limits(sides, shown)
    for ax, method in zip(axes[0], SHOWN, strict=True):
        column = METHODS[method]
        ax.plot([low, high], [low, high], color=SOFT, linewidth=1, linestyle="--")
        for side, colour in SIDE_COLOURS.items():
            rows = drops[drops["reading"] == side]
            if method == "formcheck":
                spread = [rows["value_deg"] - rows["low_deg"], rows["high_deg"] - rows["value_deg"]]
                ax.errorbar(rows["truth_deg"], rows[column], yerr=spread, fmt="none",
                            ecolor=colour, alpha=0.3, linewidth=1)
            ax.scatter(rows["truth_deg"], rows[column], s=22, color=colour, alpha=0.85,
                       label=f"{side} stance", zorder=3)
        found = agreement(sides["truth_deg"], sides[column])
        if found.slope is not None and found.intercept is not None:
            ends = np.array([sides["truth_deg"].min(), sides["truth_deg"].max()])
            ax.plot(ends, found.slope * ends + found.intercept, color=INK, linewidth=1.6,
                    label=f"fit: slope {found.slope:.2f}, RMS error {found.rms:.1f}°")
        ax.set(xlim=(low, high), ylim=(low, high), aspect="equal",
               xlabel="true peak drop in stance (°)", ylabel="reading (°)")
        ax.set_title(TITLES[method], loc="left", fontsize=11, fontweight="bold")
        _legend(ax)
    return figure


def bland_altman_plot(drops: pd.DataFrame) -> Figure:
    """Error against truth with bias and limits of agreement, per side and for the difference.

    The truth is known, so it and not the mean of both is the horizontal axis.
    """
    figure, axes = _figure(2, 2, height_in=6.6)
    for row, readings in zip(axes, (("left", "right"), (DIFFERENCE,)), strict=True):
        shown = drops[drops["reading"].isin(readings)]
        errors = [shown[METHODS[name]] - shown["truth_deg"] for name in SHOWN]
        reach = 1.25 * max((_reach(error) for error in errors), default=1.0)
        for ax, method in zip(row, SHOWN, strict=True):
            for reading in readings:
                rows = shown[shown["reading"] == reading]
                ax.scatter(rows["truth_deg"], rows[METHODS[method]] - rows["truth_deg"], s=20,
                           color=SIDE_COLOURS.get(reading, INK), alpha=0.85, zorder=3,
                           label=f"{reading} stance" if reading in SIDE_COLOURS else reading)
            _limit_lines(ax, shown, METHODS[method])
            what = "per side" if len(readings) == 2 else DIFFERENCE
            ax.set(ylim=(-reach, reach), xlabel="truth (°)", ylabel="reading − truth (°)")
            ax.set_title(f"{TITLES[method]}, {what}", loc="left", fontsize=10.5,
                         fontweight="bold")
            _legend(ax)
    return figure


def _limit_lines(ax: Axes, rows: pd.DataFrame, column: str) -> None:
    found = bland_altman(rows["truth_deg"], rows[column])
    ax.axhline(0, color=SOFT, linewidth=0.9, linestyle="--")
    if found is None:
        return
    ax.axhspan(found.low, found.high, color=GRID, alpha=0.5, linewidth=0)
    for value, word, above in (
        (found.bias, "bias", True), (found.low, "", False), (found.high, "", True),
    ):  # fmt: skip
        ax.axhline(value, color=INK, linewidth=1.3 if word else 0.9)
        ax.annotate(f"{word} {value:+.1f}°".strip().replace("-", "−"), (1.0, value),
                    xycoords=("axes fraction", "data"), xytext=(-4, 3 if above else -3),
                    ha="right", va="bottom" if above else "top", textcoords="offset points",
                    fontsize=8.5, color=INK)


def _reach(error: pd.Series) -> float:
    """How far from zero the errors and their limits of agreement go."""
    found = bland_altman(np.zeros(len(error)), error)
    limits = [] if found is None else [abs(found.low), abs(found.high)]
    return max([*error.abs().dropna(), *limits], default=1.0)


def condition_plot(results: Results) -> Figure:
    """Error of every side by condition: where formcheck is weak."""
    roll = results.clips.set_index("clip")["true_roll_deg"]
    sides = readings_of(results.drops, "both sides")
    sides = sides.assign(true_roll_deg=sides["clip"].map(roll))
    error = sides["value_deg"] - sides["truth_deg"]
    figure, axes = _figure(3, 3, height_in=7.4)
    rng = np.random.default_rng(0)
    reach = 1.1 * (float(error.abs().max()) if error.notna().any() else 1.0)
    for ax, (condition, kinds_of) in zip(axes.ravel(), CONDITIONS.items(), strict=True):
        kinds = kinds_of(sides)
        names = [name for name in kinds.cat.categories if (kinds == name).any()]
        for place, name in enumerate(names):
            values = error[kinds == name].dropna()
            ax.scatter(place + rng.uniform(-0.16, 0.16, len(values)), values, s=12,
                       color=SIDE_COLOURS["left"], alpha=0.6, zorder=3)
            if len(values):
                ax.plot([place - 0.28, place + 0.28], [values.mean()] * 2, color=INK, linewidth=2,
                        zorder=4)
        ax.axhline(0, color=SOFT, linewidth=0.9, linestyle="--")
        ax.set_xticks(range(len(names)), names, fontsize=8.5)
        ax.set(ylim=(-reach, reach), xlim=(-0.6, max(len(names), 1) - 0.4))
        ax.set_title(condition, loc="left", fontsize=10, fontweight="bold")
    for ax in axes[:, 0]:
        ax.set_ylabel("reading − truth (°)", fontsize=9)
    return figure


def _figure(rows: int, columns: int, *, height_in: float) -> tuple[Figure, np.ndarray]:
    figure = Figure(figsize=(9.2, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    for ax in axes.ravel():
        ax.grid(color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.tick_params(labelsize=9, colors=SOFT, length=0)
        for spine in ax.spines.values():
            spine.set_color(GRID)
    return figure, axes


def _limits(rows: pd.DataFrame, columns: list[str]) -> tuple[float, float]:
    values = rows[columns].to_numpy(dtype=float)
    if not np.isfinite(values).any():
        return 0.0, 1.0
    return float(np.floor(np.nanmin(values)) - 0.5), float(np.ceil(np.nanmax(values)) + 0.5)


def _legend(ax: Axes) -> None:
    ax.legend(fontsize=8.5, frameon=True, framealpha=0.85, edgecolor="none", loc="best")

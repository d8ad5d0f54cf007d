"""The same errors by condition: clothes, light, camera, runner, size of the drop."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from validation.benchmark.cells import degrees, number, percent
from validation.benchmark.design import CLOTHES, FRAME_RATES, HELD, LIGHTS
from validation.benchmark.statistics import agreement, inside, share_of
from validation.benchmark.tables import Results, readings_of

Kinds: TypeAlias = "pd.Series[Any]"
"""Ordered categories, one a row."""

HELD_WORDS = dict(zip(HELD, ("on a stand", "in a hand"), strict=True))


def condition_table(results: Results) -> pd.DataFrame:
    """Errors per side by condition, with the hip line's beside them."""
    roll = results.clips.set_index("clip")["true_roll_deg"]
    drops = readings_of(results.drops, "both sides")
    drops = drops.assign(true_roll_deg=drops["clip"].map(roll))
    rows = []
    for condition, kinds_of in CONDITIONS.items():
        kinds = kinds_of(drops)
        for kind in kinds.cat.categories:
            group = drops[kinds == kind]
            if len(group):
                rows.append({"condition": condition, "kind": kind, **_row(group)})
    return pd.DataFrame(rows)


def _row(drops: pd.DataFrame) -> dict[str, Any]:
    found = agreement(drops["truth_deg"], drops["value_deg"])
    line = agreement(drops["truth_deg"], drops["hip_line_deg"])
    hits = share_of(inside(drops["truth_deg"], drops["low_deg"], drops["high_deg"]))
    return {
        "clips": drops["clip"].nunique(),
        "answered": percent(share_of(drops["value_deg"].notna()).share),
        "slope": number(found.slope), "bias": degrees(found.bias),
        "RMS error": degrees(found.rms), "largest error": degrees(found.largest),
        "truth inside": percent(hits.share), "hip line's RMS": degrees(line.rms),
    }


def _named(column: str, names: dict[Any, str]) -> Callable[[pd.DataFrame], Kinds]:
    def kinds(rows: pd.DataFrame) -> Kinds:
        return rows[column].map(names).astype(pd.CategoricalDtype(list(names.values())))

    return kinds


def _binned(column: str, edges: tuple[float, ...], unit: str) -> Callable[[pd.DataFrame], Kinds]:
    labels = [f"{low:g} to {high:g}{unit}" for low, high in pairwise(edges)]

    def kinds(rows: pd.DataFrame) -> Kinds:
        return pd.cut(rows[column].abs(), list(edges), labels=labels, include_lowest=True)

    return kinds


def _true_drop(rows: pd.DataFrame) -> Kinds:
    labels = ["under 4°", "4 to 8°", "over 8°"]
    return pd.cut(rows["truth_deg"], [-np.inf, 4, 8, np.inf], labels=labels)


CONDITIONS: dict[str, Callable[[pd.DataFrame], Kinds]] = {
    "clothes": _named("clothes", {name: name for name in CLOTHES}),
    "light": _named("light", {name: name for name in LIGHTS}),
    "camera roll": _binned("true_roll_deg", (0, 1.5, 3, 6), "°"),
    "camera off axis": _binned("yaw_deg", (0, 3.5, 7, 10), "°"),
    "frames a second": _named("fps", {fps: f"{fps:.0f}" for fps in FRAME_RATES}),
    "camera": _named("held", HELD_WORDS),
    "distance": _binned("distance_m", (3, 4, 5), " m"),
    "runner": _named("runner", {"woman": "woman", "man": "man"}),
    "true drop": _true_drop,
}

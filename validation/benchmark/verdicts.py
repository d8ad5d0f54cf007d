"""Is a comparison's verdict right? Pairs of the benchmark's clips, whose true change is known.

A gait filmed twice has not changed; any two clips differ by the difference of their truths. The
verdict is the product's own (`formcheck.comparison.change`), from the readings' intervals. Two
clips of the set also differ in body, clothes, camera and room, which is harder than the same
runner before and after.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pandas as pd

from formcheck.comparison.both_legs import BOTH_LEGS
from formcheck.comparison.change import Change, changes
from formcheck.comparison.film import Film
from formcheck.readings import Reading
from formcheck.settings import CompareSettings
from validation.benchmark.cells import degrees, percent_with_range
from validation.benchmark.compare import READINGS
from validation.benchmark.statistics import share_of
from validation.benchmark.tables import SIDES

# True changes are sorted into these, degrees: [from, up to).
CLASSES = ((0.0, 0.5), (0.5, 2.0), (2.0, 4.0), (4.0, 6.0), (6.0, 12.5))
TWIN = "the same gait, filmed again"
A_SIDE, BOTH = "a side", "both legs"
COLUMNS = ("twin", "reading", "true_deg", "read_deg", "could_be_seen_deg", "verdict", "right")

# Of which sides a reading's truth is the mean.
_SIDES_OF = {BOTH_LEGS: list(SIDES)} | {READINGS[side]: [side] for side in SIDES}


def pair_verdicts(drops: pd.DataFrame, *, settings: CompareSettings | None = None) -> pd.DataFrame:
    """Every pair of clips whose drop was read, a row a side, and one for both legs on average.

    Parameters
    ----------
    drops : DataFrame
        Rows of `validation.benchmark.compare.Comparison.drops`.
    settings : CompareSettings, optional

    Returns
    -------
    DataFrame
        ``twin``, ``reading`` (a side, or both legs), ``true_deg`` and ``read_deg`` (second minus
        first), ``could_be_seen_deg``, ``verdict``, and whether it is ``right``: *changed* in the
        true direction.
    """
    settings = settings or CompareSettings()
    read = drops.dropna(subset=["value_deg"])
    films = {clip: (_film(rows), rows.set_index("reading")) for clip, rows in read.groupby("clip")}
    rows = []
    for first, second in combinations(films, 2):
        (before, old), (after, new) = films[first], films[second]
        twin = bool(old["gait"].iloc[0] == new["gait"].iloc[0])
        for change in changes(before, after, settings):
            sides = _SIDES_OF.get(change.name, [])
            if sides and change.verdict != "not comparable":
                true = (new.loc[sides, "truth_deg"] - old.loc[sides, "truth_deg"]).mean()
                rows.append(_row(change, A_SIDE if len(sides) == 1 else BOTH, float(true), twin))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _film(rows: pd.DataFrame) -> Film:
    readings = {name: _reading(name, row) for row in rows.to_dict(orient="records")
                if (name := READINGS[row["reading"]])}  # fmt: skip
    return Film("", "", {}, readings, frames=pd.DataFrame(), steps=pd.DataFrame())


def _reading(name: str, row: dict[str, Any]) -> Reading:
    return Reading(
        name=name, label=name, unit="deg", value=row["value_deg"], low=row["low_deg"],
        high=row["high_deg"], n_steps=row["n_steps"], confidence=row["confidence"],
        method=row["method"], caveat="as read",
    )  # fmt: skip


def _row(change: Change, reading: str, true_deg: float, twin: bool) -> dict[str, Any]:
    assert change.change is not None
    changed = change.verdict == "changed"
    return {
        "twin": twin, "reading": reading, "true_deg": true_deg, "read_deg": change.change,
        "could_be_seen_deg": change.could_be_seen, "verdict": change.verdict,
        "right": changed and (change.change > 0) == (true_deg > 0),
    }  # fmt: skip


def verdict_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """How often *changed* was said, and in the true direction, by the size of the true change."""
    size = pairs["true_deg"].abs()
    groups = {TWIN: pairs["twin"].astype(bool)} | {
        f"{low:g} to {high:g}°": (size >= low) & (size < high) & ~pairs["twin"].astype(bool)
        for low, high in CLASSES
    }
    rows = []
    for (name, mask), reading in product(groups.items(), (A_SIDE, BOTH)):
        chosen = pairs[mask & (pairs["reading"] == reading)]
        rows.append({
            "true change": name, "of": reading, "pairs": len(chosen),
            "said to have changed": percent_with_range(share_of(chosen["verdict"] == "changed")),
            "changed, in the true direction": percent_with_range(share_of(chosen["right"])),
            "change that could be seen, median": degrees(chosen["could_be_seen_deg"].median()),
        })  # fmt: skip
    return pd.DataFrame(rows)

"""The benchmark's tables, each a DataFrame that is ready to be shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from validation.benchmark.cells import (
    degrees,
    number,
    percent,
    percent_with_range,
    with_range,
)
from validation.benchmark.statistics import (
    Agreement,
    agreement,
    inside,
    repeatability,
    resampled_range,
    root_mean_square,
    share_of,
)

SIDES = ("left", "right")
DIFFERENCE = "left minus right"
READINGS = (*SIDES, "both sides", DIFFERENCE)
# Column of the readings of each method, and what the report calls it.
METHODS = {
    "formcheck": "value_deg",
    "hip line": "hip_line_deg",
    "hip line, true roll removed": "hip_line_level_deg",
    "constant guess": "constant_deg",
}


@dataclass(frozen=True)
class Results:
    """Everything that was compared, as tables with a row a clip, a reading and a step."""

    clips: pd.DataFrame
    drops: pd.DataFrame
    steps: pd.DataFrame

    def of_class(self, *classes: str) -> Results:
        """The part that belongs to clips of these classes."""
        return Results(*(
            rows[rows["class"].isin(classes)] if len(rows) else rows
            for rows in (self.clips, self.drops, self.steps)
        ))


def readings_of(drops: pd.DataFrame, reading: str) -> pd.DataFrame:
    """Rows of one reading; both sides for ``both sides``."""
    return drops[drops["reading"].isin(SIDES if reading == "both sides" else (reading,))]


def with_constant(drops: pd.DataFrame) -> pd.DataFrame:
    """The mean truth of all sides as everybody's reading: what knowing nothing would give."""
    mean = drops.loc[drops["reading"] != DIFFERENCE, "truth_deg"].mean()
    return drops.assign(constant_deg=np.where(drops["reading"] == DIFFERENCE, 0.0, mean))


def agreement_of(drops: pd.DataFrame, method: str, reading: str) -> Agreement:
    rows = readings_of(drops, reading)
    return agreement(rows["truth_deg"], rows[METHODS[method]])


def agreement_table(
    drops: pd.DataFrame, *, methods: tuple[str, ...] = tuple(METHODS)
) -> pd.DataFrame:
    """Slope, intercept and errors of every method and reading."""
    drops = with_constant(drops)
    rows = []
    for method in methods:
        for reading in READINGS:
            found = agreement_of(drops, method, reading)
            chosen = readings_of(drops, reading)
            truth, value = chosen["truth_deg"], chosen[METHODS[method]]
            slopes = resampled_range(truth, value, chosen["gait"], what="slope")
            errors = resampled_range(truth, value, chosen["gait"], what="rms")
            rows.append({
                "method": method, "reading": reading, "n": found.n,
                "slope": with_range(found.slope, slopes),
                "intercept": degrees(found.intercept), "bias": degrees(found.bias),
                "RMS error": with_range(found.rms, errors, "°"),
                "largest error": degrees(found.largest),
            })
    return pd.DataFrame(rows)


def coverage_table(drops: pd.DataFrame) -> pd.DataFrame:
    """Share of truths inside of the stated interval and its mean half-width."""
    rows = []
    for reading in READINGS:
        chosen = readings_of(drops, reading).dropna(subset=["value_deg"])
        hits = share_of(inside(chosen["truth_deg"], chosen["low_deg"], chosen["high_deg"]))
        half = (chosen["high_deg"] - chosen["low_deg"]) / 2
        z = (chosen["value_deg"] - chosen["truth_deg"]) / (half / 1.96)
        rows.append({
            "reading": reading, "n": hits.n, "truth inside": percent_with_range(hits),
            "mean half-width": degrees(half.mean()),
            "SD of error / stated SD": number(
                root_mean_square(z) if len(z) else None),
        })
    return pd.DataFrame(rows)


def confidence_table(drops: pd.DataFrame) -> pd.DataFrame:
    """What each confidence level was worth."""
    sides = readings_of(drops, "both sides")
    rows = []
    for level in ("high", "medium", "low", "not measurable"):
        chosen = sides[sides["confidence"] == level]
        found = agreement(chosen["truth_deg"], chosen["value_deg"])
        near = (chosen["value_deg"] - chosen["truth_deg"]).abs().dropna() <= 1.5
        rows.append({
            "confidence": level, "readings": len(chosen),
            "share": percent(len(chosen) / len(sides) if len(sides) else None),
            "RMS error": degrees(found.rms), "largest error": degrees(found.largest),
            "within 1.5°": percent(share_of(near).share),
        })
    return pd.DataFrame(rows)


def answer_table(clips: pd.DataFrame) -> pd.DataFrame:
    """How often pelvic drop was answered, by class of clip."""
    rows = []
    for name, group in clips.groupby("class", sort=False):
        rows.append({
            "class": name, "clips": len(group),
            "answered": percent_with_range(share_of(group["answered"])),
        })
    return pd.DataFrame(rows)


def refusal_table(clips: pd.DataFrame) -> pd.DataFrame:
    """Every reason that was given for no drop, by class, with how often."""
    refused = clips[~clips["answered"].astype(bool)]
    rows = [
        {"class": name, "reason given": reason, "clips": len(group)}
        for (name, reason), group in refused.groupby(["class", "reason"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["class", "reason given", "clips"])


def tape_table(results: Results) -> pd.DataFrame:
    """Clips with and without tape, by what the reading was made from."""
    tape = results.clips.set_index("clip")["by_tape"].astype(bool)
    sides = readings_of(results.drops, "both sides")
    worn = sides["clothes"] == "tape"
    used = sides["clip"].map(tape) & sides["value_deg"].notna()
    groups = {
        "tape worn, read by tape": worn & used,
        "tape worn, read without": worn & ~used & sides["value_deg"].notna(),
        "no tape worn, read without": ~worn & ~used & sides["value_deg"].notna(),
        "no tape worn, read by “tape”": ~worn & used,
    }
    rows = []
    for name, mask in groups.items():
        found = agreement(sides.loc[mask, "truth_deg"], sides.loc[mask, "value_deg"])
        rows.append({
            "clips": name, "n": sides.loc[mask, "clip"].nunique(), "slope": number(found.slope),
            "bias": degrees(found.bias), "RMS error": degrees(found.rms),
            "largest error": degrees(found.largest),
        })
    return pd.DataFrame(rows)


def twin_differences(drops: pd.DataFrame, method: str) -> pd.DataFrame:
    """Second minus first of every gait filmed twice, less what the truths differ."""
    value = METHODS[method]
    again = drops[drops["twin_of"] != ""]
    both = again.merge(
        drops, left_on=["twin_of", "reading"], right_on=["clip", "reading"],
        suffixes=("_second", "_first"),
    )  # fmt: skip
    change = (both[f"{value}_second"] - both[f"{value}_first"]) - (
        both["truth_deg_second"] - both["truth_deg_first"]
    )
    return pd.DataFrame({"reading": both["reading"], "difference_deg": change})


def repeatability_table(drops: pd.DataFrame) -> pd.DataFrame:
    """The same gait filmed twice: SD of the difference, and of one measurement."""
    rows = []
    for method in ("formcheck", "hip line"):
        differences = twin_differences(drops, method)
        for reading in ("both sides", DIFFERENCE):
            found = repeatability(readings_of(differences, reading)["difference_deg"])
            rows.append({
                "method": method, "reading": reading, "differences": found.n,
                "mean": degrees(found.mean), "SD of the difference": degrees(found.sd),
                "SD of one measurement": degrees(found.within_sd),
            })
    return pd.DataFrame(rows)


def numbers(drops: pd.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Every method's agreement for every reading, as plain numbers."""
    drops = with_constant(drops)
    return {
        method: {reading: asdict(agreement_of(drops, method, reading)) for reading in READINGS}
        for method in METHODS
    }

"""What was wanted of the pelvis reading, what was found, and whether that is reached."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from validation.benchmark.cells import degrees, number, percent_with_range
from validation.benchmark.design import MUST_REFUSE
from validation.benchmark.statistics import agreement, inside, repeatability, share_of
from validation.benchmark.tables import (
    DIFFERENCE,
    Results,
    agreement_of,
    readings_of,
    twin_differences,
)

# Clips as advised from which on a target is called reached or not.
ENOUGH = 20


@dataclass(frozen=True)
class Target:
    """One line of the table of targets.

    Attributes
    ----------
    what, wanted, found, hip_line : str
    reached : bool or None
        None when nothing was measured.
    """

    what: str
    wanted: str
    found: str
    hip_line: str
    reached: bool | None


def targets(results: Results) -> list[Target]:
    """The targets, on clips as advised that were read without tape unless a line says otherwise."""
    advised = results.of_class("as advised")
    free = markerless(advised)
    sides = {m: agreement_of(free.drops, m, "both sides") for m in ("formcheck", "hip line")}
    apart = {m: agreement_of(free.drops, m, DIFFERENCE) for m in ("formcheck", "hip line")}
    ours, line = sides["formcheck"], sides["hip line"]
    lines = [
        Target("slope against the truth", "0.95 to 1.05", number(ours.slope), number(line.slope),
               _within(ours.slope, 0.95, 1.05)),
        Target("RMS error per side", "at most 0.8°", degrees(ours.rms), degrees(line.rms),
               _within(ours.rms, 0.0, 0.8)),
        Target("largest error", "at most 2.5°", degrees(ours.largest), degrees(line.largest),
               _within(ours.largest, 0.0, 2.5)),
        Target("left minus right, RMS error", "at most 1.0°",
               degrees(apart["formcheck"].rms), degrees(apart["hip line"].rms),
               _within(apart["formcheck"].rms, 0.0, 1.0)),
        _tape(advised), _coverage(advised), _answered(advised), _refused(results),
        _repeats(advised),
    ]  # fmt: skip
    if len(advised.clips) < ENOUGH:
        return [replace(line, reached=None) for line in lines]
    return lines


def markerless(results: Results) -> Results:
    """The clips that were read, and without tape: every method is judged on these alike."""
    clips = results.clips
    read = clips.loc[clips["answered"].astype(bool) & ~clips["by_tape"].astype(bool), "clip"]
    return Results(*(
        rows[rows["clip"].isin(read)] if len(rows) else rows
        for rows in (results.clips, results.drops, results.steps)
    ))


def _tape(advised: Results) -> Target:
    by_tape = advised.clips.loc[advised.clips["by_tape"].astype(bool), "clip"]
    rows = readings_of(advised.drops, "both sides")
    rows = rows[rows["clip"].isin(by_tape)]
    found = agreement(rows["truth_deg"], rows["value_deg"])
    line = agreement(rows["truth_deg"], rows["hip_line_deg"])
    return Target("read by tape, RMS error per side", "at most 0.4°", degrees(found.rms),
                  degrees(line.rms), _within(found.rms, 0.0, 0.4))  # fmt: skip


def _coverage(advised: Results) -> Target:
    rows = advised.drops.dropna(subset=["value_deg"])
    hits = share_of(inside(rows["truth_deg"], rows["low_deg"], rows["high_deg"]))
    return Target(
        "truth inside the 95 % interval (all readings)", "93 to 97 %", percent_with_range(hits),
        "none stated", _within(hits.share, 0.93, 0.97),
    )  # fmt: skip


def _answered(advised: Results) -> Target:
    hits = share_of(advised.clips["answered"])
    return Target(
        "answered, of clips filmed as advised", "at least 95 %", percent_with_range(hits),
        "always answers", _within(hits.share, 0.95, 1.0),
    )  # fmt: skip


def _refused(results: Results) -> Target:
    hits = share_of(results.of_class(*MUST_REFUSE).clips["answered"])
    return Target(
        "answered, of clips that must be refused", "at most 5 %", percent_with_range(hits),
        "always answers", _within(hits.share, 0.0, 0.05),
    )  # fmt: skip


def _repeats(advised: Results) -> Target:
    found, line = (
        repeatability(
            readings_of(twin_differences(advised.drops, method), "both sides")["difference_deg"]
        )
        for method in ("formcheck", "hip line")
    )
    return Target("same gait filmed twice, SD of the difference", "at most 0.8°",
                  degrees(found.sd), degrees(line.sd), _within(found.sd, 0.0, 0.8))  # fmt: skip


def target_table(results: Results) -> pd.DataFrame:
    """The targets as they are shown."""
    few = len(results.of_class("as advised").clips) < ENOUGH
    words = {True: "yes", False: "**no**", None: "too few clips" if few else "not measured"}
    return pd.DataFrame([
        {"": t.what, "target": t.wanted, "formcheck": t.found, "reached": words[t.reached],
         "hip line": t.hip_line}
        for t in targets(results)
    ])


def _within(value: float | None, low: float, high: float) -> bool | None:
    return None if value is None else bool(low <= value <= high)

"""Where a leg's drop lies against the sourced lines, and the frames that deserve a look for it.

One rule for both: what the report says of a leg and what it flags can then not disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from formcheck.gait.drop import Z95
from formcheck.gait.pelvis import SD_OF_MAD
from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.result import Flag, Side
from formcheck.settings import FlagSettings

Level = Literal["unknown", "below", "close", "above", "well above"]

SIDES: tuple[Side, Side] = ("left", "right")
LEG = {"left": "left leg", "right": "right leg"}
_COLUMNS = ["peak_drop_deg", "drop_sd_deg", "peak_drop_s", "initial_contact_s", "toe_off_s"]


def level(reading: Reading | None, limits: FlagSettings) -> Level:
    """Where a drop lies, its whole 95 % interval considered; ``close`` when it straddles."""
    if reading is None or reading.value is None:
        return "unknown"
    low = reading.value if reading.low is None else reading.low
    high = reading.value if reading.high is None else reading.high
    if low >= limits.deep_drop_deg:
        return "well above"
    if low >= limits.drop_deg:
        return "above"
    return "below" if high <= limits.drop_deg else "close"


def is_above(found: Level) -> bool:
    return found in ("above", "well above")


def find_flags(
    steps: pd.DataFrame,
    time_s: FloatArray,
    readings: Mapping[str, Reading],
    *,
    settings: FlagSettings,
) -> tuple[Flag, ...]:
    """The deepest drops of a leg that lies above the sourced lines, and steps out of line.

    The lines were drawn from averages over steps, so a single step is held against them only
    where its leg's average lies above them with its whole interval. No frame is flagged when
    pelvic drop was not measurable.

    Parameters
    ----------
    steps : DataFrame
        With ``side``, ``steady``, ``peak_drop_deg``, ``peak_drop_s``, ``drop_sd_deg``.
    time_s : (n,) array
        The frames' timestamps.
    readings : mapping
    settings : FlagSettings
    """
    if "peak_drop_deg" not in steps:
        return ()
    by_side = [
        sorted(
            _side_flags(steps, time_s, side, readings[f"pelvic_drop_{side}"], settings),
            key=lambda flag: flag.value_deg, reverse=True,
        )
        for side in SIDES
    ]
    kept = _shared_out(by_side, settings.max_flags)
    return tuple(sorted(kept, key=lambda flag: flag.time_s))


def _shared_out(by_side: Iterable[list[Flag]], most: int) -> list[Flag]:
    """The first flags of each side, as many of either as there are."""
    left, right = by_side
    for_left = max(most - len(right), (most + 1) // 2)
    kept = left[:for_left]
    return kept + right[: most - len(kept)]


def _side_flags(
    steps: pd.DataFrame, time_s: FloatArray, side: Side, reading: Reading, settings: FlagSettings
) -> list[Flag]:
    counted = steps[(steps["side"] == side) & steps["steady"] & steps["peak_drop_deg"].notna()]
    if not reading.measurable or not len(counted):
        return []
    median = float(counted["peak_drop_deg"].median())
    spread = SD_OF_MAD * float((counted["peak_drop_deg"] - median).abs().median())
    reach = max(settings.outlier_sds * spread, settings.outlier_deg)
    # What the reading's own interval says is common to all steps and belongs to each of them.
    common = (reading.high or 0.0) - (reading.value or 0.0)
    found = level(reading, settings)
    flags = []
    columns = counted.reindex(columns=_COLUMNS).to_numpy(dtype=float)
    for drop, sd, peak_s, contact_s, toe_off_s in columns:
        alone = abs(drop - median) > max(reach, Z95 * sd)
        kind, reason = (
            _out_of_line(drop, median, side) if alone else _deep(drop, found, side, settings)
        )
        if not kind:
            continue
        half = float(np.hypot(Z95 * sd, common))
        frame = _nearest(time_s, peak_s, contact_s, toe_off_s)
        flags.append(
            Flag(
                frame=frame, time_s=float(time_s[frame]), side=side, kind=kind,
                value_deg=float(drop), low_deg=float(drop) - half, high_deg=float(drop) + half,
                reason=reason,
            )
        )
    return flags


def _nearest(time_s: FloatArray, peak_s: float, contact_s: float, toe_off_s: float) -> int:
    """The frame nearest to the peak, of those within the step's own stance if there are any."""
    stance = np.flatnonzero((time_s >= contact_s) & (time_s <= toe_off_s))
    frames = stance if len(stance) else np.arange(len(time_s))
    return int(frames[np.argmin(np.abs(time_s[frames] - peak_s))])


def _out_of_line(drop: float, median: float, side: Side) -> tuple[str, str]:
    more = "more" if drop > median else "less"
    return "out of line", (
        f"On the {LEG[side]} the pelvis drops {drop:.1f}° in this step, {abs(drop - median):.1f}° "
        f"{more} than in your other steps on this leg."
    )


def _deep(drop: float, found: Level, side: Side, settings: FlagSettings) -> tuple[str, str]:
    if found == "well above" and drop > settings.deep_drop_deg:
        return "deepest drop", (
            f"On the {LEG[side]} the pelvis drops {drop:.1f}° in this step; few healthy "
            f"runners in the study of Bramah 2018 drop more than {settings.deep_drop_deg}°."
        )
    if is_above(found) and drop > settings.drop_deg:
        return "deep drop", (
            f"On the {LEG[side]} the pelvis drops {drop:.1f}° in this step; most healthy "
            f"runners in the study of Bramah 2018 stay below {settings.drop_deg}°."
        )
    return "", ""

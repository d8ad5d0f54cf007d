"""Frames that deserve a look, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from formcheck.gait.drop import Z95
from formcheck.gait.pelvis import SD_OF_MAD
from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.result import Flag, Side
from formcheck.settings import FlagSettings

LEG = {"left": "left leg", "right": "right leg"}


def find_flags(
    steps: pd.DataFrame,
    time_s: FloatArray,
    readings: Mapping[str, Reading],
    *,
    settings: FlagSettings,
) -> tuple[Flag, ...]:
    """The deepest drops above the sourced thresholds, and steps out of line with the others.

    No frame is flagged when pelvic drop was not measurable.

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
    flags: list[Flag] = []
    for side in ("left", "right"):
        if readings[f"pelvic_drop_{side}"].measurable:
            flags += _side_flags(steps, time_s, side, readings, settings)
    kept = sorted(flags, key=lambda flag: flag.value_deg, reverse=True)[: settings.max_flags]
    return tuple(sorted(kept, key=lambda flag: flag.time_s))


def _side_flags(
    steps: pd.DataFrame,
    time_s: FloatArray,
    side: Side,
    readings: Mapping[str, Reading],
    settings: FlagSettings,
) -> list[Flag]:
    counted = steps[(steps["side"] == side) & steps["steady"] & steps["peak_drop_deg"].notna()]
    if not len(counted):
        return []
    median = float(counted["peak_drop_deg"].median())
    spread = SD_OF_MAD * float((counted["peak_drop_deg"] - median).abs().median())
    reach = max(settings.outlier_sds * spread, settings.outlier_deg)
    # What the reading's own interval says is common to all steps and belongs to each of them.
    reading = readings[f"pelvic_drop_{side}"]
    common = (reading.high or 0.0) - (reading.value or 0.0)
    flags = []
    columns = counted[["peak_drop_deg", "peak_drop_s", "drop_sd_deg"]].to_numpy(dtype=float)
    for drop, peak_s, sd in columns:
        kind, reason = _reason(drop, median, reach, side, settings)
        if not kind:
            continue
        half = float(np.hypot(Z95 * sd, common))
        frame = int(np.argmin(np.abs(time_s - peak_s)))
        flags.append(
            Flag(
                frame=frame, time_s=float(time_s[frame]), side=side, kind=kind,
                value_deg=float(drop), low_deg=float(drop) - half, high_deg=float(drop) + half,
                reason=reason,
            )
        )
    return flags


def _reason(
    drop: float, median: float, reach: float, side: Side, settings: FlagSettings
) -> tuple[str, str]:
    if abs(drop - median) > reach:
        more = "more" if drop > median else "less"
        return "out of line", (
            f"On the {LEG[side]} the pelvis drops {drop:.1f}° here, {abs(drop - median):.1f}° "
            f"{more} than in your other steps on this leg."
        )
    if drop > settings.deep_drop_deg:
        return "deepest drop", (
            f"On the {LEG[side]} the pelvis drops {drop:.1f}° here; few healthy runners in the "
            f"study of Bramah 2018 drop more than {settings.deep_drop_deg}°."
        )
    if drop > settings.drop_deg:
        return "deep drop", (
            f"On the {LEG[side]} the pelvis drops {drop:.1f}° here; most healthy runners in the "
            f"study of Bramah 2018 stay below {settings.drop_deg}°."
        )
    return "", ""

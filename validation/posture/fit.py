"""Calibrations from the tuning half, judged on the reporting half."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from formcheck.gait.posture.calibration import Calibration
from formcheck.gait.posture.registry import MEASURES

MEASURE = {measure.name: measure for measure in MEASURES}
# A reading is shown when its slope against the truth lies here on clips it was not fitted to...
SLOPES = (0.8, 1.25)
# ...when it errs less than this share of what the truths differ (SD): near 1, a constant guess
# would do as well...
MAX_ERROR_SHARE = 0.6
# ...and when the slope itself is known this well (standard error).
MAX_SLOPE_ERROR = 0.25
# Clips of either half below which nothing is judged.
MIN_CLIPS = 3
Z95 = 1.96


@dataclass(frozen=True)
class Judged:
    """One reading.

    Attributes
    ----------
    calibration : Calibration
        Of the tuning half.
    raw_slope, raw_rms : float
        Of the uncorrected values on the reporting half.
    slope, intercept, rms, worst, inside : float
        Of the corrected values on the reporting half; share of truths within the systematic
        95 % interval.
    truth_sd : float
        SD of the truths of the reporting half.
    n : int
        Values (a clip, or a clip's leg) of the reporting half.
    clips : int
    slope_error : float
        Standard error of `slope`.
    shown : bool
    """

    reading: str
    calibration: Calibration
    raw_slope: float
    raw_rms: float
    slope: float
    intercept: float
    rms: float
    worst: float
    inside: float
    truth_sd: float
    n: int
    clips: int
    slope_error: float
    shown: bool


def judge(rows: pd.DataFrame) -> list[Judged]:
    """Every reading that has clips enough in both halves, its views together."""
    found = []
    for reading, mine in rows.dropna(subset=["raw", "truth"]).groupby("reading", sort=False):
        tuning, reporting = mine[mine["half"] == "tune"], mine[mine["half"] == "test"]
        if MEASURE[str(reading)].roll_effect:
            tuning = tuning[tuning["roll_told"]]
        if min(tuning["clip"].nunique(), reporting["clip"].nunique()) >= MIN_CLIPS:
            found.append(_judged(str(reading), tuning, reporting))
    return found


def calibration_from(tuning: pd.DataFrame) -> Calibration:
    """Slope and offset of the raw values against the truth, and what is left."""
    slope, offset = _line(tuning)
    left = _corrected(tuning, slope, offset) - tuning["truth"]
    clips = int(tuning["clip"].nunique())
    free = clips - 2
    # Few clips know their own scatter badly: the interval is a t distribution's.
    surely = float(stats.t.ppf(0.975, free)) / Z95
    return Calibration(
        slope=round(slope, 4), offset=round(offset, 4),
        sd=round(surely * float(np.sqrt((left**2).mean() * clips / free)), 3),
        difference_sd=round(surely * _difference_sd(tuning.assign(left=left)), 3),
        clips=clips,
    )  # fmt: skip


def _judged(reading: str, tuning: pd.DataFrame, reporting: pd.DataFrame) -> Judged:
    calibration = calibration_from(tuning)
    values = reporting.assign(
        value=_corrected(reporting, calibration.slope, calibration.offset))
    error = values["value"] - values["truth"]
    line = stats.linregress(values["truth"], values["value"])
    slope, intercept, slope_error = float(line.slope), float(line.intercept), float(line.stderr)
    rms, truth_sd = float(np.sqrt((error**2).mean())), float(values["truth"].std())
    raw_error = reporting["raw"] - reporting["truth"]
    return Judged(
        reading=reading, calibration=calibration,
        raw_slope=_line(reporting)[0], raw_rms=float(np.sqrt((raw_error**2).mean())),
        slope=slope, intercept=intercept, rms=rms, worst=float(error.abs().max()),
        inside=float((error.abs() <= Z95 * calibration.sd).mean()), truth_sd=truth_sd,
        n=len(values), clips=int(values["clip"].nunique()), slope_error=slope_error,
        shown=SLOPES[0] <= slope <= SLOPES[1] and slope_error <= MAX_SLOPE_ERROR
        and rms <= MAX_ERROR_SHARE * truth_sd,
    )  # fmt: skip


def _line(rows: pd.DataFrame) -> tuple[float, float]:
    slope, offset = np.polyfit(rows["truth"], rows["raw"], 1)
    return float(slope), float(offset)


def _corrected(rows: pd.DataFrame, slope: float, offset: float) -> pd.Series:
    return (rows["raw"] - offset) / slope


def _difference_sd(rows: pd.DataFrame) -> float:
    """RMS of left minus right of what is left; 0 where legs are not told apart."""
    wide = rows.pivot_table(index="clip", columns="leg", values="left")
    if not {"left", "right"} <= set(wide.columns) or (rows["leg"] == rows["view"]).any():
        return 0.0
    return float(np.sqrt(((wide["left"] - wide["right"]).dropna() ** 2).mean()))

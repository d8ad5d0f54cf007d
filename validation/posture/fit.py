"""What is taken out, from the tuning half; the judgement, on the reporting half."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from formcheck.gait.posture.calibration import Calibration
from formcheck.gait.posture.registry import MEASURES

MEASURE = {measure.name: measure for measure in MEASURES}
# A reading is shown when its slope against the truth lies here on either half of the clips...
SLOPES = (0.8, 1.25)
# ...when it errs less than this share of what the truths differ (SD): near 1, a constant guess
# would do as well...
MAX_ERROR_SHARE = 0.6
# ...and when the slope itself is known this well on the reporting half (standard error).
MAX_SLOPE_ERROR = 0.25
# Clips of either half below which nothing is judged.
MIN_CLIPS = 3
Z95 = 1.96


@dataclass(frozen=True)
class Against:
    """Values of one half against the truth.

    Attributes
    ----------
    n, clips : int
        Values (a clip, or a clip's leg), and clips.
    slope, slope_error, intercept : float
        Of the line through them, with the slope's standard error.
    rms, worst, truth_sd : float
    """

    n: int
    clips: int
    slope: float
    slope_error: float
    intercept: float
    rms: float
    worst: float
    truth_sd: float

    @property
    def holds(self) -> bool:
        """Whether the values follow the truth."""
        return SLOPES[0] <= self.slope <= SLOPES[1] and self.rms <= MAX_ERROR_SHARE * self.truth_sd


@dataclass(frozen=True)
class Judged:
    """One reading.

    Attributes
    ----------
    calibration : Calibration
        Of the tuning half.
    raw_rms : float
        Of the uncorrected values on the reporting half.
    tuning, reporting : Against
        Corrected values of either half; those of the tuning half, each clip by the others'
        correction.
    inside : float
        Share of the reporting half's truths within the systematic 95 % interval.
    """

    reading: str
    calibration: Calibration
    raw_rms: float
    tuning: Against
    reporting: Against
    inside: float

    @property
    def shown(self) -> bool:
        """Whether formcheck shows it."""
        return (
            self.tuning.holds and self.reporting.holds
            and self.reporting.slope_error <= MAX_SLOPE_ERROR
        )


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
    """What the raw values are off by on average, and what is left."""
    offset = _offset(tuning)
    left = tuning["raw"] - offset - tuning["truth"]
    clips = int(tuning["clip"].nunique())
    # Few clips know their own scatter badly, and the offset too: the interval is a t
    # distribution's, for one clip more.
    surely = float(stats.t.ppf(0.975, clips - 1) / Z95 * np.sqrt(1 + 1 / clips))
    return Calibration(
        offset=round(offset, 4),
        sd=round(surely * float(np.sqrt((left**2).mean() * clips / (clips - 1))), 3),
        difference_sd=round(surely * _difference_sd(tuning.assign(left=left)), 3),
        clips=clips,
    )  # fmt: skip


def _judged(reading: str, tuning: pd.DataFrame, reporting: pd.DataFrame) -> Judged:
    calibration = calibration_from(tuning)
    values = reporting["raw"] - calibration.offset
    by_roll = MEASURE[reading].roll_effect * reporting["roll_sd"]
    error = values - reporting["truth"]
    return Judged(
        reading=reading,
        calibration=calibration,
        raw_rms=float(np.sqrt(((reporting["raw"] - reporting["truth"]) ** 2).mean())),
        tuning=against(_each_by_the_others(tuning), tuning),
        reporting=against(values, reporting),
        inside=float((error.abs() <= Z95 * np.hypot(calibration.sd, by_roll)).mean()),
    )


def against(values: pd.Series, rows: pd.DataFrame) -> Against:
    """Values against the truths of their rows."""
    error = values - rows["truth"]
    line = stats.linregress(rows["truth"], values)
    return Against(
        n=len(values), clips=int(rows["clip"].nunique()),
        slope=float(line.slope), slope_error=float(line.stderr), intercept=float(line.intercept),
        rms=float(np.sqrt((error**2).mean())), worst=float(error.abs().max()),
        truth_sd=float(rows["truth"].std()),
    )  # fmt: skip


def _each_by_the_others(rows: pd.DataFrame) -> pd.Series:
    return pd.concat([
        own["raw"] - _offset(rows[rows["clip"] != clip]) for clip, own in rows.groupby("clip")
    ]).loc[rows.index]


def _offset(rows: pd.DataFrame) -> float:
    return float((rows["raw"] - rows["truth"]).mean())


def _difference_sd(rows: pd.DataFrame) -> float:
    """RMS of left minus right of what is left; 0 where legs are not told apart."""
    wide = rows.pivot_table(index="clip", columns="leg", values="left")
    if not {"left", "right"} <= set(wide.columns) or (rows["leg"] == rows["view"]).any():
        return 0.0
    return float(np.sqrt(((wide["left"] - wide["right"]).dropna() ** 2).mean()))

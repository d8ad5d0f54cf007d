"""Steps: mid-stance, side, initial contact and toe-off, each with its time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.gait.activity import Moving
from formcheck.gait.contacts import event_timings, timing_sd_s
from formcheck.gait.mid_stance import mid_stances
from formcheck.gait.motion import Motion
from formcheck.pose.track import BoolArray, FloatArray
from formcheck.result import ViewKind

# A step whose length differs by more than this share from the running median is not steady.
STEADY = 0.15
# A stretch begins and ends where its steps come within this share of its median step: what lies
# outside is a start or a stop.
SETTLED = 0.06
# Nor is a step counted where those around are longer or shorter than the stretch's median by more
# than this share: an average over two paces is true of neither.
SAME_PACE = 0.1
# Longest start or stop, in shares of the steps; more than that is another speed.
START_SHARE = 0.25
# Sides are sure when the ankles' height difference at mid-stance separates them by this many
# standard errors, and so do the names that the pose model gave the legs or where the knees lie.
SURE_SIDES = 3.0
# On which side of the picture, positive to the right, the left knee lies of the right one.
LEFT_KNEE_LIES = {"rear": -1.0, "front": 1.0}
# Steps around one that say with it whether a part of the clip speaks against the whole; where parts
# longer than this share of it do, no side is sure.
STEPS_AROUND = 7
MOST_AGAINST = 0.2
# The next step is no longer than this many of the steps before it; else some were not seen.
LONGEST_STEP = 1.5

STEP_COLUMNS = (
    "step", "activity", "side", "initial_contact_s", "mid_stance_s", "toe_off_s", "cadence_spm",
    "initial_contact_sd_s", "toe_off_sd_s", "steady", "side_sure",
)


def find_steps(
    moving: list[Moving], view: ViewKind, *, frame_s: float = 0.0
) -> pd.DataFrame:
    """Steps of all running and walking stretches, in order of time.

    Parameters
    ----------
    moving : list of Moving
    view : ViewKind
    frame_s : float
        Time from one frame to the next, on the motion's clock.

    Returns
    -------
    DataFrame
        A row a step with ``step``, ``activity``, ``side``, ``initial_contact_s``,
        ``mid_stance_s``, ``toe_off_s`` (NaN where not seen, or walking), the SD of either
        (``initial_contact_sd_s``, ``toe_off_sd_s``), ``cadence_spm``,
        ``steady``, ``side_sure`` (left and right can be told in this stretch).
    """
    tables = [_steps_of(part, view, frame_s) for part in moving]
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame({name: [] for name in STEP_COLUMNS})
    steps = pd.concat(tables, ignore_index=True).sort_values("mid_stance_s", ignore_index=True)
    steps.insert(0, "step", np.arange(1, len(steps) + 1))
    return steps


def counted(steps: pd.DataFrame) -> BoolArray:
    """Steps that the readings of the pelvis rest on: steady running, left and right told apart."""
    if not len(steps):
        return np.zeros(0, dtype=bool)
    usable: BoolArray = (
        (steps["activity"] == "running") & steps["steady"] & steps["side_sure"]
    ).to_numpy(dtype=bool)
    return usable


def unbroken_runs(steps: pd.DataFrame, usable: BoolArray) -> list[NDArray[np.intp]]:
    """Rows of usable steps that follow each other, leg by leg, with none left out or unseen."""
    rows = np.flatnonzero(usable)
    if not len(rows):
        return []
    left = (steps["side"] == "left").to_numpy()[rows]
    middle_s = steps["mid_stance_s"].to_numpy(dtype=float)[rows]
    step_s = 60 / steps["cadence_spm"].to_numpy(dtype=float)[rows]
    in_turn = (
        (np.diff(rows) == 1)
        & (left[1:] != left[:-1])
        & (np.diff(middle_s) <= LONGEST_STEP * step_s[:-1])
    )
    return np.split(rows, np.flatnonzero(~in_turn) + 1)


def _steps_of(part: Moving, view: ViewKind, frame_s: float) -> pd.DataFrame:
    motion, stride_hz = part.motion, part.rhythm.stride_hz
    middle_s = mid_stances(motion, stride_hz, lowest=part.kind == "running")
    if len(middle_s) < 2:
        return pd.DataFrame()
    sides, sure = stance_sides(motion, middle_s, view)
    step_s = np.gradient(middle_s)
    contact_s = toe_off_s = np.full_like(middle_s, np.nan)
    contact_sd_s = toe_off_sd_s = np.nan
    if part.kind == "running":  # a walker's feet touch and leave at other parts of the step
        contact, toe_off = event_timings(motion, middle_s, sides, view, stride_hz)
        contact_s = _within(motion, middle_s + contact.strides / stride_hz)
        toe_off_s = _within(motion, middle_s + toe_off.strides / stride_hz)
        contact_sd_s, toe_off_sd_s = timing_sd_s(
            view, frame_s, told=(contact.told, toe_off.told), stride_s=1 / stride_hz)
    return pd.DataFrame(
        {
            "activity": part.kind,
            "side": sides,
            "initial_contact_s": contact_s,
            "mid_stance_s": middle_s,
            "toe_off_s": toe_off_s,
            "initial_contact_sd_s": np.where(np.isfinite(contact_s), contact_sd_s, np.nan),
            "toe_off_sd_s": np.where(np.isfinite(toe_off_s), toe_off_sd_s, np.nan),
            "cadence_spm": 60 / step_s,
            "steady": _steady(step_s),
            "side_sure": sure,
        }
    )


def _within(motion: Motion, time_s: FloatArray) -> FloatArray:
    """The times that the stretch shows; NaN for the others."""
    shown = (time_s >= motion.grid_s[0]) & (time_s <= motion.grid_s[-1])
    return np.where(shown, time_s, np.nan)


def stance_sides(
    motion: Motion, mid_stance_s: FloatArray, view: ViewKind
) -> tuple[list[str], BoolArray]:
    """Stance leg of each step, the lower ankle at mid-stance, legs taking turns; and if it is sure.

    All steps vote on which turn is the left one's. It is sure where they agree, where the steps
    around do so too, and where the pose model's own names of the legs had not to be exchanged in
    about half of the frames; or where, from behind or from the front, the knees keep to their own
    sides, whatever their names were.
    """
    left_lower = np.interp(mid_stance_s, motion.grid_s, motion.ankles[:, 1])
    turn = np.where(_count(mid_stance_s) % 2 == 0, 1.0, -1.0)
    # What both turns share is the picture's tilt or the camera's angle, not the side.
    votes = turn * (left_lower - left_lower.mean() if len(left_lower) > 2 else left_lower)
    first_left = votes.mean() > 0
    sides = ["left" if (t > 0) == first_left else "right" for t in turn]
    around = pd.Series(votes).rolling(STEPS_AROUND, center=True, min_periods=1).mean().to_numpy()
    with_all: BoolArray = (around > 0) == first_left
    knees_right = np.sign(motion.knees[:, 0]) * LEFT_KNEE_LIES.get(view, 0.0)
    sure = (
        _standard_errors(float(votes.mean()), float(votes.std()), len(votes)) > SURE_SIDES
        and (_one_sided(motion.named_right, len(votes)) != 0
             or _one_sided(knees_right, len(votes)) > 0)
        and 1 - with_all.mean() <= MOST_AGAINST
    )
    return sides, with_all & sure


def _one_sided(signs: FloatArray, n: int) -> int:
    """1 or -1 where that is the rule over `n` steps, else 0; `signs` are 1 and -1."""
    mean = float(signs.mean())
    errors = _standard_errors(mean, np.sqrt(max(1 - mean**2, 0.0)), n)
    return int(np.sign(mean)) if errors > SURE_SIDES else 0


def _count(mid_stance_s: FloatArray) -> NDArray[np.intp]:
    """Number of each step from the first; one that was not seen in between is counted."""
    step_s = np.diff(mid_stance_s)
    usual_s = pd.Series(step_s).rolling(STEPS_AROUND, center=True, min_periods=1).median()
    steps = np.maximum(np.rint(step_s / usual_s.to_numpy()), 1)
    return np.concatenate([[0], np.cumsum(steps)]).astype(np.intp)


def _standard_errors(mean: float, sd: float, n: int) -> float:
    """How many standard errors a mean lies from zero."""
    return abs(mean) / (sd / np.sqrt(n) + 1e-9)


def _steady(step_s: FloatArray) -> np.ndarray:
    """Steps as long as those around, between the start and the stop of the stretch."""
    around = pd.Series(step_s).rolling(7, center=True, min_periods=1).median().to_numpy()
    off_pace = np.abs(around / np.median(step_s) - 1)
    steady: np.ndarray = (np.abs(step_s - around) <= STEADY * around) & (off_pace <= SAME_PACE)
    settled = np.flatnonzero(off_pace <= SETTLED)
    longest = START_SHARE * len(step_s)
    if len(settled) and settled[0] <= longest:
        steady[: settled[0]] = False
    if len(settled) and len(step_s) - 1 - settled[-1] <= longest:
        steady[settled[-1] + 1 :] = False
    return steady

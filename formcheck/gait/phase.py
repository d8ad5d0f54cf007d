"""The phase of the gait cycle: which part of which stride each frame shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.gait.steps import counted, unbroken_runs
from formcheck.pose.track import FloatArray

# Mean times from initial contact to mid-stance and from there to toe-off, in shares of a step,
# where the clip itself shows none (a duty factor of 0.35).
USUAL_CONTACT_TO_MID, USUAL_MID_TO_TOE_OFF = 0.35, 0.35
# Either part of stance, in strides, outside of which the contacts found are not believed.
PLAUSIBLE_STRIDES = (0.06, 0.30)


@dataclass(frozen=True)
class GaitPhase:
    """Gait cycles counted from mid-stance to mid-stance.

    Attributes
    ----------
    cycles : (n,) array
        Strides of every frame, an integer at each left and a half at each right mid-stance;
        NaN outside of steady running.
    step_row : (n,) int array
        Row of the table of steps whose mid-stance is nearest; -1 outside of steady running.
    contact_to_mid, mid_to_toe_off : float
        Median times around mid-stance, in shares of a stride.
    """

    cycles: FloatArray
    step_row: np.ndarray
    contact_to_mid: float
    mid_to_toe_off: float

    def stance(self, side: str) -> tuple[float, float]:
        """Start and end of a leg's mean stance, in strides around its mid-stance."""
        middle = 0.0 if side == "left" else 0.5
        return middle - self.contact_to_mid, middle + self.mid_to_toe_off


def gait_phase(time_s: FloatArray, steps: pd.DataFrame) -> GaitPhase:
    """Phase of every frame between steady running steps.

    Parameters
    ----------
    time_s : (n,) array
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    """
    cycles = np.full(len(time_s), np.nan)
    step_row = np.full(len(time_s), -1, dtype=int)
    usable = counted(steps)
    runs = [run for run in unbroken_runs(steps, usable) if len(run) > 1]
    if not runs:
        return GaitPhase(cycles, step_row, USUAL_CONTACT_TO_MID / 2, USUAL_MID_TO_TOE_OFF / 2)
    middle = steps["mid_stance_s"].to_numpy()
    left = (steps["side"] == "left").to_numpy()
    for run in runs:
        count = np.arange(len(run)) / 2 + (0.0 if left[run[0]] else 0.5) + run[0]
        half_step = np.median(np.diff(middle[run])) / 2
        known_s = np.concatenate(
            [[middle[run[0]] - half_step], middle[run], [middle[run[-1]] + half_step]]
        )
        known_cycles = np.concatenate([[count[0] - 0.25], count, [count[-1] + 0.25]])
        inside = (time_s >= known_s[0]) & (time_s <= known_s[-1])
        cycles[inside] = np.interp(time_s[inside], known_s, known_cycles)
        borders_s = (middle[run][1:] + middle[run][:-1]) / 2
        step_row[inside] = run[np.searchsorted(borders_s, time_s[inside])]
    stride_s = 2 * float(np.median(np.concatenate([np.diff(middle[run]) for run in runs])))
    before, after = _stance_parts(steps[usable], stride_s)
    return GaitPhase(cycles, step_row, before, after)


def _stance_parts(steps: pd.DataFrame, stride_s: float) -> tuple[float, float]:
    before = float((steps["mid_stance_s"] - steps["initial_contact_s"]).median()) / stride_s
    after = float((steps["toe_off_s"] - steps["mid_stance_s"]).median()) / stride_s
    shortest, longest = PLAUSIBLE_STRIDES
    if not shortest <= before <= longest:
        before = USUAL_CONTACT_TO_MID / 2
    if not shortest <= after <= longest:
        after = USUAL_MID_TO_TOE_OFF / 2
    return before, after

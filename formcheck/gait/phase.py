"""The phase of the gait cycle: which part of which stride each frame shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.pose.track import FloatArray

# Mean times from initial contact to mid-stance and from there to toe-off, in shares of a step,
# where the clip itself shows none (a duty factor of 0.35).
USUAL_CONTACT_TO_MID, USUAL_MID_TO_TOE_OFF = 0.35, 0.35


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
        ``activity``, ``steady``, ``side``, ``mid_stance_s``, ``initial_contact_s``,
        ``toe_off_s``.
    """
    cycles = np.full(len(time_s), np.nan)
    step_row = np.full(len(time_s), -1, dtype=int)
    usable = (steps["activity"] == "running") & steps["steady"]
    rows = np.flatnonzero(usable.to_numpy()) if len(steps) else np.array([], dtype=int)
    if len(rows) < 2:
        return GaitPhase(cycles, step_row, USUAL_CONTACT_TO_MID / 2, USUAL_MID_TO_TOE_OFF / 2)
    middle = steps["mid_stance_s"].to_numpy()
    left = (steps["side"] == "left").to_numpy()
    for run in np.split(rows, np.flatnonzero(~_in_turn(rows, left)) + 1):
        if len(run) < 2:
            continue
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
    stride_s = 2 * float(np.median(np.diff(middle[rows])))
    before, after = _stance_parts(steps[usable], stride_s)
    return GaitPhase(cycles, step_row, before, after)


def _in_turn(rows: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Whether each next row is the following step, on the other leg."""
    in_turn: np.ndarray = (np.diff(rows) == 1) & (left[rows[1:]] != left[rows[:-1]])
    return in_turn


def _stance_parts(steps: pd.DataFrame, stride_s: float) -> tuple[float, float]:
    before = float((steps["mid_stance_s"] - steps["initial_contact_s"]).median()) / stride_s
    after = float((steps["toe_off_s"] - steps["mid_stance_s"]).median()) / stride_s
    plausible = (0.08, 0.32)
    if not plausible[0] <= before <= plausible[1]:
        before = USUAL_CONTACT_TO_MID / 2
    if not plausible[0] <= after <= plausible[1]:
        after = USUAL_MID_TO_TOE_OFF / 2
    return before, after

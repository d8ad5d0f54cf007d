"""Steps: mid-stance, side, initial contact and toe-off, each with its time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import signal

from formcheck.gait.activity import Moving
from formcheck.gait.contacts import contact_times
from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind
from formcheck.signals import GRID_HZ, bandpass, parabolic_peak

# The trunk's lowest point is taken for mid-stance when it lies this near (share of a step) to
# where the legs' rhythm expects it; else the rhythm's own time stands.
SNAP = 0.2
# A bounce smaller than this (torso lengths) is too small to time a step by.
MIN_BOUNCE = 0.008
# A step whose length differs by more than this share from the running median is not steady.
STEADY = 0.15
# Sides are sure when the ankles' height difference at mid-stance separates them by this many
# standard errors.
SURE_SIDES = 3.0

STEP_COLUMNS = (
    "step", "activity", "side", "initial_contact_s", "mid_stance_s", "toe_off_s", "cadence_spm",
    "steady",
)


def find_steps(moving: list[Moving], view: ViewKind) -> tuple[pd.DataFrame, bool]:
    """Steps of all running and walking stretches, in order of time.

    Returns
    -------
    steps : DataFrame
        A row a step with ``step``, ``activity``, ``side``, ``initial_contact_s``,
        ``mid_stance_s``, ``toe_off_s`` (NaN where not seen), ``cadence_spm``, ``steady``.
    sides_sure : bool
        Whether left and right can be told.
    """
    tables, sure = [], True
    for part in moving:
        table, part_sure = _steps_of(part, view)
        tables.append(table)
        sure = sure and part_sure
    if not tables or not any(len(table) for table in tables):
        return pd.DataFrame({name: [] for name in STEP_COLUMNS}), False
    steps = pd.concat([table for table in tables if len(table)], ignore_index=True)
    steps = steps.sort_values("mid_stance_s", ignore_index=True)
    steps.insert(0, "step", np.arange(1, len(steps) + 1))
    return steps, sure


def _steps_of(part: Moving, view: ViewKind) -> tuple[pd.DataFrame, bool]:
    motion, stride_hz = part.motion, part.rhythm.stride_hz
    mid_stance_s = mid_stances(motion, stride_hz, lowest=part.kind == "running")
    if len(mid_stance_s) < 2:
        return pd.DataFrame(), False
    sides, sure = stance_sides(motion, mid_stance_s)
    contact_s, toe_off_s = contact_times(motion, mid_stance_s, sides, view, stride_hz)
    step_s = np.gradient(mid_stance_s)
    table = pd.DataFrame(
        {
            "activity": part.kind,
            "side": sides,
            "initial_contact_s": contact_s,
            "mid_stance_s": mid_stance_s,
            "toe_off_s": toe_off_s,
            "cadence_spm": 60 / step_s,
            "steady": _steady(step_s),
        }
    )
    return table, sure


def mid_stances(motion: Motion, stride_hz: float, *, lowest: bool) -> FloatArray:
    """Times of mid-stance: the trunk's lowest (walking: highest) point of every step.

    The legs' phase says how many steps there are and about when; the trunk's turning point
    nearby gives the time. So a missed bounce neither loses nor invents a step.

    Parameters
    ----------
    motion : Motion
    stride_hz : float
    lowest : bool
        True for running, False for walking.
    """
    bounce = bandpass(motion.body_down, 1.3 * stride_hz, 3.0 * stride_hz)
    if not lowest:
        bounce = -bounce
    peaks, _ = signal.find_peaks(bounce, distance=max(1, int(0.6 * GRID_HZ / (2 * stride_hz))))
    half_turns = _leg_phase(motion, stride_hz) / np.pi  # one a step
    if bounce.std() < MIN_BOUNCE or len(peaks) < 2:
        return _times_at(motion, half_turns, 0.5)
    offset = _circular_mean(half_turns[peaks] % 1.0)
    expected = _times_at(motion, half_turns, offset)
    peak_s = motion.grid_s[0] + np.array([parabolic_peak(bounce, i) for i in peaks]) / GRID_HZ
    tolerance_s = SNAP / (2 * stride_hz)
    return np.array([_snap(time, peak_s, tolerance_s) for time in expected])


def stance_sides(motion: Motion, mid_stance_s: FloatArray) -> tuple[list[str], bool]:
    """Stance leg of each step: the lower ankle at mid-stance, legs taking turns.

    All steps vote on which turn is the left one's.
    """
    left_lower = np.interp(mid_stance_s, motion.grid_s, motion.ankles[:, 1])
    turn = np.where(np.arange(len(mid_stance_s)) % 2 == 0, 1.0, -1.0)
    # What both turns share is the picture's tilt or the camera's angle, not the side.
    votes = turn * (left_lower - left_lower.mean() if len(left_lower) > 2 else left_lower)
    error = votes.std() / np.sqrt(len(votes)) + 1e-9
    first_left = votes.mean() > 0
    sides = ["left" if (t > 0) == first_left else "right" for t in turn]
    return sides, bool(abs(votes.mean()) / error > SURE_SIDES)


def _leg_phase(motion: Motion, stride_hz: float) -> FloatArray:
    """Unwrapped phase of the legs' strongest alternation, 2 pi a stride."""
    legs = np.concatenate([motion.ankles, motion.knees], axis=1)
    swings = bandpass(legs, 0.6 * stride_hz, 1.4 * stride_hz)
    strongest = swings[:, int(np.argmax(swings.std(axis=0)))]
    phase: FloatArray = np.unwrap(np.angle(signal.hilbert(strongest)))
    return np.maximum.accumulate(phase)


def _times_at(motion: Motion, half_turns: FloatArray, offset: float) -> FloatArray:
    """Times at which the legs' phase passes every half turn plus `offset`."""
    first = np.ceil(half_turns[0] - offset)
    last = np.floor(half_turns[-1] - offset)
    targets = np.arange(first, last + 1) + offset
    rising = half_turns + 1e-9 * np.arange(len(half_turns))
    return np.interp(targets, rising, motion.grid_s)


def _circular_mean(share: FloatArray) -> float:
    return float(np.angle(np.exp(2j * np.pi * share).mean()) / (2 * np.pi)) % 1.0


def _snap(time_s: float, peak_s: FloatArray, tolerance_s: float) -> float:
    nearest = peak_s[np.argmin(np.abs(peak_s - time_s))]
    return float(nearest if abs(nearest - time_s) <= tolerance_s else time_s)


def _steady(step_s: FloatArray) -> np.ndarray:
    around = pd.Series(step_s).rolling(7, center=True, min_periods=1).median().to_numpy()
    steady: np.ndarray = np.abs(step_s - around) <= STEADY * around
    return steady

"""Steps: mid-stance, side, initial contact and toe-off, each with its time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import signal

from formcheck.gait.activity import Moving
from formcheck.gait.contacts import believable, contact_times, half_stance, timing_sd_s
from formcheck.gait.motion import Motion
from formcheck.pose.track import BoolArray, FloatArray
from formcheck.result import ViewKind
from formcheck.signals import GRID_HZ, bandpass, parabolic_peak

# The trunk's lowest point is taken for mid-stance when it lies this near (share of a step) to
# where the legs' rhythm expects it; else the rhythm's own time stands.
SNAP = 0.2
# A bounce smaller than this (torso lengths) is too small to time a step by.
MIN_BOUNCE = 0.008
# Phase of the legs this near (strides) to either end of a stretch goes on as it went before: the
# Hilbert transform wraps around there.
EDGE_STRIDES = 0.6
# Legs that swing less than this share of their usual swing make a pause, not a step.
MIN_SWING = 0.35
# Two mid-stances lie at least this far apart, in shares of a step.
MIN_STEP = 0.5
# A step whose length differs by more than this share from the running median is not steady.
STEADY = 0.15
# A stretch begins and ends where its steps come within this share of its median step: what lies
# outside is a start or a stop.
SETTLED = 0.06
# Longest start or stop, in shares of the steps; more than that is another speed.
START_SHARE = 0.25
# Sides are sure when the ankles' height difference at mid-stance separates them by this many
# standard errors.
SURE_SIDES = 3.0
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
    tables = [_steps_of(part, view) for part in moving]
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame({name: [] for name in STEP_COLUMNS})
    steps = pd.concat(tables, ignore_index=True).sort_values("mid_stance_s", ignore_index=True)
    steps.insert(0, "step", np.arange(1, len(steps) + 1))
    contact_sd, toe_off_sd = timing_sd_s(view, frame_s)
    return steps.assign(
        initial_contact_sd_s=np.where(steps["initial_contact_s"].notna(), contact_sd, np.nan),
        toe_off_sd_s=np.where(steps["toe_off_s"].notna(), toe_off_sd, np.nan),
    )


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


def _steps_of(part: Moving, view: ViewKind) -> pd.DataFrame:
    motion, stride_hz = part.motion, part.rhythm.stride_hz
    middle_s = mid_stances(motion, stride_hz, lowest=part.kind == "running")
    if len(middle_s) < 2:
        return pd.DataFrame()
    sides, sure = stance_sides(motion, middle_s)
    step_s = np.gradient(middle_s)
    contact_s = toe_off_s = np.full_like(middle_s, np.nan)
    if part.kind == "running":  # a walker's feet touch and leave at other parts of the step
        half = half_stance(motion, middle_s, sides, view, stride_hz)
        contact_s, toe_off_s = believable(
            *contact_times(motion, middle_s, sides, view, stride_hz), middle_s, 1 / stride_hz, view,
            half=half,
        )  # fmt: skip
    return pd.DataFrame(
        {
            "activity": part.kind,
            "side": sides,
            "initial_contact_s": np.where(contact_s < middle_s, contact_s, np.nan),
            "mid_stance_s": middle_s,
            "toe_off_s": np.where(toe_off_s > middle_s, toe_off_s, np.nan),
            "cadence_spm": 60 / step_s,
            "steady": _steady(step_s),
            "side_sure": sure,
        }
    )


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
    phase, swing = _leg_swing(motion, stride_hz)
    half_turns = phase / np.pi  # one a step
    step_s = 1 / (2 * stride_hz)
    if bounce.std() < MIN_BOUNCE or len(peaks) < 2:
        middle_s = _times_at(motion, half_turns, 0.5)
    else:
        expected = _times_at(motion, half_turns, _circular_mean(half_turns[peaks] % 1.0))
        peak_s = motion.grid_s[0] + np.array([parabolic_peak(bounce, i) for i in peaks]) / GRID_HZ
        middle_s = np.array([_snap(time, peak_s, SNAP * step_s) for time in expected])
    lively = np.interp(middle_s, motion.grid_s, swing) > MIN_SWING * np.median(swing)
    return _apart(middle_s[lively], MIN_STEP * step_s)


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


def _leg_swing(motion: Motion, stride_hz: float) -> tuple[FloatArray, FloatArray]:
    """Phase, unwrapped, 2 pi a stride, and size of the legs' strongest alternation."""
    legs = np.concatenate([motion.ankles, motion.knees], axis=1)
    swings = bandpass(legs, 0.6 * stride_hz, 1.4 * stride_hz)
    strongest = swings[:, int(np.argmax(swings.std(axis=0)))]
    turning = signal.hilbert(strongest)
    phase: FloatArray = np.unwrap(np.angle(turning))
    edge = int(EDGE_STRIDES * GRID_HZ / stride_hz)
    if len(phase) > 4 * edge:
        away = np.arange(edge, 0, -1)
        phase[:edge] = phase[edge] - away * (phase[2 * edge] - phase[edge]) / edge
        phase[-edge:] = (
            phase[-edge - 1] + away[::-1] * (phase[-edge - 1] - phase[-2 * edge - 1]) / edge
        )
    return np.maximum.accumulate(phase), np.abs(turning)


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


def _apart(time_s: FloatArray, least_s: float) -> FloatArray:
    """The times without those that come too soon after the one before."""
    kept: list[float] = []
    for time in np.sort(time_s):
        if not kept or time - kept[-1] >= least_s:
            kept.append(float(time))
    return np.array(kept)


def _steady(step_s: FloatArray) -> np.ndarray:
    """Steps as long as those around, between the start and the stop of the stretch."""
    around = pd.Series(step_s).rolling(7, center=True, min_periods=1).median().to_numpy()
    steady: np.ndarray = np.abs(step_s - around) <= STEADY * around
    settled = np.flatnonzero(np.abs(around / np.median(step_s) - 1) <= SETTLED)
    longest = START_SHARE * len(step_s)
    if len(settled) and settled[0] <= longest:
        steady[: settled[0]] = False
    if len(settled) and len(step_s) - 1 - settled[-1] <= longest:
        steady[settled[-1] + 1 :] = False
    return steady

"""Mid-stance of every step: how many there are by trunk and legs together, when by the trunk."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import signal

from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray
from formcheck.signals import GRID_HZ, TINY, bandpass, lowpass, parabolic_peak

# The trunk's lowest point is taken for mid-stance when it lies this near (share of a step) to
# where the legs' rhythm expects it; else the rhythm's own time stands.
SNAP = 0.2
# A lowest point that is this much earlier or later than its neighbours, against the legs' and the
# trunk's common pace (share of a step), is a stray one.
OUT_OF_LINE = 0.12
# SD of true steps about their line (share of a step): a trunk whose lowest points scatter more is
# seen badly, and believed by that much less.
STEP_SD = 0.035
# Steps around one that are its line.
STEPS_IN_LINE = 9
# The pace changes at most by this share of it within a stretch.
PACE_BAND = 0.35
# Weight of the trunk's bounce against the legs' swing in the pace: a bounce is missed now and then.
BOUNCE_WEIGHT = 0.4
# A bounce smaller than this (torso lengths) is too small to time a step by.
MIN_BOUNCE = 0.008
# Phase this near (strides) to either end of a stretch goes on as it went before: the
# Hilbert transform wraps around there.
EDGE_STRIDES = 0.6
# Legs that swing less than this share of their usual swing make a pause, not a step.
MIN_SWING = 0.35
# Two mid-stances lie at least this far apart, in shares of a step.
MIN_STEP = 0.5


def mid_stances(motion: Motion, stride_hz: float, *, lowest: bool) -> FloatArray:
    """Times of mid-stance: the trunk's lowest (walking: highest) point of every step.

    The pace of trunk and legs together says how many steps there are and about when; the trunk's
    turning point nearby gives the time. So a missed bounce neither loses nor invents a step, and
    neither do legs that change their names.

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
    swing = _leg_swing(motion, stride_hz)
    bounces = bounce.std() >= MIN_BOUNCE and len(peaks) >= 2
    pace = _pace(swing, bounce if bounces else np.zeros_like(bounce), stride_hz)
    middle_s = _whole_turns(motion.grid_s, pace)
    step_s = 1 / (2 * stride_hz)
    if bounces:
        peak_s = motion.grid_s[0] + np.array([parabolic_peak(bounce, i) for i in peaks]) / GRID_HZ
        middle_s = _snapped(middle_s, peak_s, step_s)
    swings = np.abs(swing)
    middle_s = middle_s[(middle_s >= motion.grid_s[0]) & (middle_s <= motion.grid_s[-1])]
    lively = np.interp(middle_s, motion.grid_s, swings) > MIN_SWING * np.median(swings)
    return _apart(middle_s[lively], MIN_STEP * step_s)


def _leg_swing(motion: Motion, stride_hz: float) -> np.ndarray:
    """The legs' strongest alternation as an analytic signal, one turn a stride."""
    legs = np.concatenate([motion.ankles, motion.knees], axis=1)
    swings = bandpass(legs, 0.6 * stride_hz, 1.4 * stride_hz)
    swing: np.ndarray = signal.hilbert(swings[:, int(np.argmax(swings.std(axis=0)))])
    return swing


def _pace(swing: np.ndarray, bounce: FloatArray, stride_hz: float) -> FloatArray:
    """Phase of the steps, unwrapped, 2 pi a step, whole turns where the trunk is lowest.

    The swing is squared: then it turns once a step, whatever the legs are called. Without a bounce
    whole turns are where the legs pass each other.
    """
    turning = -(swing**2) / (np.mean(np.abs(swing) ** 2) + TINY)
    if bounce.any():
        bouncing = signal.hilbert(bounce) / bounce.std()
        offset = np.angle(np.sum(bouncing * turning.conj()))
        turning = turning * np.exp(1j * offset) + BOUNCE_WEIGHT * bouncing
    steady = np.exp(2j * np.pi * 2 * stride_hz * np.arange(len(turning)) / GRID_HZ)
    at_rest = turning * steady.conj()
    cutoff_hz = PACE_BAND * 2 * stride_hz
    slow = lowpass(at_rest.real, cutoff_hz) + 1j * lowpass(at_rest.imag, cutoff_hz)
    phase = np.asarray(np.unwrap(np.angle(slow)) + np.unwrap(np.angle(steady)), dtype=float)
    return np.maximum.accumulate(_straight_ends(phase, int(EDGE_STRIDES * GRID_HZ / stride_hz)))


def _straight_ends(phase: FloatArray, edge: int) -> FloatArray:
    if len(phase) <= 4 * edge:
        return phase
    straight = phase.copy()
    away = np.arange(edge, 0, -1)
    straight[:edge] = phase[edge] - away * (phase[2 * edge] - phase[edge]) / edge
    straight[-edge:] = (
        phase[-edge - 1] + away[::-1] * (phase[-edge - 1] - phase[-2 * edge - 1]) / edge
    )
    return straight


def _whole_turns(grid_s: FloatArray, phase: FloatArray) -> FloatArray:
    """Times at which the phase passes whole turns."""
    turns = phase / (2 * np.pi)
    whole = np.arange(np.ceil(turns[0]), np.floor(turns[-1]) + 1)
    return np.interp(whole, turns + 1e-9 * np.arange(len(turns)), grid_s)


def _snapped(expected_s: FloatArray, peak_s: FloatArray, step_s: float) -> FloatArray:
    """The peaks nearest to the expected times; where one is out of the others' line, the line."""
    usual_late = np.zeros_like(expected_s)
    for _ in range(2):
        line_s = expected_s + usual_late
        nearest = peak_s[np.abs(peak_s[:, None] - line_s).argmin(axis=0)]
        late = np.where(np.abs(nearest - line_s) <= SNAP * step_s, nearest - expected_s, np.nan)
        usual = pd.Series(late).rolling(STEPS_IN_LINE, center=True, min_periods=1).median()
        usual_late = usual.interpolate(limit_direction="both").fillna(0.0).to_numpy()
    off = late - usual_late
    off[~(np.abs(off) <= OUT_OF_LINE * step_s)] = 0.0
    scatter_s = float(np.sqrt(np.mean(off**2)))
    believed = min(1.0, (STEP_SD * step_s / (scatter_s + TINY)) ** 2)
    return expected_s + usual_late + believed * off


def _apart(time_s: FloatArray, least_s: float) -> FloatArray:
    """The times without those that come too soon after the one before."""
    kept: list[float] = []
    for time in np.sort(time_s):
        if not kept or time - kept[-1] >= least_s:
            kept.append(float(time))
    return np.array(kept)

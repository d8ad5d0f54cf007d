"""Signals on true time: gaps bridged for the filter and put back, filters that know the rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal
from scipy.interpolate import make_interp_spline

from formcheck.pose.track import BoolArray, FloatArray

# Rate of the even grid on which landmark paths are filtered and events located, Hz.
GRID_HZ = 120.0
# Stride frequencies looked for: an eighth of a jog (140 steps a minute) to fast feet.
STRIDE_HZ = (0.14, 2.6)
# A rhythm that is told apart from drift fits into the stretch this many times.
MIN_STRIDES = 1.5
# Weight of the trunk's bounce against the legs in finding the stride frequency.
BOUNCE_WEIGHT = 0.8
# Fewer samples than this are not filtered: the filter would see its own padding alone.
MIN_SAMPLES = 16
# Stands for none where something is divided by.
TINY = 1e-12


@dataclass(frozen=True)
class Unbroken:
    """Frames in which the runner was seen without a longer gap: first and one past the last."""

    first: int
    last: int

    @property
    def slice(self) -> slice:
        return slice(self.first, self.last)


def seen_stretches(
    time_s: FloatArray,
    seen: BoolArray,
    *,
    max_bridge_s: float,
    min_length_s: float,
    cuts: Sequence[int] = (),
) -> list[Unbroken]:
    """Runs of frames with the runner in them; gaps up to `max_bridge_s` are bridged, cuts never."""
    frames = np.flatnonzero(seen)
    if len(frames) < 2:
        return []
    shot = np.searchsorted(np.sort(np.asarray(cuts, dtype=int)), frames, side="right")
    breaks = (np.diff(time_s[frames]) > max_bridge_s) | (np.diff(shot) != 0)
    parts = np.split(frames, np.flatnonzero(breaks) + 1)
    return [
        Unbroken(int(part[0]), int(part[-1]) + 1)
        for part in parts
        if time_s[part[-1]] - time_s[part[0]] >= min_length_s
    ]


def even_grid(time_s: FloatArray, *, rate_hz: float = GRID_HZ) -> FloatArray:
    """Evenly spaced times from the first to the last timestamp."""
    count = max(2, round((time_s[-1] - time_s[0]) * rate_hz) + 1)
    return time_s[0] + np.arange(count) / rate_hz


def on_grid(time_s: FloatArray, values: FloatArray, grid_s: FloatArray) -> FloatArray:
    """Values at the grid's times by a cubic spline through the finite ones.

    Parameters
    ----------
    time_s : (n,) array
    values : (n, ...) array
        NaN where missing; of values at one and the same time the first counts.
    grid_s : (m,) array
    """
    finite = np.flatnonzero(np.isfinite(values.reshape(len(values), -1)).all(axis=1))
    known_s, first = np.unique(time_s[finite], return_index=True)
    if len(known_s) < 2:
        return np.full((len(grid_s), *values.shape[1:]), np.nan)
    spline = make_interp_spline(known_s, values[finite][first], k=min(3, len(known_s) - 1))
    interpolated: FloatArray = spline(np.clip(grid_s, known_s[0], known_s[-1]))
    return interpolated


def lowpass(values: FloatArray, cutoff_hz: float, *, rate_hz: float = GRID_HZ) -> FloatArray:
    """Zero-phase Butterworth low-pass of second order along the first axis.

    A cutoff at or above the Nyquist frequency leaves the values as they are.
    """
    if cutoff_hz >= 0.5 * rate_hz or len(values) < MIN_SAMPLES:
        return values
    sos = signal.butter(2, cutoff_hz, fs=rate_hz, output="sos")
    padding = min(len(values) - 1, int(rate_hz / cutoff_hz * 3))
    filtered: FloatArray = signal.sosfiltfilt(sos, values, axis=0, padlen=padding)
    return filtered


def smoothed(
    time_s: FloatArray,
    values: FloatArray,
    cutoff_hz: float,
    *,
    max_bridge_s: float,
    cuts: Sequence[int] = (),
) -> FloatArray:
    """Values at their own times without what is faster than `cutoff_hz`; gaps stay gaps.

    Parameters
    ----------
    time_s : (n,) array
    values : (n, ...) array
        NaN where missing.
    cutoff_hz : float
    max_bridge_s : float
        Longest gap across which a path is one.
    cuts : sequence of int
        First frames of new scenes.
    """
    known = np.asarray(np.isfinite(values.reshape(len(values), -1)).all(axis=1), dtype=bool)
    result = values.copy()
    stretches = seen_stretches(
        time_s, known, max_bridge_s=max_bridge_s, min_length_s=TINY, cuts=cuts
    )
    for stretch in stretches:
        rows = np.flatnonzero(known[stretch.slice]) + stretch.first
        grid = even_grid(time_s[rows])
        path = lowpass(on_grid(time_s[rows], values[rows], grid), cutoff_hz)
        result[rows] = on_grid(grid, path, time_s[rows])
    return result


def bandpass(
    values: FloatArray, low_hz: float, high_hz: float, *, rate_hz: float = GRID_HZ
) -> FloatArray:
    """Zero-phase Butterworth band-pass of second order along the first axis."""
    if len(values) < MIN_SAMPLES:
        return values - values.mean(axis=0)
    sos = signal.butter(2, (low_hz, min(high_hz, 0.49 * rate_hz)), "bandpass", fs=rate_hz,
                        output="sos")
    padding = min(len(values) - 1, int(rate_hz / low_hz * 2))
    filtered: FloatArray = signal.sosfiltfilt(sos, values, axis=0, padlen=padding)
    return filtered


def parabolic_peak(values: FloatArray, index: int) -> float:
    """Sub-sample position of an extremum near `index`, from the parabola through three points."""
    if index <= 0 or index >= len(values) - 1:
        return float(index)
    before, here, after = values[index - 1 : index + 2]
    bend = before - 2 * here + after
    if abs(bend) < TINY:
        return float(index)
    return index + float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def periodicity(
    values: FloatArray, rate_hz: float, low_hz: float, high_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spectrum of a signal between two frequencies, zero-padded for a fine grid.

    Returns
    -------
    frequency_hz, power : arrays of equal length
    """
    length = max(4096, 8 * len(values))
    window = np.hanning(len(values))
    power: FloatArray = np.abs(np.fft.rfft((values - values.mean()) * window, length)) ** 2
    frequency: FloatArray = np.fft.rfftfreq(length, 1 / rate_hz).astype(np.float64)
    inside = (frequency >= low_hz) & (frequency <= high_hz)
    return frequency[inside], power[inside]


def stride_frequency(legs: FloatArray, body_down: FloatArray) -> float:
    """Strides a second that explain both the legs' alternation and the trunk's bounce.

    The legs repeat once a stride, the trunk once a step; asking both keeps the octaves
    apart, and the trunk knows nothing of left and right that could be swapped.

    Parameters
    ----------
    legs : (m, k) array
        Left-minus-right signals on the even grid.
    body_down : (m,) array

    Returns
    -------
    float
        0 when the stretch is too short for any rhythm.
    """
    duration_s = len(body_down) / GRID_HZ
    lowest = max(STRIDE_HZ[0], MIN_STRIDES / duration_s)
    if lowest >= STRIDE_HZ[1]:
        return 0.0
    legs = legs - lowpass(legs, 0.5 * lowest) if duration_s > 4 else legs
    spectra = [periodicity(column, GRID_HZ, lowest, STRIDE_HZ[1]) for column in legs.T]
    frequency = spectra[0][0]
    leg_power = np.sum([power for _, power in spectra], axis=0)
    bounce = body_down - lowpass(body_down, lowest)
    step_frequency, step_power = periodicity(bounce, GRID_HZ, lowest, 2.2 * STRIDE_HZ[1])
    bounce_power = np.interp(2 * frequency, step_frequency, step_power)
    legs_share = leg_power / (leg_power.max() + TINY)
    bounce_share = bounce_power / (step_power.max() + TINY)
    return float(frequency[np.argmax(legs_share + BOUNCE_WEIGHT * bounce_share)])

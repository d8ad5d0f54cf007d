"""Which leg is which from the side, told by the way that feet go round and not by their labels.

Seen from the side, the foot on the ground goes back and the one in the air comes forward above it:
the line from foot to foot turns once a stride, always the same way round. Squared, as a complex
number, it is the same whichever foot is called the left one, so its turning can be followed through
any number of exchanged labels.
"""

from __future__ import annotations

import numpy as np

from formcheck.pose.track import FloatArray, Landmark
from formcheck.signals import GRID_HZ, STRIDE_HZ, TINY, even_grid, lowpass, on_grid

_FOOT = ("ANKLE", "HEEL", "FOOT_INDEX")
# A rhythm is believed where it is seen this often.
MIN_STRIDES = 3.0
# The turning changes its speed by at most this share of it.
STEADY_BAND = 0.3
# Shares of the feet's motion that turns steadily: none is believed below the first, all above the
# second.
BELIEVED = (0.4, 0.8)


def against_circling(time_s: FloatArray, landmarks_px: FloatArray) -> FloatArray:
    """How much the legs' labels contradict the feet's steady turning, -1 to 1 a frame.

    What most labels say counts as right. Zeros where the feet do not turn steadily.

    Parameters
    ----------
    time_s : (n,) array
    landmarks_px : (n, 33, 2) array
        One unbroken stretch seen from the side; no NaN.
    """
    line = _round_line(_feet(landmarks_px, "LEFT") - _feet(landmarks_px, "RIGHT"))
    grid = even_grid(time_s)
    squared = _complex(on_grid(time_s, line, grid)) ** 2
    steps_hz = _turns_a_second(squared)
    if abs(steps_hz) * (time_s[-1] - time_s[0]) < 2 * MIN_STRIDES:
        return np.zeros(len(time_s))
    angle, belief = _steady_turning(squared, grid, steps_hz)
    turning = np.exp(1j * np.interp(time_s, grid, angle))
    labelled = (turning.conj() * _complex(line)).real
    most_say = np.sign(labelled.sum()) or 1.0
    against: FloatArray = -most_say * np.interp(time_s, grid, belief) * np.clip(labelled, -1, 1)
    return against


def _feet(landmarks_px: FloatArray, side: str) -> FloatArray:
    points = [Landmark[f"{side}_{part}"] for part in _FOOT]
    feet: FloatArray = landmarks_px[:, points].mean(axis=1)
    return feet


def _round_line(line_px: FloatArray) -> FloatArray:
    """The line stretched so that its ellipse becomes a circle of size 1."""
    size = np.sqrt(2 * (line_px**2).mean(axis=0)) + TINY
    return np.asarray(line_px / size)


def _complex(line: FloatArray) -> np.ndarray:
    turned: np.ndarray = line[:, 0] + 1j * line[:, 1]
    return turned


def _turns_a_second(squared: np.ndarray) -> float:
    """Strongest frequency of the squared line; its sign tells which way round."""
    length = max(4096, 8 * len(squared))
    power = np.abs(np.fft.fft((squared - squared.mean()) * np.hanning(len(squared)), length))
    frequency = np.fft.fftfreq(length, 1 / GRID_HZ)
    possible = (np.abs(frequency) >= 2 * STRIDE_HZ[0]) & (np.abs(frequency) <= 2 * STRIDE_HZ[1])
    return float(frequency[np.argmax(power * possible)])


def _steady_turning(
    squared: np.ndarray, grid_s: FloatArray, steps_hz: float
) -> tuple[FloatArray, FloatArray]:
    """Angle of the line as the steady turning alone has it, and how far it is believed."""
    at_rest = squared * np.exp(-2j * np.pi * steps_hz * grid_s)
    cutoff_hz = STEADY_BAND * abs(steps_hz)
    slow = lowpass(at_rest.real, cutoff_hz) + 1j * lowpass(at_rest.imag, cutoff_hz)
    angle = np.unwrap(np.angle(slow)) / 2 + np.pi * steps_hz * grid_s
    share = np.abs(slow) / (lowpass(np.abs(squared), cutoff_hz) + TINY)
    least, full = BELIEVED
    belief: FloatArray = np.clip((share - least) / (full - least), 0, 1)
    return angle, belief

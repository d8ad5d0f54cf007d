"""Two films in step: for every moment of the first, the moment of the second at the same phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.comparison.film import Film
from formcheck.pose.track import FloatArray

# A pause in the frames longer than this breaks the count of strides.
PAUSE_S = 0.5


@dataclass(frozen=True)
class Lockstep:
    """Which frames are shown together.

    Attributes
    ----------
    before, after : (n,) int arrays
        Rows of the tables of frames.
    time_s : (n,) array
        From 0, by the clock of the first film.
    cycle_percent : (n,) array
        Of the left leg's gait cycle.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    time_s: FloatArray
    cycle_percent: FloatArray


def lockstep(before: Film, after: Film, *, longest_s: float) -> Lockstep | None:
    """Lock the second film's phase to the first one's, from a left contact on.

    Returns
    -------
    Lockstep or None
        None when either film has less than one whole stride.
    """
    first, second = _strides(before), _strides(after)
    if first is None or second is None:
        return None
    (rows, phase), (other_rows, other_phase) = first, second
    time_s = before.frames["time_s"].to_numpy(float)[rows]
    shown = (phase <= other_phase[-1]) & (time_s - time_s[0] <= longest_s)
    nearest = np.searchsorted((other_phase[1:] + other_phase[:-1]) / 2, phase[shown])
    return Lockstep(
        before=rows[shown], after=other_rows[nearest], time_s=time_s[shown] - time_s[0],
        cycle_percent=100 * (phase[shown] % 1.0),
    )


def _strides(film: Film) -> tuple[NDArray[np.intp], FloatArray] | None:
    """Rows of the longest unbroken stretch from a left contact on, and strides since then."""
    percent = film.frames["cycle_percent"].to_numpy(float)
    time_s = film.frames["time_s"].to_numpy(float)
    known = np.flatnonzero(np.isfinite(percent))
    if len(known) < 2:
        return None
    breaks = np.flatnonzero(np.diff(time_s[known]) > PAUSE_S) + 1
    rows = max(np.split(known, breaks), key=len)
    turns = np.cumsum(np.diff(percent[rows], prepend=percent[rows[0]]) < -50)
    phase = turns + percent[rows] / 100
    begin = np.ceil(phase[0])
    rows, phase = rows[phase >= begin], phase[phase >= begin] - begin
    if not len(phase) or phase[-1] < 1:
        return None
    # Timing noise may turn the phase back by a hair; nobody runs backwards.
    return rows, np.maximum.accumulate(phase)

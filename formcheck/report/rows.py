"""Where things go in a plot: the rows of a long clip, and dots that do not hide each other."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from formcheck.pose.track import BoolArray, FloatArray

Window = tuple[float, float]

# Points farther apart than this many usual distances are not joined.
GAP = 1.7


def split(first_s: float, last_s: float, *, row_s: float) -> list[Window]:
    """The time from `first_s` to `last_s` in equal windows no longer than `row_s`."""
    count = max(1, math.ceil((last_s - first_s) / row_s))
    edges = np.linspace(first_s, last_s, count + 1).tolist()
    return list(pairwise(edges))


def shown(
    time_s: FloatArray, measured: BoolArray, flags_s: Sequence[float], *, row_s: float, most: int
) -> list[Window]:
    """The windows of a clip worth showing, in order of time.

    Parameters
    ----------
    time_s : (n,) array
        Timestamps of the frames.
    measured : (n,) bool array
        Frames that have something to show.
    flags_s : sequence of float
        Times that must be seen if at all possible.
    row_s : float
        Longest window.
    most : int
        Windows at most: those with the most flags first, then with the most measured frames.
    """
    seen_s = time_s[measured]
    if len(seen_s) == 0:
        return []
    windows = split(float(seen_s[0]), float(seen_s[-1]), row_s=row_s)

    def worth(window: Window) -> tuple[int, int]:
        inside = (seen_s >= window[0]) & (seen_s <= window[1])
        return sum(window[0] <= flag <= window[1] for flag in flags_s), int(inside.sum())

    best = sorted(windows, key=worth, reverse=True)[:most]
    return sorted(window for window in best if worth(window)[1] > 0)


def with_gaps(times_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same points with a NaN where more than one is missing, so that a line breaks there."""
    apart_s = np.diff(times_s)
    gaps = np.flatnonzero(apart_s > GAP * np.median(apart_s)) + 1
    return np.insert(times_s, gaps, np.nan), np.insert(values, gaps, np.nan)


def spread(
    values: FloatArray, *, apart: float, step: float, reach: float = math.inf
) -> FloatArray:
    """Heights at which dots of nearly equal value stand beside each other.

    Parameters
    ----------
    values : (n,) array
    apart : float
        Dots nearer to each other than this would overlap.
    step : float
        From one level to the next.
    reach : float
        No level is farther from 0; where there are too many, they move closer together.

    Returns
    -------
    (n,) array
        0, step, -step, 2 step, ... as far as needed.
    """
    levels = np.zeros(len(values), int)
    near: deque[tuple[float, int]] = deque()
    for index in np.argsort(values, kind="stable"):
        while near and values[index] - near[0][0] >= apart:
            near.popleft()
        taken = {level for _, level in near}
        levels[index] = next(level for level in range(len(values)) if level not in taken)
        near.append((float(values[index]), int(levels[index])))
    away = (levels + 1) // 2
    step = min(step, reach / max(1, int(away.max(initial=0))))
    return np.where(levels % 2 == 1, 1.0, -1.0) * away * step

"""Where things go in a plot: the rows of a long clip, and dots that do not hide each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from formcheck.pose.track import BoolArray, FloatArray

Window = tuple[float, float]


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
    windows = split(float(seen_s[0]), float(seen_s[-1]), row_s=row_s)

    def worth(window: Window) -> tuple[int, int]:
        inside = (seen_s >= window[0]) & (seen_s <= window[1])
        return sum(window[0] <= flag <= window[1] for flag in flags_s), int(inside.sum())

    best = sorted(windows, key=worth, reverse=True)[:most]
    return sorted(window for window in best if worth(window)[1] > 0)


def spread(values: FloatArray, *, apart: float, step: float) -> FloatArray:
    """Heights at which dots of nearly equal value stand beside each other.

    Parameters
    ----------
    values : (n,) array
    apart : float
        Dots nearer to each other than this would overlap.
    step : float
        From one level to the next.

    Returns
    -------
    (n,) array
        0, step, -step, 2 step, ... as far as needed.
    """
    heights = np.zeros(len(values))
    placed: list[tuple[float, int]] = []
    for index in np.argsort(values, kind="stable"):
        taken = {level for value, level in placed if abs(values[index] - value) < apart}
        level = next(level for level in range(len(values)) if level not in taken)
        placed.append((float(values[index]), level))
        heights[index] = ((level + 1) // 2) * (step if level % 2 else -step)
    return heights

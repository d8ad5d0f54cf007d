"""Drawing steps again, in blocks of neighbours, to see how far their mean may be off."""

from __future__ import annotations

import numpy as np

from formcheck.pose.track import FloatArray

RESAMPLES = 4000


def resampled_means(
    values: FloatArray, *, block: int, rng: np.random.Generator
) -> FloatArray:
    """Means of samples drawn in blocks of neighbours (moving blocks), shape (4000,).

    Kuensch, Ann Stat 17:1217 (1989). Blocks go around the end, so that every step is drawn as
    often as any other.
    """
    n = len(values)
    block = min(block, n)
    n_blocks = -(-n // block)
    starts = rng.integers(0, n, size=(RESAMPLES, n_blocks))
    index = (starts[:, :, None] + np.arange(block)) % n
    means: FloatArray = values[index.reshape(RESAMPLES, -1)[:, :n]].mean(axis=1)
    return means


def standard_error(values: FloatArray, *, block: int) -> float:
    """Standard error of the mean of neighbours that are alike, from blocks drawn again.

    Blocks that go around the end show too little by the share of the sample that one of them is.
    """
    drawn = resampled_means(values, block=block, rng=np.random.default_rng(0))
    share = min(block / len(values), 0.75)
    return float(drawn.std() / np.sqrt(1 - share))

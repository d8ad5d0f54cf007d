"""Pelvic obliquity over the gait cycle in two films, and where in the cycle they differ.

Statistical parametric mapping by permutation (Nichols & Holmes 2002, doi 10.1002/hbm.1058): the t
statistic at every point of the cycle, against the height that it reaches anywhere in the cycle
once in twenty times when blocks of strides are dealt to the two films by chance.

The field's library for it, spm1d, is under the GPL, which whoever passes formcheck on would have
to take over. Its permutation test (0.4.55) names the same parts of the cycle within 1.5 % of it, of
six made-up pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from formcheck.comparison.change import smallest_that_counts
from formcheck.comparison.film import Film
from formcheck.pose.track import BoolArray, FloatArray
from formcheck.settings import CompareSettings

IntArray = NDArray[np.intp]

PERCENT: FloatArray = np.arange(101, dtype=np.float64)
HARMONICS = 3
ALPHA = 0.05
PERMUTATIONS = 2000
# Keeps t finite where the blocks of a film agree to the last digit.
TINY_DEG = 1e-6
# Blocks of strides a film that the test needs.
MIN_BLOCKS = 4
# Frames in a block that its curve needs, for 2 * HARMONICS + 1 numbers.
MIN_FRAMES = 16
# Pulls a block's curve to the film's own where its frames say little, relative to one frame.
PULL = 0.5
# Single readings beyond this many robust SDs from the film's curve do not count.
OUTLIER_SDS = 4.7


@dataclass(frozen=True)
class Curve:
    """The mean obliquity of a film over the gait cycle from left contact to left contact.

    Attributes
    ----------
    mean_deg, low_deg, high_deg : (101,) arrays
        Positive when the right side is lower; with the 95 % band of the mean.
    blocks_deg : (n, 101) array
        The curve of every block of strides.
    """

    mean_deg: FloatArray
    low_deg: FloatArray
    high_deg: FloatArray
    blocks_deg: FloatArray


@dataclass(frozen=True)
class Region:
    """A part of the cycle in which two films differ.

    Attributes
    ----------
    start_percent, end_percent : float
        The end lies below the start when the part goes over the cycle's end.
    p : float
    difference_deg : float
        The largest difference in it, after minus before.
    beyond_error : bool
        Whether that is more than the method can be off between two films.
    """

    start_percent: float
    end_percent: float
    p: float
    difference_deg: float
    beyond_error: bool


@dataclass(frozen=True)
class Waveform:
    before: Curve
    after: Curve
    regions: tuple[Region, ...]
    tested: bool


def waveform(
    before: Film, after: Film, settings: CompareSettings, *, same_clothes: bool = False
) -> Waveform | None:
    """Both curves and where they differ; None when a film has none."""
    old, new = (_curve(film, settings.block_strides) for film in (before, after))
    if old is None or new is None:
        return None
    enough = min(len(old.blocks_deg), len(new.blocks_deg)) >= MIN_BLOCKS
    limit = smallest_that_counts("pelvic_drop_left", settings, same_clothes=same_clothes)
    regions = _regions(old, new, limit) if enough else ()
    return Waveform(old, new, regions, tested=enough)


def _curve(film: Film, block_strides: int) -> Curve | None:
    frames = film.frames
    names = ["time_s", "cycle_percent", "pelvic_obliquity_raw_deg", "pelvic_obliquity_deg"]
    measured = frames[names].dropna().to_numpy(float)
    if len(measured) < 2 * MIN_FRAMES:
        return None
    time_s, percent, angle, _ = measured.T
    design = _basis(percent)
    coefficients = np.linalg.lstsq(design, angle, rcond=None)[0]
    residual = angle - design @ coefficients
    scale = 1.4826 * float(np.median(np.abs(residual))) + 1e-6
    kept = np.abs(residual) < OUTLIER_SDS * scale
    coefficients = np.linalg.lstsq(design[kept], angle[kept], rcond=None)[0]
    block = _strides(time_s, percent)[kept] // block_strides
    curves = [
        _pulled(design[kept][block == number], angle[kept][block == number], coefficients)
        for number in np.unique(block) if (block == number).sum() >= MIN_FRAMES
    ]
    if len(curves) < 2:
        return None
    blocks = np.array(curves) @ _basis(PERCENT).T
    mean = blocks.mean(axis=0)
    error = blocks.std(axis=0, ddof=1) / np.sqrt(len(blocks))
    half = float(stats.t.ppf(0.975, len(blocks) - 1)) * error
    return Curve(mean, mean - half, mean + half, blocks)


def _basis(percent: FloatArray) -> FloatArray:
    angle = 2 * np.pi * percent[:, None] / 100 * np.arange(1, HARMONICS + 1)
    return np.concatenate([np.ones((len(angle), 1)), np.cos(angle), np.sin(angle)], axis=1)


def _strides(time_s: FloatArray, percent: FloatArray) -> IntArray:
    """Number of the stride that each frame belongs to."""
    begins = (np.diff(percent, prepend=percent[0]) < -50) | (np.diff(time_s, prepend=0) > 0.6)
    return np.cumsum(begins)


def _pulled(design: FloatArray, angle: FloatArray, towards: FloatArray) -> FloatArray:
    """Least squares, with as much pull towards the film's own curve as `PULL` frames have."""
    normal = design.T @ design + PULL * np.eye(design.shape[1])
    own: FloatArray = towards + np.linalg.solve(normal, design.T @ (angle - design @ towards))
    return own


def _regions(old: Curve, new: Curve, error_deg: float) -> tuple[Region, ...]:
    curves = np.concatenate([old.blocks_deg, new.blocks_deg])
    n_old = len(old.blocks_deg)
    rng = np.random.default_rng(0)
    order = rng.permuted(np.tile(np.arange(len(curves)), (PERMUTATIONS, 1)), axis=1)
    chance = np.sort([
        np.abs(_welch_t(curves[drawn[:n_old]], curves[drawn[n_old:]])).max() for drawn in order
    ])
    found = np.abs(_welch_t(old.blocks_deg, new.blocks_deg))
    threshold = float(np.quantile(chance, 1 - ALPHA))
    difference = new.mean_deg - old.mean_deg
    return tuple(
        _region(run, found, difference, chance, error_deg) for run in _runs(found > threshold)
    )


def _welch_t(first: FloatArray, second: FloatArray) -> FloatArray:
    """Welch's t at every point of the cycle, second minus first."""
    variance = (
        first.var(axis=0, ddof=1) / len(first) + second.var(axis=0, ddof=1) / len(second)
    )
    t: FloatArray = (second.mean(axis=0) - first.mean(axis=0)) / np.sqrt(variance + TINY_DEG**2)
    return t


def _runs(marked: BoolArray) -> list[IntArray]:
    """Unbroken runs of marked points; one that goes over the cycle's end is one run."""
    points = np.flatnonzero(marked)
    if not len(points):
        return []
    runs = np.split(points, np.flatnonzero(np.diff(points) > 1) + 1)
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == len(marked) - 1:
        # The cycle's last point is its first one again: it is named once.
        first, last = runs[0], runs[-1]
        joined = last if len(first) == 1 < len(last) else np.concatenate([last[:-1], first])
        runs = [joined, *runs[1:-1]]
    return runs


def _region(
    run: IntArray, found: FloatArray, difference: FloatArray, chance: FloatArray,
    error_deg: float,
) -> Region:
    largest = float(difference[run][np.argmax(np.abs(difference[run]))])
    as_large = len(chance) - int(np.searchsorted(chance, found[run].max()))
    return Region(
        start_percent=float(PERCENT[run[0]]), end_percent=float(PERCENT[run[-1]]),
        p=(as_large + 1) / (len(chance) + 1), difference_deg=largest,
        beyond_error=abs(largest) > error_deg,
    )

"""Pelvic obliquity: one smooth curve over the gait cycle through all frames, and every step's own.

The frames' readings (from the network or from tape) scatter by a degree or more; the pelvis
does not. A periodic curve of a few harmonics, fitted to all frames at once with outliers
weighted down, is the average gait cycle; what the frames around a mid-stance say beyond it,
shrunk by how much it can be trusted, is that step's own deviation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.gait.phase import GaitPhase
from formcheck.gait.plausible import HARMONICS, basis
from formcheck.pose.track import FloatArray

# Scatter of single readings that the reader's own SD does not know, degrees.
EXTRA_SD_DEG = 0.5
# Tukey's biweight constant: readings beyond this many robust SDs do not count.
TUKEY = 4.7
ROUNDS = 6
# Penalty on the curvature of the average curve, relative to the data.
ROUGHNESS = 1e-4
# Strides drawn together when resampling, since neighbours are alike.
BLOCK_STRIDES = 2
RESAMPLES = 400
# Least frames that a curve, and that a step's own deviation, stands on.
MIN_FRAMES, MIN_FRAMES_A_STEP = 24, 3
# Scatter of a step's frames, and SD between steps, taken at the least, degrees.
LEAST_SCATTER_DEG, LEAST_BETWEEN_DEG = 0.1, 0.05
# From the median absolute deviation to the SD of a normal distribution.
SD_OF_MAD = 1.4826


@dataclass(frozen=True)
class ObliquityFit:
    """The curve and how far each step departs from it.

    Attributes
    ----------
    coefficients : (1 + 2 H,) array
        Mean, then cosine and sine of each harmonic of the stride, degrees; phase 0 is left
        mid-stance. As read: with the camera's roll and the reader's error; as believed: without.
    resampled : (B, 1 + 2 H) array
        The same for strides drawn again with replacement, in blocks; as believed: drawn from
        what is known of the true curve.
    step_deviation_deg, step_sd_deg : (k,) arrays
        Each step's own offset from the curve around its mid-stance, and its SD; NaN where
        the step was not read.
    residual_deg : float
        Robust SD of single frames around the curve.
    noise_sd_deg : float
        Median of the readings' own SD.
    """

    coefficients: FloatArray
    resampled: FloatArray
    step_deviation_deg: FloatArray
    step_sd_deg: FloatArray
    residual_deg: float
    noise_sd_deg: float

    def curve(self, cycles: FloatArray) -> FloatArray:
        """Mean obliquity at phases in strides from left mid-stance, degrees."""
        values: FloatArray = basis(cycles) @ self.coefficients
        return values

    def curve_sd(self, cycles: FloatArray) -> FloatArray:
        """SD of the mean curve over `resampled`, degrees."""
        spread: FloatArray = (basis(cycles) @ self.resampled.T).std(axis=1)
        return spread


def fit_obliquity(
    angle_deg: FloatArray,
    sd_deg: FloatArray,
    phase: GaitPhase,
    n_steps: int,
    *,
    rng: np.random.Generator,
) -> ObliquityFit | None:
    """Fit the curve to all frames of steady running.

    Parameters
    ----------
    angle_deg, sd_deg : (n,) arrays
        Each frame's own reading, positive = right side lower; NaN where there is none.
    phase : GaitPhase
    n_steps : int
        Rows of the table of steps.
    rng : Generator
        For resampling.

    Returns
    -------
    ObliquityFit or None
        None when too few frames were read.
    """
    used = np.flatnonzero(
        np.isfinite(angle_deg) & np.isfinite(sd_deg) & np.isfinite(phase.cycles)
    )
    if len(used) < MIN_FRAMES:
        return None
    design = basis(phase.cycles[used])
    angle, sd = angle_deg[used], np.hypot(sd_deg[used], EXTRA_SD_DEG)
    coefficients, weight, scale = _robust_fit(design, angle, sd)
    residual = angle - design @ coefficients
    rows = phase.step_row[used]
    resampled = _resample(design, angle, weight, np.floor(phase.cycles[used] + 0.25), rng)
    deviation, deviation_sd = _step_deviations(
        residual, sd, scale, phase.cycles[used], rows, n_steps
    )
    return ObliquityFit(
        coefficients=coefficients,
        resampled=resampled,
        step_deviation_deg=deviation,
        step_sd_deg=deviation_sd,
        residual_deg=scale,
        noise_sd_deg=float(np.median(sd_deg[used])),
    )


def _penalty() -> FloatArray:
    order = np.concatenate([[0.0], np.arange(1, HARMONICS + 1), np.arange(1, HARMONICS + 1)])
    return np.diag(ROUGHNESS * order**4)


def _solve(design: FloatArray, angle: FloatArray, weight: FloatArray) -> FloatArray:
    weighted = design * weight[:, None]
    normal = weighted.T @ design + _penalty() * weight.sum()
    solution: FloatArray = np.linalg.solve(normal, weighted.T @ angle)
    return solution


def _robust_fit(
    design: FloatArray, angle: FloatArray, sd: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    weight = 1 / sd**2
    for _ in range(ROUNDS):
        coefficients = _solve(design, angle, weight)
        residual = angle - design @ coefficients
        scale = SD_OF_MAD * float(np.median(np.abs(residual))) + 1e-6
        weight = _biweight(residual, sd, scale)
    return _solve(design, angle, weight), weight, scale


def _biweight(residual: FloatArray, sd: FloatArray, scale: float) -> FloatArray:
    """Weights by the readings' own SD, none for those far out."""
    reach = np.clip(residual / (TUKEY * np.maximum(scale, sd)), -1, 1)
    weight: FloatArray = (1 - reach**2) ** 2 / sd**2
    return weight


def _resample(
    design: FloatArray,
    angle: FloatArray,
    weight: FloatArray,
    stride: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Coefficients for blocks of strides drawn with replacement, via sums per block."""
    _, block = np.unique(np.floor(stride / BLOCK_STRIDES), return_inverse=True)
    n_blocks = int(block.max()) + 1
    size = design.shape[1]
    normal = np.zeros((n_blocks, size, size))
    target = np.zeros((n_blocks, size))
    total = np.zeros(n_blocks)
    for index in range(n_blocks):
        rows = block == index
        weighted = design[rows] * weight[rows, None]
        normal[index] = weighted.T @ design[rows]
        target[index] = weighted.T @ angle[rows]
        total[index] = weight[rows].sum()
    drawn = rng.integers(0, n_blocks, size=(RESAMPLES, n_blocks))
    solutions: FloatArray = np.linalg.solve(
        normal[drawn].sum(axis=1)
        + _penalty() * (total[drawn].sum(axis=1) + 1e-9)[:, None, None]
        + 1e-9 * np.eye(size),
        target[drawn].sum(axis=1)[..., None],
    )[..., 0]
    return solutions


def _step_deviations(
    residual: FloatArray,
    sd: FloatArray,
    scale: float,
    cycles: FloatArray,
    rows: np.ndarray,
    n_steps: int,
) -> tuple[FloatArray, FloatArray]:
    """Each step's offset around its mid-stance, shrunk towards none by its own uncertainty.

    Outliers are told within the step: a step that is out of line as a whole is kept.
    """
    offset, error = np.full(n_steps, np.nan), np.full(n_steps, np.nan)
    # Frames near the mid-stance count most: a raised cosine over a step.
    nearness = np.cos(np.pi * ((2 * cycles + 0.5) % 1.0 - 0.5)) ** 2
    for row in np.unique(rows[rows >= 0]):
        here = rows == row
        middle = np.median(residual[here])
        share = _biweight(residual[here] - middle, sd[here], scale) * nearness[here]
        if here.sum() < MIN_FRAMES_A_STEP or not share.any():
            continue
        share = share / share.sum()
        offset[row] = float((share * residual[here]).sum())
        scatter = float(np.sqrt((share * (residual[here] - offset[row]) ** 2).sum()))
        error[row] = max(scatter, LEAST_SCATTER_DEG) * float(np.sqrt((share**2).sum()))
    if not np.isfinite(offset).any():
        return offset, error
    between = float(np.nanvar(offset)) - float(np.nanmean(error**2))
    between = max(between, LEAST_BETWEEN_DEG**2)
    trust = between / (between + error**2)
    return trust * offset, np.sqrt(trust) * error

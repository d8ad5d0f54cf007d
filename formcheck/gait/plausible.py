"""Which curves of pelvic obliquity are plausible, before any picture is looked at.

A curve is drawn through its values at contact, at the peak of drop and at toe-off of either leg.
The size of the drop is left wide open (an SD of 10 degrees, five times what Bramah 2018 found among
runners), so that the pictures decide it and no one is pulled to the average; what the prior adds is
that a curve is smooth, and that its peak lies in the middle of stance rather than at its ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from formcheck.pose.track import FloatArray

# Harmonics of the stride in a curve: four flatten a peak by 0.2 degrees, five by none (validation/
# pelvis.md).
HARMONICS = 5
# Mean and SD of the drop at contact, peak and toe-off, degrees; most of the peak's variance is
# common to both legs.
CONTACT_DEG, PEAK_DEG, TOE_OFF_DEG = (0.0, 2.5), (5.0, 10.0), (-1.0, 2.5)
COMMON_SHARE = 0.8
# Where in stance the peak lies.
PEAK_IN_STANCE = (0.2, 0.65)
# What runners lean to one side for the whole stride; and what curves through so few points do not
# hold, as SD of the first harmonic, falling with the order: even about mid-stance, and skewed.
LEAN_SD_DEG, OTHER_EVEN_DEG, OTHER_SKEW_DEG = 1.5, 3.0, 0.75
DRAWS = 400
_GRID = 64


@dataclass(frozen=True)
class CurvePrior:
    """Normal distribution of a curve's coefficients: mean (k,) and covariance (k, k)."""

    mean: FloatArray
    covariance: FloatArray


def basis(cycles: FloatArray) -> FloatArray:
    """Constant and harmonics of the stride at the given phases, shape (n, 1 + 2 H)."""
    angle = 2 * np.pi * np.asarray(cycles)[:, None] * np.arange(1, HARMONICS + 1)
    return np.concatenate([np.ones((len(angle), 1)), np.cos(angle), np.sin(angle)], axis=1)


@cache
def plausible_curves(contact_to_mid: float, mid_to_toe_off: float) -> CurvePrior:
    """Prior of the coefficients for a stance of the given parts, in shares of a stride."""
    rng = np.random.default_rng(0)
    cycles = np.arange(_GRID) / _GRID
    corners = [_drawn(rng, contact_to_mid, mid_to_toe_off) for _ in range(DRAWS)]
    curves = _smooth_through(np.array(corners), cycles)
    drawn = np.linalg.lstsq(basis(cycles), curves.T, rcond=None)[0].T
    both = np.concatenate([drawn, drawn * _sign_of_mirrored()])
    order = np.arange(1, HARMONICS + 1)
    other = np.concatenate([[LEAN_SD_DEG], OTHER_EVEN_DEG / order, OTHER_SKEW_DEG / order])
    return CurvePrior(both.mean(axis=0), np.cov(both.T) + np.diag(other**2))


def _sign_of_mirrored() -> FloatArray:
    """Change of each coefficient when left and right are exchanged and half a stride has passed."""
    order = np.arange(1, HARMONICS + 1)
    odd = -((-1.0) ** order)
    return np.concatenate([[-1.0], odd, odd])


def _drawn(
    rng: np.random.Generator, contact_to_mid: float, mid_to_toe_off: float
) -> tuple[list[float], list[float]]:
    """Where a curve has its corners in a stride, and the values there, positive = right lower."""
    common = np.sqrt(COMMON_SHARE) * rng.normal()
    places, values = [], []
    for middle, sign in ((0.0, 1.0), (0.5, -1.0)):
        start, end = middle - contact_to_mid, middle + mid_to_toe_off
        peak = common + np.sqrt(1 - COMMON_SHARE) * rng.normal()
        places += [start, start + rng.uniform(*PEAK_IN_STANCE) * (end - start), end]
        values += [
            sign * rng.normal(*CONTACT_DEG), sign * (PEAK_DEG[0] + PEAK_DEG[1] * peak),
            sign * rng.normal(*TOE_OFF_DEG),
        ]
    return places, values


def _smooth_through(corners: FloatArray, cycles: FloatArray) -> FloatArray:
    """Periodic curves (n, k) at the given phases, through corners (n, 2, m): places and values."""
    # One interpolator for all, each curve's strides far behind those of the one before: a piece
    # is shaped by its neighbours alone, and to make an interpolator takes longer than to use it.
    apart = 10 * np.arange(len(corners))[:, None]
    turns = (-1, 0, 1, 2)
    places = np.concatenate([corners[:, 0] + turn for turn in turns], axis=1) + apart
    through = PchipInterpolator(places.ravel(), np.tile(corners[:, 1], len(turns)).ravel())
    return np.asarray(through(cycles + apart))

"""What the true curve is, given the one that was read, and what readers and curves are like.

The curve read is the true one plus the camera's roll plus an error that all strides share. That
error is itself a smooth periodic curve: cloth that swings with the pelvis's rotation adds a stride
harmonic that is zero at mid-stance, a reader that is unsure blunts the peaks, a waistband that sits
askew adds a constant. Each part has a known shape and an SD that was
measured on clips with known truth (validation/pelvis.md); how curves are spread is known as well
(`plausible`). All being normal, what was read splits into its parts in one step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formcheck.gait.pelvis import ObliquityFit
from formcheck.gait.phase import GaitPhase
from formcheck.gait.plausible import HARMONICS, plausible_curves
from formcheck.pose.track import FloatArray

# SDs of the errors' coefficients against that of the first cosine: the mean, the cosines, the
# sines. Measured on the tune clips of validation/pelvis_clips.
SHAPE = np.array([0.8, 1.0, 0.3, 0.33, 0.15, 0.12, 0.85, 0.33, 0.3, 0.15, 0.15])
FIRST_COSINE, FIRST_SINE = 1, 1 + HARMONICS
# How phones are held when the room does not tell, degrees.
HELD_ROLL_SD_DEG = 3.0
DRAWS = 1000


@dataclass(frozen=True)
class ReaderError:
    """What a reader's curve holds besides the true one, common to all strides of a clip.

    Attributes
    ----------
    scale_deg : float
        SD of the first cosine about mid-stance, i.e. of both legs' drop together; the other
        coefficients' SDs are `SHAPE` times it.
    rotation_deg : float
        SD of what swings with the pelvis's rotation besides: a sine that is zero at mid-stance.
    blunted_deg : float
        How much too small both legs' drop is read on average.
    """

    scale_deg: float
    rotation_deg: float = 0.0
    blunted_deg: float = 0.0

    def covariance(self) -> FloatArray:
        """Covariance of the errors of a curve's coefficients."""
        variance = (self.scale_deg * SHAPE) ** 2
        variance[FIRST_SINE] += self.rotation_deg**2
        return np.diag(variance)


@dataclass(frozen=True)
class Belief:
    """The true curve as drawn from all that is known, and the camera's roll.

    Attributes
    ----------
    fit : ObliquityFit
        The likeliest curve; ``resampled`` holds curves drawn from what is known of it.
    roll_deg, roll_sd_deg : float
    """

    fit: ObliquityFit
    roll_deg: float
    roll_sd_deg: float


def true_curve(
    fit: ObliquityFit,
    phase: GaitPhase,
    *,
    error: ReaderError,
    roll_deg: float | None,
    roll_sd_deg: float | None,
    rng: np.random.Generator,
) -> Belief:
    """Split a curve that was read into the true one, the roll and the reader's error.

    Parameters
    ----------
    fit : ObliquityFit
        As read, with curves for strides drawn again.
    phase : GaitPhase
    error : ReaderError
    roll_deg, roll_sd_deg : float or None
        The camera's roll as the room tells it; None when it does not.
    rng : Generator

    Notes
    -----
    A runner leans little to one side over many strides, so the curve's mean tells the roll as
    well; how the legs' curves differ in shape tells which part of that mean is the runner's.
    """
    if roll_deg is None or roll_sd_deg is None:
        roll_deg, roll_sd_deg = 0.0, HELD_ROLL_SD_DEG
    prior = plausible_curves(round(phase.contact_to_mid, 2), round(phase.mid_to_toe_off, 2))
    rolled = np.zeros_like(prior.covariance)
    rolled[0, 0] = roll_sd_deg**2
    surprise = fit.coefficients - prior.mean
    surprise[0] -= roll_deg
    surprise[FIRST_COSINE] += error.blunted_deg
    total = prior.covariance + rolled + error.covariance() + np.cov(fit.resampled.T)
    split = np.linalg.solve(total, np.column_stack([surprise, prior.covariance, rolled[:, 0]]))
    size = len(surprise)
    mean = prior.mean + prior.covariance @ split[:, 0]
    covariance = prior.covariance - prior.covariance @ split[:, 1 : 1 + size]
    covariance = (covariance + covariance.T) / 2
    drawn = rng.multivariate_normal(mean, covariance, size=DRAWS, method="eigh")
    return Belief(
        fit=replace(fit, coefficients=mean, resampled=drawn),
        roll_deg=float(roll_deg + roll_sd_deg**2 * split[0, 0]),
        roll_sd_deg=float(roll_sd_deg * np.sqrt(max(1 - split[0, -1], 0.0))),
    )

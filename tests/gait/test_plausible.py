"""The prior over curves: left and right alike, peaks in mid-stance, sizes left open."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.plausible import HARMONICS, basis, plausible_curves

PRIOR = plausible_curves(0.17, 0.17)
EVEN = [0, 2, 4, HARMONICS + 2, HARMONICS + 4]
ODD = [1, 3, 5, HARMONICS + 1, HARMONICS + 3, HARMONICS + 5]


def test_left_and_right_are_alike() -> None:
    # A curve that repeats mirrored after half a stride has odd harmonics alone.
    np.testing.assert_allclose(PRIOR.mean[EVEN], 0.0, atol=1e-12)
    np.testing.assert_allclose(PRIOR.covariance[np.ix_(EVEN, ODD)], 0.0, atol=1e-12)


def test_the_mean_curve_drops_in_mid_stance() -> None:
    stance = np.linspace(-0.17, 0.17, 101)
    curve = basis(stance) @ PRIOR.mean
    assert 0.3 < (stance[curve.argmax()] + 0.17) / 0.34 < 0.55
    assert curve.max() == pytest.approx(4.0, abs=1.0)  # drawn peaks of 5 lie at various places
    assert abs(curve[0]) < 1.5


def test_the_size_of_the_drop_is_open_what_is_rough_is_not() -> None:
    sd = np.sqrt(np.diag(PRIOR.covariance))
    assert sd[1] > 4.0
    assert max(sd[HARMONICS], sd[2 * HARMONICS]) < 1.5


def test_every_covariance_is_positive() -> None:
    assert np.linalg.eigvalsh(PRIOR.covariance)[0] > 0.01

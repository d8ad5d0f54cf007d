"""Blocks of steps drawn again spread as theory says."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.resampling import resampled_means, standard_error


def test_the_resampled_mean_spreads_as_theory_says() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(0, 2.0, 60)
    assert resampled_means(values, block=1, rng=rng).std() == pytest.approx(
        values.std() / np.sqrt(60), rel=0.1)
    alike = np.repeat(values[:20], 3)
    # Threes that are equal carry the information of one: blocks know it, single steps do not.
    alone = resampled_means(alike, block=1, rng=rng).std()
    together = resampled_means(alike, block=6, rng=rng).std()
    assert together > 1.35 * alone


def test_the_standard_error_is_right_for_few_steps_too() -> None:
    rng = np.random.default_rng(6)
    found = [standard_error(rng.normal(0, 1.0, 9), block=3) ** 2 for _ in range(200)]
    assert np.mean(found) == pytest.approx(1 / 9, rel=0.15)

"""Statistics of the accuracy benchmark, on made-up numbers whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from validation.benchmark.statistics import (
    agreement,
    bland_altman,
    inside,
    repeatability,
    resampled_range,
    share_of,
)


def test_a_straight_line_gives_its_slope_intercept_and_errors() -> None:
    truth = np.array([0.0, 4.0, 8.0, 12.0])
    found = agreement(truth, 0.5 * truth + 1.0)
    assert (found.n, found.slope, found.intercept) == (
        4, pytest.approx(0.5), pytest.approx(1.0))
    # Errors are 1, -1, -3, -5.
    assert found.bias == pytest.approx(-2.0)
    assert found.rms == pytest.approx(3.0)
    assert found.largest == pytest.approx(5.0)
    assert found.sd == pytest.approx(np.sqrt(20 / 3))


def test_missing_readings_are_left_out_and_not_counted_as_right() -> None:
    found = agreement([1.0, 2.0, np.nan, 4.0], [2.0, np.nan, 3.0, 5.0])
    assert (found.n, found.bias, found.rms) == (2, 1.0, 1.0)
    assert found.slope is None
    assert agreement([], []).rms is None


def test_truths_that_are_all_alike_have_no_slope() -> None:
    found = agreement([6.0] * 5, [5.0, 6.0, 7.0, 6.0, 6.0])
    assert found.slope is None
    assert found.rms == pytest.approx(np.sqrt(2 / 5))


def test_the_resampled_interval_holds_the_true_slope_and_keeps_a_clips_sides_together() -> None:
    rng = np.random.default_rng(1)
    clip = np.repeat(np.arange(60), 2)
    truth = rng.uniform(0, 12, 120)
    shared = np.repeat(rng.normal(0, 1, 60), 2)
    reading = 0.9 * truth + shared
    together = resampled_range(truth, reading, clip, what="bias")
    apart = resampled_range(truth, reading, np.arange(120), what="bias")
    slope = resampled_range(truth, reading, clip, what="slope")
    assert together is not None
    assert apart is not None
    assert slope is not None
    assert slope.low < 0.9 < slope.high
    assert together.high - together.low > 1.15 * (apart.high - apart.low)


def test_shares_carry_wilsons_interval() -> None:
    found = share_of([True] * 19 + [False])
    assert (found.hits, found.n, found.share) == (19, 20, 0.95)
    # Wilson 1927 by hand: centre (p + z²/2n) / (1 + z²/n), z = 1.96.
    z2 = 1.959964**2
    centre = (0.95 + z2 / 40) / (1 + z2 / 20)
    half = np.sqrt(z2) * np.sqrt(0.95 * 0.05 / 20 + z2 / 1600) / (1 + z2 / 20)
    assert found.low == pytest.approx(centre - half, abs=1e-5)
    assert found.high == pytest.approx(centre + half, abs=1e-5)
    assert share_of([]).share is None


def test_coverage_counts_borders_in_and_gaps_out() -> None:
    hits = inside([1.0, 2.0, 3.0, np.nan], [1.0, 2.5, np.nan, 0.0], [2.0, 3.0, 4.0, 1.0])
    assert hits.tolist() == [True, False]


def test_limits_of_agreement_of_known_errors() -> None:
    truth = np.arange(4.0)
    found = bland_altman(truth, truth + np.arange(4.0))
    assert found is not None
    sd = np.std([0, 1, 2, 3], ddof=1)
    assert found.bias == pytest.approx(1.5)
    assert found.low == pytest.approx(1.5 - 1.96 * sd)
    assert found.high == pytest.approx(1.5 + 1.96 * sd)
    # t(0.975, 3) = 3.1824
    assert found.bias_half_width == pytest.approx(3.18245 * sd / 2, rel=1e-4)
    assert found.limit_half_width == pytest.approx(3.18245 * sd * np.sqrt(3 / 4), rel=1e-4)
    assert bland_altman([1.0, 2.0], [1.0, 2.0]) is None


def test_a_constant_shift_between_two_cameras_counts_against_repeatability() -> None:
    found = repeatability([1.0, 1.0, np.nan, 1.0])
    assert (found.n, found.mean, found.sd) == (3, 1.0, pytest.approx(1.0))
    assert found.within_sd == pytest.approx(1 / np.sqrt(2))

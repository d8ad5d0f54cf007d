"""Filters, gaps and rhythms on signals whose answers are known on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from formcheck.signals import (
    GRID_HZ,
    Unbroken,
    bandpass,
    even_grid,
    lowpass,
    on_grid,
    parabolic_peak,
    periodicity,
    seen_stretches,
    stride_frequency,
)

TIME_S = np.arange(1200) / GRID_HZ
MIDDLE = slice(240, -240)


def wave(hz: float, *, phase: float = 0.0) -> np.ndarray:
    return np.sin(2 * np.pi * hz * TIME_S + phase)


def gain_and_lag(filtered: np.ndarray, hz: float) -> tuple[float, float]:
    """Amplitude and phase in radians of a filtered unit sine, away from the ends."""
    turns = np.exp(-2j * np.pi * hz * TIME_S[MIDDLE])
    component = 2j * np.mean(filtered[MIDDLE] * turns)
    return abs(component), float(np.angle(component))


@pytest.mark.parametrize(("hz", "gain"), [(0.5, 1.0), (6.0, 0.5), (24.0, 0.0)])
def test_the_low_pass_halves_the_cutoff_and_shifts_nothing(hz: float, gain: float) -> None:
    # Forwards and backwards: the squared gain of a Butterworth filter, a half at the cutoff.
    amplitude, lag = gain_and_lag(lowpass(wave(hz), 6.0), hz)
    assert amplitude == pytest.approx(gain, abs=0.005)
    if gain:
        assert lag == pytest.approx(0.0, abs=0.002)


@pytest.mark.parametrize(("hz", "gain"), [(0.2, 0.0), (2.0, 0.5), (2.83, 1.0), (4.0, 0.5),
                                          (15.0, 0.0)])
def test_the_band_pass_keeps_its_middle_and_halves_its_edges(hz: float, gain: float) -> None:
    amplitude, lag = gain_and_lag(bandpass(wave(hz), 2.0, 4.0), hz)
    assert amplitude == pytest.approx(gain, abs=0.01)
    if gain:
        assert lag == pytest.approx(0.0, abs=0.01)


def test_a_cutoff_beyond_the_nyquist_frequency_changes_nothing() -> None:
    np.testing.assert_array_equal(lowpass(wave(3.0), 60.0), wave(3.0))


def test_columns_are_filtered_each_by_itself() -> None:
    both = np.stack([wave(1.0), wave(2.0)], axis=1)
    np.testing.assert_allclose(lowpass(both, 6.0)[:, 1], lowpass(both[:, 1], 6.0), atol=1e-12)


def test_uneven_timestamps_give_the_same_path_as_even_ones() -> None:
    rng = np.random.default_rng(3)
    uneven = np.sort(np.arange(300) / 60 + rng.uniform(-0.006, 0.006, 300))
    grid = even_grid(np.array([0.5, 4.5]))
    path = on_grid(uneven, np.sin(2 * np.pi * 2.9 * uneven), grid)
    np.testing.assert_allclose(path, np.sin(2 * np.pi * 2.9 * grid), atol=2e-3)


def test_a_gap_in_the_values_is_bridged_from_both_sides() -> None:
    time_s = np.arange(60) / 30
    values = 3.0 + 2.0 * time_s
    values[20:24] = np.nan
    np.testing.assert_allclose(on_grid(time_s, values, time_s), 3.0 + 2.0 * time_s, atol=1e-9)


def test_too_few_values_give_no_path() -> None:
    values = np.full((10, 2), np.nan)
    values[4] = 1.0
    assert np.isnan(on_grid(np.arange(10) / 30, values, np.arange(5) / 30)).all()


def test_of_values_at_the_same_time_the_first_counts() -> None:
    time_s = np.array([0.0, 0.1, 0.1, 0.2, 0.3])
    path = on_grid(time_s, np.array([0.0, 1.0, 9.0, 2.0, 3.0]), np.array([0.05, 0.15, 0.25]))
    np.testing.assert_allclose(path, [0.5, 1.5, 2.5], atol=1e-9)


def test_the_grid_runs_from_the_first_to_the_last_timestamp() -> None:
    grid = even_grid(np.array([2.0, 2.4, 3.0]))
    assert grid[0] == 2.0
    assert grid[-1] == pytest.approx(3.0)
    np.testing.assert_allclose(np.diff(grid), 1 / GRID_HZ)


def test_short_gaps_are_bridged_long_ones_part_and_crumbs_are_left_out() -> None:
    time_s = np.arange(100) / 10
    seen = np.ones(100, dtype=bool)
    seen[[20, 21]] = False  # 0.3 s between the frames around it
    seen[50:60] = False
    seen[62:] = False
    assert seen_stretches(time_s, seen, max_bridge_s=0.35, min_length_s=0.5) == [Unbroken(0, 50)]
    assert seen_stretches(time_s, seen, max_bridge_s=0.25, min_length_s=0.05) == [
        Unbroken(0, 20), Unbroken(22, 50), Unbroken(60, 62)]
    assert seen_stretches(
        time_s, seen, max_bridge_s=0.35, min_length_s=0.5, cuts=(30, 45, 55)) == [
        Unbroken(0, 30), Unbroken(30, 45)]
    assert seen_stretches(time_s, np.zeros(100, dtype=bool), max_bridge_s=1, min_length_s=0) == []


def test_the_parabola_finds_the_peak_between_samples() -> None:
    x = np.arange(7.0)
    assert parabolic_peak(5 - (x - 3.3) ** 2, 3) == pytest.approx(3.3)
    assert parabolic_peak(np.ones(5), 2) == 2.0
    assert parabolic_peak(x, 0) == 0.0


def test_the_spectrum_peaks_at_the_frequency() -> None:
    frequency, power = periodicity(wave(1.43), GRID_HZ, 0.5, 3.0)
    assert frequency[np.argmax(power)] == pytest.approx(1.43, abs=0.01)


@pytest.mark.parametrize("stride_hz", [0.3, 0.7, 1.4, 2.4])
def test_legs_once_a_stride_and_trunk_twice_give_the_stride(stride_hz: float) -> None:
    legs = np.stack([wave(stride_hz), 0.6 * wave(2 * stride_hz)], axis=1)
    assert stride_frequency(legs, wave(2 * stride_hz)) == pytest.approx(stride_hz, abs=0.02)


def test_no_rhythm_fits_into_half_a_second() -> None:
    assert stride_frequency(wave(1.4)[:60, None], wave(2.8)[:60]) == 0.0


finite = st.floats(-1e6, 1e6)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(float, st.integers(1, 80), elements=finite), st.floats(0.2, 59.0))
def test_filters_never_make_numbers_out_of_nothing(values: np.ndarray, cutoff: float) -> None:
    reach = np.abs(values).max()
    smooth = lowpass(values, cutoff)
    assert smooth.shape == values.shape
    assert np.isfinite(smooth).all()
    assert np.abs(smooth).max() <= 4 * reach + 1e-9
    assert np.isfinite(bandpass(values, 0.5 * cutoff, cutoff)).all()


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(float, st.integers(2, 50), elements=st.floats(0, 5) | st.sampled_from([1.0, 2.0])),
    st.randoms(use_true_random=False),
)
def test_unsorted_and_repeated_times_give_finite_paths(time_s: np.ndarray, random) -> None:
    values = np.array([random.choice([0.0, 1.0, np.nan]) for _ in time_s])
    path = on_grid(time_s, values, np.linspace(0, 5, 20))
    enough = len(np.unique(time_s[np.isfinite(values)])) >= 2
    assert np.isfinite(path).all() if enough else np.isnan(path).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 400), st.sampled_from([0.0, 1.0, 1e6]))
def test_a_still_body_has_some_frequency_and_no_nan(n: int, level: float) -> None:
    assert np.isfinite(stride_frequency(np.full((n, 2), level), np.full(n, level)))


values = st.floats() | st.sampled_from([0.0, 1.0, np.nan, np.inf, 1e300])


@given(
    hnp.arrays(float, st.integers(1, 60), elements=values),
    st.sampled_from(["even", "repeated", "unsorted"]),
)
def test_a_path_through_any_values_is_finite_or_nowhere(given_values, times: str) -> None:
    n = len(given_values)
    time_s = np.arange(n) / 30
    if times == "repeated":
        time_s = np.repeat(time_s, 2)[:n]
    elif times == "unsorted":
        time_s = np.random.default_rng(0).permutation(time_s)
    tame = np.where(np.abs(given_values) < 1e6, given_values, np.nan)
    path = on_grid(time_s, tame, np.arange(40) / 30)
    assert np.isfinite(path).all() or np.isnan(path).all()


@given(
    hnp.arrays(bool, st.integers(0, 60)), st.floats(0, 0.5), st.floats(0, 0.5),
    st.lists(st.integers(0, 60), max_size=4), st.randoms(use_true_random=False),
)
def test_stretches_are_in_order_apart_and_begin_and_end_with_the_runner(
    seen, max_bridge_s: float, min_length_s: float, cuts: list[int], random
) -> None:
    time_s = np.cumsum([random.choice([0.01, 0.04, 0.3]) for _ in seen])
    stretches = seen_stretches(
        time_s, seen, max_bridge_s=max_bridge_s, min_length_s=min_length_s, cuts=cuts)
    edges = [edge for part in stretches for edge in (part.first, part.last)]
    assert edges == sorted(edges)
    for part in stretches:
        assert seen[part.first]
        assert seen[part.last - 1]
        assert time_s[part.last - 1] - time_s[part.first] >= min_length_s
        frames = np.flatnonzero(seen[part.slice]) + part.first
        assert (np.diff(time_s[frames]) <= max_bridge_s + 1e-12).all()
        assert not any(part.first < cut < part.last for cut in cuts if seen[cut:].any())


@given(hnp.arrays(float, st.integers(1, 30), elements=finite), st.integers(-2, 40))
def test_a_peak_is_never_moved_by_more_than_half_a_sample(heights, index: int) -> None:
    assert abs(parabolic_peak(heights, index) - index) <= 0.5

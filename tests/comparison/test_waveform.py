"""The curves over the cycle, and where they are said to differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from formcheck.comparison.film import Film, film_of
from formcheck.comparison.waveform import PERCENT, _runs, waveform
from formcheck.settings import CompareSettings
from tests.builders import make_analysis

BASE = film_of(make_analysis())


def film(rng: np.random.Generator, *, bump_deg: float = 0.0, n_strides: int = 16) -> Film:
    """Obliquity of 5 cos over the stride with noise, and a bump in its first third."""
    time_s = np.arange(round(n_strides * 0.72 * 30)) / 30
    percent = (time_s / 0.72 * 100) % 100
    stride = (time_s / 0.72).astype(int)
    wave = 5 * np.cos(2 * np.pi * (percent - 18) / 100)
    bump = bump_deg * np.exp(-(((percent - 20) / 12) ** 2))
    own = rng.normal(0, 0.5, stride.max() + 1)[stride]
    angle = wave + bump + own + rng.normal(0, 0.8, len(time_s))
    frames = pd.DataFrame({
        "time_s": time_s, "cycle_percent": percent, "pelvic_obliquity_raw_deg": angle,
        "pelvic_obliquity_deg": wave + bump,
    })
    return replace(BASE, frames=frames)


def test_the_curve_is_the_motion() -> None:
    found = waveform(
        film(np.random.default_rng(1)), film(np.random.default_rng(2)), CompareSettings())
    assert found is not None
    truth = 5 * np.cos(2 * np.pi * (PERCENT - 18) / 100)
    assert np.abs(found.before.mean_deg - truth).max() < 0.6
    assert len(found.before.blocks_deg) == 8
    inside = (found.before.low_deg <= truth) & (truth <= found.before.high_deg)
    assert inside.mean() > 0.5


def test_a_difference_is_found_where_it_is() -> None:
    rng = np.random.default_rng(3)
    found = waveform(film(rng), film(rng, bump_deg=4.0), CompareSettings())
    assert found is not None
    region = max(found.regions, key=lambda region: abs(region.difference_deg))
    assert region.start_percent < 20 < region.end_percent < 50
    assert region.difference_deg == pytest.approx(4.0, abs=1.0)
    assert region.beyond_error
    assert region.p < 0.01


def test_chance_finds_a_region_once_in_twenty_times() -> None:
    rng = np.random.default_rng(4)
    found = [waveform(film(rng), film(rng), CompareSettings()) for _ in range(40)]
    assert sum(bool(each.regions) for each in found) <= 5


def test_a_region_over_the_cycle_s_end_is_one() -> None:
    rng = np.random.default_rng(5)

    def turned(bump_deg: float) -> Film:
        made = film(rng, bump_deg=bump_deg)
        frames = made.frames.assign(cycle_percent=(made.frames["cycle_percent"] + 80) % 100)
        return replace(made, frames=frames)

    found = waveform(turned(0.0), turned(5.0), CompareSettings())
    assert found is not None
    region = max(found.regions, key=lambda region: abs(region.difference_deg))
    assert region.start_percent > region.end_percent


@pytest.mark.parametrize(("marked", "start", "end"), [
    ((95, 101, 0, 11), 95, 10), ((100, 101, 0, 44), 0, 43), ((52, 101, 0, 1), 52, 100),
    ((0, 101, 0, 101), 0, 100), ((20, 31, 20, 31), 20, 30),
])
def test_the_cycle_s_end_is_its_beginning(
    marked: tuple[int, ...], start: int, end: int
) -> None:
    points = np.zeros(101, bool)
    points[marked[0]:marked[1]] = points[marked[2]:marked[3]] = True
    (run,) = _runs(points)
    assert (run[0], run[-1]) == (start, end)


def test_few_strides_are_shown_but_not_tested() -> None:
    rng = np.random.default_rng(6)
    found = waveform(film(rng, n_strides=5), film(rng), CompareSettings())
    assert found is not None
    assert not found.tested
    assert found.regions == ()


def test_without_a_pelvis_there_is_no_curve() -> None:
    side = film_of(make_analysis(view="left", measurable=False))
    assert waveform(side, BASE, CompareSettings()) is None

"""Gravity: who is in the air for longer bounces higher."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.flight import GRAVITY_M_S2, HALF_STANCES, TRUNK_M, half_stance
from formcheck.gait.motion import Motion
from formcheck.signals import GRID_HZ


def bouncing(duty: float, *, cadence_spm: float = 165.0, steps: int = 12, scale: float = 1.0):
    """A trunk that falls freely in flight and is caught by half a sine of force."""
    step_s = 60 / cadence_spm
    stance_s = 2 * duty * step_s
    flight_s = step_s - stance_s
    grid = np.arange(round((steps + 1) * step_s * GRID_HZ)) / GRID_HZ
    middle = step_s * (0.5 + np.arange(steps))
    since = np.mod(grid - middle[0] + stance_s / 2, step_s)
    depth_m = GRAVITY_M_S2 * flight_s * stance_s / (2 * np.pi)
    down_m = np.where(
        since < stance_s,
        depth_m * np.sin(np.pi * since / stance_s),
        -GRAVITY_M_S2 / 2 * (since - stance_s) * (step_s - since),
    )
    still = np.zeros((len(grid), 2))
    leg = dict.fromkeys(("knee", "ankle", "heel", "toe"), still)
    motion = Motion(
        grid, still, still, scale * down_m / TRUNK_M, leg, leg, 150.0, np.ones(len(grid)))
    return motion, middle, 1 / (2 * step_s)


@pytest.mark.parametrize("cadence_spm", [140.0, 165.0, 195.0])
@pytest.mark.parametrize("duty", [0.32, 0.35, 0.38, 0.42])
def test_the_bounce_tells_the_stance(duty: float, cadence_spm: float) -> None:
    assert half_stance(*bouncing(duty, cadence_spm=cadence_spm)) == pytest.approx(
        duty / 2, abs=0.002)


def test_a_body_of_another_size_is_off_by_little() -> None:
    for scale in (0.9, 1.1):
        assert abs(half_stance(*bouncing(0.36, scale=scale)) - 0.18) < 0.009


def test_no_stance_beyond_a_runners_is_told() -> None:
    assert half_stance(*bouncing(0.36, scale=3.0)) == HALF_STANCES[0]
    assert half_stance(*bouncing(0.36, scale=0.2)) == HALF_STANCES[1]


def test_too_few_steps_or_no_bounce_tell_nothing() -> None:
    assert np.isnan(half_stance(*bouncing(0.36, steps=3)))
    assert np.isnan(half_stance(*bouncing(0.36, scale=0.01)))

"""Cadence and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.cadence import cadence_if_slowed, cadence_reading
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.gait.steps import find_steps
from formcheck.readings import Reading
from formcheck.settings import GaitSettings
from tests.known_pelvis import STEP_S, steps_table
from tests.synthetic_runner import Part, film, unseen

GAIT = GaitSettings()
TRUE_SPM = 60 / STEP_S


def cadence_of(steps: pd.DataFrame, **options):
    return cadence_reading(steps, settings=GAIT, **options)


def measured(part: Part, view: str = "rear", azimuth: float = 0.0, **filming):
    filmed = film(part, azimuth_deg=azimuth, **filming)
    _, moving = find_activity(filmed.track, view, settings=GAIT)
    return cadence_of(find_steps(moving, view)), filmed


@pytest.mark.parametrize(("view", "azimuth"), [("rear", 0), ("front", 180), ("left", -90)])
@pytest.mark.parametrize("spm", [142.0, 170.0, 203.0])
def test_cadence_is_right_to_a_step_a_minute(view: str, azimuth: float, spm: float) -> None:
    reading, _ = measured(Part(cadence_spm=spm, seconds=6.0), view, azimuth, fps=30, noise_px=1.0)
    assert reading.value == pytest.approx(spm, abs=0.8)
    assert reading.low <= spm <= reading.high
    assert reading.unit == "spm"


def test_even_steps_give_their_rate_exactly() -> None:
    reading = cadence_of(steps_table(20))
    assert reading.value == pytest.approx(TRUE_SPM, abs=1e-6)
    assert (reading.n_steps, reading.confidence) == (20, "high")


def test_a_pause_between_two_stretches_is_no_step() -> None:
    both = pd.concat([steps_table(9), steps_table(9, start_s=9.0, first="right")],
                     ignore_index=True)
    reading = cadence_of(both)
    assert reading.value == pytest.approx(TRUE_SPM, abs=1e-6)
    assert reading.n_steps == 18


def test_a_runner_lost_for_a_while_keeps_the_cadence() -> None:
    filmed = film(Part(seconds=12.0), fps=30, noise_px=1.0)
    _, moving = find_activity(unseen(filmed.track, slice(150, 195)), "rear", settings=GAIT)
    assert cadence_of(find_steps(moving, "rear")).value == pytest.approx(172.0, abs=0.8)


def test_a_stumble_is_left_out() -> None:
    steps = steps_table(20)
    steps.loc[9, ["mid_stance_s", "steady"]] = [steps["mid_stance_s"][9] + 0.2, False]
    reading = cadence_of(steps)
    assert reading.value == pytest.approx(TRUE_SPM, abs=1e-6)
    assert reading.n_steps == 19


def test_the_interval_covers_the_clips_own_mean_over_seeds() -> None:
    covered, widths = 0, []
    seeds = range(40)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        n = 25
        truth_s = np.cumsum(STEP_S * (1 + 0.02 * rng.normal(size=n)))
        steps = steps_table(n).assign(mid_stance_s=truth_s + rng.normal(0, 0.010, n))
        reading = cadence_of(steps)
        truth = 60 * (n - 1) / (truth_s[-1] - truth_s[0])
        covered += reading.low <= truth <= reading.high
        widths.append(reading.high - reading.low)
    assert covered >= 0.9 * len(seeds)
    assert np.mean(widths) < 4.0


def test_the_interval_covers_the_truth_of_filmed_runners_over_seeds() -> None:
    covered = 0
    for seed in range(12):
        reading, filmed = measured(
            Part(seconds=6.0, step_sd=0.02), fps=30, noise_px=1.5, seed=seed)
        steps = filmed.mid_stance_s
        truth = 60 * (len(steps) - 1) / (steps[-1] - steps[0])
        covered += reading.low <= truth <= reading.high
    assert covered >= 11


@pytest.mark.parametrize(
    ("n", "confidence", "words"),
    [(3, "not measurable", "Only 3 steady running steps"), (5, "low", "rests on 5 steps"),
     (8, "medium", "rests on 8 steps"), (12, "high", "")],
)
def test_few_steps_give_less_or_no_confidence(n: int, confidence: str, words: str) -> None:
    reading = cadence_of(steps_table(n))
    assert reading.confidence == confidence
    assert words in reading.caveat


def test_single_steps_here_and_there_are_no_rhythm() -> None:
    steps = steps_table(20)
    steps["steady"] = np.arange(20) % 3 != 0
    reading = cadence_of(steps)
    assert reading.value is None
    assert "13 steady running steps" in reading.caveat


def test_the_reason_for_no_running_is_the_readings() -> None:
    walking = steps_table(12).assign(activity="walking")
    reading = cadence_of(walking, reason_for_none="the clip shows walking")
    assert reading.value is None
    assert reading.caveat == "The clip shows walking."
    assert cadence_of(find_steps([], "rear")).value is None


def test_implausible_speed_is_doubted_and_slow_motion_named() -> None:
    def at(spm: float) -> pd.DataFrame:
        steps = steps_table(20)
        return steps.assign(mid_stance_s=np.arange(20) * 60 / spm, cadence_spm=spm)

    slow = cadence_of(at(85.0))
    assert slow.confidence == "low"
    assert slow.value == pytest.approx(85.0)
    assert "slow motion" in slow.caveat
    told = cadence_of(at(85.0), slow_motion=2.0)
    assert "outside of what running feet do" in told.caveat
    assert "outside of what running feet do" in cadence_of(at(290.0)).caveat


@pytest.mark.parametrize(("factor", "confidence", "low"), [(4.0, "medium", 166), (2.7, "low", 133)])
def test_a_factor_that_was_worked_out_is_said_and_one_in_between_widens_the_interval(
    factor: float, confidence: str, low: float
) -> None:
    reading = Reading("cadence", "Cadence", "spm", 168.0, 166.0, 170.0, 30, "high", "steps")
    found = cadence_if_slowed(reading, SlowMotionGuess(factor, 0.9, (), usual=factor == 4))
    assert (found.value, found.confidence) == (168.0, confidence)
    assert found.low == pytest.approx(low, abs=1)
    assert f"factor of {factor:g}" in found.caveat

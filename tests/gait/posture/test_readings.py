"""From steps to readings: intervals, confidence, left against right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.posture.calibration import Calibration
from formcheck.gait.posture.knee_position import KNEE_POSITION
from formcheck.gait.posture.overstride import OVERSTRIDE
from formcheck.gait.posture.readings import mean_of, readings_of, unread
from formcheck.gait.posture.side_bend import SIDE_BEND
from formcheck.settings import PostureSettings
from tests.posed_body import steps

SETTINGS = PostureSettings()
EXACT = Calibration(offset=0.0, sd=0.0, difference_sd=0.0, clips=10)


def read(measure, values, *, calibration=EXACT, roll_sd_deg=0.0, view="rear", n=20):
    return readings_of(
        measure, np.asarray(values, dtype=float), steps(n), calibration, view=view,
        roll_sd_deg=roll_sd_deg, settings=SETTINGS,
    )


def test_left_right_and_their_difference() -> None:
    values = np.where(np.arange(20) % 2 == 0, 6.0, 2.5)
    found = read(KNEE_POSITION, values)
    assert {name: reading.value for name, reading in found.items()} == pytest.approx({
        "knee_position_left": 6.0, "knee_position_right": 2.5, "knee_position_asymmetry": 3.5})
    assert all(reading.n_steps == 10 for reading in found.values())


def test_the_smallest_difference_that_can_be_told_is_said() -> None:
    found = read(KNEE_POSITION, np.full(20, 1.0), calibration=replace(EXACT, difference_sd=1.5))
    difference = found["knee_position_asymmetry"]
    assert difference.high == pytest.approx(1.96 * 1.5)
    assert "under 2.9° cannot be told" in difference.caveat


def test_the_leg_near_the_camera_alone_counts_from_the_side() -> None:
    values = np.where(np.arange(20) % 2 == 0, 10.0, 99.0)
    reading = read(OVERSTRIDE, values, view="left")["overstride"]
    assert reading.value == pytest.approx(10.0)
    assert reading.n_steps == 10


def test_the_interval_holds_the_steps_the_method_and_the_cameras_roll() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(5.0, 2.0, 400)
    scatter = mean_of(values, SETTINGS).error
    assert scatter == pytest.approx(2.0 / np.sqrt(400), rel=0.25)
    found = read(SIDE_BEND, values, calibration=replace(EXACT, sd=0.8), roll_sd_deg=0.6, n=400)
    left = found["trunk_side_bend_left"]
    half = left.high - left.value
    assert half == pytest.approx(1.96 * np.sqrt(0.8**2 + 0.6**2 + 2.0**2 / 200), rel=0.05)
    # The same roll adds to one side and is taken from the other.
    difference = found["trunk_side_bend_asymmetry"]
    assert difference.high - difference.value > 1.96 * 2 * 0.6


def test_never_surer_than_what_was_checked_and_less_with_few_steps() -> None:
    sure = read(KNEE_POSITION, np.full(20, 1.0))["knee_position_left"]
    assert sure.confidence == "medium"
    few = read(KNEE_POSITION, np.full(12, 1.0), n=12)["knee_position_left"]
    assert (few.confidence, few.n_steps) == ("low", 6)
    wide = read(KNEE_POSITION, np.full(20, 1.0), calibration=replace(EXACT, sd=5.0))
    assert wide["knee_position_left"].confidence == "low"


def test_too_few_steps_give_no_number() -> None:
    found = read(KNEE_POSITION, np.full(8, 1.0), n=8)
    assert all(reading.confidence == "not measurable" for reading in found.values())
    assert "Fewer than 5 steps" in found["knee_position_left"].caveat


def test_missing_steps_are_left_out() -> None:
    values = np.full(20, 3.0)
    values[::4] = np.nan
    assert read(KNEE_POSITION, values)["knee_position_left"].n_steps == 5


def test_what_cannot_be_read_says_why_under_all_its_names() -> None:
    found = unread(KNEE_POSITION, "Film from behind to read this.")
    assert len(found) == 3
    assert {reading.caveat for reading in found.values()} == {"Film from behind to read this."}


def test_what_it_is_off_by_on_average_is_taken_out() -> None:
    calibration = Calibration(offset=2.0, sd=1.0, difference_sd=0.0, clips=9)
    assert calibration.corrected(np.array([2.0, 10.0])) == pytest.approx([0.0, 8.0])

"""All readings of the form of a figure whose steps are known, from every view."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.facing import not_told
from formcheck.gait.posture import calibration as calibrations
from formcheck.gait.posture.bounce import EARS_TO_HEEL
from formcheck.gait.posture.posture import CM, Posture, read_posture
from formcheck.gait.posture.readings import names_of
from formcheck.gait.posture.registry import MEASURES
from formcheck.gait.steps import find_steps
from formcheck.gait.view import estimate_view
from formcheck.readings import Reading
from formcheck.settings import Settings
from tests.synthetic_runner import WALKING, Part, film

AZIMUTHS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0, "oblique": 45.0}
EXACT = {"offset": 0.0, "sd": 0.5, "difference_sd": 0.5, "clips": 10}


@pytest.fixture(autouse=True)
def everything_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every measure had been shown to be true, as it is, in every view it can be tried."""
    monkeypatch.setattr(
        calibrations, "_file", lambda: {measure.name: EXACT for measure in MEASURES})


@cache
def filmed(view: str, fps: float = 120.0, walking: bool = False):
    return film(WALKING if walking else Part(seconds=10.0), fps=fps, azimuth_deg=AZIMUTHS[view])


def posture(
    view: str, *, fps: float = 120.0, settings: Settings | None = None, walking: bool = False,
    true_contacts: bool = False,
) -> Posture:
    settings = settings or Settings()
    figure = filmed(view, fps, walking)
    track = figure.track
    found = replace(estimate_view(track), camera_roll_deg=0.0, camera_roll_sd_deg=0.3)
    activity, moving = find_activity(track, found.kind, settings=settings.gait)
    steps = find_steps(moving, found.kind)
    if true_contacts:
        apart = np.abs(figure.contact_s[:, None] - steps["initial_contact_s"].to_numpy())
        steps["initial_contact_s"] = figure.contact_s[apart.argmin(axis=0)]
    return read_posture(track, moving, steps, found, activity, settings=settings)


def value(found: Posture, name: str) -> float:
    reading = found.readings[name]
    assert reading.value is not None, reading.caveat
    return reading.value


@pytest.mark.parametrize("view", ["left", "right"])
def test_the_figures_legs_from_the_side(view: str) -> None:
    found = posture(view)
    # The shoulders stand over the hips; the foot lands 0.30 m ahead of them.
    assert value(found, "trunk_lean") == pytest.approx(0.0, abs=0.5)
    # The figure's legs swing as no runner's do, so that its contact is read 13 ms late; the path's
    # smoothing takes 4 % of the leg from the foot's farthest reach.
    at_contact = posture(view, true_contacts=True)
    assert value(at_contact, "overstride") == pytest.approx(100 * 0.30 / 0.84, abs=5)
    assert value(found, "shank_angle_at_contact") > 0
    assert value(found, "hip_extension") > 5
    assert found.readings["overstride"].n_steps <= 15


@pytest.mark.parametrize("view", ["rear", "front"])
def test_the_figures_width_and_level_from_behind_and_in_front(view: str) -> None:
    found = posture(view)
    # Feet 0.06 m from the midline, legs of about 0.85 m.
    assert value(found, "step_width") == pytest.approx(100 * 0.12 / 0.85, abs=1.5)
    assert value(found, "shoulder_level") == pytest.approx(0.0, abs=0.2)
    for side in ("left", "right"):
        assert value(found, f"trunk_side_bend_{side}") == pytest.approx(0.0, abs=0.3)
    assert value(found, "knee_position_asymmetry") == pytest.approx(0.0, abs=0.6)


@pytest.mark.parametrize("view", ["rear", "front", "left", "right"])
def test_the_bounce_from_any_view(view: str) -> None:
    # Twice 0.04 m; ears to heel: 0.90 - 0.04 + 0.50 + 0.25 - 0.03 m, over their share.
    bounce = value(posture(view), "vertical_oscillation")
    assert bounce == pytest.approx(100 * 0.08 * EARS_TO_HEEL / 1.58, abs=0.5)


def test_cm_come_with_the_height() -> None:
    assert CM not in posture("rear").readings
    found = posture("rear", settings=Settings(height_cm=180.0)).readings
    share, cm = found["vertical_oscillation"], found[CM]
    assert (cm.value, cm.low, cm.high, cm.unit) == pytest.approx(
        (1.8 * share.value, 1.8 * share.low, 1.8 * share.high, "cm"))


def test_times_on_the_ground_need_the_frame_rate() -> None:
    assert posture("left").readings["stance_time"].measurable
    slow = posture("left", fps=30.0).readings["stance_time"]
    assert "100 frames a second" in slow.caveat
    assert "30" in slow.caveat


@pytest.mark.parametrize(("view", "name", "where"), [
    ("rear", "trunk_lean", "from the side"), ("left", "step_width", "from behind"),
    ("oblique", "vertical_oscillation", "from the side"),
])
def test_the_wrong_view_says_from_where_to_film(view: str, name: str, where: str) -> None:
    reading = posture(view).readings[name]
    assert not reading.measurable
    assert where in reading.caveat


def test_a_view_that_is_not_clear_is_said_to_be_with_its_reason() -> None:
    figure, settings = filmed("rear"), Settings()
    activity, moving = find_activity(figure.track, "unknown", settings=settings.gait)
    found = read_posture(
        figure.track, moving, find_steps(moving, "unknown"), not_told(), activity,
        settings=settings,
    )
    assert found.readings["trunk_lean"].caveat == (
        "Where the camera stood is not clear: shoulders and feet disagree on whether the camera "
        "stood behind or in front. Film from the side to read this."
    )


def test_walking_is_not_judged_as_running() -> None:
    found = posture("left", walking=True)
    assert not any(reading.measurable for reading in found.readings.values())
    assert "running" in found.readings["trunk_lean"].caveat


@pytest.mark.parametrize("view", list(AZIMUTHS))
def test_every_view_tells_of_every_reading_and_none_is_a_nan(view: str) -> None:
    found = posture(view)
    assert set(found.readings) == {name for measure in MEASURES for name, _ in names_of(measure)}
    assert all(isinstance(reading, Reading) for reading in found.readings.values())


def test_every_step_has_its_value_in_the_table() -> None:
    columns = posture("left").columns
    assert {"trunk_lean_deg", "overstride_percent", "stance_time_ms"} <= set(columns)
    assert np.isfinite(columns["trunk_lean_deg"]).mean() > 0.9
    assert "step_width_percent" not in columns


def test_what_did_not_hold_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrations, "_file", lambda: {"trunk_lean": EXACT})
    assert set(posture("left").readings) == {"trunk_lean"}
    assert "from the side" in posture("rear").readings["trunk_lean"].caveat


def test_names_and_columns_are_unique_and_every_measure_is_explained() -> None:
    names = [name for measure in MEASURES for name, _ in names_of(measure)]
    assert len(set(names)) == len(names)
    assert len({measure.column for measure in MEASURES}) == len(MEASURES)
    assert all(measure.explained.endswith(".") and measure.method for measure in MEASURES)

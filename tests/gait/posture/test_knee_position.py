"""Knees to the inside and to the outside."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.knee_position import KNEE_POSITION
from tests.posed_body import body, steps


def test_a_knee_to_the_inside_is_positive_on_either_leg() -> None:
    # Both knees are 20 px nearer to the middle than the line from hip to ankle.
    knees = body("rear", out_px=40, left_knee=(-20, 195), right_knee=(20, 195))
    values = KNEE_POSITION.per_step(knees, steps())
    assert values == pytest.approx(2 * np.degrees(np.arctan(20 / 165)))


def test_a_leg_that_leans_as_a_whole_is_straight() -> None:
    leaning = body("front", right_hip=(0, 360), right_knee=(33, 195), right_ankle=(66, 30))
    assert KNEE_POSITION.per_step(leaning, steps())[1::2] == pytest.approx(0.0)

"""Feet apart, on one line, and crossed."""

from __future__ import annotations

import pytest

from formcheck.gait.posture.step_width import STEP_WIDTH
from tests.posed_body import body, steps


@pytest.mark.parametrize("out_px", [-10.0, 0.0, 33.0])
def test_twice_the_way_from_the_midline_in_percent_of_the_leg(out_px: float) -> None:
    feet = body("rear", left_ankle=(-out_px, 30), right_ankle=(out_px, 30))
    leg = 160 + (out_px**2 + 170**2) ** 0.5
    assert STEP_WIDTH.per_step(feet, steps()) == pytest.approx(200 * out_px / leg)

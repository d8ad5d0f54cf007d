"""How far ahead of the hip the foot lands."""

from __future__ import annotations

import pytest

from formcheck.gait.posture.overstride import OVERSTRIDE
from tests.posed_body import body, steps


def test_the_ankle_ahead_in_percent_of_the_leg() -> None:
    values = OVERSTRIDE.per_step(body(left_ankle=(66, 30), left_knee=(0, 200)), steps())
    shank = (66**2 + 170**2) ** 0.5
    assert values[::2] == pytest.approx(100 * 66 / (160 + shank))
    assert values[1::2] == pytest.approx(0.0)

"""The travel of the wrists."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.arm_swing import ARM_SWING
from tests.posed_body import STEP_S, body, steps


def test_each_sides_travel_in_percent_of_the_trunk() -> None:
    def wrist(time_s: np.ndarray) -> np.ndarray:
        return np.stack([np.zeros_like(time_s), 400 + 30 * np.sin(np.pi * time_s / STEP_S)], axis=1)

    values = ARM_SWING.per_step(body("rear", left_wrist=wrist), steps())
    assert values[::2] == pytest.approx(30.0, rel=0.02)
    assert values[1::2] == pytest.approx(0.0)

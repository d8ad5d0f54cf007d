"""The bend of the knee at contact and at mid-stance."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.knee_flexion import KNEE_FLEXION_AT_CONTACT, KNEE_FLEXION_IN_STANCE
from tests.posed_body import STEP_S, body, steps


def test_a_straight_leg_is_zero_and_a_right_angle_ninety() -> None:
    bent = body(left_knee=(100, 200), left_hip=(0, 200), left_ankle=(100, 100))
    values = KNEE_FLEXION_IN_STANCE.per_step(bent, steps())
    assert values[::2] == pytest.approx(90.0)
    assert values[1::2] == pytest.approx(0.0, abs=1e-6)


def test_each_is_read_at_its_own_time() -> None:
    # The knee is bent least when the foot lands, and most a little after mid-stance.
    def knee(time_s: np.ndarray) -> np.ndarray:
        since = (time_s - 1.0 + STEP_S / 2) % STEP_S - STEP_S / 2
        ahead = np.where(since < 0.05, 50 + 300 * since, 65 - 300 * (since - 0.05))
        return np.stack([ahead, np.full_like(since, 200)], axis=1)

    moving = body(knee=knee, hip=(0, 360), ankle=(0, 40))
    at_contact = KNEE_FLEXION_AT_CONTACT.per_step(moving, steps())
    in_stance = KNEE_FLEXION_IN_STANCE.per_step(moving, steps())
    assert at_contact == pytest.approx(2 * np.degrees(np.arctan(14 / 160)), abs=0.5)
    assert in_stance == pytest.approx(2 * np.degrees(np.arctan(65 / 160)), abs=1.0)

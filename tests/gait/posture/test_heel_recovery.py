"""How near the heel comes to the hip in the swing."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.heel_recovery import HEEL_RECOVERY
from tests.posed_body import STEP_S, body, steps


def test_the_smallest_distance_from_hip_to_ankle_in_percent_of_the_leg() -> None:
    def ankle(time_s: np.ndarray) -> np.ndarray:
        swing = np.cos(np.pi * (time_s - 1.0) / STEP_S) < -0.5  # half a stride after the left's
        return np.stack([np.zeros_like(time_s), np.where(swing, 195.0, 30.0)], axis=1)

    values = HEEL_RECOVERY.per_step(body(left_ankle=ankle), steps())
    assert values[::2] == pytest.approx(50.0)
    assert values[1::2] == pytest.approx(0.0)

"""A shoulder that is carried lower."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.shoulder_level import SHOULDER_LEVEL
from tests.posed_body import STEP_S, body, steps


def test_what_swings_with_each_stride_cancels_and_what_stays_is_told() -> None:
    def right(time_s: np.ndarray) -> np.ndarray:
        swing = 6 * np.sin(np.pi * time_s / STEP_S)
        return np.stack([np.full_like(time_s, 60.0), 553 + swing], axis=1)

    values = SHOULDER_LEVEL.per_step(
        body("rear", left_shoulder=(-60, 560), right_shoulder=right), steps())
    assert values == pytest.approx(np.degrees(np.arctan(7 / 120)), abs=0.1)

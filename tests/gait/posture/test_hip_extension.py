"""The thigh furthest behind the runner."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.hip_extension import HIP_EXTENSION
from tests.posed_body import STEP_S, body, steps


def test_the_furthest_back_after_mid_stance() -> None:
    def knee(time_s: np.ndarray) -> np.ndarray:
        since = (time_s - 1.0) % (2 * STEP_S)
        return np.stack([-60 * np.exp(-((since - 0.2) / 0.08) ** 2), np.full_like(since, 200)], 1)

    values = HIP_EXTENSION.per_step(body(left_knee=knee), steps())
    assert values[::2] == pytest.approx(np.degrees(np.arctan2(60, 160)), abs=0.2)
    assert values[1::2] == pytest.approx(0.0)

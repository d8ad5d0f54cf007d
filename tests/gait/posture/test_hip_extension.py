"""The thigh behind the runner at toe-off."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.hip_extension import HIP_EXTENSION
from tests.posed_body import body, steps


def test_positive_with_the_knee_behind_the_hip() -> None:
    values = HIP_EXTENSION.per_step(body(knee=(-60, 200)), steps())
    assert values == pytest.approx(np.degrees(np.arctan2(60, 160)))

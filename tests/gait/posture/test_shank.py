"""The shank's lean when the foot lands."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.shank import SHANK_AT_CONTACT
from tests.posed_body import body, steps


@pytest.mark.parametrize("ahead_px", [-30.0, 0.0, 45.0])
def test_positive_with_the_ankle_ahead_of_the_knee(ahead_px: float) -> None:
    values = SHANK_AT_CONTACT.per_step(body(ankle=(ahead_px, 30)), steps())
    assert values == pytest.approx(np.degrees(np.arctan2(ahead_px, 170)))

"""The trunk over the standing leg."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.side_bend import SIDE_BEND
from tests.posed_body import body, steps


def test_a_lean_to_the_right_is_over_the_right_leg_and_away_from_the_left() -> None:
    leaning = body("rear", shoulder=(200 * np.tan(np.radians(4.0)), 560))
    values = SIDE_BEND.per_step(leaning, steps())
    assert values[::2] == pytest.approx(-4.0)
    assert values[1::2] == pytest.approx(4.0)

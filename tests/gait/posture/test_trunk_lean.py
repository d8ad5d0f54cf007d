"""Trunk lean from joints whose place is known."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.trunk_lean import TRUNK_LEAN
from tests.posed_body import body, steps


@pytest.mark.parametrize("lean_deg", [-5.0, 0.0, 12.0])
def test_the_lean_of_the_line_from_hip_to_shoulder(lean_deg: float) -> None:
    ahead = 200 * np.tan(np.radians(lean_deg))
    values = TRUNK_LEAN.per_step(body(shoulder=(ahead, 560)), steps())
    assert values == pytest.approx(lean_deg)


def test_steps_outside_of_what_was_seen_have_no_value() -> None:
    late = steps(4, first_s=5.5)
    assert np.isfinite(TRUNK_LEAN.per_step(body(), late)).tolist() == [True, True, False, False]

"""The foot's pitch at contact against flat on the ground."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.foot_strike import FOOT_STRIKE
from tests.posed_body import STEP_S, body, steps


@pytest.mark.parametrize("pitch_deg", [-10.0, 15.0])
def test_toes_up_at_contact_is_positive_whatever_the_shoe(pitch_deg: float) -> None:
    # A shoe that looks 8 degrees steep when flat; only the pitch at contact is told.
    def toe(time_s: np.ndarray) -> np.ndarray:
        since = (time_s - 1.0 + STEP_S / 2) % STEP_S - STEP_S / 2
        pitch = np.radians(8.0 + np.where(since < -0.06, pitch_deg, 0.0))
        return np.stack([40 * np.cos(pitch), 40 * np.sin(pitch)], axis=1)

    assert FOOT_STRIKE.per_step(body(foot_index=toe), steps()) == pytest.approx(pitch_deg, abs=0.1)


def test_a_frame_rate_that_misses_the_landing_is_not_enough() -> None:
    assert FOOT_STRIKE.min_fps > 30

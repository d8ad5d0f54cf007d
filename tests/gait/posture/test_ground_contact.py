"""Time on the ground and in the air."""

from __future__ import annotations

import pytest

from formcheck.gait.posture.ground_contact import DUTY_FACTOR, FLIGHT_TIME, STANCE_TIME
from tests.posed_body import STEP_S, body, steps


def test_stance_flight_and_duty_factor_of_known_steps() -> None:
    walked = steps(stance_s=0.24)
    assert STANCE_TIME.per_step(body(), walked) == pytest.approx(240)
    assert FLIGHT_TIME.per_step(body(), walked) == pytest.approx(1000 * STEP_S - 240)
    assert DUTY_FACTOR.per_step(body(), walked) == pytest.approx(100 * 0.24 / (2 * STEP_S))


def test_thirty_frames_a_second_do_not_carry_them() -> None:
    assert min(STANCE_TIME.min_fps, FLIGHT_TIME.min_fps, DUTY_FACTOR.min_fps) >= 100

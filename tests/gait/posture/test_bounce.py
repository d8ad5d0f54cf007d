"""Up and down in percent of the body's height."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.bounce import BOUNCE, EARS_TO_HEEL
from tests.posed_body import STANDING, STEP_S, body, steps


def rising(px: float, *, jump_s: float | None = None):
    """Joints that rise by twice `px` with each step, and that jump once."""
    def up(name: str):
        x, y = STANDING[name]

        def path(time_s: np.ndarray) -> np.ndarray:
            rise = px * (1 - np.cos(2 * np.pi * (time_s - 1.0) / STEP_S))
            if jump_s is not None:
                rise[np.argmin(np.abs(time_s - jump_s))] += 30
            return np.stack([np.full_like(time_s, x), y + rise], axis=1)

        return path

    return {name: up(name) for name in ("hip", "shoulder", "ear")}


def test_highest_less_lowest_of_a_step_over_ears_to_heel() -> None:
    bouncing = body("front", **rising(24))
    height_px = 640 / EARS_TO_HEEL
    assert BOUNCE.per_step(bouncing, steps()) == pytest.approx(100 * 48 / height_px, rel=0.01)


def test_a_landmark_that_jumps_does_not_make_it_much_higher() -> None:
    jumping = BOUNCE.per_step(body("front", **rising(24, jump_s=1.3)), steps())
    # Taken as highest minus lowest it would be 60 % more.
    assert jumping.max() == pytest.approx(100 * 48 * EARS_TO_HEEL / 640, rel=0.12)


def test_a_step_that_is_not_wholly_seen_has_none() -> None:
    values = BOUNCE.per_step(body("front", **rising(24)), steps(20))
    # The clip ends at 6 s; a step needs the one before and the one after.
    assert np.isnan(values).tolist() == [1.0 + 0.35 * n + 0.35 > 6.0 - 1 / 120 for n in range(20)]

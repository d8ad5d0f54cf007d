"""Up and down in percent of the body's height."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.bounce import BOUNCE, EARS_TO_HEEL
from tests.posed_body import STANDING, STEP_S, body, steps


def test_highest_less_lowest_of_a_step_over_ears_to_heel() -> None:
    def up(name: str):
        x, y = STANDING[name]

        def path(time_s: np.ndarray) -> np.ndarray:
            rise = 24 * (1 - np.cos(2 * np.pi * (time_s - 1.0) / STEP_S))
            return np.stack([np.full_like(time_s, x), y + rise], axis=1)

        return path

    bouncing = body("front", hip=up("hip"), shoulder=up("shoulder"), ear=up("ear"))
    height_px = 640 / EARS_TO_HEEL
    assert BOUNCE.per_step(bouncing, steps()) == pytest.approx(100 * 48 / height_px, rel=0.01)

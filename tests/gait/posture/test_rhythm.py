"""The evenness of the rhythm."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.posture.rhythm import STEADINESS, STEP_TIME
from tests.posed_body import body, steps


def test_a_leg_with_a_longer_step_stands_out() -> None:
    limping = steps(11)
    limping.loc[limping["side"] == "right", "mid_stance_s"] += 0.01
    values = STEP_TIME.per_step(body(), limping)
    assert values[:-1:2] == pytest.approx(100 * 0.36 / 0.35)
    assert values[1:-1:2] == pytest.approx(100 * 0.34 / 0.35)
    assert np.isnan(values[-1])


def test_what_strides_differ_by_is_an_sd() -> None:
    rng = np.random.default_rng(3)
    uneven = steps(3000)
    uneven["mid_stance_s"] = np.cumsum(0.35 * (1 + 0.02 * rng.standard_normal(3000)))
    # Strides of two independent steps: SD 2 % / sqrt(2) of a stride, and neighbours share one.
    change = STEADINESS.per_step(body(), uneven)
    assert np.nanmean(change) == pytest.approx(2.0 / np.sqrt(2) / np.sqrt(2), rel=0.05)
    assert np.nanmean(STEADINESS.per_step(body(), steps(20))) == pytest.approx(0.0, abs=1e-9)

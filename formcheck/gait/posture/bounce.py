"""How far the body goes up and down with each step, from any view."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, SIDE_VIEWS, Body
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# Ears to heel at mid-stance, with the knees bent, over the height of the body: with it the rise
# grows with the true one on rendered runners (the tuning half of validation/posture.md).
EARS_TO_HEEL = 0.84
# The trunk's path over the stride around a mid-stance is a curve of so many waves a step, on which
# lie a drift and a wave a stride, as legs differ: jumps of the landmarks do not make it higher.
WAVES = 3
_PHASE = np.linspace(-1.0, 1.0, 49)


def _waves(cycles: Sequence[float]) -> FloatArray:
    turns = 2 * np.pi * np.outer(_PHASE, cycles)
    return np.concatenate([np.cos(turns), np.sin(turns)], axis=1)


_STEP = _waves(range(1, WAVES + 1))
_STRIDE = np.column_stack([_waves([0.5]), np.ones_like(_PHASE), _PHASE])
_FIT = np.linalg.pinv(np.concatenate([_STEP, _STRIDE], axis=1))[: _STEP.shape[1]]


def vertical_oscillation(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Rise of the trunk's middle from a mid-stance to the flight after it, % of body height.

    Body height is taken from the ears to the lower heel at mid-stance.
    """
    middle_s = steps["mid_stance_s"].to_numpy()
    step_s = 60 / steps["cadence_spm"].to_numpy()
    times_s = middle_s[:, None] + step_s[:, None] * _PHASE
    trunk_up = (body.middle("hip") + body.middle("shoulder"))[:, 1] / 2
    paths = body.at(trunk_up, times_s.ravel()).reshape(times_s.shape)
    rises: FloatArray = np.ptp(paths @ _FIT.T @ _STEP.T, axis=1)
    return 100 * rises * EARS_TO_HEEL / ears_to_heel(body, middle_s)


def ears_to_heel(body: Body, middle_s: FloatArray) -> float:
    """Height of the ears over the lower heel at mid-stance, median, px."""
    heel = np.minimum(body.joint("heel", "left")[:, 1], body.joint("heel", "right")[:, 1])
    heights = body.at(body.middle("ear")[:, 1] - heel, middle_s)
    return float(np.nanmedian(heights)) if np.isfinite(heights).any() else np.nan


BOUNCE = Measure(
    name="vertical_oscillation",
    label="Up and down",
    unit="%",
    explained="How far your body goes up and down with each step, in percent of your height.",
    views=(*ACROSS_VIEWS, *SIDE_VIEWS),
    legs="both",
    per_step=vertical_oscillation,
    method="middle of the trunk, highest minus lowest point of each step's fitted curve, over body "
    "height",
    fine=0.8,
)

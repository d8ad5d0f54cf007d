"""How far the body goes up and down with each step, from any view."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, SIDE_VIEWS, Body
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# Ears to heel at mid-stance, with the knees bent, over the height of the body: what makes rise over
# height right on average on rendered runners (the tuning half of validation/posture.md).
EARS_TO_HEEL = 0.84


def vertical_oscillation(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Rise of the trunk's middle from a mid-stance to the flight after it, % of body height.

    Body height is taken from the ears to the lower heel at mid-stance.
    """
    middle_s = steps["mid_stance_s"].to_numpy()
    trunk_up = (body.middle("hip") + body.middle("shoulder"))[:, 1] / 2
    step_s = 60 / steps["cadence_spm"].to_numpy()
    rises = [
        np.ptp(path) if len(path := body.between(trunk_up, t, t + step)) else np.nan
        for t, step in zip(middle_s, step_s, strict=True)
    ]
    return 100 * np.array(rises) * EARS_TO_HEEL / ears_to_heel(body, middle_s)


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
    method="middle of the trunk, highest minus lowest point of a step, over body height",
    fine=0.8,
)

"""How wide the feet land about the body's midline, seen from behind or from the front."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, Body
from formcheck.gait.posture.legs import by_leg, leg_length
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def twice_from_midline(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Twice the standing ankle's distance from the midline, % of leg length, negative = crossed.

    The midline is the mid-hip's path averaged over the stride around each step.
    """
    across = body.middle("hip")[:, 0]

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        middle_s = rows["mid_stance_s"].to_numpy()
        half_s = 60 / rows["cadence_spm"].to_numpy()
        midline = np.array([
            stride.mean() if len(stride := body.between(across, t - half, t + half)) else np.nan
            for t, half in zip(middle_s, half_s, strict=True)
        ])
        outward = 1.0 if side == "right" else -1.0
        away = outward * (body.at(body.joint("ankle", side)[:, 0], middle_s) - midline)
        return 200 * away / leg_length(body, side, rows)

    return by_leg(steps, of_leg)


STEP_WIDTH = Measure(
    name="step_width",
    label="Step width",
    unit="%",
    explained="How far apart, sideways, your feet stand on the ground, in percent of the length "
    "of your leg; below 0 they cross the midline.",
    views=ACROSS_VIEWS,
    legs="both",
    per_step=twice_from_midline,
    method="standing ankle against the mid-hip's mean path, both feet",
    fine=5.0,
)

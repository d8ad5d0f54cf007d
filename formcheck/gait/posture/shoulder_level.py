"""Whether one shoulder is carried lower than the other, seen from behind or from the front."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, Body
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def mean_shoulder_line(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Mean tilt of the shoulders over the stride around each step, degrees, right lower = +."""
    across, up = (body.joint("shoulder", "right") - body.joint("shoulder", "left")).T
    tilt = np.degrees(np.arctan2(-up, across))
    half_s = 60 / steps["cadence_spm"].to_numpy()
    return np.array([
        stride.mean() if len(stride := body.between(tilt, t - half, t + half)) else np.nan
        for t, half in zip(steps["mid_stance_s"], half_s, strict=True)
    ])


SHOULDER_LEVEL = Measure(
    name="shoulder_level",
    label="Right shoulder lower",
    unit="deg",
    explained="How much lower you carry your right shoulder, averaged over whole strides; below 0 "
    "it is the left one.",
    views=ACROSS_VIEWS,
    legs="both",
    per_step=mean_shoulder_line,
    method="line from shoulder to shoulder, mean over the stride",
    fine=2.0,
    roll_effect=1.0,
)

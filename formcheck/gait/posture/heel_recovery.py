"""How far the heel comes up towards the hip in the swing, seen from the side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, length
from formcheck.gait.posture.legs import by_leg, leg_length
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# The swing before a mid-stance lies within this many strides of it.
SWING_STRIDES = 0.8


def folding_in_swing(body: Body, steps: pd.DataFrame) -> FloatArray:
    """By how much hip and ankle come together in the swing before a step, % of leg length."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        folded = length(body.joint("hip", side), body.joint("ankle", side))
        stride_s = 120 / rows["cadence_spm"].to_numpy()
        nearest = [
            min(body.between(folded, middle_s - SWING_STRIDES * stride, middle_s), default=np.nan)
            for middle_s, stride in zip(rows["mid_stance_s"], stride_s, strict=True)
        ]
        return 100 * (1 - np.array(nearest) / leg_length(body, side, rows))

    return by_leg(steps, of_leg)


HEEL_RECOVERY = Measure(
    name="heel_recovery",
    label="Heel towards the hip in the swing",
    unit="%",
    explained="How far the heel comes up to the hip while the leg swings forward: 0 is a straight "
    "leg, in percent of its length.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=folding_in_swing,
    method="smallest distance from hip to ankle in the swing over thigh plus shank",
    fine=4.0,
)

"""How far the arms swing, seen from behind or from the front."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, Body, length
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def wrist_travel(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Up and down travel of a leg's own side's wrist over a stride, percent of the trunk."""
    trunk = float(np.nanmedian(length(body.middle("hip"), body.middle("shoulder"))))

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        height = (body.joint("wrist", side) - body.joint("shoulder", side))[:, 1]
        half_s = 60 / rows["cadence_spm"].to_numpy()
        travel = [
            np.ptp(stride) if len(stride := body.between(height, t - half, t + half)) else np.nan
            for t, half in zip(rows["mid_stance_s"], half_s, strict=True)
        ]
        return 100 * np.array(travel) / trunk

    return by_leg(steps, of_leg)


ARM_SWING = Measure(
    name="arm_swing",
    label="Arm swing",
    unit="%",
    explained="How far your hand travels up and down over a stride, in percent of the length of "
    "your trunk.",
    views=ACROSS_VIEWS,
    legs="each",
    per_step=wrist_travel,
    method="height of the wrist against the shoulder over a stride, largest minus smallest",
    fine=6.0,
)

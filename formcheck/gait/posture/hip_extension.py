"""How far the thigh comes behind the runner about push-off, seen from the side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, angle_from_vertical
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def thigh_furthest_behind(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Largest angle of the thigh behind the vertical in the step after mid-stance, degrees."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        lean = angle_from_vertical(body.joint("knee", side), body.joint("hip", side))
        step_s = 60 / rows["cadence_spm"].to_numpy()
        return np.array([
            max(body.between(lean, middle_s, middle_s + step), default=np.nan)
            for middle_s, step in zip(rows["mid_stance_s"], step_s, strict=True)
        ])

    return by_leg(steps, of_leg)


HIP_EXTENSION = Measure(
    name="hip_extension",
    label="Thigh behind you at push-off",
    unit="deg",
    explained="How far your thigh points back at its furthest, about when the foot leaves the "
    "ground.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=thigh_furthest_behind,
    method="line from hip to knee against the vertical, furthest back after mid-stance",
    fine=4.0,
    roll_effect=1.0,
)

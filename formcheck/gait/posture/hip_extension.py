"""How far the thigh is behind when the foot leaves the ground, seen from the side."""

from __future__ import annotations

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, angle_from_vertical
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def thigh_behind_at_toe_off(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Thigh behind the vertical at toe-off, degrees."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        lean = angle_from_vertical(body.joint("knee", side), body.joint("hip", side))
        return body.at(lean, rows["toe_off_s"].to_numpy())

    return by_leg(steps, of_leg)


HIP_EXTENSION = Measure(
    name="hip_extension_at_toe_off",
    label="Thigh behind you at push-off",
    unit="deg",
    explained="How far your thigh points back when the foot leaves the ground.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=thigh_behind_at_toe_off,
    method="line from hip to knee against the vertical at toe-off",
    fine=4.0,
    roll_effect=1.0,
)

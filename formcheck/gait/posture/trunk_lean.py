"""How far the trunk leans forward at mid-stance, seen from the side."""

from __future__ import annotations

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, angle_from_vertical
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def lean_at_mid_stance(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Forward lean of the line from mid-hip to mid-shoulder, degrees."""
    lean = angle_from_vertical(body.middle("hip"), body.middle("shoulder"))
    return body.at(lean, steps["mid_stance_s"].to_numpy())


TRUNK_LEAN = Measure(
    name="trunk_lean",
    label="Trunk lean",
    unit="deg",
    explained="How far your trunk leans forward while one foot carries you.",
    views=SIDE_VIEWS,
    legs="both",
    per_step=lean_at_mid_stance,
    method="line from mid-hip to mid-shoulder against the vertical at mid-stance",
    fine=3.0,
    roll_effect=1.0,
)

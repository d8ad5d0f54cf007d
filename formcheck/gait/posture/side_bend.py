"""How far the trunk bends over the standing leg, seen from behind or from the front."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, Body, angle_from_vertical
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def lean_over_standing_leg(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Lean of the trunk towards the standing leg at mid-stance, degrees."""
    lean = angle_from_vertical(body.middle("hip"), body.middle("shoulder"))
    outward = np.where(steps["side"] == "right", 1.0, -1.0)
    return outward * body.at(lean, steps["mid_stance_s"].to_numpy())


SIDE_BEND = Measure(
    name="trunk_side_bend",
    label="Trunk over the standing leg",
    unit="deg",
    explained="How far your trunk leans sideways over the leg that carries you.",
    views=ACROSS_VIEWS,
    legs="each",
    per_step=lean_over_standing_leg,
    method="line from mid-hip to mid-shoulder against the vertical at mid-stance",
    fine=2.5,
    roll_effect=1.0,
)

"""How the shank stands when the foot lands, seen from the side."""

from __future__ import annotations

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, angle_from_vertical
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def shank_at_contact(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Lean of the shank at contact, degrees, positive with the ankle ahead of the knee."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        lean = angle_from_vertical(body.joint("ankle", side), body.joint("knee", side))
        return -body.at(lean, rows["initial_contact_s"].to_numpy())

    return by_leg(steps, of_leg)


SHANK_AT_CONTACT = Measure(
    name="shank_angle_at_contact",
    label="Shank when landing",
    unit="deg",
    explained="How your lower leg stands when the foot lands: 0 is upright, more means that the "
    "foot is ahead of the knee.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=shank_at_contact,
    method="line from knee to ankle against the vertical at initial contact",
    fine=4.0,
    roll_effect=1.0,
)

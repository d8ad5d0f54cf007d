"""How far the knee is bent when the foot lands and in mid-stance, seen from the side."""

from __future__ import annotations

from functools import partial

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, bend
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def knee_bend(body: Body, steps: pd.DataFrame, *, event: str) -> FloatArray:
    """Bend of the knee at one event of each step, degrees, 0 = straight."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        hip, knee, ankle = (body.joint(name, side) for name in ("hip", "knee", "ankle"))
        return body.at(bend(hip, knee, ankle), rows[event].to_numpy())

    return by_leg(steps, of_leg)


KNEE_FLEXION_AT_CONTACT = Measure(
    name="knee_flexion_at_contact",
    label="Knee bend when landing",
    unit="deg",
    explained="How far your knee is bent when the foot lands; 0 is a straight leg.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=partial(knee_bend, event="initial_contact_s"),
    method="angle between thigh and shank at initial contact",
    fine=4.0,
)
KNEE_FLEXION_AT_MID_STANCE = Measure(
    name="knee_flexion_at_mid_stance",
    label="Knee bend at mid-stance",
    unit="deg",
    explained="How far your knee is bent while the leg carries you; 0 is a straight leg.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=partial(knee_bend, event="mid_stance_s"),
    method="angle between thigh and shank at mid-stance",
    fine=4.0,
)

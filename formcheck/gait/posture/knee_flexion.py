"""How far the knee is bent when the foot lands and in stance, seen from the side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body, bend
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# Mid-stance reaches this far to either side, in steps: the largest bend lies within.
NEAR_STEPS = 0.3


def knee_bend(body: Body, side: str) -> FloatArray:
    """Bend of the knee over the stretch, degrees, 0 = straight."""
    return bend(*(body.joint(name, side) for name in ("hip", "knee", "ankle")))


def bend_at_contact(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Bend of the knee at initial contact, degrees."""
    return by_leg(steps, lambda side, rows: body.at(
        knee_bend(body, side), rows["initial_contact_s"].to_numpy()))


def largest_bend_in_stance(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Largest bend of the knee about mid-stance, degrees."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        bent, near_s = knee_bend(body, side), NEAR_STEPS * 60 / rows["cadence_spm"].to_numpy()
        return np.array([
            max(body.between(bent, middle_s - near, middle_s + near), default=np.nan)
            for middle_s, near in zip(rows["mid_stance_s"], near_s, strict=True)
        ])

    return by_leg(steps, of_leg)


KNEE_FLEXION_AT_CONTACT = Measure(
    name="knee_flexion_at_contact",
    label="Knee bend when landing",
    unit="deg",
    explained="How far your knee is bent when the foot lands; 0 is a straight leg.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=bend_at_contact,
    method="angle between thigh and shank at initial contact",
    fine=4.0,
)
KNEE_FLEXION_IN_STANCE = Measure(
    name="knee_flexion_in_stance",
    label="Knee bend in stance",
    unit="deg",
    explained="How far your knee bends while the leg carries you; 0 is a straight leg.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=largest_bend_in_stance,
    method="largest angle between thigh and shank about mid-stance",
    fine=4.0,
)

"""How far ahead of the hip the foot lands, seen from the side."""

from __future__ import annotations

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body
from formcheck.gait.posture.legs import by_leg, leg_length
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def ankle_ahead_at_contact(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Ankle ahead of the mid-hip at contact, percent of the leg's length."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        ahead = (body.joint("ankle", side) - body.middle("hip"))[:, 0]
        contact_s = rows["initial_contact_s"].to_numpy()
        return 100 * body.at(ahead, contact_s) / leg_length(body, side, rows)

    return by_leg(steps, of_leg)


OVERSTRIDE = Measure(
    name="overstride",
    label="Foot ahead of the hip when landing",
    unit="%",
    explained="How far in front of your hip the ankle is when the foot lands, in percent of the "
    "length of your leg.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=ankle_ahead_at_contact,
    method="ankle ahead of mid-hip at initial contact over thigh plus shank",
    fine=4.0,
    roll_effect=1.6,
)

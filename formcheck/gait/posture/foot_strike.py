"""Which part of the foot lands first: the foot's pitch at contact, seen from the side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def foot_pitch_at_contact(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Pitch of the foot at contact against flat on the ground, degrees, positive = heel first."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        sole = body.joint("foot_index", side) - body.joint("heel", side)
        pitch = np.degrees(np.arctan2(sole[:, 1], sole[:, 0]))
        flat = body.at(pitch, rows["mid_stance_s"].to_numpy())
        if not np.isfinite(flat).any():
            return np.full(len(rows), np.nan)
        return body.at(pitch, rows["initial_contact_s"].to_numpy()) - np.nanmedian(flat)

    return by_leg(steps, of_leg)


FOOT_STRIKE = Measure(
    name="foot_angle_at_contact",
    label="Foot angle when landing",
    unit="deg",
    explained="Above 0 your heel lands first, below 0 the front of the foot.",
    views=SIDE_VIEWS,
    legs="near",
    per_step=foot_pitch_at_contact,
    method="line from heel to toes at initial contact against mid-stance",
    fine=4.0,
    min_fps=50.0,
)

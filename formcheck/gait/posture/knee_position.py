"""Where the knee is between hip and ankle in stance: the frontal-plane projection angle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, Body
from formcheck.gait.posture.legs import by_leg
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray


def knee_inwards(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Bend of the leg in the picture at mid-stance, degrees, positive = knee to the inside."""

    def of_leg(side: str, rows: pd.DataFrame) -> FloatArray:
        hip, knee, ankle = (body.joint(name, side) for name in ("hip", "knee", "ankle"))
        thigh, shank = hip - knee, knee - ankle
        turn = np.degrees(np.arctan2(thigh[:, 0], thigh[:, 1]) - np.arctan2(*shank.T))
        outward = 1.0 if side == "right" else -1.0
        return outward * body.at(turn, rows["mid_stance_s"].to_numpy())

    return by_leg(steps, of_leg)


KNEE_POSITION = Measure(
    name="knee_position",
    label="Knee to the inside",
    unit="deg",
    explained="How far your knee is to the inside of the line from hip to ankle while the leg "
    "carries you; below 0 it is to the outside.",
    views=ACROSS_VIEWS,
    legs="each",
    per_step=knee_inwards,
    method="angle between thigh and shank in the picture at mid-stance",
    fine=4.0,
)

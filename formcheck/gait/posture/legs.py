"""What the readings of the legs share: steps leg by leg, and the leg's length in the picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import Body, length
from formcheck.pose.track import FloatArray

SIDES = ("left", "right")


def by_leg(
    steps: pd.DataFrame, of_leg: Callable[[str, pd.DataFrame], FloatArray]
) -> FloatArray:
    """Values of all steps, those of each leg computed together; NaN where there are none."""
    values = np.full(len(steps), np.nan)
    for side in SIDES:
        mine = (steps["side"] == side).to_numpy()
        if mine.any():
            values[mine] = of_leg(side, steps[mine])
    return values


def leg_length(body: Body, side: str, steps: pd.DataFrame) -> float:
    """Thigh and shank of a leg, medians over its mid-stances, px."""
    middle = steps["mid_stance_s"].to_numpy()
    hip, knee, ankle = (body.joint(name, side) for name in ("hip", "knee", "ankle"))
    parts = body.at(length(hip, knee) + length(knee, ankle), middle)
    return float(np.nanmedian(parts)) if np.isfinite(parts).any() else np.nan

"""A body whose joints stand where a test puts them, and the steps it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import Body
from formcheck.pose.track import N_LANDMARKS, FloatArray, Landmark
from formcheck.result import ViewKind

RATE_HZ, SECONDS, STEP_S = 120.0, 6.0, 0.35
Place = tuple[float, float] | Callable[[FloatArray], FloatArray]
# Upright, px: x to the runner's right (or ahead), y up.
STANDING: Mapping[str, tuple[float, float]] = {
    "ear": (0, 640), "shoulder": (0, 560), "elbow": (0, 470), "wrist": (0, 400), "hip": (0, 360),
    "knee": (0, 200), "ankle": (0, 30), "heel": (0, 0), "foot_index": (40, 0),
}


def body(view: ViewKind = "right", *, out_px: float = 0.0, **places: Place) -> Body:
    """A body with joints at `places`, e.g. ``left_knee=(12, 200)`` or a function of time.

    All others stand upright; `out_px` parts left and right.
    """
    grid_s = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    points = np.zeros((len(grid_s), N_LANDMARKS, 2))
    for side, sign in (("left", -1.0), ("right", 1.0)):
        for name, (x, y) in STANDING.items():
            place = places.get(f"{side}_{name}", places.get(name, (x + sign * out_px, y)))
            where = place(grid_s) if callable(place) else np.array(place)
            points[:, Landmark[f"{side}_{name}".upper()]] = where
    return Body(grid_s, points, view, 60.0, 0.0)


def steps(n: int = 10, *, first_s: float = 1.0, stance_s: float = 0.24) -> pd.DataFrame:
    """Even running steps, the left first."""
    middle_s = first_s + STEP_S * np.arange(n)
    return pd.DataFrame({
        "step": np.arange(1, n + 1), "activity": "running", "steady": True, "side_sure": True,
        "side": np.where(np.arange(n) % 2 == 0, "left", "right"),
        "initial_contact_s": middle_s - stance_s / 2, "mid_stance_s": middle_s,
        "toe_off_s": middle_s + stance_s / 2, "cadence_spm": 60 / STEP_S,
    })

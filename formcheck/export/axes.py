"""From the camera's axes to the runner's: x forward, y up, z to the runner's right (OpenSim's)."""

from __future__ import annotations

import numpy as np

from formcheck.pose.track import FloatArray
from formcheck.result import View, ViewKind

# Where a camera stands in each view, degrees around the runner: 0 = straight behind, 90 = right.
NOMINAL_DEG: dict[ViewKind, float] = {"rear": 0.0, "right": 90.0, "front": 180.0, "left": -90.0}


def camera_azimuth_deg(view: View) -> float:
    """Where the camera stood; as if straight behind when that is not known."""
    if view.kind in NOMINAL_DEG:
        return NOMINAL_DEG[view.kind]
    return 0.0 if view.azimuth_deg is None else view.azimuth_deg


def runners_axes(world_m: FloatArray, azimuth_deg: float) -> FloatArray:
    """World landmarks turned to the runner's axes.

    Parameters
    ----------
    world_m : (..., 3) array
        x to the picture's right, y down, z away from the camera.
    azimuth_deg : float
        Where the camera stood around the runner.

    Returns
    -------
    (..., 3) array
        x forward, y up, z to the right.
    """
    sine, cosine = np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))
    right, down, away = np.moveaxis(world_m, -1, 0)
    return np.stack([sine * right + cosine * away, -down, cosine * right - sine * away], axis=-1)

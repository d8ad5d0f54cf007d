"""The angles of every frame, under OpenSim's names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.pose.track import FloatArray, Landmark, PoseTrack
from formcheck.result import Analysis

SIDE_VIEWS = ("left", "right")


def angles_deg(analysis: Analysis) -> pd.DataFrame:
    """The angles that this view carries, a column each, a row for every frame.

    ``pelvis_list``: pelvic obliquity, positive when the right side is lower (read from behind).
    ``knee_angle_l``, ``knee_angle_r``: knee flexion in the picture, 0 = straight, in a side view
    the leg nearer to the camera alone. An angle that was read in no frame has no column.
    """
    angles = {"pelvis_list": analysis.frames["pelvic_obliquity_deg"].to_numpy(dtype=float)}
    if analysis.view.kind in SIDE_VIEWS:
        near = analysis.view.kind
        angles[f"knee_angle_{near[0]}"] = _knee_flexion_deg(analysis.pose, near.upper())
    table = pd.DataFrame(angles)
    return table.loc[:, table.notna().any()]


def _knee_flexion_deg(track: PoseTrack, side: str) -> FloatArray:
    hip, knee, ankle = (
        track.xy(Landmark[f"{side}_{joint}"]) for joint in ("HIP", "KNEE", "ANKLE")
    )
    thigh, shank = knee - hip, ankle - knee
    cross = thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0]
    return np.degrees(np.abs(np.arctan2(cross, (thigh * shank).sum(axis=1))))

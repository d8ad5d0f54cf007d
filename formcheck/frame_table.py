"""The table of frames: a row for every frame of the clip."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.pelvis_reading import PelvicMotion
from formcheck.gait.phase import GaitPhase
from formcheck.pose.track import FloatArray, Landmark, PoseTrack
from formcheck.result import Activity
from formcheck.signals import GRID_HZ

_LEGS_AND_TRUNK = [
    Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE,
]


def frame_table(
    track: PoseTrack,
    activity: Activity,
    steps: pd.DataFrame,
    phase: GaitPhase,
    pelvis: PelvicMotion,
) -> pd.DataFrame:
    """Everything known of each frame; see `formcheck.result.Analysis` for the columns."""
    side, gait_phase = stance_of_frames(track.time_s, steps)
    middle = track.mid_hip_px
    return pd.DataFrame(
        {
            "frame": np.arange(track.n_frames),
            "time_s": track.time_s,
            "seen": track.seen,
            "landmark_confidence": track.visibility[:, _LEGS_AND_TRUNK].mean(axis=1),
            "activity": _activity_of_frames(track, activity),
            "stance_side": side,
            "gait_phase": gait_phase,
            "cycle_percent": 100 * ((phase.cycles + phase.contact_to_mid) % 1.0),
            "pelvic_obliquity_deg": pelvis.obliquity_deg,
            "pelvic_obliquity_sd_deg": pelvis.sd_deg,
            "pelvic_obliquity_raw_deg": pelvis.raw_deg,
            "pelvis_x_px": middle[:, 0],
            "pelvis_y_px": middle[:, 1],
            "torso_px": track.torso_px,
            "cadence_spm": momentary_cadence(track.time_s, steps),
            "mediapipe_hip_line_deg": hip_line(track),
            "flag": "",
        }
    )


def stance_of_frames(time_s: FloatArray, steps: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Stance leg (or empty) and ``stance`` or ``flight`` (or empty) of every frame.

    Flight lies between the toe-off of one step and the contact of the next; what is not known
    for want of a contact, and what lies between two stretches, stays empty.
    """
    side = np.full(len(time_s), "", dtype=object)
    phase = np.full(len(time_s), "", dtype=object)
    if not len(steps):
        return side, phase
    contacts_s, toe_offs_s = steps["initial_contact_s"], steps["toe_off_s"]
    step_s = 60 / steps["cadence_spm"]
    for toe_off_s, next_contact_s, longest_s in zip(
        toe_offs_s[:-1], contacts_s[1:], step_s, strict=False
    ):
        if next_contact_s - toe_off_s < longest_s:
            phase[(time_s > toe_off_s) & (time_s < next_contact_s)] = "flight"
    for leg, contact_s, toe_off_s in zip(steps["side"], contacts_s, toe_offs_s, strict=True):
        inside = (time_s >= contact_s) & (time_s <= toe_off_s)
        side[inside], phase[inside] = leg, "stance"
    return side, phase


def momentary_cadence(time_s: FloatArray, steps: pd.DataFrame) -> FloatArray:
    """Cadence of the step that each frame belongs to; NaN outside of steps."""
    cadence = np.full(len(time_s), np.nan)
    if len(steps) < 2:
        return cadence
    middle, rate = steps["mid_stance_s"].to_numpy(), steps["cadence_spm"].to_numpy()
    half_step = 30 / rate
    inside = (time_s >= middle[0] - half_step[0]) & (time_s <= middle[-1] + half_step[-1])
    nearest = np.searchsorted((middle[1:] + middle[:-1]) / 2, time_s[inside])
    far = np.abs(time_s[inside] - middle[nearest]) > 1.5 * half_step[nearest]
    cadence[inside] = np.where(far, np.nan, rate[nearest])
    return cadence


def hip_line(track: PoseTrack) -> FloatArray:
    """Angle of MediaPipe's hip line, positive = right side lower; for comparison only.

    It follows the legs, not the pelvis, and no reading is made from it.
    """
    line = track.xy(Landmark.RIGHT_HIP) - track.xy(Landmark.LEFT_HIP)
    angle: FloatArray = np.degrees(np.arctan2(line[:, 1], np.abs(line[:, 0]) + 1e-9))
    return angle


def _activity_of_frames(track: PoseTrack, activity: Activity) -> np.ndarray:
    kind = np.where(track.seen, "other", "unseen").astype(object)
    for stretch in activity.stretches:
        inside = (track.time_s >= stretch.start_s) & (track.time_s < stretch.end_s + 1 / GRID_HZ)
        kind[inside & track.seen] = stretch.kind
    return kind

"""What is true of a scene at one time, and of every step of a clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from validation.render.body import FloatArray
from validation.render.gait import STANCE_SIGN, Timetable, timetable
from validation.render.pose import Pose
from validation.render.scene import Scene, pose_at, skin_points

JOINT_PIXELS = {
    f"{name}{side}": f"{joint}{side}"
    for side in "LR"
    for name, joint in {
        "hip": "thigh", "knee": "shin", "ankle": "foot", "ball": "toe",
        "shoulder": "upperarm", "elbow": "forearm", "wrist": "hand",
    }.items()
}  # fmt: skip
SKIN_PIXELS = (
    "psisL", "psisR", "crestL", "crestR", "heelL", "heelR", "toeL", "toeR", "nose", "crown",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """The state of the runner at one time.

    Obliquity is positive when the runner's right side is lower. ``projected_*`` angles are those
    seen in the picture; ``*_level_*`` without the camera's roll. ``stance`` is "L", "R", "LR"
    (double support) or "" (flight). ``stance_share`` runs 0 to 1 from contact to toe-off of the
    leg that made contact last, on past 1 in flight. ``stride_phase`` is 0 at left contact.
    """

    time_s: float
    pelvic_obliquity_deg: float
    projected_obliquity_deg: float
    projected_level_obliquity_deg: float
    projected_psis_deg: float
    projected_crest_deg: float
    pelvic_rotation_deg: float
    anterior_tilt_deg: float
    chest_obliquity_deg: float
    camera_roll_deg: float
    stance: str
    last_contact: str
    stance_share: float
    stride_phase: float
    pixels: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class StepTruth:
    """One step: times in seconds, drops in degrees (positive = swing side lower)."""

    side: str
    initial_contact_s: float
    mid_stance_s: float
    lowest_pelvis_s: float
    toe_off_s: float
    peak_drop_deg: float
    peak_drop_s: float
    drop_at_contact_deg: float
    drop_at_mid_stance_deg: float
    drop_at_toe_off_deg: float


def picture_angle_deg(left: FloatArray, right: FloatArray) -> float:
    """Tilt of the line from the runner's left to right in the picture, right lower positive."""
    across, down = right - left
    return float(np.degrees(np.arctan2(down, abs(across))))


def hip_obliquity_deg(pose: Pose) -> float:
    """Elevation of the line between the hip joints, positive = right lower."""
    left, right = pose.of("thighL"), pose.of("thighR")
    return float(np.degrees(np.arcsin((left[2] - right[2]) / np.linalg.norm(right - left))))


def camera_roll_deg(scene: Scene, t: float) -> float:
    """Tilt of level in the picture at a time: positive = lower at the picture's right."""
    up = scene.camera.rotation(t) @ np.array([0.0, 0.0, 1.0])
    return float(np.degrees(np.arctan2(up[0], -up[1])))


def world_points(scene: Scene, t: float) -> dict[str, FloatArray]:
    """Joints and skin landmarks in the world, metres (z = 0 is the running surface)."""
    pose = pose_at(scene, t)
    points = {name: pose.of(joint) for name, joint in JOINT_PIXELS.items()}
    return points | skin_points(scene, t, SKIN_PIXELS)


def truth_at(scene: Scene, t: float) -> Truth:
    """Everything known about the scene ``t`` seconds into the clip."""
    camera, table, pose = scene.camera, timetable(scene.gait), pose_at(scene, t)
    points = world_points(scene, t)
    names = list(points)
    stacked = np.stack([points[name] for name in names])
    seen = dict(zip(names, camera.project(stacked, t), strict=True))
    level = camera.project(stacked, with_roll=False)
    flat = dict(zip(names, level, strict=True))
    step = max(int(np.searchsorted(table.contact_s, t, side="right")) - 1, 0)
    stance = "".join(side for side in "LR" if in_contact(table, side, t))
    length = table.toe_off_s[step] - table.contact_s[step]
    return Truth(
        time_s=t,
        pelvic_obliquity_deg=hip_obliquity_deg(pose),
        projected_obliquity_deg=picture_angle_deg(seen["hipL"], seen["hipR"]),
        projected_level_obliquity_deg=picture_angle_deg(flat["hipL"], flat["hipR"]),
        projected_psis_deg=picture_angle_deg(seen["psisL"], seen["psisR"]),
        projected_crest_deg=picture_angle_deg(seen["crestL"], seen["crestR"]),
        pelvic_rotation_deg=pose.pelvis_deg[0],
        anterior_tilt_deg=pose.pelvis_deg[2],
        chest_obliquity_deg=pose.chest_deg[1],
        camera_roll_deg=camera_roll_deg(scene, t),
        stance=stance,
        last_contact="L" if table.left[step] else "R",
        stance_share=float((t - table.contact_s[step]) / length),
        stride_phase=float(table.stride_phase(t) % 1.0),
        pixels={name: (float(p[0]), float(p[1])) for name, p in seen.items()},
    )


def in_contact(table: Timetable, side: str, t: float) -> bool:
    """Whether a foot is on the ground."""
    steps = table.steps_of(side)
    return bool(np.any((table.contact_s[steps] <= t) & (t < table.toe_off_s[steps])))


def step_truths(scene: Scene, start_s: float, end_s: float) -> list[StepTruth]:
    """The steps whose contact or toe-off lies within the times given."""
    table = timetable(scene.gait)
    inside = (table.toe_off_s > start_s) & (table.contact_s < end_s)
    return [_step_truth(table, int(step)) for step in np.flatnonzero(inside)]


def _step_truth(table: Timetable, step: int) -> StepTruth:
    side = "L" if table.left[step] else "R"
    sign = STANCE_SIGN[side]
    contact, toe_off = float(table.contact_s[step]), float(table.toe_off_s[step])
    times = np.linspace(contact, toe_off, 101)
    drops = np.array([sign * table.obliquity_deg(float(t)) for t in times])
    heights = np.array([table.vertical_m(float(t)) for t in times])
    return StepTruth(
        side=side,
        initial_contact_s=contact,
        mid_stance_s=float(times[50]),
        lowest_pelvis_s=float(times[heights.argmin()]),
        toe_off_s=toe_off,
        peak_drop_deg=float(drops.max()),
        peak_drop_s=float(times[drops.argmax()]),
        drop_at_contact_deg=float(drops[0]),
        drop_at_mid_stance_deg=float(drops[50]),
        drop_at_toe_off_deg=float(drops[-1]),
    )


def cadence_spm(scene: Scene, start_s: float, end_s: float) -> float:
    """Steps per minute from the contacts about and within the times given."""
    contacts = timetable(scene.gait).contact_s
    first = int(np.searchsorted(contacts, start_s, side="right")) - 1
    last = int(np.searchsorted(contacts, end_s, side="left"))
    return float(60.0 * (last - first) / (contacts[last] - contacts[first]))


def without_roll(scene: Scene) -> Scene:
    """The same scene filmed by a level camera."""
    return replace(scene, camera=replace(scene.camera, roll_deg=0.0, shake_deg=0.0))

"""The posed skeleton: pelvis and trunk from the gait's curves, legs by inverse kinematics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation.render.body import BodyMesh, FloatArray, joint_index
from validation.render.gait import Gait, Timetable, timetable
from validation.render.legs import leg_motion, two_bone
from validation.render.rotations import axis_frame, cross, euler, pitch, yaw

SPINE_SHARE = {"spine1": 0.3, "spine2": 0.55, "spine3": 0.8, "chest": 1.0}


@dataclass(frozen=True, eq=False)
class Pose:
    """Global rotation (J, 3, 3) and position (J, 3), metres, of every joint at one time."""

    rotation: FloatArray
    position: FloatArray
    chest_deg: tuple[float, float, float]
    pelvis_deg: tuple[float, float, float]

    def of(self, name: str) -> FloatArray:
        return self.position[joint_index(name)]


def pelvis_angles(gait: Gait, t: float) -> tuple[float, float, float]:
    """Rotation, obliquity and anterior tilt of the pelvis, degrees.

    Rotation is positive with the right side forward, obliquity with the right side lower.
    """
    table = timetable(gait)
    phase = table.stride_phase(t)
    turn = -np.cos(2 * np.pi * (phase - gait.pelvic_rotation_phase))
    nod = np.cos(4 * np.pi * (phase - 0.1))
    return (
        float(gait.pelvic_rotation_deg * turn),
        table.obliquity_deg(t),
        float(gait.anterior_tilt_deg + gait.anterior_tilt_swing_deg * nod),
    )


def chest_angles(gait: Gait, t: float) -> tuple[float, float, float]:
    """Rotation, sideways lean (positive = right shoulder lower) and forward lean, degrees."""
    table = timetable(gait)
    phase = table.stride_phase(t)
    turn = np.cos(2 * np.pi * (phase - gait.trunk_rotation_phase))
    bend = gait.side_bend_deg * np.cos(2 * np.pi * (phase - gait.side_bend_phase))
    carried = (1.0 - gait.lumbar_compensation) * table.obliquity_deg(t)
    return (float(gait.trunk_rotation_deg * turn), float(carried + bend), gait.trunk_lean_deg)


def pose_body(mesh: BodyMesh, gait: Gait, t: float) -> Pose:
    """The body at one time on a belt whose surface is z = 0, running towards +y."""
    table = timetable(gait)
    pelvis_deg, chest_deg = pelvis_angles(gait, t), chest_angles(gait, t)
    rest = mesh.joints
    rotation = np.tile(np.eye(3), (len(rest), 1, 1))
    position = np.zeros_like(rest)
    motion = leg_motion(mesh, gait)
    surge = gait.surge_m * np.sin(4 * np.pi * (table.stride_phase(t) + 0.1))
    height = motion.pelvis_height_m + table.vertical_m(t)
    position[0] = (table.lateral_sway_m(t), surge, height)
    rotation[0] = euler(pelvis_deg[0], pelvis_deg[1], -pelvis_deg[2])
    _pose_trunk(rest, rotation, position, pelvis_deg, chest_deg)
    for side in "LR":
        _pose_leg(mesh, table, side, t, rotation, position, pelvis_deg[0])
        _pose_arm(mesh, gait, side, table.stride_phase(t), rotation, position)
    return Pose(rotation, position, chest_deg, pelvis_deg)


def _attach(
    rest: FloatArray, rotation: FloatArray, position: FloatArray, child: str, parent: str
) -> int:
    c, p = joint_index(child), joint_index(parent)
    position[c] = position[p] + rotation[p] @ (rest[c] - rest[p])
    return c


def _pose_trunk(
    rest: FloatArray,
    rotation: FloatArray,
    position: FloatArray,
    pelvis_deg: tuple[float, float, float],
    chest_deg: tuple[float, float, float],
) -> None:
    low, high = np.array(pelvis_deg), np.array(chest_deg)
    parent = "pelvis"
    for name, share in SPINE_SHARE.items():
        index = _attach(rest, rotation, position, name, parent)
        turn, side, lean = low + share * (high - low)
        rotation[index] = euler(turn, side, -lean)
        parent = name
    neck = _attach(rest, rotation, position, "neck", "chest")
    rotation[neck] = euler(0.5 * high[0], 0.5 * high[1], -0.6 * high[2])
    head = _attach(rest, rotation, position, "head", "neck")
    rotation[head] = euler(0.15 * high[0], 0.25 * high[1], -0.3 * high[2])


def _pose_leg(
    mesh: BodyMesh,
    table: Timetable,
    side: str,
    t: float,
    rotation: FloatArray,
    position: FloatArray,
    pelvis_turn_deg: float,
) -> None:
    gait, rest = table.gait, mesh.joints
    motion = leg_motion(mesh, gait)
    thigh = _attach(rest, rotation, position, f"thigh{side}", "pelvis")
    shin, foot, toe = (joint_index(f"{name}{side}") for name in ("shin", "foot", "toe"))
    out = 1.0 if side == "R" else -1.0
    ankle = motion.ankle_at(table, side, t, position[thigh])
    aim = np.radians(0.3 * pelvis_turn_deg)
    aim -= out * np.radians(0.5 * gait.toe_out_deg - gait.knee_valgus_deg)
    pole = np.array([-np.sin(aim), np.cos(aim), 0.0])
    upper, lower = motion.upper_m, motion.lower_m
    knee, ankle = two_bone(position[thigh], ankle, upper, lower, pole)
    position[shin], position[foot] = knee, ankle
    bent = axis_frame(position[thigh] - knee, pole)
    rest_upper = axis_frame(rest[thigh] - rest[shin], np.array([0.0, 1.0, 0.0]))
    rest_lower = _hinge_frame(rest[shin] - rest[foot], rest_upper[:, 0])
    rotation[thigh] = bent @ rest_upper.T
    rotation[shin] = _hinge_frame(knee - ankle, bent[:, 0]) @ rest_lower.T
    shank_deg = float(np.degrees(np.arctan2(ankle[1] - knee[1], knee[2] - ankle[2])))
    foot_deg, toe_deg = motion.foot_pitch(table, side, t, shank_deg)
    heading = yaw(-out * gait.toe_out_deg) @ motion.flat_foot[side]
    lift = yaw(-out * gait.toe_out_deg) @ pitch(foot_deg) @ yaw(out * gait.toe_out_deg)
    rotation[foot] = lift @ heading
    position[toe] = position[foot] + rotation[foot] @ (rest[toe] - rest[foot])
    back = yaw(-out * gait.toe_out_deg) @ pitch(foot_deg + toe_deg)
    rotation[toe] = back @ yaw(out * gait.toe_out_deg) @ heading


def _hinge_frame(along: FloatArray, right: FloatArray) -> FloatArray:
    z = along / np.linalg.norm(along)
    y = cross(z, right)
    y /= np.linalg.norm(y)
    return np.stack([cross(y, z), y, z], axis=1)


def _pose_arm(
    mesh: BodyMesh,
    gait: Gait,
    side: str,
    phase: float,
    rotation: FloatArray,
    position: FloatArray,
) -> None:
    rest, out = mesh.joints, (1.0 if side == "R" else -1.0)
    chest = rotation[joint_index("chest")]
    clavicle = _attach(rest, rotation, position, f"clavicle{side}", "chest")
    rotation[clavicle] = chest @ euler(0.0, out * 6.0, 0.0)
    upper = _attach(rest, rotation, position, f"upperarm{side}", f"clavicle{side}")
    shift = 0.0 if side == "R" else 0.5
    swing = np.cos(2 * np.pi * (phase - 0.03 - gait.arm_phase - shift))
    ahead = np.radians(gait.arm_swing_deg * (swing - 0.45))
    spread = np.radians(gait.arm_abduction_deg - 3.0 * swing)
    bend = np.radians(gait.elbow_deg * (1.0 + 0.10 * swing))
    inward = np.radians(gait.arm_inward_deg * (0.8 + 0.5 * swing))
    down = chest @ np.array(
        [out * np.sin(spread), np.cos(spread) * np.sin(ahead), -np.cos(spread) * np.cos(ahead)]
    )
    pole = chest @ np.array([-out * np.sin(inward), np.cos(inward) * np.cos(ahead), np.sin(ahead)])
    frame = axis_frame(-down, pole)
    forearm_dir = np.cos(bend) * down + np.sin(bend) * frame[:, 1]
    fore, hand = joint_index(f"forearm{side}"), joint_index(f"hand{side}")
    rest_down, rest_fore = rest[fore] - rest[upper], rest[hand] - rest[fore]
    rest_frame = axis_frame(-rest_down, rest_fore)
    rotation[upper] = frame @ rest_frame.T
    position[fore] = position[upper] + np.linalg.norm(rest_down) * down
    rotation[fore] = _hinge_frame(-forearm_dir, frame[:, 0]) @ (
        _hinge_frame(-rest_fore, rest_frame[:, 0]).T
    )
    position[hand] = position[fore] + np.linalg.norm(rest_fore) * forearm_dir
    rotation[hand] = rotation[fore]


def transforms(mesh: BodyMesh, pose: Pose) -> FloatArray:
    """Skinning matrices (J, 3, 4): rest point to posed point."""
    offset = pose.position - np.einsum("jab,jb->ja", pose.rotation, mesh.joints)
    return np.concatenate([pose.rotation, offset[:, :, None]], axis=2)

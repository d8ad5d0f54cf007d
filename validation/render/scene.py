"""A scene: everything that a rendered clip is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from validation.render.backdrop import Backdrop
from validation.render.body import Body, FloatArray, body_mesh
from validation.render.camera import Camera
from validation.render.gait import Gait
from validation.render.outfit import Outfit
from validation.render.picture import Light, Sensor
from validation.render.pose import Pose, pose_body, transforms


@dataclass(frozen=True)
class Bystander:
    """Somebody else: where at t = 0 (metres), how fast along the heading, 0 = standing."""

    body: Body
    outfit: Outfit
    x_m: float
    y_m: float
    heading_deg: float = 0.0
    speed_m_s: float = 0.0
    cadence_spm: float = 112.0
    seed: int = 0

    @property
    def gait(self) -> Gait:
        return Gait(
            running=False, cadence_spm=self.cadence_spm, speed_m_s=max(self.speed_m_s, 0.25),
            duty_factor=0.62, contact_ahead=0.34, elbow_deg=22.0, arm_swing_deg=16.0,
            trunk_lean_deg=2.0, drop_left_deg=3.0, drop_right_deg=3.0, seed=self.seed,
        )  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A runner, how they move, what they wear, where, and who films."""

    body: Body = field(default_factory=Body)
    gait: Gait = field(default_factory=Gait)
    outfit: Outfit = field(default_factory=Outfit)
    camera: Camera = field(default_factory=Camera)
    light: Light = field(default_factory=Light)
    sensor: Sensor = field(default_factory=Sensor)
    backdrop: Backdrop = field(default_factory=Backdrop)
    bystander: Bystander | None = None


def pose_at(scene: Scene, t: float) -> Pose:
    """The runner's skeleton ``t`` seconds into the clip: global rotations and positions."""
    return pose_body(body_mesh(scene.body), scene.gait, t)


def skin_points(scene: Scene, t: float, names: tuple[str, ...]) -> dict[str, FloatArray]:
    """World positions of landmarks of the skin, metres."""
    mesh = body_mesh(scene.body)
    matrices = transforms(mesh, pose_at(scene, t))
    points = {}
    for name in names:
        blended = np.tensordot(mesh.landmark_weights[name], matrices, axes=1)
        points[name] = blended[:, :3] @ mesh.landmarks[name] + blended[:, 3]
    return points

"""The camera: where it stands, what it sees, how its picture turns and shakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation.render.rotations import FloatArray, pitch, roll, yaw

NEAR_M, FAR_M = 0.15, 200.0
DRAWN_PER_ASKED = 1.25


@dataclass(frozen=True)
class Camera:
    """A phone on a stand or in a hand.

    ``azimuth_deg`` is 0 from behind, 90 from the runner's right, 180 from the front, 270 from
    the left. ``roll_deg`` is positive when level lines look lower at the picture's right.
    ``aim_yaw_deg`` turns the camera away from the runner. ``shutter`` is the exposed share of a
    frame. ``shake_deg`` is the amplitude of the hand's rotations.
    """

    width: int = 720
    height: int = 1280
    fps: float = 30.0
    azimuth_deg: float = 0.0
    distance_m: float = 3.2
    height_m: float = 1.0
    aim_height_m: float = 0.9
    aim_yaw_deg: float = 0.0
    roll_deg: float = 0.0
    vertical_fov_deg: float = 48.0
    shutter: float = 0.0
    shake_deg: float = 0.0
    seed: int = 0

    @property
    def focal_px(self) -> float:
        return float(0.5 * self.height / np.tan(np.radians(0.5 * self.vertical_fov_deg)))

    @property
    def position_m(self) -> FloatArray:
        away = np.radians(self.azimuth_deg)
        return np.array(
            [self.distance_m * np.sin(away), -self.distance_m * np.cos(away), self.height_m]
        )

    def rotation(self, t: float | None = None, *, with_roll: bool = True) -> FloatArray:
        """World to camera axes (x right, y down, z into the picture); shaken if t is given."""
        drop = np.degrees(np.arctan2(self.aim_height_m - self.height_m, self.distance_m))
        shaken = np.zeros(3) if t is None else self.shake_angles(t)
        turned = roll(-(self.roll_deg if with_roll else 0.0) - shaken[2])
        facing = (
            yaw(self.azimuth_deg + self.aim_yaw_deg + shaken[0])
            @ pitch(float(drop) + shaken[1])
            @ turned
        )
        to_picture = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
        return np.asarray(to_picture @ facing.T)

    def shake_angles(self, t: float) -> FloatArray:
        """Yaw, pitch and roll of an unsteady hand, degrees."""
        if self.shake_deg == 0.0:
            return np.zeros(3)
        rng = np.random.default_rng([self.seed, 5])
        frequency = rng.uniform(0.3, 3.0, (3, 5))
        phase = rng.uniform(0, 2 * np.pi, (3, 5))
        weight = rng.uniform(0.3, 1.0, (3, 5)) / frequency
        weight /= np.linalg.norm(weight, axis=1, keepdims=True)
        waves = weight * np.sin(2 * np.pi * frequency * t + phase)
        return np.asarray(self.shake_deg * waves.sum(1) * np.array([1.0, 1.0, 0.6]))

    def to_camera(
        self, points: FloatArray, t: float | None = None, *, with_roll: bool = True
    ) -> FloatArray:
        turn = self.rotation(t, with_roll=with_roll)
        return np.asarray((points - self.position_m) @ turn.T)

    def project(
        self, points: FloatArray, t: float | None = None, *, with_roll: bool = True
    ) -> FloatArray:
        """Pixel coordinates (..., 2) of world points (..., 3)."""
        seen = self.to_camera(points, t, with_roll=with_roll)
        depth = np.maximum(seen[..., 2:], 1e-6)
        centre = np.array([self.width, self.height]) / 2
        return np.asarray(seen[..., :2] / depth * self.focal_px + centre)

    def clip_matrix(self, viewport: Viewport, t: float | None = None) -> FloatArray:
        """World to OpenGL clip space for a rectangle of the picture."""
        turn = self.rotation(t)
        view = np.eye(4)
        view[:3, :3], view[:3, 3] = turn, -turn @ self.position_m
        f, cx, cy = self.focal_px, self.width / 2, self.height / 2
        span_x, span_y = viewport.width, viewport.height
        near, far = NEAR_M, FAR_M
        lens = np.array(
            [
                [2 * f / span_x, 0, 2 * (cx - viewport.left) / span_x - 1, 0],
                [0, -2 * f / span_y, 1 - 2 * (cy - viewport.top) / span_y, 0],
                [0, 0, (far + near) / (far - near), -2 * far * near / (far - near)],
                [0, 0, 1, 0],
            ]
        )
        return np.asarray(lens @ view)


@dataclass(frozen=True)
class Viewport:
    """A rectangle of the picture in pixels, and the size it is drawn at.

    ``out_width`` and ``out_height`` of None mean the rectangle's own size, rounded.
    """

    left: float
    top: float
    width: float
    height: float
    out_width: int | None = None
    out_height: int | None = None

    @classmethod
    def square(cls, centre: FloatArray, side_px: float, out_px: int | None = None) -> Viewport:
        half = side_px / 2
        return cls(
            float(centre[0]) - half, float(centre[1]) - half, side_px, side_px, out_px, out_px
        )

    @property
    def size(self) -> tuple[int, int]:
        """Drawn width and height: the rectangle's own pixels, fewer if it is shrunk anyway."""
        asked = (self.out_width, self.out_height)
        spans = (self.width, self.height)
        fitting = [
            span if out is None else min(span, DRAWN_PER_ASKED * out)
            for span, out in zip(spans, asked, strict=True)
        ]
        return max(round(fitting[0]), 1), max(round(fitting[1]), 1)

    @property
    def scale(self) -> float:
        """Drawn pixels per pixel of the picture."""
        return self.size[0] / self.width

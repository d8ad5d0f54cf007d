"""From a scene and a time to a picture."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from validation.render.backdrop import belt, surroundings, treadmill
from validation.render.body import FloatArray
from validation.render.camera import Camera, Viewport
from validation.render.character import character
from validation.render.picture import RgbImage, develop
from validation.render.pose import pose_body
from validation.render.raster import Rasteriser
from validation.render.rotations import yaw
from validation.render.scene import Bystander, Scene, pose_at

RoomKey = tuple[object, ...]
MOST_EXPOSURES = 7
MOST_PATCH_EXPOSURES = 4
EXPOSURE_STEP_S = 0.0035
BODY_MARGIN_M = 0.22
KEPT_ROOMS = 3


@dataclass(eq=False)
class Renderer:
    """Draws scenes; holds an OpenGL context, so make one per process and keep it."""

    raster: Rasteriser = field(default_factory=Rasteriser)
    _rooms: OrderedDict[RoomKey, NDArray[np.uint8]] = field(default_factory=OrderedDict)

    def draw(self, scene: Scene, t: float, viewport: Viewport | None = None) -> RgbImage:
        """The picture at a time, or only a rectangle of it.

        Parameters
        ----------
        scene
            What to draw.
        t
            Seconds into the clip.
        viewport
            Rectangle in pixels of the full picture; only it is drawn, which is fast.

        Returns
        -------
        RgbImage
            (height, width, 3) uint8.
        """
        camera = scene.camera
        if viewport is None:
            whole = Viewport(0, 0, camera.width, camera.height)
            image = self._behind_whole(scene, t).astype(np.float32)
            part = self._busy_region(scene, t)
        else:
            whole, part = viewport, viewport
            image = self._behind(scene, viewport, t).astype(np.float32)
        if part is not None:
            front = self._exposed(scene, t, part)
            x, y = (int(part.left), int(part.top)) if viewport is None else (0, 0)
            window = image[y : y + front.shape[0], x : x + front.shape[1]]
            window *= 1.0 - front[:, :, 3:] / 255.0
            window += front[:, :, :3]
        picture = develop(image, scene.sensor, round(t * 1000), whole.scale)
        if whole.out_width is not None and whole.out_height is not None:
            size = (whole.out_width, whole.out_height)
            shrinks = whole.out_width < picture.shape[1]
            way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
            picture = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
        return picture

    def _exposed(self, scene: Scene, t: float, part: Viewport) -> NDArray[np.floating[Any]]:
        """Everything that moves, averaged over the shutter's time; premultiplied RGBA.

        The exposures are shifted by parts of a pixel, which smooths edges at no cost.
        """
        if scene.camera.shutter < 0.03:
            return self._moving(scene, t, part).astype(np.float32)
        span = scene.camera.shutter / scene.camera.fps
        longest = MOST_EXPOSURES if part.out_width is None else MOST_PATCH_EXPOSURES
        count = int(np.clip(np.ceil(1 + span / EXPOSURE_STEP_S), 3, longest))
        total = np.zeros((*part.size[::-1], 4), np.float32)
        for i in range(count):
            moment = t + span * (i / (count - 1) - 0.5)
            nudged = replace(part, left=part.left + (i + 0.5) / count - 0.5,
                             top=part.top + (2 * i % count + 0.5) / count - 0.5)  # fmt: skip
            total += self._moving(scene, moment, nudged, smooth=False)
        return np.asarray(total / count, np.float32)

    def _moving(
        self, scene: Scene, t: float, part: Viewport, *, smooth: bool = True
    ) -> NDArray[np.uint8]:
        raster, backdrop = self.raster, scene.backdrop
        raster.begin(scene.camera, part, t, scene.light, smooth=smooth)
        if backdrop.treadmill:
            moved = belt(backdrop, scene.gait.speed_m_s * t)
            raster.draw_solids(moved, backdrop.seed, keep=False)
            raster.draw_solids(treadmill(backdrop), backdrop.seed)
        pose = pose_at(scene, t)
        raster.draw_shadows(_foot_shadows([pose.of("toeL"), pose.of("toeR")], scene, 0.002))
        if scene.bystander is not None:
            self._draw_bystander(scene.bystander, scene, t)
        person = character(scene.body, scene.outfit)
        raster.draw_character(person, person.skinned(pose, scene.gait, t))
        return raster.finish()

    def _draw_bystander(self, other: Bystander, scene: Scene, t: float) -> None:
        person = character(other.body, other.outfit)
        moment = t if other.speed_m_s > 0 else 0.3
        pose = pose_body(person.mesh, other.gait, moment)
        points = person.skinned(pose, other.gait, moment)
        turn = yaw(other.heading_deg).astype(np.float32)
        place = bystander_at(other, scene, t).astype(np.float32)
        turned = np.concatenate([points[:, :3] @ turn.T + place, points[:, 3:] @ turn.T], 1)
        feet: list[FloatArray] = [
            yaw(other.heading_deg) @ pose.of(f"toe{side}") + place for side in "LR"
        ]
        self.raster.draw_shadows(_foot_shadows(feet, scene, float(place[2]) + 0.004))
        self.raster.draw_character(person, turned)

    def _behind(self, scene: Scene, view: Viewport, t: float) -> NDArray[np.uint8]:
        backdrop, camera = scene.backdrop, scene.camera
        self.raster.begin(camera, view, t, scene.light)
        shift = 0.0 if backdrop.treadmill else -(scene.gait.speed_m_s * t) % _period_m(scene)
        around = surroundings(backdrop, round(camera.distance_m, 1))
        self.raster.draw_solids(around, backdrop.seed, (0.0, shift, 0.0))
        if backdrop.treadmill:
            self.raster.draw_solids(belt(backdrop, 0.0), backdrop.seed, keep=False)
            self.raster.draw_solids(treadmill(backdrop), backdrop.seed)
        return self.raster.finish()[:, :, :3]

    def _behind_whole(self, scene: Scene, t: float) -> NDArray[np.uint8]:
        """The full picture's background: drawn once for a camera that only turns."""
        camera = scene.camera
        if not scene.backdrop.treadmill:
            return self._behind(scene, Viewport(0, 0, camera.width, camera.height), t)
        steady = replace(scene.camera, shake_deg=0.0)
        margin = int(np.ceil(np.radians(3.5 * camera.shake_deg) * camera.focal_px))
        view = Viewport(-margin, -margin, camera.width + 2 * margin, camera.height + 2 * margin)
        key = (scene.backdrop, steady, scene.light, margin)
        if key not in self._rooms:
            self._rooms[key] = self._behind(replace(scene, camera=steady), view, t).copy()
            if len(self._rooms) > KEPT_ROOMS:
                self._rooms.popitem(last=False)
        if camera.shake_deg == 0.0:
            return self._rooms[key]
        return _turned(self._rooms[key], camera, margin, t)

    def _busy_region(self, scene: Scene, t: float) -> Viewport | None:
        """The rectangle in which anything moves."""
        pose, points = pose_at(scene, t), []
        points.append(pose.position)
        if scene.bystander is not None:
            tall = scene.bystander.body.stature_m
            place = bystander_at(scene.bystander, scene, t)
            points.append(place + np.array([[0, 0, 0], [0.3, 0.3, 0.0], [-0.3, -0.3, tall]]))
        if scene.backdrop.treadmill:
            points.append(_belt_corners(scene))
        rects = [_bounds(scene.camera, p, t) for p in points]
        low, high = (
            np.min([r[0] for r in rects], axis=0),
            np.max([r[1] for r in rects], axis=0),
        )
        size = np.array([scene.camera.width, scene.camera.height])
        low = np.clip(np.floor(low / 16) * 16, 0, size)
        high = np.clip(np.ceil(high / 16) * 16, 0, size)
        if np.any(high <= low):
            return None
        return Viewport(low[0], low[1], high[0] - low[0], high[1] - low[1])


def bystander_at(other: Bystander, scene: Scene, t: float) -> FloatArray:
    """Where the bystander stands at a time, metres."""
    way = yaw(other.heading_deg) @ np.array([0.0, 1.0, 0.0])
    place = np.array([other.x_m, other.y_m, scene.backdrop.floor_m]) + way * other.speed_m_s * t
    if not scene.backdrop.treadmill:
        place[1] -= scene.gait.speed_m_s * t
    return np.asarray(place)


def _period_m(scene: Scene) -> float:
    return {"track": 1.22, "park": 2.0}.get(scene.backdrop.kind, 40.0)


def _foot_shadows(feet: list[FloatArray], scene: Scene, z: float) -> NDArray[np.floating[Any]]:
    rows = []
    for foot in feet:
        high = max(float(foot[2]) - z, 0.0)
        dark = scene.light.shadow * float(np.exp(-high / 0.12))
        wide = 0.11 + 0.35 * high
        rows.append([foot[0], foot[1] - 0.05, z, wide, wide * 1.7, dark])
    return np.array(rows, np.float32)


def _belt_corners(scene: Scene) -> FloatArray:
    half, length = scene.backdrop.belt_width_m / 2, scene.backdrop.belt_length_m
    front = 0.45 * length
    return np.array([[x, y, 0.0] for x in (-half, half) for y in (front - length, front)])


def _bounds(camera: Camera, points: FloatArray, t: float) -> tuple[FloatArray, FloatArray]:
    depth = np.maximum(camera.to_camera(points, t)[:, 2:], 0.3)
    pixels = camera.project(points, t)
    margin = BODY_MARGIN_M * camera.focal_px / depth
    return (pixels - margin).min(0), (pixels + margin).max(0)


def _turned(room: NDArray[np.uint8], camera: Camera, margin: int, t: float) -> NDArray[np.uint8]:
    """The room as the shaken camera sees it: a turn is a homography."""
    lens = np.array(
        [[camera.focal_px, 0, camera.width / 2], [0, camera.focal_px, camera.height / 2], [0, 0, 1]]
    )
    offset = np.array([[1.0, 0, margin], [0, 1, margin], [0, 0, 1]])
    turn = camera.rotation(None) @ camera.rotation(t).T
    to_room = offset @ lens @ turn @ np.linalg.inv(lens)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (camera.width, camera.height)
    return np.asarray(cv2.warpPerspective(room, to_room, size, flags=flags), np.uint8)

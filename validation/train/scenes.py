"""From a drawn runner to stored patches with what is true in them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from formcheck.gait.pelvis_patch import HALF_WIDTH_TORSO
from validation.render.backdrop import surroundings, treadmill
from validation.render.body import joint_index
from validation.render.camera import Camera, Viewport
from validation.render.character import Character, character
from validation.render.gait import timetable
from validation.render.garments import VIRTUAL_JOINTS
from validation.render.patterns import HEIGHT, WIDTH, smooth_noise
from validation.render.pose import Pose
from validation.render.renderer import Renderer
from validation.render.sampling import Split
from validation.render.scene import Scene, pose_at, skin_points
from validation.train.augment import MIDDLE_BELOW_HIP
from validation.train.shards import POINTS, STORE_MARGIN, STORE_PX, Sample, write_shard
from validation.train.strangers import backdrop
from validation.train.wardrobe import (
    WIDEST_DEG,
    draw_camera,
    draw_gait,
    draw_scene,
    hides_pelvis,
    in_a_jacket,
)
from validation.train.weaves import rewoven

PATCHES_PER_SCENE = 8
CAMERAS_PER_SCENE = 2
SCENES_PER_SHARD = 64
DRAWN_PX = (160, 208)
WILD = 0.12
# Training scenes from this one on mostly wear cloth of their own weave, and more of them jackets.
FIRST_WOVEN, WOVEN, MORE_JACKETS = 64 * SCENES_PER_SHARD, 0.65, 0.1
MADE_UP_ROOMS = 0.5
TRIES = 5
# Scenes whose flesh and cloth below the iliac crests follow the thighs, and up to what share.
PULLED = 0.7
PULL = 0.6
CREST_M, FOLD_M = 0.06, -0.06
MIDLINE_M = 0.025
# Scenes whose surface around the waist also leans by itself: with the pelvis's and the trunk's
# rotation (degrees a degree, SD of the gain) and without cause (SD, degrees), most at the crests.
LEANING = 0.5
LEAN_GAIN, LEAN_SD_DEG = 0.18, 1.2
LEAN_REACH_M = 0.09


def scene_samples(renderer: Renderer, split: Split, number: int) -> Iterator[Sample]:
    """The patches of one scene: one dressed body, several gaits, cameras and moments."""
    scene = draw_scene(split, number)
    rng = np.random.default_rng([number, 7, len(split)])
    varied = split == "train" and number >= FIRST_WOVEN
    if varied and rng.random() < MORE_JACKETS:
        scene = replace(scene, outfit=in_a_jacket(scene.outfit, rng))
    person = character(scene.body, scene.outfit)
    if varied and rng.random() < WOVEN:
        person = replace(person, textures=rewoven(scene.outfit, person.textures, rng))
    wild = split == "train" and rng.random() < WILD
    if wild:
        person = replace(person, textures=wild_textures(person.textures, rng))
    pull = float(rng.uniform(0, PULL)) if rng.random() < PULLED else 0.0
    person = replace(person, weights=pulled_by_thighs(person, pull))
    gains = rng.normal(0, LEAN_GAIN, 2) if rng.random() < LEANING else None
    facts = _facts(scene) | {"wild": wild, "pull": round(pull, 2), "leans": gains is not None}
    for _ in range(CAMERAS_PER_SCENE):
        size, room = int(rng.choice(DRAWN_PX)), None
        scene = replace(scene, camera=draw_camera(rng))
        for place in range(PATCHES_PER_SCENE // CAMERAS_PER_SCENE):
            if place % 2 == 0:
                scene = replace(scene, gait=draw_gait(rng))
            shot = _frame(scene, _moment(scene, rng), size)
            if room is None:
                made_up = rng.random() < MADE_UP_ROOMS
                room = backdrop(size, rng) if made_up else _room(renderer, shot)
            lean = 0.0 if gains is None else _lean_deg(shot.pose, gains, rng)
            yield _sample(renderer, shot, person, room, facts, lean_deg=lean)


def _moment(scene: Scene, rng: np.random.Generator) -> float:
    """A moment chosen so that all obliquities are met about equally often."""
    wanted, table = rng.uniform(-WIDEST_DEG, WIDEST_DEG), timetable(scene.gait)
    moments = rng.uniform(0, 20, TRIES)
    apart = [abs(table.obliquity_deg(float(t)) - wanted) for t in moments]
    return float(moments[int(np.argmin(apart))])


@dataclass(frozen=True, eq=False)
class Shot:
    """A scene at a moment, with the square of the picture that a stored patch shows."""

    scene: Scene
    t: float
    pose: Pose
    hip_px: NDArray[np.float64]
    torso_px: float
    view: Viewport


def _frame(scene: Scene, t: float, size: int) -> Shot:
    pose = pose_at(scene, t)
    camera = _scaled(scene.camera, pose, size / (2 * HALF_WIDTH_TORSO * STORE_MARGIN))
    hip, torso = hip_and_torso(camera, pose)
    view = Viewport.square(hip + np.array([0, MIDDLE_BELOW_HIP * torso]), size)
    return Shot(replace(scene, camera=camera), t, pose, hip, torso, view)


def _sample(
    renderer: Renderer,
    shot: Shot,
    person: Character,
    room: NDArray[np.uint8],
    facts: dict[str, Any],
    *,
    lean_deg: float,
) -> Sample:
    """Draw one patch. Its angle is the elevation of the pelvis's own left-right axis."""
    picture, mask = _draw(renderer, shot, person, room, lean_deg)
    return Sample(
        patch=_shrunk(picture)[..., ::-1],
        mask=_shrunk(mask),
        angle_deg=shot.pose.pelvis_deg[1],
        points=_points(shot),
        facts=facts
        | {
            "azimuth_deg": round(shot.scene.camera.azimuth_deg, 1),
            "rotation_deg": round(shot.pose.pelvis_deg[0], 1),
            "side_bend_deg": round(shot.pose.chest_deg[1], 1),
        },
    )


def _facts(scene: Scene) -> dict[str, Any]:
    outfit = scene.outfit
    return {
        "body": scene.body.index,
        "hides": hides_pelvis(outfit),
        "top": outfit.top,
        "bottom": outfit.bottom,
        "top_hem": round(outfit.top_hem - outfit.waist, 3),
    }


def hip_and_torso(camera: Camera, pose: Pose) -> tuple[NDArray[np.float64], float]:
    """Mid-hip in pixels and the length from mid-shoulder to mid-hip, without camera shake."""
    ends = [(pose.of(f"{joint}L") + pose.of(f"{joint}R")) / 2 for joint in ("thigh", "upperarm")]
    hip, shoulder = camera.project(np.stack(ends))
    return hip, float(np.linalg.norm(hip - shoulder))


def _scaled(camera: Camera, pose: Pose, torso_px: float) -> Camera:
    """The same camera with as many pixels as make the torso so long."""
    more = torso_px / hip_and_torso(camera, pose)[1]
    width, height = camera.width * more, camera.height * more
    return replace(camera, width=max(int(width), 2), height=max(int(height), 2))


def _room(renderer: Renderer, shot: Shot) -> NDArray[np.uint8]:
    """What stands behind the runner."""
    scene, raster = shot.scene, renderer.raster
    raster.begin(scene.camera, shot.view, 0.0, scene.light)
    around = surroundings(scene.backdrop, round(scene.camera.distance_m, 1))
    raster.draw_solids(around, scene.backdrop.seed)
    if scene.backdrop.treadmill:
        raster.draw_solids(treadmill(scene.backdrop), scene.backdrop.seed)
    return raster.finish()[..., :3]


def _draw(
    renderer: Renderer, shot: Shot, person: Character, room: NDArray[np.uint8], lean_deg: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    scene, raster = shot.scene, renderer.raster
    raster.begin(scene.camera, shot.view, shot.t, scene.light)
    surface = person.skinned(shot.pose, scene.gait, shot.t)
    raster.draw_character(person, leant(surface, person, shot.pose, lean_deg))
    front = raster.finish().astype(np.float32)
    picture = room.astype(np.float32) * (1 - front[..., 3:] / 255) + front[..., :3]
    return np.clip(picture, 0, 255).astype(np.uint8), front[..., 3].astype(np.uint8)


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if len(picture) == STORE_PX:
        return picture
    small = cv2.resize(picture, (STORE_PX, STORE_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _points(shot: Shot) -> NDArray[np.float32]:
    skin, pose = skin_points(shot.scene, shot.t, ("psisL", "psisR")), shot.pose
    where = {
        "hipL": pose.of("thighL"),
        "hipR": pose.of("thighR"),
        "kneeL": pose.of("shinL"),
        "kneeR": pose.of("shinR"),
        "chest": pose.of("chest"),
    } | skin
    pixels = shot.scene.camera.project(np.stack([where[name] for name in POINTS]))
    return ((pixels - shot.hip_px) / shot.torso_px).astype(np.float32)


def pulled_by_thighs(person: Character, share: float) -> sparse.csr_matrix:
    """Skin weights with a share of the pelvis's own below the crests given to the thighs.

    The skin over iliac crest and sacrum is nearly rigid with the pelvis, buttocks and shorts are
    not: a network must not read the pelvis from what swings with the thighs.
    """
    weights, across, height = person.weights, *person.homogeneous[:, [0, 2]].T
    low = np.clip((CREST_M - height) / (CREST_M - FOLD_M), 0, 1)
    right = 1 / (1 + np.exp(-across / MIDLINE_M))
    rows = np.arange(len(low))
    band = len(person.mesh.joints) + VIRTUAL_JOINTS.index("band")
    moved = sparse.csr_matrix(weights.shape, dtype=np.float32)
    for owner in (joint_index("pelvis"), band):
        given = share * low * weights[:, [owner]].toarray()[:, 0]
        for joint, part in (
            (owner, -given),
            (joint_index("thighR"), given * right),
            (joint_index("thighL"), given * (1 - right)),
        ):
            columns = np.full(len(rows), joint)
            moved = moved + sparse.csr_matrix((part, (rows, columns)), weights.shape)
    return (weights + moved).astype(np.float32).tocsr()


def _lean_deg(pose: Pose, gains: NDArray[np.float64], rng: np.random.Generator) -> float:
    turned = np.array([pose.pelvis_deg[0], pose.chest_deg[0]])
    return float(gains @ turned + rng.normal(0, LEAN_SD_DEG))


def leant(
    surface: NDArray[np.floating[Any]], person: Character, pose: Pose, lean_deg: float
) -> NDArray[np.floating[Any]]:
    """A posed surface (V, 6) whose skin and cloth around the waist is turned sideways by itself.

    On people skin slides and cloth swings while the pelvis does not: the slope of the waistband
    alone must not be taken for the pelvis's.
    """
    if not lean_deg:
        return surface
    base = len(person.mesh.joints)
    owners = [joint_index("pelvis"), base + VIRTUAL_JOINTS.index("hem"),
              base + VIRTUAL_JOINTS.index("band")]  # fmt: skip
    own = person.weights[:, owners].sum(axis=1).A1
    height = person.homogeneous[:, 2] - CREST_M
    share = own * np.exp(-((height / LEAN_REACH_M) ** 2))
    angle = np.radians(lean_deg) * share
    across, up = (surface[:, axis] - pose.of("pelvis")[axis] for axis in (0, 2))
    moved = np.array(surface)
    moved[:, 0] += across * (np.cos(angle) - 1) + up * np.sin(angle)
    moved[:, 2] += up * (np.cos(angle) - 1) - across * np.sin(angle)
    return moved


def wild_textures(stack: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Textures that no one would wear, on skin and cloth alike."""
    wild = stack.copy()
    for layer in range(len(wild)):
        coarse = (int(rng.integers(2, 40)), int(rng.integers(2, 20)))
        noise = np.stack([smooth_noise(rng, *coarse) for _ in range(3)], axis=-1)
        share = rng.uniform(0, 1) if rng.random() < 0.7 else 0.0
        own = rng.uniform(0, 1, 3) + rng.uniform(0.1, 0.8) * noise
        wild[layer, ..., :3] = (1 - share) * wild[layer, ..., :3] + share * own
    assert wild.shape[1:3] == (HEIGHT, WIDTH)
    return np.clip(wild, 0, 1).astype(np.float32)


def draw_shard(renderer: Renderer, split: Split, shard: int, folder: Path) -> float:
    """Write one shard; returns the seconds it took."""
    began = time.monotonic()
    numbers = range(shard * SCENES_PER_SHARD, (shard + 1) * SCENES_PER_SHARD)
    write_shard(folder, [s for n in numbers for s in scene_samples(renderer, split, n)])
    return time.monotonic() - began

"""A dressed body as one vertex array, and its skinning at one time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from validation.render.body import Body, BodyMesh, FloatArray, body_mesh, joint_index
from validation.render.gait import Gait, timetable
from validation.render.garments import VIRTUAL_JOINTS, garments, with_virtual_joint
from validation.render.outfit import Outfit
from validation.render.paint import LAYER, hair_grows, textures
from validation.render.patterns import Image
from validation.render.pose import Pose, chest_angles, pelvis_angles, transforms
from validation.render.rotations import euler
from validation.render.surfaces import Surface, skin_surface

HAIR_THICKNESS_M = {"bald": 0.0, "short": 0.010, "ponytail": 0.007, "bun": 0.007, "bob": 0.016}


@dataclass(frozen=True, eq=False)
class Character:
    """All surfaces of a dressed body joined.

    ``statics`` (V, 5) float32: direction about the part, texture row, layer, depth bias.
    """

    mesh: BodyMesh
    outfit: Outfit
    homogeneous: FloatArray
    normals: FloatArray
    weights: sparse.csr_matrix
    statics: NDArray[np.floating[Any]]
    faces: NDArray[np.int32]
    textures: Image

    def skinned(self, pose: Pose, gait: Gait, t: float) -> NDArray[np.floating[Any]]:
        """Positions and normals (V, 6) at one time, metres."""
        matrices = np.concatenate(
            [transforms(self.mesh, pose), cloth_transforms(self.mesh, self.outfit, pose, gait, t)]
        )
        blended = (self.weights @ matrices.reshape(len(matrices), 12)).reshape(-1, 3, 4)
        result = np.empty((len(blended), 6), dtype=np.float32)
        result[:, :3] = np.matmul(blended, self.homogeneous[:, :, None])[:, :, 0]
        result[:, 3:] = np.matmul(blended[:, :, :3], self.normals[:, :, None])[:, :, 0]
        return result


@lru_cache(maxsize=24)
def character(body: Body, outfit: Outfit) -> Character:
    """The dressed body, built once and kept."""
    mesh = body_mesh(body)
    skin = _with_hair(skin_surface(mesh), outfit)
    joints = len(mesh.joints) + len(VIRTUAL_JOINTS)
    bare = with_virtual_joint(skin, 0, np.zeros(len(skin.vertices)), joints)
    parts = [*garments(mesh, outfit), bare]
    starts = np.cumsum([0] + [len(p.vertices) for p in parts[:-1]])
    vertices = np.concatenate([p.vertices for p in parts])
    statics = np.concatenate(
        [
            np.column_stack([p.around, p.along, p.layer, np.full(len(p.vertices), p.bias_m)])
            for p in parts
        ]
    )
    faces = np.concatenate([p.faces + start for p, start in zip(parts, starts, strict=True)])
    return Character(
        mesh=mesh,
        outfit=outfit,
        homogeneous=np.column_stack([vertices, np.ones(len(vertices))]).astype(np.float32),
        normals=np.concatenate([p.normals for p in parts]).astype(np.float32),
        weights=sparse.vstack([p.weights for p in parts]).tocsr().astype(np.float32),
        statics=statics.astype(np.float32),
        faces=faces.astype(np.int32),
        textures=textures(outfit),
    )


def _with_hair(skin: Surface, outfit: Outfit) -> Surface:
    head = skin.layer == LAYER["head"]
    hairy = head & hair_grows(skin.along, skin.around[:, 0], skin.around[:, 1])
    thick = HAIR_THICKNESS_M[outfit.hair_style] * hairy[:, None]
    return Surface(
        skin.vertices + thick * skin.normals, skin.normals, skin.faces, skin.weights,
        skin.around, skin.along, skin.layer, skin.bias_m,
    )  # fmt: skip


def _noise_deg(seed: int, t: float) -> FloatArray:
    rng = np.random.default_rng([seed, 29])
    frequency, phase = rng.uniform(0.4, 4.0, (3, 4)), rng.uniform(0, 6.28, (3, 4))
    return np.asarray(np.sin(2 * np.pi * frequency * t + phase).sum(1) / 2.0)


def cloth_transforms(
    mesh: BodyMesh, outfit: Outfit, pose: Pose, gait: Gait, t: float
) -> FloatArray:
    """Matrices (3, 3, 4) of hem, waistband and ponytail: late, and not the pelvis' own."""
    rest = mesh.joints
    pelvis, chest = np.array(pose.pelvis_deg), np.array(pose.chest_deg)
    noise = _noise_deg(outfit.seed, t)
    late = t - outfit.top_lag_s
    pelvis_late = np.array(pelvis_angles(gait, late))
    chest_late = np.array(chest_angles(gait, late))
    follow = outfit.top_follows_pelvis
    swing = outfit.top_swing_deg
    hem = follow * pelvis_late + (1 - follow) * chest_late
    hem = hem + swing * 0.5 * noise + 0.15 * swing * (hem - np.array(chest))
    drift = np.array(chest_angles(gait, t - outfit.waist_lag_s)) - pelvis
    band = pelvis + outfit.waist_slide * (drift + 1.5 * noise[::-1])
    head, table = joint_index("head"), timetable(gait)
    bounce = (table.vertical_m(t - 0.07) - table.vertical_m(t)) * 350.0
    tail_turn = np.array(
        [0.0, -6.0 * np.sin(2 * np.pi * (t * gait.cadence_spm / 120)), bounce + 14]
    )
    tail_pivot = rest[head] + np.array([0.0, -0.09, 0.5 * (rest[head][2] - rest[0][2]) * 0.2])
    spine, root = joint_index("spine3"), joint_index("pelvis")
    tail_rotation = pose.rotation[head] @ euler(tail_turn[0], tail_turn[1], -tail_turn[2])
    tail_at = pose.position[head] + pose.rotation[head] @ (tail_pivot - rest[head])
    return np.stack(
        [
            _about(rest[spine], pose.position[spine], euler(hem[0], hem[1], -hem[2])),
            _about(rest[root], pose.position[root], euler(band[0], band[1], -band[2])),
            _about(tail_pivot, tail_at, tail_rotation),
        ]
    )


def _about(rest_point: FloatArray, posed_point: FloatArray, turn: FloatArray) -> FloatArray:
    return np.column_stack([turn, posed_point - turn @ rest_point])

"""Shoes, tape markers and hair as surfaces of their own."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from validation.render.body import SOLE_M, BodyMesh, FloatArray, joint_index, vertex_normals
from validation.render.outfit import Outfit
from validation.render.paint import LAYER
from validation.render.surfaces import (
    ANGLES,
    Surface,
    TubeShape,
    column_angles,
    cross_section_radii,
    part_frame,
    part_vertices,
    trunk_vertices,
    tube_faces,
    tube_surface,
)


def shoe(mesh: BodyMesh, side: str) -> Surface:
    """A shoe: the hull of the foot with some room and a sole."""
    ids = part_vertices(mesh, f"foot{side}")
    points = mesh.vertices[ids]
    ankle = mesh.joints[joint_index(f"foot{side}")]
    points = points[points[:, 2] < ankle[2] - 0.005]
    frame = part_frame(mesh, f"foot{side}")
    along = (frame.points[1] - frame.points[0]) / np.linalg.norm(frame.points[1] - frame.points[0])
    reach = (points - frame.points[0]) @ along
    stations = np.linspace(reach.min() - 0.012, reach.max() + 0.012, 14)
    floor = mesh.vertices[:, 2].min()
    middle = 0.035 + floor
    centres = frame.points[0] + stations[:, None] * along
    centres[:, 2] = middle
    right = np.cross(along, [0.0, 0.0, 1.0])
    front = np.array([0.0, 0.0, 1.0])
    inner = np.clip(stations, reach.min() + 0.02, reach.max() - 0.02)
    sampled = frame.points[0] + inner[:, None] * along
    sampled[:, 2] = middle
    radii = cross_section_radii(points, sampled, right, front, column_angles(), 0.022) + 0.008
    shape = TubeShape(centres, right, front, radii, np.linspace(0, 1, len(stations)))
    surface = tube_surface(mesh, shape, ids, LAYER["shoes"], 0.004)
    vertices = _round_ends(surface.vertices.copy(), len(stations), centres)
    low = vertices[:, 2] < middle - 0.012
    vertices[low, 2] = np.maximum(vertices[low, 2] - 0.016, floor - SOLE_M)
    normals = vertex_normals(vertices, surface.faces.astype(np.int32))
    return Surface(
        vertices, normals, surface.faces, surface.weights, surface.around, surface.along,
        surface.layer, surface.bias_m,
    )  # fmt: skip


def _round_ends(vertices: FloatArray, rings: int, centres: FloatArray) -> FloatArray:
    grid = vertices.reshape(rings, ANGLES, 3)
    for ring, share in ((0, 0.02), (1, 0.72), (rings - 2, 0.72), (rings - 1, 0.02)):
        grid[ring] = centres[ring] + share * (grid[ring] - centres[ring])
    return grid.reshape(-1, 3)


def blob(
    centre: FloatArray, radii: FloatArray, joint: int, joints: int, layer: str, tip: float = 1.0
) -> Surface:
    """An ellipsoid moved by one joint; ``tip`` under 1 narrows its lower end."""
    rings = 8
    polar = np.linspace(0.02, np.pi - 0.02, rings)
    angles = column_angles()
    unit = np.stack(
        [
            np.sin(polar)[:, None] * np.cos(angles),
            np.sin(polar)[:, None] * np.sin(angles),
            np.repeat(np.cos(polar)[:, None], ANGLES, 1),
        ],
        -1,
    )
    narrow = np.linspace(1.0, tip, rings)[:, None, None] * np.array([1, 1, 0]) + np.array([0, 0, 1])
    vertices = (centre + unit * radii * narrow).reshape(-1, 3)
    faces = tube_faces(rings, ANGLES)
    normals = vertex_normals(vertices, faces.astype(np.int32))
    if np.sum(normals * (vertices - centre)) < 0:
        normals, faces = -normals, faces[:, ::-1]
    weights = sparse.csr_matrix(
        (np.ones(len(vertices)), (np.arange(len(vertices)), np.full(len(vertices), joint))),
        shape=(len(vertices), joints),
    )
    around = np.tile(np.stack([np.cos(angles), np.sin(angles)], 1), (rings, 1))
    along = np.repeat(np.linspace(1, 0, rings), ANGLES)
    return Surface(
        vertices, normals, faces, weights, around, along, np.full(len(vertices), LAYER[layer])
    )


def tape_strips(mesh: BodyMesh, outfit: Outfit) -> list[Surface]:
    """Two upright strips of tape at the waistband over the PSIS."""
    strips = []
    skin = trunk_vertices(mesh)
    for side in "LR":
        middle = mesh.landmarks[f"psis{side}"]
        across, up = np.meshgrid([-0.011, 0.0, 0.011], np.linspace(-0.03, 0.03, 5))
        points = np.stack([middle[0] + across, middle[1] + 0 * across, middle[2] + up], -1)
        points = points.reshape(-1, 3)
        gap = mesh.vertices[skin][:, None, [0, 2]] - points[None][:, :, [0, 2]]
        distance = np.linalg.norm(gap, axis=2) + 9.0 * (mesh.vertices[skin, 1] > 0)[:, None]
        near = distance.argsort(axis=0)[:3]
        points[:, 1] = mesh.vertices[skin][near, 1].mean(0) - 0.006 - outfit.bottom_ease_m * 0.4
        faces = [
            (r * 3 + c, r * 3 + c + 1, (r + 1) * 3 + c) for r in range(4) for c in range(2)
        ] + [
            (r * 3 + c + 1, (r + 1) * 3 + c + 1, (r + 1) * 3 + c)
            for r in range(4)
            for c in range(2)
        ]
        count = len(points)
        weights = sparse.csr_matrix(
            (np.ones(count), (np.arange(count), np.zeros(count, int))),
            shape=(count, len(mesh.joints)),
        )
        strips.append(
            Surface(
                points, np.tile([0.0, -1.0, 0.0], (count, 1)), np.array(faces), weights,
                np.tile([1.0, 0.0], (count, 1)), np.full(count, 0.5),
                np.full(count, LAYER["tape"]), 0.06,
            )
        )  # fmt: skip
    return strips


def hair(mesh: BodyMesh, outfit: Outfit, tail: int, joints: int) -> list[Surface]:
    if outfit.hair_style not in ("ponytail", "bun", "bob"):
        return []
    head = mesh.joints[joint_index("head")]
    crown = mesh.landmarks["crown"]
    size = crown[2] - head[2]
    back = mesh.vertices[part_vertices(mesh, "head"), 1].min()
    if outfit.hair_style == "bun":
        centre = np.array([0.0, back - 0.01, head[2] + 0.80 * size])
        return [blob(centre, np.full(3, 0.035), joint_index("head"), joints, "tail")]
    if outfit.hair_style == "bob":
        centre = np.array([0.0, back + 0.05, head[2] + 0.25 * size])
        return [blob(centre, np.array([0.085, 0.06, 0.11]), joint_index("head"), joints, "tail")]
    centre = np.array([0.0, back - 0.03, head[2] + 0.15 * size])
    return [blob(centre, np.array([0.03, 0.03, 0.13]), tail, joints, "tail", tip=0.35)]

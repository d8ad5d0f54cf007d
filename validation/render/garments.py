"""Loose cloth, shoes, hair and markers as surfaces of their own around a body."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from validation.render.accessories import hair, shoe, tape_strips
from validation.render.body import BodyMesh, FloatArray
from validation.render.outfit import Outfit
from validation.render.paint import LAYER, has_loose_bottom, has_loose_top
from validation.render.surfaces import (
    ANGLES,
    Surface,
    TubeShape,
    column_angles,
    cross_section_radii,
    part_frame,
    part_vertices,
    texture_row,
    trunk_height_m,
    trunk_vertices,
    tube_surface,
)

VIRTUAL_JOINTS = ("hem", "band", "tail")
TOP_OF_TUBE = 0.68


def _folds(outfit: Outfit, rings: int) -> FloatArray:
    """Folds that grow towards the hem, metres (rings from top to hem)."""
    rng = np.random.default_rng([outfit.seed, 23])
    waves = np.zeros(ANGLES)
    for number in (outfit.folds, outfit.folds + 3, outfit.folds + 8):
        waves += np.sin(number * column_angles() + rng.uniform(0, 6.28)) * rng.uniform(0.3, 1.0)
    growth = np.linspace(0.15, 1.0, rings)
    return np.asarray(outfit.fold_m * growth[:, None] * waves[None])


def trunk_tube(
    mesh: BodyMesh,
    *,
    high: float,
    low: float,
    ease_m: float,
    drape: float,
    flare_m: float,
    folds: FloatArray | float = 0.0,
    rings: int = 20,
    layer: str,
    bias_m: float,
) -> Surface:
    """A tube about the trunk from one trunk coordinate down to another."""
    stations = np.linspace(high, low, rings)
    heights = np.array([trunk_height_m(mesh, s) for s in stations])
    skin = mesh.vertices[trunk_vertices(mesh)]
    depth = np.array([_middle_y(skin, z) for z in heights])
    centres = np.stack([np.zeros(rings), depth, heights], 1)
    right, front = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
    radii = cross_section_radii(skin, centres, right, front, column_angles(), 0.022)
    hanging = np.maximum.accumulate(radii, axis=0)
    opening = np.clip((high - stations) / 0.08, 0.0, 1.0)[:, None]
    below = np.linspace(0.0, 1.0, rings)[:, None] ** 2
    radii = radii + drape * (hanging - radii)
    radii = radii + ease_m * (0.25 + 0.75 * opening) + flare_m * below + folds
    shape = TubeShape(centres, right, front, radii, texture_row("torso", stations))
    return tube_surface(mesh, shape, trunk_vertices(mesh), LAYER[layer], bias_m)


def _middle_y(points: FloatArray, z: float) -> float:
    near = points[np.abs(points[:, 2] - z) < 0.03]
    return float(0.5 * (near[:, 1].min() + near[:, 1].max())) if len(near) else 0.0


def limb_tube(
    mesh: BodyMesh,
    part: str,
    *,
    high: float,
    low: float,
    ease_m: float,
    flare_m: float,
    layer: str,
    bias_m: float,
    folds: FloatArray | float = 0.0,
) -> Surface:
    """A tube about an arm or a leg between two of its coordinates."""
    frame, rings = part_frame(mesh, part), 10
    stations = np.linspace(high, low, rings)
    centres = np.stack(
        [np.interp(stations, frame.stations, frame.points[:, axis]) for axis in range(3)], 1
    )
    first = frame.points[1] - frame.points[0]
    beyond = np.minimum(stations, 0.0)[:, None] / frame.stations[1] * first
    right, front = frame.cross_axes(0)
    ids = part_vertices(mesh, part)
    radii = cross_section_radii(
        mesh.vertices[ids], centres + beyond, right, front, column_angles(), 0.025
    )
    radii = np.minimum(radii, np.median(radii) * 1.5)
    radii = radii + ease_m + flare_m * np.linspace(0, 1, rings)[:, None] + folds
    rows = texture_row(part, stations)
    shape = TubeShape(centres + beyond, right, front, radii, rows)
    return tube_surface(mesh, shape, ids, LAYER[layer], bias_m)


def with_virtual_joint(surface: Surface, joint: int, share: FloatArray, joints: int) -> Surface:
    """The same surface, a share (V,) of each vertex' weight given to a joint of the cloth."""
    widened = sparse.hstack(
        [surface.weights, sparse.csr_matrix((len(share), joints - surface.weights.shape[1]))]
    )
    moved = sparse.diags(1 - share) @ widened
    own = sparse.csr_matrix(
        (share, (np.arange(len(share)), np.full(len(share), joint))), moved.shape
    )
    return Surface(
        surface.vertices, surface.normals, surface.faces, (moved + own).tocsr(),
        surface.around, surface.along, surface.layer, surface.bias_m,
    )  # fmt: skip


def garments(mesh: BodyMesh, outfit: Outfit) -> list[Surface]:
    """Everything worn that is not painted on the skin."""
    base = len(mesh.joints)
    joints = base + len(VIRTUAL_JOINTS)
    hem, band, tail = (base + i for i in range(3))
    parts: list[Surface] = []
    if has_loose_top(outfit):
        parts += _loose_top(mesh, outfit, hem, joints)
    if has_loose_bottom(outfit):
        parts += _loose_bottom(mesh, outfit, band, joints)
    parts += [shoe(mesh, side) for side in "LR"]
    if outfit.belt is not None:
        belt = trunk_tube(
            mesh, high=outfit.waist + 0.06, low=outfit.waist - 0.02, drape=0.0, flare_m=0.0,
            ease_m=0.03 + outfit.top_ease_m, rings=4, layer="belt", bias_m=0.05,
        )  # fmt: skip
        parts.append(belt)
    if outfit.tape is not None:
        parts += tape_strips(mesh, outfit)
    parts += hair(mesh, outfit, tail, joints)
    return [with_virtual_joint(p, hem, np.zeros(len(p.vertices)), joints) for p in parts]


def _loose_top(mesh: BodyMesh, outfit: Outfit, hem: int, joints: int) -> list[Surface]:
    hem_at = outfit.waist - 0.01 if outfit.tucked else outfit.top_hem
    tube = trunk_tube(
        mesh, high=TOP_OF_TUBE, low=hem_at, ease_m=outfit.top_ease_m, drape=outfit.drape,
        flare_m=-0.6 * outfit.top_ease_m if outfit.tucked else outfit.flare_m,
        folds=_folds(outfit, 20), layer="top", bias_m=0.03,
    )  # fmt: skip
    low, high = (float(texture_row("torso", s)) for s in (hem_at, 0.55))
    share = np.clip((high - tube.along) / max(high - low, 1e-3), 0.0, 1.0)
    if outfit.tucked:
        share = share * 0.0
    parts = [with_virtual_joint(tube, hem, np.sqrt(share), joints)]
    if outfit.top != "singlet":
        for side in "LR":
            parts.append(
                limb_tube(
                    mesh, f"arm{side}", high=0.02, low=outfit.sleeve,
                    ease_m=0.4 * outfit.top_ease_m + 0.004, flare_m=0.5 * outfit.top_ease_m,
                    layer="sleeves", bias_m=0.01,
                )
            )  # fmt: skip
    return parts


def _loose_bottom(mesh: BodyMesh, outfit: Outfit, band: int, joints: int) -> list[Surface]:
    skirt = outfit.bottom == "skirt"
    low = -0.25 if skirt else -0.04
    layer = "skirt" if skirt else "hips"
    hips = trunk_tube(
        mesh, high=outfit.waist, low=low, ease_m=0.5 * outfit.bottom_ease_m + 0.003,
        drape=0.8 if skirt else 0.25, flare_m=0.05 if skirt else 0.0,
        folds=_folds(outfit, 14) * (1.0 if skirt else 0.25), rings=14, layer=layer, bias_m=0.012,
    )  # fmt: skip
    share = np.clip(0.35 + 2.5 * (hips.along - texture_row("torso", 0.0)), 0.0, 1.0)
    parts = [with_virtual_joint(hips, band, np.asarray(share), joints)]
    if not skirt:
        for side in "LR":
            parts.append(
                limb_tube(
                    mesh, f"leg{side}", high=0.02, low=outfit.bottom_length,
                    ease_m=0.5 * outfit.bottom_ease_m + 0.004, flare_m=0.7 * outfit.bottom_ease_m,
                    folds=_folds(outfit, 10) * 0.7, layer="legs", bias_m=0.008,
                )
            )  # fmt: skip
    return parts

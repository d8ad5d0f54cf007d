"""Parts of the skin with their texture coordinates, and tubes of cloth around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import ConvexHull, cKDTree

from validation.render.body import BodyMesh, FloatArray, joint_index, joint_names, vertex_normals

PARTS = ("torso", "legL", "legR", "armL", "armR", "head", "footL", "footR", "eye", "lips")
PART_RANGE = {
    "torso": (-0.35, 1.25),
    "leg": (-0.25, 1.15),
    "arm": (-0.35, 1.6),
    "head": (-0.4, 1.1),
    "foot": (-1.0, 2.0),
    "eye": (0.0, 1.0),
    "lips": (0.0, 1.0),
}
EYE_REGION, LIPS_REGION = 100, 101
ANGLES = 40


@dataclass(frozen=True, eq=False)
class Surface:
    """Triangles in the rest pose with skin weights and texture coordinates.

    ``around`` (V, 2) is the unit direction about the part's axis, ``along`` (V,) runs 0..1 over
    the texture's height, ``layer`` names the texture, ``bias_m`` draws it over what lies up to
    so far in front.
    """

    vertices: FloatArray
    normals: FloatArray
    faces: NDArray[np.int64]
    weights: sparse.csr_matrix
    around: FloatArray
    along: FloatArray
    layer: NDArray[np.int64]
    bias_m: float = 0.0


def texture_row(part: str, coordinate: FloatArray | float) -> FloatArray:
    """Part coordinate (0 at hip, shoulder or neck; 1 at ankle, wrist or crown) to 0..1."""
    low, high = PART_RANGE[part.rstrip("LR")]
    return np.asarray((np.asarray(coordinate) - low) / (high - low))


def trunk_height_m(mesh: BodyMesh, coordinate: float) -> float:
    """Rest height of a trunk coordinate: 0 hip joints, 1 base of the neck."""
    return float(coordinate * mesh.joints[joint_index("neck"), 2])


@dataclass(frozen=True, eq=False)
class PartFrame:
    """Axis of a body part: a polyline, and the direction that texture columns start from."""

    points: FloatArray
    stations: FloatArray
    ahead: FloatArray

    def coordinates(self, vertices: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Along-axis coordinate and direction about the axis of each vertex."""
        best = np.full(len(vertices), np.inf)
        along, around = np.zeros(len(vertices)), np.zeros((len(vertices), 2))
        last = len(self.points) - 2
        for i in range(len(self.points) - 1):
            a, b = self.points[i], self.points[i + 1]
            share = (vertices - a) @ (b - a) / ((b - a) @ (b - a))
            kept = np.clip(share, -np.inf if i == 0 else 0.0, np.inf if i == last else 1.0)
            off = vertices - a - kept[:, None] * (b - a)
            distance = np.linalg.norm(off, axis=1)
            nearer = distance < best
            best[nearer] = distance[nearer]
            span = self.stations[i + 1] - self.stations[i]
            along[nearer] = (self.stations[i] + kept * span)[nearer]
            right, front = self.cross_axes(i)
            around[nearer] = np.stack([off @ right, off @ front], 1)[nearer]
        length = np.linalg.norm(around, axis=1, keepdims=True)
        return along, around / np.maximum(length, 1e-9)

    def cross_axes(self, segment: int) -> tuple[FloatArray, FloatArray]:
        along = self.points[segment + 1] - self.points[segment]
        along = along / np.linalg.norm(along)
        right = np.cross(self.ahead, -along)
        right /= np.linalg.norm(right)
        return right, np.cross(-along, right)


def part_frame(mesh: BodyMesh, part: str) -> PartFrame:
    at = {name: mesh.joints[joint_index(name)] for name in joint_names()}
    forward, side = np.array([0.0, 1.0, 0.0]), part[-1]
    if part == "torso":
        neck = np.array([0.0, 0.0, at["neck"][2]])
        return PartFrame(np.stack([neck, np.zeros(3)]), np.array([1.0, 0.0]), forward)
    if part.startswith("leg"):
        names = [f"thigh{side}", f"shin{side}", f"foot{side}"]
        return PartFrame(np.stack([at[n] for n in names]), np.array([0.0, 0.5, 1.0]), forward)
    if part.startswith("arm"):
        names = [f"upperarm{side}", f"forearm{side}", f"hand{side}"]
        return PartFrame(np.stack([at[n] for n in names]), np.array([0.0, 0.5, 1.0]), forward)
    if part.startswith("foot"):
        foot, toe = at[f"foot{side}"], at[f"toe{side}"]
        level = np.array([toe[0] - foot[0], toe[1] - foot[1], 0.0])
        start = np.array([foot[0], foot[1], 0.5 * (foot[2] + toe[2])])
        return PartFrame(
            np.stack([start, start + level]), np.array([0.0, 1.0]), np.array([0, 0, 1.0])
        )
    neck, crown = at["neck"], mesh.landmarks["crown"]
    axis = np.array([0.0, at["head"][1] + 0.01, 0.0])
    ends = [axis + np.array([0.0, 0.0, end[2]]) for end in (crown, neck)]
    return PartFrame(np.stack(ends), np.array([1.0, 0.0]), forward)


def _vertex_part(mesh: BodyMesh) -> NDArray[np.int64]:
    part = np.zeros(len(mesh.region), dtype=int)
    for code, name in enumerate(joint_names()):
        if name.startswith(("thigh", "shin")):
            chosen = f"leg{name[-1]}"
        elif name.startswith(("foot", "toe")):
            chosen = f"foot{name[-1]}"
        elif name.startswith(("upperarm", "forearm", "hand")):
            chosen = f"arm{name[-1]}"
        else:
            chosen = "head" if name == "head" else "torso"
        part[mesh.region == code] = PARTS.index(chosen)
    part[mesh.region > EYE_REGION] = PARTS.index("head")
    part[mesh.region == EYE_REGION] = PARTS.index("eye")
    part[mesh.region == LIPS_REGION] = PARTS.index("lips")
    return part


def skin_surface(mesh: BodyMesh) -> Surface:
    """The skin, its vertices repeated where parts meet so that textures do not run over."""
    vertex_part = _vertex_part(mesh)
    corner_parts = vertex_part[mesh.faces]
    face_part = np.sort(corner_parts, axis=1)[:, 1]
    pairs = mesh.faces.astype(np.int64) * len(PARTS) + face_part[:, None]
    unique, inverse = np.unique(pairs, return_inverse=True)
    source, layer = unique // len(PARTS), unique % len(PARTS)
    vertices = mesh.vertices[source]
    along, around = np.full(len(source), 0.5), np.tile([1.0, 0.0], (len(source), 1))
    for index, part in enumerate(PARTS[:8]):
        mine = layer == index
        coordinate, direction = part_frame(mesh, part).coordinates(vertices[mine])
        along[mine], around[mine] = texture_row(part, coordinate), direction
    return Surface(
        vertices, mesh.normals[source], inverse.reshape(-1, 3), mesh.weights[source],
        around, along, layer,
    )  # fmt: skip


def trunk_vertices(mesh: BodyMesh) -> NDArray[np.int64]:
    """Ids of the skin's vertices on trunk and thighs."""
    part = _vertex_part(mesh)
    keep = [PARTS.index(name) for name in ("torso", "legL", "legR")]
    return np.flatnonzero(np.isin(part, keep))


def part_vertices(mesh: BodyMesh, part: str) -> NDArray[np.int64]:
    return np.flatnonzero(_vertex_part(mesh) == PARTS.index(part))


def hull_radius(points: FloatArray, angles: FloatArray) -> FloatArray:
    """Distance from the origin to the convex hull of 2D points, in each direction."""
    equations = ConvexHull(points).equations
    facing = np.stack([np.cos(angles), np.sin(angles)], 1) @ equations[:, :2].T
    with np.errstate(divide="ignore"):
        reach = np.where(facing > 1e-6, -equations[:, 2] / facing, np.inf)
    return np.asarray(reach.min(1))


def column_angles() -> FloatArray:
    """The angles of a tube's columns, radians."""
    return np.arange(ANGLES) / ANGLES * 2 * np.pi


def tube_faces(rings: int, angles: int) -> NDArray[np.int64]:
    ring, column = np.meshgrid(np.arange(rings - 1), np.arange(angles), indexing="ij")
    a = ring * angles + column
    b = ring * angles + (column + 1) % angles
    c, d = a + angles, b + angles
    quads = np.stack([np.stack([a, c, b], -1), np.stack([b, c, d], -1)], 2)
    return quads.reshape(-1, 3)


@dataclass(frozen=True, eq=False)
class TubeShape:
    """What a tube needs: axis points (R, 3), cross axes, radii (R, A), texture rows (R,)."""

    centres: FloatArray
    right: FloatArray
    front: FloatArray
    radii: FloatArray
    rows: FloatArray


def cross_section_radii(
    vertices: FloatArray,
    centres: FloatArray,
    right: FloatArray,
    front: FloatArray,
    angles: FloatArray,
    thickness_m: float,
) -> FloatArray:
    """Radii (R, A) of the convex hull of the skin around each centre."""
    along = np.cross(right, front)
    radii = np.full((len(centres), len(angles)), np.nan)
    for ring, centre in enumerate(centres):
        off = vertices - centre
        near = np.abs(off @ along) < thickness_m
        points = np.stack([off[near] @ right, off[near] @ front], 1)
        if len(points) >= 6:
            radii[ring] = hull_radius(points, angles)
    known = np.flatnonzero(np.isfinite(radii[:, 0]) & (radii.min(1) > 0) & (radii.max(1) < 1.0))
    for column in range(len(angles)):
        radii[:, column] = np.interp(np.arange(len(centres)), known, radii[known, column])
    return radii


def tube_surface(
    mesh: BodyMesh, shape: TubeShape, skin_ids: NDArray[np.int64], layer: int, bias_m: float
) -> Surface:
    """Cloth around a part; it moves with the nearest skin."""
    rings, count = shape.radii.shape
    angles = np.arange(count) / count * 2 * np.pi
    around = np.stack([np.cos(angles), np.sin(angles)], 1)
    out = around[:, :1] * shape.right + around[:, 1:] * shape.front
    vertices = (shape.centres[:, None] + shape.radii[:, :, None] * out[None]).reshape(-1, 3)
    faces = tube_faces(rings, count)
    distance, nearest = cKDTree(mesh.vertices[skin_ids]).query(vertices, k=6)
    share = 1.0 / np.maximum(distance, 1e-3) ** 2
    share /= share.sum(1, keepdims=True)
    picker = sparse.csr_matrix(
        (share.ravel(), (np.repeat(np.arange(len(vertices)), 6), skin_ids[nearest].ravel())),
        shape=(len(vertices), len(mesh.vertices)),
    )
    normals = vertex_normals(vertices, faces.astype(np.int32))
    if np.sum(normals * np.tile(out, (rings, 1))) < 0:
        normals, faces = -normals, faces[:, ::-1]
    return Surface(
        vertices, normals, faces, (picker @ mesh.weights).tocsr(),
        np.tile(around, (rings, 1)), np.repeat(shape.rows, count),
        np.full(len(vertices), layer), bias_m,
    )  # fmt: skip

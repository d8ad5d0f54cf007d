"""Bodies from the baked family: numpy alone, milliseconds each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

FloatArray = NDArray[np.floating[Any]]

FAMILY_FILE = Path(__file__).parent.parent / "bodies" / "family.npz"
SOLE_M = 0.024
PARENTS = {
    "pelvis": None,
    "spine1": "pelvis",
    "spine2": "spine1",
    "spine3": "spine2",
    "chest": "spine3",
    "neck": "chest",
    "head": "neck",
} | {
    f"{child}{side}": parent if parent in ("chest", "pelvis") else f"{parent}{side}"
    for side in "LR"
    for child, parent in {
        "clavicle": "chest",
        "upperarm": "clavicle",
        "forearm": "upperarm",
        "hand": "forearm",
        "thigh": "pelvis",
        "shin": "thigh",
        "foot": "shin",
        "toe": "foot",
    }.items()
}


@dataclass(frozen=True)
class Body:
    """One of the family.

    Parameters
    ----------
    index
        Number of the sampled body in the family (see :func:`family_size`).
    stature_m
        Standing height, metres, without shoes.
    """

    index: int = 0
    stature_m: float = 1.74


@dataclass(frozen=True)
class Landmark:
    """A point of the skin inside a triangle: vertex ids and their shares."""

    vertices: tuple[int, ...]
    shares: tuple[float, ...]

    def of(self, values: FloatArray) -> FloatArray:
        """The point, from an array with one row a vertex."""
        return np.asarray(np.array(self.shares) @ values[list(self.vertices)])


@dataclass(frozen=True, eq=False)
class BodyMesh:
    """Rest pose of one body: x to its right, y forward, z up, metres, mid-hip at the origin.

    ``weights`` is sparse (V, J); ``landmarks`` are named points of the skin,
    ``landmark_weights`` their skin weights (J,). Left and right are mirror images.
    """

    vertices: FloatArray
    normals: FloatArray
    faces: NDArray[np.int32]
    joints: FloatArray
    weights: sparse.csr_matrix
    region: NDArray[np.uint8]
    landmarks: dict[str, FloatArray]
    landmark_weights: dict[str, FloatArray]
    stature_m: float
    female: bool


@cache
def _family() -> dict[str, np.ndarray]:
    with np.load(FAMILY_FILE) as stored:
        return {name: stored[name] for name in stored.files}


def family_size() -> int:
    """Number of bodies in the family."""
    return len(_family()["coefficients"])


@cache
def joint_names() -> tuple[str, ...]:
    """Names of the joints, in the order of every joint array."""
    return tuple(str(name) for name in _family()["joint_names"])


def joint_index(name: str) -> int:
    """Position of a joint in every joint array."""
    return joint_names().index(name)


@cache
def skin_weights() -> sparse.csr_matrix:
    """Sparse (V, J) skin weights, the same for every body of the family."""
    family = _family()
    joints, values = family["weight_joints"], family["weights"].astype(np.float64)
    rows = np.repeat(np.arange(len(joints)), joints.shape[1])
    values = values / values.sum(1, keepdims=True)
    shape = (len(joints), len(joint_names()))
    return sparse.csr_matrix((values.ravel(), (rows, joints.ravel().astype(int))), shape=shape)


def vertex_normals(vertices: FloatArray, faces: NDArray[np.int32]) -> FloatArray:
    """Area-weighted unit normals, (V, 3)."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    face_normals = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, faces[:, corner], face_normals)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.maximum(length, 1e-12)


@lru_cache(maxsize=64)
def body_mesh(body: Body) -> BodyMesh:
    """The rest mesh of a body.

    Raises
    ------
    IndexError
        If the family has no such body.
    """
    family = _family()
    coefficients = family["coefficients"][body.index].astype(np.float64)
    flat = family["mean"] + np.einsum("k,kvd->vd", coefficients, family["components"])
    count = len(family["region"])
    stature = float(np.ptp(flat[:count, 2]))
    scale = body.stature_m / stature
    points = flat.astype(np.float64) * scale
    vertices, joints = points[:count], points[count:]
    faces = family["faces"].astype(np.int32)
    return BodyMesh(
        vertices=vertices,
        normals=vertex_normals(vertices, faces),
        faces=faces,
        joints=joints,
        weights=skin_weights(),
        region=family["region"],
        landmarks=_mirrored({name: mark.of(vertices) for name, mark in _landmarks().items()}),
        landmark_weights=_landmark_weights(),
        stature_m=body.stature_m,
        female=bool(family["gender"][body.index] > 0.5),
    )


def _mirrored(points: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Left and right as mirror images: the thinned mesh is a millimetre or two off."""
    flip = np.array([-1.0, 1.0, 1.0])
    other = {name: name[:-1] + {"L": "R", "R": "L"}.get(name[-1], name[-1]) for name in points}
    return {name: 0.5 * (point + flip * points[other[name]]) for name, point in points.items()}


@cache
def _landmark_weights() -> dict[str, FloatArray]:
    dense = skin_weights().toarray()
    return {name: mark.of(dense) for name, mark in _landmarks().items()}


@cache
def _landmarks() -> dict[str, Landmark]:
    """Skin points found once on the mean body, so that they are the same points on all.

    Left and right are mirror images: the mesh itself is not symmetric, so a point lies inside a
    triangle.
    """
    family = _family()
    count = len(family["region"])
    vertices, joints = family["mean"][:count].astype(float), family["mean"][count:].astype(float)
    height = np.ptp(vertices[:, 2])
    at = {name: joints[i] for i, name in enumerate(joint_names())}
    found: dict[str, Landmark] = {}
    for side, out in (("L", -1.0), ("R", 1.0)):
        ankle, ball = at[f"foot{side}"], at[f"toe{side}"]
        rays = {
            "psis": ((out * 0.027, None, 0.050), "back", height),
            "crest": ((None, -0.005, 0.066), "right" if out > 0 else "left", height),
            "heel": ((ankle[0], None, vertices[:, 2].min() + 0.03), "back", 1.0),
            "toe": ((ball[0], None, vertices[:, 2].min() + 0.015), "front", 1.0),
        }
        for name, (target, way, scale) in rays.items():
            point = tuple(None if v is None else float(v) * scale for v in target)
            found[f"{name}{side}"] = _on_surface(vertices, point, way)
    nose = np.where(np.abs(vertices[:, 0]) < 0.01, vertices[:, 1], -9).argmax()
    crown = vertices[:, 2].argmax()
    found |= {"nose": Landmark((int(nose),), (1.0,)), "crown": Landmark((int(crown),), (1.0,))}
    return found


def _on_surface(vertices: FloatArray, target: tuple[float | None, ...], way: str) -> Landmark:
    """The outermost point of the skin met along an axis at the two coordinates given."""
    axis, sign = {"right": (0, 1), "left": (0, -1), "front": (1, 1), "back": (1, -1)}[way]
    plane = [i for i in range(3) if i != axis]
    aim = np.array([target[i] for i in plane], dtype=float)
    faces = _family()["faces"].astype(int)
    a, b, c = (vertices[faces[:, corner]][:, plane] for corner in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = _cross(b - a, c - a)
        v, w = _cross(aim - a, c - a) / whole, _cross(b - a, aim - a) / whole
        shares = np.stack([1 - v - w, v, w], 1)
    inside = np.all(shares > -1e-9, axis=1)
    depth = np.einsum("fc,fc->f", shares, vertices[faces][:, :, axis]) * sign
    best = int(np.where(inside, depth, -np.inf).argmax())
    ids, parts = faces[best], shares[best]
    return Landmark(tuple(int(i) for i in ids), tuple(float(p) for p in parts))


def _cross(u: FloatArray, v: FloatArray) -> FloatArray:
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])


def is_woman(index: int) -> bool:
    """Whether a body of the family was sampled as a woman."""
    return bool(_family()["gender"][index] > 0.5)

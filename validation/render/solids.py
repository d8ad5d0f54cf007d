"""Textured boxes, quads and blobs of the surroundings, gathered into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from validation.render.outfit import Colour
from validation.render.rotations import FloatArray

SIZE = 256
TEXTURE_NAMES = (
    "plain", "plaster", "brick", "wood", "tiles", "carpet", "asphalt", "grass", "lanes",
    "facade", "foliage", "bark", "sky", "concrete", "belt", "poster", "shelf", "fence",
)  # fmt: skip
TEXTURE = {name: index for index, name in enumerate(TEXTURE_NAMES)}
Point = Sequence[float] | FloatArray
Texture = NDArray[np.floating[Any]]


@dataclass(eq=False)
class Solids:
    """Triangles with position (3), normal (3), uv (2), texture and colour (3) a vertex."""

    rows: list[FloatArray] = field(default_factory=list)
    faces: list[NDArray[np.int64]] = field(default_factory=list)
    count: int = 0

    def add(self, points: FloatArray, normals: FloatArray, uv: FloatArray,
            faces: NDArray[np.int64], texture: str, colour: Colour) -> None:  # fmt: skip
        n = len(points)
        self.rows.append(
            np.column_stack(
                [points, normals, uv, np.full(n, TEXTURE[texture]), np.tile(colour, (n, 1))]
            )
        )
        self.faces.append(faces + self.count)
        self.count += n

    def quad(self, corner: Point, u: Point, v: Point, texture: str = "plain",
             colour: Colour = (1, 1, 1), tile_m: float | None = 1.0) -> None:  # fmt: skip
        """A rectangle from a corner; ``tile_m`` of None stretches one texture over it."""
        start, right, up = (np.asarray(x, dtype=float) for x in (corner, u, v))
        points = np.stack([start, start + right, start + right + up, start + up])
        normal = np.cross(right, up)
        normal = np.tile(normal / np.linalg.norm(normal), (4, 1))
        across = 1.0 if tile_m is None else np.linalg.norm(right) / tile_m
        tall = 1.0 if tile_m is None else np.linalg.norm(up) / tile_m
        uv = np.array([[0, 0], [across, 0], [across, tall], [0, tall]])
        self.add(points, normal, uv, np.array([[0, 1, 2], [0, 2, 3]]), texture, colour)

    def box(self, low: Point, high: Point, texture: str = "plain",
            colour: Colour = (1, 1, 1), tile_m: float | None = 1.0) -> None:  # fmt: skip
        near, far = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        x, y, z = np.diag(far - near)
        for corner, u, v in (
            (near, x, z), (near + x + y, -x, z), (near + y, -y, z), (near + x, y, z),
            (near + z, x, y), (near + y, x, -y),
        ):  # fmt: skip
            self.quad(corner, u, v, texture, colour, tile_m)

    def ball(self, centre: Point, radii: Point, texture: str, colour: Colour) -> None:
        polar, round_ = np.meshgrid(np.linspace(0, np.pi, 7), np.linspace(0, 2 * np.pi, 11))
        unit = np.stack(
            [np.sin(polar) * np.cos(round_), np.sin(polar) * np.sin(round_), np.cos(polar)], -1
        ).reshape(-1, 3)
        index = np.arange(77).reshape(11, 7)
        a, b, c, d = index[:-1, :-1], index[1:, :-1], index[:-1, 1:], index[1:, 1:]
        faces = np.concatenate([np.stack([a, c, b], -1), np.stack([b, c, d], -1)]).reshape(-1, 3)
        uv = np.stack([round_.ravel(), polar.ravel()], 1) * 0.6
        self.add(np.asarray(centre) + unit * radii, unit, uv, faces, texture, colour)

    def arrays(self) -> tuple[NDArray[np.floating[Any]], NDArray[np.int32]]:
        rows = np.concatenate(self.rows).astype(np.float32)
        return rows, np.concatenate(self.faces).astype(np.int32)


def noise(rng: np.random.Generator, *cells: int) -> Texture:
    """Tileable noise, each given number of cells adding a finer and weaker octave, -1..1."""
    total = np.zeros((SIZE, SIZE), np.float32)
    for octave, number in enumerate(cells):
        coarse = rng.uniform(-1, 1, (number, number)).astype(np.float32)
        tiled = np.tile(coarse, (3, 3))
        wide = cv2.resize(tiled, (3 * SIZE, 3 * SIZE), interpolation=cv2.INTER_CUBIC)
        total += wide[SIZE : 2 * SIZE, SIZE : 2 * SIZE] / (octave + 1)
    return total / max(float(np.abs(total).max()), 1e-6)


def textures(seed: int) -> Texture:
    """All surfaces' textures (names, SIZE, SIZE, 3), sRGB 0..1, varied by the seed."""
    rng = np.random.default_rng([seed, 41])
    row, column = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    stack = np.ones((len(TEXTURE_NAMES), SIZE, SIZE, 3), np.float32)

    def put(name: str, value: Texture) -> None:
        stack[TEXTURE[name]] = np.clip(value if value.ndim == 3 else value[:, :, None], 0, 1)

    def joints(across: float, up: float, shift: float, width: float) -> Texture:
        line = np.floor(row * up)
        inside = (column * across + shift * (line % 2)) % 1
        return ((inside < width * across) | ((row * up) % 1 < width * up)).astype(np.float32)

    put("plaster", 0.96 + 0.02 * noise(rng, 4, 32))
    bricks = 1 - 0.35 * joints(4, 12, 0.5, 0.012) + 0.12 * noise(rng, 12, 64)
    put("brick", 0.8 * bricks)
    planks = np.floor(column * 6)
    put(
        "wood",
        0.75 + 0.1 * np.sin(planks * 7.3) + 0.1 * noise(rng, 3, 60) - 0.3 * joints(6, 1, 0, 0.006),
    )
    put("tiles", 0.95 - 0.3 * joints(3, 3, 0, 0.012) + 0.03 * noise(rng, 6))
    put("carpet", 0.8 + 0.2 * noise(rng, 6, 90))
    put("asphalt", 0.55 + 0.15 * noise(rng, 40, 90, 160))
    put("grass", np.array([0.35, 0.5, 0.2]) * (0.9 + 0.5 * noise(rng, 6, 50, 120))[:, :, None])
    lanes = (
        np.tile(np.array([0.62, 0.25, 0.18]), (SIZE, SIZE, 1))
        * (1 + 0.15 * noise(rng, 20, 120))[:, :, None]
    )
    lanes[:, :10] = 0.95
    put("lanes", lanes)
    facade = np.tile(0.85 + 0.05 * noise(rng, 8), (3, 1, 1)).transpose(1, 2, 0).copy()
    for i in range(3):
        for j in range(3):
            shade = rng.uniform(0.15, 0.5)
            facade[22 + 85 * i : 80 + 85 * i, 20 + 85 * j : 62 + 85 * j] = (
                shade,
                shade,
                shade + 0.08,
            )
    put("facade", facade)
    leaves = 0.6 + 0.6 * noise(rng, 8, 30, 90)
    put("foliage", np.array([0.35, 0.5, 0.22]) * leaves[:, :, None])
    put("bark", 0.6 + 0.35 * noise(rng, 3, 40))
    clouds = np.clip(0.5 + noise(rng, 3, 8, 20), 0, 1) * rng.uniform(0.0, 0.8)
    blue = np.array([0.55, 0.72, 0.95])
    put("sky", blue + (1 - blue) * (0.35 + 0.65 * clouds)[:, :, None])
    put("concrete", 0.75 + 0.12 * noise(rng, 4, 20, 80) - 0.15 * joints(1, 1, 0, 0.008))
    put("belt", 0.5 + 0.1 * noise(rng, 60, 120) + 0.3 * (np.abs(row - 0.5) < 0.012))
    poster = cv2.resize(
        rng.uniform(0, 1, (5, 4, 3)).astype(np.float32),
        (SIZE, SIZE),
        interpolation=cv2.INTER_NEAREST,
    )
    put("poster", np.asarray(poster, np.float32))
    shelf = np.repeat(rng.uniform(0.15, 0.9, (4, 16, 3)), SIZE // 4, 0)
    shelf = np.repeat(shelf, SIZE // 16, 1).astype(np.float32)
    shelf[(np.arange(SIZE) % 64) < 6] = 0.35
    put("shelf", shelf)
    put("fence", 0.4 + 0.6 * (1 - joints(16, 2, 0, 0.02)))
    return stack

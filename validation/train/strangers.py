"""Pictures that are no runner's pelvis: backdrops, occluders, and things to know nothing about."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def as_picture(array: Any) -> Picture:
    return np.asarray(array, dtype=np.uint8)


def backdrop(size: int, rng: np.random.Generator) -> Picture:
    """A made-up background: smooth colours, then lines, boxes and grain."""
    picture = _smooth(size, rng)
    for _ in range(int(rng.integers(0, 9))):
        _draw_thing(picture, rng)
    if rng.random() < 0.4:
        picture = as_picture(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 4)))
    if rng.random() < 0.5:
        grain = rng.standard_normal((size, size, 1), dtype=np.float32) * rng.uniform(2, 25)
        picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
    return picture


def stranger(patch: Picture, size: int, rng: np.random.Generator) -> Picture:
    """A picture that tells nothing of a pelvis."""
    kind = rng.integers(4)
    if kind == 0:
        return backdrop(size, rng)
    picture = as_picture(cv2.resize(patch, (size, size), interpolation=cv2.INTER_AREA))
    if kind == 1:
        return _tiles_mixed(picture, rng)
    if kind == 2:
        return np.ascontiguousarray(np.rot90(picture, int(rng.integers(1, 4))))
    return as_picture(cv2.GaussianBlur(picture, (0, 0), rng.uniform(7, 16)))


def occlude(picture: Picture, rng: np.random.Generator) -> Picture:
    """Bars, arms, boxes or another person's shape in front of the runner."""
    picture = np.ascontiguousarray(picture.copy())
    size = len(picture)
    for _ in range(int(rng.integers(1, 4))):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        if rng.random() < 0.5:
            a, b = (tuple(int(v) for v in rng.integers(-10, size + 10, 2)) for _ in range(2))
            cv2.line(picture, a, b, colour, int(rng.integers(2, 14)), cv2.LINE_AA)
        else:
            middle = tuple(int(v) for v in rng.integers(0, size, 2))
            axes = tuple(int(v) for v in rng.integers(4, size // 3, 2))
            cv2.ellipse(picture, middle, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1)
    return picture


def _smooth(size: int, rng: np.random.Generator) -> Picture:
    grid = (int(rng.integers(1, 6)), int(rng.integers(1, 6)), 3)
    spread = rng.uniform(5, 90)
    coarse = np.clip(rng.uniform(0, 255, (1, 1, 3)) + rng.normal(0, spread, grid), 0, 255)
    way = cv2.INTER_CUBIC if rng.random() < 0.7 else cv2.INTER_NEAREST
    wide = cv2.resize(coarse.astype(np.float32), (size, size), interpolation=way)
    return np.clip(wide, 0, 255).astype(np.uint8)


def _draw_thing(picture: Picture, rng: np.random.Generator) -> None:
    size = len(picture)
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    a, b = (tuple(int(v) for v in rng.integers(-20, size + 20, 2)) for _ in range(2))
    kind = rng.random()
    if kind < 0.45:
        level = rng.random() < 0.5
        straight = (b[0], a[1]) if level else (a[0], b[1])
        end = straight if rng.random() < 0.5 else b
        cv2.line(picture, a, end, colour, int(rng.integers(1, 8)), cv2.LINE_AA)
    elif kind < 0.8:
        cv2.rectangle(picture, a, b, colour, -1)
    else:
        cv2.circle(picture, a, int(rng.integers(3, 40)), colour, -1, cv2.LINE_AA)


def _tiles_mixed(picture: Picture, rng: np.random.Generator) -> Picture:
    count = int(rng.choice([3, 4, 6]))
    side = len(picture) // count
    tiles = [
        picture[r * side : (r + 1) * side, c * side : (c + 1) * side]
        for r in range(count)
        for c in range(count)
    ]
    order = rng.permutation(len(tiles))
    rows = [np.hstack([tiles[i] for i in order[r * count : (r + 1) * count]]) for r in range(count)]
    return np.ascontiguousarray(np.vstack(rows))

"""Textures of cloth, painted with numpy: rows run along the body, columns about it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from validation.render.outfit import Cloth

Image = NDArray[np.floating[Any]]
HEIGHT, WIDTH = 256, 128
SHARED_PATTERNS = ("plain",)
TRAIN_PATTERNS = ("hoops", "blocks", "heather", "logo", "fade")
TEST_PATTERNS = ("stripes", "camouflage", "checks", "diagonal", "panels")


def smooth_noise(rng: np.random.Generator, rows: int, columns: int) -> Image:
    """Noise of the given coarseness, -1..1, that wraps around the body."""
    coarse = rng.uniform(-1, 1, (rows, columns)).astype(np.float32)
    wrapped = np.concatenate([coarse[:, -1:], coarse, coarse[:, :1]], axis=1)
    wide = cv2.resize(wrapped, (WIDTH * (columns + 2) // columns, HEIGHT))
    start = (wide.shape[1] - WIDTH) // 2
    return np.asarray(wide[:, start : start + WIDTH], dtype=np.float32)


def _grid() -> tuple[Image, Image]:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return rows / HEIGHT, columns / WIDTH


def _mask(cloth: Cloth, rng: np.random.Generator) -> Image:
    """Where the second colour shows, 0..1."""
    row, column = _grid()
    fine = 10.0 * cloth.scale
    if cloth.pattern == "hoops":
        return (np.sin(row * 2 * np.pi * fine + rng.uniform(0, 6)) > rng.uniform(-0.2, 0.6)) * 1.0
    if cloth.pattern == "stripes":
        return (np.sin(column * 2 * np.pi * round(1.5 * fine)) > 0.2) * 1.0
    if cloth.pattern == "checks":
        return ((np.floor(row * 2 * fine) + np.floor(column * 2 * round(fine))) % 2) * 1.0
    if cloth.pattern == "diagonal":
        return (np.sin(2 * np.pi * (row * fine + round(fine) * column)) > 0.3) * 1.0
    if cloth.pattern == "blocks":
        edge = rng.uniform(0.3, 0.8) + 0.03 * np.sin(2 * np.pi * column + rng.uniform(0, 6))
        return (row > edge) * 1.0
    if cloth.pattern == "panels":
        return (np.abs(np.sin(2 * np.pi * column)) > rng.uniform(0.75, 0.95)) * 1.0
    if cloth.pattern == "heather":
        return 0.5 + 0.5 * rng.uniform(-1, 1, row.shape)
    if cloth.pattern == "camouflage":
        blobs = smooth_noise(rng, int(14 * cloth.scale) + 4, int(9 * cloth.scale) + 4)
        return np.digitize(blobs, [-0.3, 0.15]) / 2.0
    if cloth.pattern == "fade":
        return np.clip((row - 0.25) * 2 + 0.1 * np.sin(4 * np.pi * column), 0, 1)
    if cloth.pattern == "logo":
        return _logos(rng)
    return np.zeros_like(row)


def _logos(rng: np.random.Generator) -> Image:
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = int(rng.integers(0, WIDTH)), int(rng.integers(80, 220))
        size = int(rng.integers(4, 14))
        if rng.uniform() < 0.5:
            cv2.rectangle(canvas, (x - size, y - size // 2), (x + size, y + size // 2), 1.0, -1)
        else:
            cv2.ellipse(canvas, (x, y), (size, size), 0, 0, 360, 1.0, max(size // 3, 1))
        word = "".join(chr(c) for c in rng.integers(65, 91, 4))
        cv2.putText(canvas, word, (x - 20, y + size + 8), 0, 0.4, 1.0, 1)
    return canvas[::-1]


def weave(cloth: Cloth) -> Image:
    """The whole texture of a garment before it is cut, (HEIGHT, WIDTH, 3), 0..1."""
    rng = np.random.default_rng([cloth.seed, 3])
    mask = np.asarray(_mask(cloth, rng), dtype=np.float32)[:, :, None]
    first, second = (np.array(c, dtype=np.float32) for c in (cloth.colour, cloth.second))
    image = first + (second - first) * mask
    folds = 0.05 * smooth_noise(rng, 18, 9) + 0.02 * smooth_noise(rng, 60, 30)
    grain = 0.015 * rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    return np.asarray(np.clip(image * (1 + folds + grain)[:, :, None], 0, 1), dtype=np.float32)

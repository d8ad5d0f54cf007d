"""Cloth as no shop sells it: textures drawn anew for every runner, on the garments alone.

A network that has met five patterns knows five patterns; what it must learn is that a texture tells
nothing. The families that the reporting split wears (stripes along the body, diagonals, checks,
camouflage, side panels) are left out on purpose, so that it stays a look at something new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from validation.render.outfit import Cloth, Outfit
from validation.render.paint import textures
from validation.render.patterns import HEIGHT, WIDTH, Image, smooth_noise

Rng = np.random.Generator
MOST_LAYERS = 3
UNLIKE = (Cloth((0.0, 0.0, 0.0)), Cloth((1.0, 1.0, 1.0)))


def rewoven(outfit: Outfit, stack: Image, rng: Rng) -> Image:
    """The outfit's texture stack (layers, HEIGHT, WIDTH, 4) with other cloth in its garments."""
    woven = stack.copy()
    tops = [replace(outfit, top_cloth=cloth) for cloth in UNLIKE]
    bottoms = [replace(outfit, bottom_cloth=cloth) for cloth in UNLIKE]
    for garment in (tops, bottoms):
        shows = _where_they_differ(garment)
        cloth = np.broadcast_to(weave(rng), (*shows.shape, 3))
        woven[..., :3][shows] = cloth[shows]
    return woven


def _where_they_differ(outfits: list[Outfit]) -> NDArray[np.bool_]:
    """Texels (layers, HEIGHT, WIDTH) that change with the cloth of one garment."""
    black, white = (textures(outfit) for outfit in outfits)
    return np.asarray((np.abs(white - black) > 0.05).any(axis=-1))


def weave(rng: Rng) -> Image:
    """One cloth (HEIGHT, WIDTH, 3), 0..1: a ground, up to three patterns, folds and grain."""
    image = np.tile(_colour(rng), (HEIGHT, WIDTH, 1))
    for _ in range(int(rng.integers(0, MOST_LAYERS + 1))):
        pattern = PATTERNS[int(rng.integers(len(PATTERNS)))]
        share = (rng.uniform(0.25, 1.0) * pattern(rng))[..., None]
        image = image + share * (_colour(rng) - image)
    folds = rng.uniform(0, 0.16) * smooth_noise(rng, *_coarseness(rng, 6, 24))
    grain = rng.uniform(0, 0.06) * rng.standard_normal((HEIGHT, WIDTH))
    return np.clip(image * (1 + folds + grain)[..., None], 0, 1).astype(np.float32)


def _colour(rng: Rng) -> NDArray[np.float64]:
    value = rng.uniform(0.02, 0.2) if rng.random() < 0.3 else rng.uniform(0.1, 1.0)
    return np.clip(value * (1 + rng.uniform(0, 0.9) * rng.uniform(-1, 1, 3)), 0.01, 1)


def _coarseness(rng: Rng, low: int, high: int) -> tuple[int, int]:
    rows = int(np.exp(rng.uniform(np.log(low), np.log(high))))
    return rows, max(rows // 2, 2)


def _grid() -> tuple[Image, Image]:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    return rows / HEIGHT, columns / WIDTH


def _waves(rng: Rng) -> Image:
    """Hoops that wander up and down, of any width and sharpness."""
    row, _ = _grid()
    wander = rng.uniform(0.05, 0.5) * smooth_noise(rng, *_coarseness(rng, 3, 10))
    wave = np.sin(2 * np.pi * rng.uniform(2, 24) * (row + 0.25 * wander) + rng.uniform(0, 6.3))
    return np.clip(0.5 + rng.uniform(0.6, 8) * (wave - rng.uniform(-0.6, 0.6)), 0, 1)


def _mosaic(rng: Rng) -> Image:
    """Cells about random points, each with a shade of its own."""
    count = int(np.exp(rng.uniform(np.log(6), np.log(150))))
    places = rng.uniform(0, 1, (count, 2)) * (HEIGHT, WIDTH)
    around = np.concatenate([places + np.array([0, turn * WIDTH]) for turn in (-1, 0, 1)])
    texels = np.indices((HEIGHT, WIDTH)).reshape(2, -1).T
    nearest = cKDTree(around).query(texels)[1] % count
    return np.asarray(rng.uniform(0, 1, count)[nearest].reshape(HEIGHT, WIDTH))


def _scribble(rng: Rng) -> Image:
    """Lines from anywhere to anywhere."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(int(rng.integers(2, 30))):
        ends = rng.uniform(-0.2, 1.2, (2, 2)) * (WIDTH, HEIGHT)
        a, b = ((int(end[0]), int(end[1])) for end in ends)
        cv2.line(canvas, a, b, float(rng.uniform(0.3, 1)), int(rng.integers(1, 9)), cv2.LINE_AA)
    return canvas


def _dots(rng: Rng) -> Image:
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    largest = rng.uniform(2, 16)
    for _ in range(int(rng.integers(5, 120))):
        middle = (int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)))
        cv2.circle(canvas, middle, int(rng.uniform(1, largest)), 1.0, -1, cv2.LINE_AA)
    return canvas


def _prints(rng: Rng) -> Image:
    """Words, polygons and rings as on club shirts."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(int(rng.integers(1, 7))):
        x, y, size = int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)), int(rng.integers(4, 30))
        kind = rng.integers(3)
        if kind == 0:
            word = "".join(chr(c) for c in rng.integers(48, 91, int(rng.integers(1, 7))))
            thick = int(rng.integers(1, 4))
            cv2.putText(canvas, word, (x - 25, y), 0, size / 20, 1.0, thick, cv2.LINE_AA)
        elif kind == 1:
            corners = rng.normal([x, y], size, (int(rng.integers(3, 7)), 2))
            cv2.fillPoly(canvas, [corners.astype(np.int32)], 1.0, cv2.LINE_AA)
        else:
            cv2.circle(canvas, (x, y), size, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)
    return canvas[::-1]


def _yoke(rng: Rng) -> Image:
    """A colour above a curved edge, hard or fading."""
    row, column = _grid()
    bend = rng.uniform(0, 0.08) * np.sin(2 * np.pi * (rng.integers(1, 4) * column + rng.random()))
    steep = np.exp(rng.uniform(np.log(2), np.log(200)))
    return np.asarray(1 / (1 + np.exp(-steep * (row - rng.uniform(0.15, 0.85) - bend))))


def _clouds(rng: Rng) -> Image:
    """Smooth shades at several scales at once, as in washed, dyed and photographed cloth."""
    cloud = sum(smooth_noise(rng, 4 << n, 2 << n) / 2**n for n in range(int(rng.integers(2, 6))))
    return np.clip(0.5 + 0.7 * np.asarray(cloud), 0, 1)


def _melange(rng: Rng) -> Image:
    return rng.uniform(0, 1, (HEIGHT, WIDTH))


PATTERNS: tuple[Callable[[Rng], Image], ...] = (
    _waves, _mosaic, _scribble, _dots, _prints, _yoke, _clouds, _melange,
)  # fmt: skip

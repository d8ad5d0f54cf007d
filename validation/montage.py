"""One picture of many random scenes: ``python -m validation.montage``."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from validation.render import Renderer, random_scene
from validation.render.sampling import View

VIEWS: tuple[View, ...] = ("rear", "rear", "rear", "front", "oblique", "right", "rear", "left")
COLUMNS, ROWS = 8, 3
TILE = (180, 320)


def montage(seed: int) -> np.ndarray:
    """Random runners of the reporting set, (height, width, 3) RGB."""
    rng, renderer, tiles = np.random.default_rng(seed), Renderer(), []
    for number in range(COLUMNS * ROWS):
        scene = random_scene(
            rng, split="test", view=VIEWS[number % COLUMNS], running=number % 7 != 5, bystander=0.3
        )
        picture = renderer.draw(scene, float(rng.uniform(0.5, 3.0)))
        tiles.append(cv2.resize(picture, TILE, interpolation=cv2.INTER_AREA))
    rows = [np.hstack(tiles[r * COLUMNS : (r + 1) * COLUMNS]) for r in range(ROWS)]
    return np.vstack(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("path", type=Path, nargs="?", default=Path(__file__).parent / "montage.jpg")
    arguments = parser.parse_args()
    picture = cv2.cvtColor(montage(arguments.seed), cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(arguments.path), picture, [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()

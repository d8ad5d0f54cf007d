"""Where the runner runs: rooms, streets, tracks, and the treadmill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from validation.render.places import BUILDERS, shade
from validation.render.solids import Solids

SHARED_BACKDROPS = ("gym", "room", "street", "track")
TRAIN_BACKDROPS = (*SHARED_BACKDROPS, "hall")
TEST_BACKDROPS = (*SHARED_BACKDROPS, "garage", "park")
BACKDROPS = tuple(dict.fromkeys(TRAIN_BACKDROPS + TEST_BACKDROPS))
INDOOR = ("gym", "room", "hall", "garage")


@dataclass(frozen=True)
class Backdrop:
    """Surroundings; ``treadmill`` False means ground that the camera follows along.

    ``console`` is whether the treadmill has uprights and a console before the runner.
    """

    kind: str = "gym"
    treadmill: bool = True
    console: bool = True
    belt_length_m: float = 1.7
    belt_width_m: float = 0.54
    deck_height_m: float = 0.16
    seed: int = 0

    @property
    def floor_m(self) -> float:
        """Height of the floor; the running surface is 0."""
        return -self.deck_height_m if self.treadmill else 0.0


Arrays = tuple[NDArray[np.float32], NDArray[np.int32]]


@lru_cache(maxsize=32)
def surroundings(backdrop: Backdrop, reach_m: float) -> Arrays:
    """Everything that stands still behind the runner; the camera is within ``reach_m``."""
    rng = np.random.default_rng([backdrop.seed, 51])
    solids = Solids()
    BUILDERS[backdrop.kind](solids, rng, backdrop.floor_m, reach_m)
    return solids.arrays()


@lru_cache(maxsize=32)
def treadmill(backdrop: Backdrop) -> Arrays:
    """Deck, rails, uprights and console; the belt lies at z = 0 and is drawn apart."""
    rng = np.random.default_rng([backdrop.seed, 52])
    solids = Solids()
    half, front = backdrop.belt_width_m / 2, 0.45 * backdrop.belt_length_m
    back, floor = front - backdrop.belt_length_m, backdrop.floor_m
    dark, rail = shade(rng, 0.06, 0.3), shade(rng, 0.15, 0.6)
    solids.box([-half - 0.1, back - 0.05, floor], [half + 0.1, front + 0.25, -0.012], colour=dark)
    for out in (-1, 1):
        x = sorted((out * half, out * (half + 0.1)))
        solids.box([x[0], back, -0.02], [x[1], front, 0.012], colour=rail)
        if backdrop.console:
            x = sorted((out * (half + 0.02), out * (half + 0.08)))
            solids.box([x[0], front, 0.0], [x[1], front + 0.08, 1.15], colour=dark)
            solids.box([x[0], front - 0.40, 0.92], [x[1], front + 0.05, 0.96], colour=dark)
    if backdrop.console:
        solids.box([-half - 0.08, front, 1.08], [half + 0.08, front + 0.12, 1.32], colour=dark)
        solids.quad([-0.18, front - 0.004, 1.13], [0.36, 0, 0], [0, 0, 0.14], "poster", tile_m=None)
        solids.box([-half, front, floor], [half, front + 0.3, 0.1], colour=dark)
    return solids.arrays()


def belt(backdrop: Backdrop, travelled_m: float) -> Arrays:
    """The moving belt: its texture slides back with the distance travelled."""
    solids = Solids()
    half, front = backdrop.belt_width_m / 2, 0.45 * backdrop.belt_length_m
    solids.quad(
        [-half, front - backdrop.belt_length_m, 0.0], [2 * half, 0, 0],
        [0, backdrop.belt_length_m, 0], "belt", (0.32, 0.32, 0.33), 1.4,
    )  # fmt: skip
    solids.rows[0][:, 7] += travelled_m / 1.4
    return solids.arrays()

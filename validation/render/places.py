"""The surroundings themselves: walls, streets, trees, each with its own random choices."""

from __future__ import annotations

import numpy as np

from validation.render.outfit import Colour
from validation.render.solids import Solids


def shade(rng: np.random.Generator, low: float = 0.35, high: float = 0.95) -> Colour:
    """A random colour near grey."""
    grey = rng.uniform(low, high)
    tint = grey * (1 + rng.uniform(-0.12, 0.12, 3))
    r, g, b = np.clip(tint, 0.03, 1.0)
    return float(r), float(g), float(b)


def _shell(solids: Solids, rng: np.random.Generator, floor: float, reach: float,
           wall: str, ground: str, high: float, ahead: float) -> tuple[float, float]:  # fmt: skip
    """Floor, four walls and ceiling; returns half the width and the front wall's y."""
    half = reach + rng.uniform(0.4, 1.5)
    colour, skirting = shade(rng), shade(rng, 0.15, 0.9)
    low, high = floor, floor + high
    width, depth = 2 * half, ahead + half
    up = [0, 0, high - low]
    solids.quad([-half, -half, low], [width, 0, 0], [0, depth, 0], ground, shade(rng), 1.5)
    solids.quad([-half, -half, high], [0, depth, 0], [width, 0, 0], "plaster", (0.95, 0.95, 0.93))
    for corner, along in (
        ([half, ahead, low], [-width, 0, 0]), ([-half, -half, low], [width, 0, 0]),
        ([-half, ahead, low], [0, -depth, 0]), ([half, -half, low], [0, depth, 0]),
    ):  # fmt: skip
        solids.quad(corner, along, up, wall, colour, 1.2)
    solids.box([-half, ahead - 0.02, low], [half, ahead, low + 0.1], colour=skirting)
    solids.box([-half, -half, low], [half, -half + 0.02, low + 0.1], colour=skirting)
    return half, ahead


def _on_wall(solids: Solids, rng: np.random.Generator, y: float, half: float, floor: float,
             things: tuple[str, ...], number: int) -> None:  # fmt: skip
    """Windows, doors, pictures and shelves on the wall before the runner and behind."""
    for _ in range(number):
        thing = str(rng.choice(things))
        x = rng.uniform(-half + 0.5, half - 0.8)
        for at, way in ((y - 0.03, 1.0), (-half + 0.03, -1.0)):
            if thing == "window":
                w, h, low = (
                    rng.uniform(0.6, 1.4),
                    rng.uniform(0.9, 1.4),
                    floor + rng.uniform(0.8, 1.1),
                )
                light = float(rng.uniform(0.8, 1.0))
                solids.box(
                    [x - 0.05, at - 0.02, low - 0.05],
                    [x + w + 0.05, at + 0.02, low + h + 0.05],
                    colour=(0.9, 0.9, 0.88),
                )
                solids.quad(
                    [x, at - 0.025 * way, low],
                    [w, 0, 0],
                    [0, 0, h],
                    "sky",
                    (light, light, light),
                    3.0,
                )
                solids.box(
                    [x + w / 2 - 0.02, at - 0.04, low],
                    [x + w / 2 + 0.02, at + 0.04, low + h],
                    colour=(0.9, 0.9, 0.88),
                )
            elif thing == "door":
                solids.box(
                    [x - 0.06, at - 0.01, floor],
                    [x + 0.96, at + 0.01, floor + 2.1],
                    colour=(0.85, 0.83, 0.8),
                )
                solids.box(
                    [x, at - 0.025, floor],
                    [x + 0.9, at + 0.025, floor + 2.04],
                    "wood",
                    shade(rng),
                    2.0,
                )
            elif thing == "poster":
                w, low = rng.uniform(0.3, 0.9), floor + rng.uniform(1.0, 1.5)
                solids.quad(
                    [x, at - 0.01 * way, low],
                    [w, 0, 0],
                    [0, 0, w * 1.3],
                    "poster",
                    shade(rng, 0.5, 1),
                    None,
                )
            elif thing == "shelf":
                w, h = rng.uniform(0.7, 1.6), rng.uniform(0.9, 2.0)
                low, deep = floor, 0.35 * way
                y0, y1 = sorted((at, at - deep))
                solids.box([x, y0, low], [x + w, y1, low + h], "wood", shade(rng, 0.2, 0.8))
                solids.quad(
                    [x, at - 1.03 * deep, low],
                    [w, 0, 0],
                    [0, 0, h],
                    "shelf",
                    shade(rng, 0.6, 1),
                    None,
                )


def _furniture(
    solids: Solids, rng: np.random.Generator, half: float, floor: float, number: int
) -> None:
    for _ in range(number):
        x, y = (
            rng.uniform(1.3, max(half - 0.3, 1.5)) * rng.choice([-1, 1]),
            rng.uniform(-half, half),
        )
        w, d, h = rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.9), rng.uniform(0.4, 1.3)
        texture = str(rng.choice(["plain", "wood", "carpet"]))
        solids.box(
            [x - w / 2, y - d / 2, floor],
            [x + w / 2, y + d / 2, floor + h],
            texture,
            shade(rng, 0.1, 0.9),
        )


def _gym(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    high = rng.uniform(2.8, 4.0)
    wall = str(rng.choice(["plaster", "tiles", "brick"]))
    ground = str(rng.choice(["carpet", "plain", "tiles"]))
    half, y = _shell(solids, rng, floor, reach + 1, wall, ground, high, rng.uniform(2.5, 5))
    _on_wall(solids, rng, y, half, floor, ("window", "poster", "door"), int(rng.integers(2, 5)))
    for x in (-2.4, -1.3, 1.3, 2.4):
        if rng.uniform() < 0.6:
            colour = shade(rng, 0.08, 0.35)
            solids.box([x - 0.35, -0.9, floor], [x + 0.35, 0.8, 0.0], colour=colour)
            solids.box([x - 0.4, 0.7, 1.0], [x + 0.4, 0.82, 1.3], colour=colour)
            for out in (-0.4, 0.35):
                solids.box([x + out, 0.7, floor], [x + out + 0.05, 0.78, 1.2], colour=colour)
    for x in np.arange(-half + 0.8, half, 1.8).tolist():
        top = floor + high - 0.02
        solids.quad([x, -half, top], [0, half + y, 0], [0.25, 0, 0], "plain", (1.0, 1.0, 0.97))


def _room(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    ground, high = str(rng.choice(["wood", "carpet", "tiles"])), rng.uniform(2.3, 2.8)
    half, y = _shell(solids, rng, floor, reach, "plaster", ground, high, rng.uniform(1.3, 3.0))
    _on_wall(
        solids, rng, y, half, floor, ("window", "door", "poster", "shelf"), int(rng.integers(2, 5))
    )
    _furniture(solids, rng, half, floor, int(rng.integers(1, 5)))


def _hall(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    wall, high = str(rng.choice(["tiles", "concrete", "plaster"])), rng.uniform(2.8, 5.0)
    half, y = _shell(solids, rng, floor, reach + 0.5, wall, "tiles", high, rng.uniform(4, 12))
    for depth in np.arange(-half, y, 2.5).tolist():
        for out in (-1, 1):
            x = out * (half - 0.15)
            solids.box(
                [x - 0.15, depth, floor],
                [x + 0.15, depth + 0.3, floor + 5],
                "concrete",
                shade(rng),
            )
    _on_wall(solids, rng, y, half, floor, ("door", "poster"), 3)


def _garage(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    half, y = _shell(solids, rng, floor, reach, str(rng.choice(["brick", "concrete"])), "concrete",
                     rng.uniform(2.3, 2.7), rng.uniform(1.5, 3.0))  # fmt: skip
    _on_wall(
        solids, rng, y, half, floor, ("shelf", "shelf", "door", "window"), int(rng.integers(2, 5))
    )
    _furniture(solids, rng, half, floor, int(rng.integers(2, 7)))


def _outdoors(solids: Solids, rng: np.random.Generator, ground: str, colour: Colour) -> None:
    far = 70.0
    solids.quad([-far, -far, 0.0], [2 * far, 0, 0], [0, 2 * far, 0], ground, colour, 2.0)
    light = float(rng.uniform(0.75, 1.05))
    for corner, along in (
        ([-far, far, -1], [2 * far, 0, 0]), ([far, -far, -1], [-2 * far, 0, 0]),
        ([-far, -far, -1], [0, 2 * far, 0]), ([far, far, -1], [0, -2 * far, 0]),
    ):  # fmt: skip
        solids.quad(corner, along, [0, 0, 70], "sky", (light, light, light), None)
    solids.quad([-far, -far, 68], [2 * far, 0, 0], [0, 2 * far, 0], "sky", (light,) * 3, None)


def _tree(solids: Solids, rng: np.random.Generator, x: float, y: float) -> None:
    high, thick = rng.uniform(3, 8), rng.uniform(0.08, 0.25)
    solids.box(
        [x - thick, y - thick, 0], [x + thick, y + thick, 0.6 * high], "bark", shade(rng, 0.3, 0.6)
    )
    for _ in range(int(rng.integers(2, 5))):
        centre = [x + rng.uniform(-1, 1), y + rng.uniform(-1, 1), high * rng.uniform(0.55, 0.95)]
        solids.ball(centre, rng.uniform(0.8, 1.8, 3), "foliage", shade(rng, 0.6, 1.1))


def _street(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    _outdoors(solids, rng, "asphalt", shade(rng, 0.6, 1.0))
    for out in (-1, 1):
        near = out * (reach + rng.uniform(1.5, 6.0))
        y = -60.0
        while y < 60:
            length, high = rng.uniform(5, 14), rng.uniform(4, 14)
            sides = sorted((near, near + out * 8))
            solids.box([sides[0], y, 0], [sides[1], y + length, high], "facade", shade(rng), 3.5)
            y += length + float(rng.choice([0.0, 1.5]))
        for y in (np.arange(-55, 60, 9.0) + rng.uniform(0, 8)).tolist():
            x = near - out * 0.8
            solids.box([x - 0.05, y - 0.05, 0], [x + 0.05, y + 0.05, 5], colour=(0.25, 0.27, 0.27))
        for y in rng.uniform(-50, 50, 6):
            _car(solids, rng, near - out * 1.4, float(y))


def _car(solids: Solids, rng: np.random.Generator, x: float, y: float) -> None:
    colour = shade(rng, 0.1, 0.9)
    solids.box([x - 0.85, y - 2.1, 0.25], [x + 0.85, y + 2.1, 0.85], colour=colour)
    solids.box([x - 0.75, y - 1.2, 0.85], [x + 0.75, y + 1.0, 1.4], colour=(0.15, 0.17, 0.2))


def _track(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    _outdoors(solids, rng, "grass", shade(rng, 0.7, 1.1))
    solids.quad([-4.3, -65, 0.005], [9.76, 0, 0], [0, 130, 0], "lanes", shade(rng, 0.8, 1.1), 1.22)
    solids.quad([-16, -65, 0.0], [0.02, 130, 0], [0, 0, 1.2], "fence", shade(rng, 0.5, 0.9), 1.2)
    for _ in range(25):
        _tree(
            solids,
            rng,
            float(rng.choice([-1, 1]) * rng.uniform(17, 30)),
            float(rng.uniform(-60, 60)),
        )
    for _ in range(12):
        _tree(
            solids,
            rng,
            float(rng.uniform(-30, 30)),
            float(rng.choice([-1, 1]) * rng.uniform(45, 60)),
        )


def _park(solids: Solids, rng: np.random.Generator, floor: float, reach: float) -> None:
    _outdoors(solids, rng, "grass", shade(rng, 0.6, 1.0))
    solids.quad([-1.6, -65, 0.005], [3.2, 0, 0], [0, 130, 0], "asphalt", shade(rng, 0.8, 1.3), 2.0)
    for _ in range(60):
        _tree(
            solids,
            rng,
            float(rng.choice([-1, 1]) * rng.uniform(reach + 1.5, 18)),
            float(rng.uniform(-60, 60)),
        )


BUILDERS = {
    "gym": _gym, "room": _room, "hall": _hall, "garage": _garage,
    "street": _street, "track": _track, "park": _park,
}  # fmt: skip

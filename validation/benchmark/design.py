"""Which clips the benchmark is made of: a space-filling design, told in plain numbers.

Every case is drawn from a Latin hypercube whose seed belongs to its set, so that each parameter is
spread evenly by itself and none tells another: the drops of the two sides, cadence, camera, light
and clothes are all independent. The set for choosing constants (``tune``) and the set for
reporting (``test``) have the same make-up and no seed, body, outfit or room in common.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

FloatArray = NDArray[np.float64]
SetName = Literal["tune", "test"]
CaseClass = Literal["as advised", "jacket", "dark on dark", "off axis", "border", "other view"]

SETS: tuple[SetName, ...] = ("tune", "test")
SEEDS: dict[SetName, int] = {"tune": 41_001, "test": 73_009}
# Bodies of the family (half-open ranges); training has those below.
BODIES: dict[SetName, tuple[int, int]] = {"tune": (448, 544), "test": (544, 640)}

# Clips of each class. Twins repeat a gait with other clothes, another camera and other light.
ADVISED, TWINS = 40, 8
SIZES: dict[CaseClass, int] = {
    "jacket": 4, "dark on dark": 4, "off axis": 4, "border": 2, "other view": 12,
}
MUST_REFUSE: tuple[CaseClass, ...] = ("jacket", "dark on dark", "off axis")
VIEWS = ("front", "left", "right", "oblique")

# Names and shares; a share is the part of the clips as advised that has this kind.
CLOTHES = {"fitted": 0.25, "tucked": 0.2, "loose": 0.375, "tape": 0.175}
LIGHTS = {"bright": 0.35, "indoor": 0.4, "dim": 0.25}
FRAME_RATES = {24.0: 0.15, 30.0: 0.45, 50.0: 0.1, 60.0: 0.3}
HELD = {"stand": 0.75, "hand": 0.25}

RANGES = {
    "drop_left_deg": (0.0, 12.0), "drop_right_deg": (0.0, 12.0), "cadence_spm": (140.0, 200.0),
    "roll_deg": (-4.0, 4.0), "yaw_deg": (-10.0, 10.0), "distance_m": (3.0, 5.0),
    "height_m": (0.7, 1.3), "duration_s": (8.0, 10.0),
}
# Degrees off straight behind of the clips that must be refused, and of those on the border.
OFF_AXIS_DEG, BORDER_DEG = (22.0, 32.0), (12.0, 20.0)
# Where the camera stands: 0 = straight behind, 90 = the runner's right side.
VIEW_AZIMUTH_DEG = {"rear": 0.0, "right": 90.0, "front": 180.0, "left": -90.0}
# Oblique views lie this far from straight behind or straight in front, give or take the yaw.
OBLIQUE_DEG = 44.0
CHOICES: dict[str, dict[Any, float]] = {
    "clothes": CLOTHES, "light": LIGHTS, "fps": FRAME_RATES, "held": HELD,
}
DIMENSIONS = (*RANGES, *CHOICES, "body")


@dataclass(frozen=True)
class Case:
    """One clip of the benchmark, in the terms of its report.

    Attributes
    ----------
    name : str
    set_name : {"tune", "test"}
    case_class : str
        ``as advised``: filmed as the advice says; ``jacket``, ``dark on dark``, ``off axis``:
        must be refused; ``border``: a little further off axis than advised; ``other view``.
    gait_seed : int
        Of everything else about the gait; twins share it, their drops, cadence and body.
    seed : int
        Of everything else about clothes, camera, light and room.
    twin_of : str
        Name of the case with the same gait, or ``""``.
    view : {"rear", "front", "left", "right", "oblique"}
    yaw_deg : float
        Camera off the view's middle.
    azimuth_deg : float
        Where the camera stands: 0 = straight behind, 90 = the runner's right side, ±180 = front.
    """

    name: str
    set_name: SetName
    case_class: CaseClass
    gait_seed: int
    seed: int
    twin_of: str
    view: str
    body: int
    clothes: str
    light: str
    held: str
    fps: float
    drop_left_deg: float
    drop_right_deg: float
    cadence_spm: float
    roll_deg: float
    yaw_deg: float
    azimuth_deg: float
    distance_m: float
    height_m: float
    duration_s: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@cache
def benchmark_cases(set_name: SetName) -> tuple[Case, ...]:
    """All cases of a set, the same every time."""
    seed = SEEDS[set_name]
    advised = _cases(set_name, "as advised", ADVISED, seed)
    cases = [*advised, *_twins(set_name, advised)]
    for case_class, n in SIZES.items():
        cases += _cases(set_name, case_class, n, seed)
    return tuple(cases)


def some_of(cases: tuple[Case, ...], n: int) -> tuple[Case, ...]:
    """`n` cases that stand for all: every class by its share, then as unlike as can be.

    The first of each class is the one nearest to its class's middle; each next one is the case
    farthest from those chosen.
    """
    if n >= len(cases):
        return cases
    chosen: list[Case] = []
    for case_class, number in _quota(cases, n).items():
        group = [case for case in cases if case.case_class == case_class]
        chosen += [group[i] for i in farthest_first(_places(group), number)]
    names = {case.name for case in chosen}
    return tuple(case for case in cases if case.name in names)


def farthest_first(places: FloatArray, number: int) -> list[int]:
    """Rows of (n, d) places: the one nearest to the middle, then always the farthest one."""
    middle = np.linalg.norm(places - places.mean(axis=0), axis=1)
    chosen = [int(np.argmin(middle))] if number else []
    while len(chosen) < min(number, len(places)):
        gap = np.linalg.norm(places[:, None] - places[None, chosen], axis=2).min(axis=1)
        gap[chosen] = -1.0
        chosen.append(int(np.argmax(gap)))
    return chosen


def _quota(cases: tuple[Case, ...], n: int) -> dict[CaseClass, int]:
    """Largest remainders, so that the shares are kept and the sum is `n`."""
    counts: dict[CaseClass, int] = {}
    for case in cases:
        counts[case.case_class] = counts.get(case.case_class, 0) + 1
    exact = {key: n * count / len(cases) for key, count in counts.items()}
    quota = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: quota[key] - exact[key])
    for key in by_remainder[: n - sum(quota.values())]:
        quota[key] += 1
    return quota


def _places(cases: list[Case]) -> FloatArray:
    """Cases as points, each parameter scaled to 0..1."""
    columns = [
        [(getattr(case, name) - low) / (high - low) for case in cases]
        for name, (low, high) in RANGES.items()
    ]
    for name in ("clothes", "light", "held", "view"):
        kinds = sorted({getattr(case, name) for case in cases})
        columns.append([kinds.index(getattr(case, name)) / max(len(kinds) - 1, 1)
                        for case in cases])
    return np.array(columns, dtype=float).T


def cases_drawn(
    set_name: SetName, case_class: CaseClass, seed: int, *, n: int | None = None
) -> list[Case]:
    """Cases of one class as another seed draws them: the same bodies and rooms, other scenes.

    `n` of them; as many as the benchmark has if that is not told.
    """
    usual = ADVISED if case_class == "as advised" else SIZES[case_class]
    return _cases(set_name, case_class, n or usual, seed)


def _cases(set_name: SetName, case_class: CaseClass, n: int, seed: int) -> list[Case]:
    rng = np.random.default_rng([seed, _number_of(case_class)])
    drawn = [_drawn(row, set_name) for row in _hypercube(n, rng)]
    return [
        Case(
            name=f"{set_name}_{case_class.replace(' ', '_')}_{i:02d}",
            set_name=set_name, case_class=case_class, twin_of="",
            gait_seed=int(rng.integers(1 << 30)), seed=int(rng.integers(1 << 30)),
            **_for_class(case_class, values, i, n),
        )
        for i, values in enumerate(drawn)
    ]  # fmt: skip


def _twins(set_name: SetName, advised: list[Case]) -> list[Case]:
    """The gaits of some cases, filmed again: everything that is not the runner is drawn anew."""
    rng = np.random.default_rng([SEEDS[set_name], 99])
    first = [advised[i] for i in sorted(farthest_first(_places(advised), TWINS))]
    again = [_drawn(row, set_name) for row in _hypercube(TWINS, rng)]
    same = ("drop_left_deg", "drop_right_deg", "cadence_spm", "body", "duration_s")
    return [
        Case(
            **{
                **case.as_dict(), **values, **{name: getattr(case, name) for name in same},
                "azimuth_deg": values["yaw_deg"],
                "name": f"{case.name}_again", "twin_of": case.name,
                "seed": int(rng.integers(1 << 30)),
            }
        )
        for case, values in zip(first, again, strict=True)
    ]  # fmt: skip


def _hypercube(n: int, rng: np.random.Generator) -> FloatArray:
    """(n, d) points in the unit cube, evenly spread in every direction."""
    sampler = qmc.LatinHypercube(
        len(DIMENSIONS), optimization="random-cd" if n > 1 else None, seed=rng
    )
    return np.asarray(sampler.random(n))


def _drawn(row: FloatArray, set_name: SetName) -> dict[str, Any]:
    place = dict(zip(DIMENSIONS, row, strict=True))
    values: dict[str, Any] = {
        name: float(low + place[name] * (high - low)) for name, (low, high) in RANGES.items()
    }
    for name, shares in CHOICES.items():
        values[name] = _choice(shares, place[name])
    low, high = BODIES[set_name]
    values["body"] = int(low + place["body"] * (high - low))
    return values


def _choice(shares: dict[Any, float], place: float) -> Any:
    names = list(shares)
    border = np.cumsum(list(shares.values()))
    return names[min(int(np.searchsorted(border, place, side="right")), len(names) - 1)]


def _for_class(case_class: CaseClass, values: dict[str, Any], i: int, n: int) -> dict[str, Any]:
    """What makes the case one of its class."""
    view, yaw, changed = "rear", values["yaw_deg"], {}
    if case_class == "jacket":
        changed = {"clothes": "jacket"}
    elif case_class == "dark on dark":
        changed = {"clothes": "dark", "light": "dark"}
    elif case_class in ("off axis", "border"):
        low, high = OFF_AXIS_DEG if case_class == "off axis" else BORDER_DEG
        yaw = np.sign(yaw) * (low + (high - low) * abs(yaw) / RANGES["yaw_deg"][1])
    elif case_class == "other view":
        view = VIEWS[i * len(VIEWS) // n]
    return {
        **values, **changed, "view": view, "yaw_deg": float(yaw),
        "azimuth_deg": _azimuth(view, float(yaw), i),
    }


def _azimuth(view: str, yaw_deg: float, i: int) -> float:
    if view != "oblique":
        return (VIEW_AZIMUTH_DEG[view] + yaw_deg + 180) % 360 - 180
    from_axis = OBLIQUE_DEG + 0.5 * abs(yaw_deg) - 2.5
    azimuth = from_axis if i % 2 else 180 - from_axis
    return azimuth if yaw_deg > 0 else -azimuth


def _number_of(case_class: CaseClass) -> int:
    return ("as advised", *SIZES).index(case_class)

"""The clips that the readings of the form are tuned and reported on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from validation.render import Scene, random_scene
from validation.render.gait import Gait
from validation.render.sampling import random_gait

FloatArray = NDArray[np.float64]
Half = Literal["tune", "test"]
ViewName = Literal["rear", "front", "left", "right"]
HALVES: tuple[Half, ...] = ("tune", "test")
VIEW_NUMBER: dict[ViewName, int] = {"rear": 0, "front": 1, "left": 2, "right": 3}
# Frame rates of the clips of one half, and how long each rate's clips are, seconds.
RATES: dict[ViewName, tuple[float, ...]] = {
    "rear": (30, 60, 30, 30, 30, 30, 30),
    "front": (30, 60, 30, 30, 30, 30),
    "left": (30, 60, 30, 30, 30, 120),
    "right": (60, 30, 30, 30, 30, 120),
}
# Clips that came later, for what needs 120 frames a second; drawn by themselves, so that the others
# stay as they were.
LATER_RATES: dict[ViewName, tuple[float, ...]] = {
    "rear": (), "front": (), "left": (120, 120), "right": (120, 120),
}  # fmt: skip
DURATION_S = {30: 4.0, 60: 3.5, 120: 2.5}
SHORT_S = 3.0
# Pictures of the first clips of a view and of the others, which are shorter too, px.
LARGE_PX, SMALL_PX, N_LARGE = (540, 960), (360, 640), 2
# Height of the picture at the runner, metres: head and feet in, with some room.
PICTURED_M = (2.0, 2.5)
# What is varied, each by itself (Latin hypercube over the clips of a view): wide, but possible.
VARIED: dict[str, tuple[float, float]] = {
    "cadence_spm": (148, 192),
    "speed_m_s": (2.0, 3.8),
    "duty_factor": (0.28, 0.42),
    "drop_left_deg": (-1, 10),
    "drop_right_deg": (-1, 10),
    "lumbar_compensation": (0.0, 1.1),
    "trunk_lean_deg": (-2, 16),
    "side_bend_deg": (0, 7),
    "sway_m": (0.0, 0.03),
    "step_width_m": (-0.03, 0.16),
    "knee_valgus_deg": (-12, 16),
    "contact_ahead": (0.27, 0.45),
    "foot_strike_deg": (-10, 18),
    "crouch": (0.0, 0.04),
    "swing_knee_deg": (75, 120),
    "swing_thigh_deg": (26, 52),
    "arm_swing_deg": (10, 42),
    "left_right_timing": (-0.04, 0.04),
    "timing_sd": (0.0, 0.03),
}
# Fastest that a stance of this length allows, in leg sweeps (metres) per stance.
LONGEST_SWEEP_M = 0.8
# The rhythm changes slowly at most: a clip of four seconds is too short to tell more.
CADENCE_DRIFT = 0.5


@dataclass(frozen=True)
class PostureCase:
    """One clip: which half, which view, which of its clips."""

    half: Half
    view: ViewName
    number: int

    @property
    def name(self) -> str:
        return f"{self.half}_{self.view}_{self.number:02d}"

    @property
    def fps(self) -> float:
        return float(_rates(self.view)[self.number])

    @property
    def duration_s(self) -> float:
        whole = DURATION_S[int(self.fps)]
        return whole if self.number < N_LARGE else min(whole, SHORT_S)


def _rates(view: ViewName) -> tuple[float, ...]:
    return RATES[view] + LATER_RATES[view]


def cases(half: Half) -> list[PostureCase]:
    """All clips of one half, the views in turn."""
    most = max(len(_rates(view)) for view in RATES)
    return [
        PostureCase(half, view, number)
        for number in range(most)
        for view in RATES
        if number < len(_rates(view))
    ]


def scene_of(case: PostureCase) -> Scene:
    """The scene of a case; the same case gives the same scene every time."""
    rng = np.random.default_rng(
        [case.number, VIEW_NUMBER[case.view], HALVES.index(case.half), 4711]
    )
    scene = random_scene(
        rng, split=case.half, view=case.view, gait=_gait(case, random_gait(rng)), bystander=0.0
    )
    pictured = float(rng.uniform(*PICTURED_M))
    width, height = LARGE_PX if case.number < N_LARGE else SMALL_PX
    camera = replace(
        scene.camera, width=width, height=height, fps=case.fps,
        vertical_fov_deg=float(2 * np.degrees(np.arctan(0.5 * pictured / scene.camera.distance_m))),
    )  # fmt: skip
    return replace(scene, camera=camera)


def _gait(case: PostureCase, gait: Gait) -> Gait:
    chosen = {
        name: low + share * (high - low)
        for share, (name, (low, high)) in zip(_shares(case), VARIED.items(), strict=True)
    }
    fastest = LONGEST_SWEEP_M * chosen["cadence_spm"] / (120 * chosen["duty_factor"])
    chosen["speed_m_s"] = min(chosen["speed_m_s"], fastest)
    drift = float(np.clip(gait.cadence_drift_spm_per_s, -CADENCE_DRIFT, CADENCE_DRIFT))
    return replace(gait, **chosen, cadence_drift_spm_per_s=drift)


def _shares(case: PostureCase) -> FloatArray:
    """Where in its range each parameter lies, 0 to 1."""
    seed = [VIEW_NUMBER[case.view], HALVES.index(case.half)]
    n, number = len(RATES[case.view]), case.number
    if number >= n:
        seed, n, number = [*seed, 1], len(LATER_RATES[case.view]), number - n
    hypercube = qmc.LatinHypercube(len(VARIED), rng=np.random.default_rng(seed))
    return np.asarray(hypercube.random(n)[number])

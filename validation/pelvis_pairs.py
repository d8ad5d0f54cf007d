"""How well a *change* of the drop is told: every case of the benchmark filmed twice more.

*Another day*: the same runner in the same clothes, the phone put back by hand to the same place,
the drops, the cadence and the style changed. *Elsewhere*: the same runner and gait in other
clothes, in another room, from another place within the advice. What both films of a pair misjudge
alike does not count in a change; this measures how much that is. Patches alone, as in pelvis_clips.

    python -m validation.pelvis_pairs tune     # for choosing
    python -m validation.pelvis_pairs test     # for reporting
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from formcheck.comparison.change import smallest_that_counts
from formcheck.gait.pelvis_net import PelvisNet, unshrunk
from formcheck.settings import CompareSettings, PelvisSettings, Settings
from validation.benchmark.design import Case, SetName, benchmark_cases
from validation.benchmark.scenes import scene_of
from validation.pelvis_clips import PelvisClip, keep, recorded, table
from validation.render.scene import Scene

KINDS = ("another day", "elsewhere")
# What changes in a runner from one day to the other: each side's drop, and style (SD).
DROP_RANGE_DEG, MOST_CHANGE_DEG = (0.0, 12.0), 6.0
CADENCE_RANGE = (0.97, 1.10)
STYLE_SD = {"side_bend_deg": 1.0, "pelvic_rotation_deg": 1.5, "trunk_lean_deg": 1.0}
# A phone put back to a mark on the floor: SDs of angle, distance (share), height, roll.
AZIMUTH_SD_DEG, DISTANCE_SD, HEIGHT_SD_M, ROLL_SD_DEG = 1.5, 0.03, 0.03, 1.0
# The same clothes put on anew: hem and waist, in trunk coordinates.
HEM_SD, WAIST_SD = 0.01, 0.005
EXPOSURE = (0.85, 1.15)


def main() -> None:
    """Record (or take from the cache), read all, and print how the errors of pairs go together."""
    split: SetName = "tune" if sys.argv[1] == "tune" else "test"
    os.environ.setdefault("LP_NUM_THREADS", "1")
    number = len(_cases(split))
    jobs = [(split, kind, row) for kind in KINDS for row in range(number)]
    with ProcessPoolExecutor(int(os.environ.get("WORKERS", "2"))) as pool:
        list(pool.map(_keep, jobs))
    net, settings = PelvisNet.load(), Settings()
    first = _read([recorded(split, row) for row in range(number)], net, settings.pelvis)
    for kind in KINDS:
        again = [recorded(_folder(split, kind), row) for row in range(number)]
        both = pairs(first, _read(again, net, settings.pelvis))
        told = verdicts(both, settings.compare, same_clothes=kind == "another day")
        print(kind, json.dumps(agreement(both) | told, indent=1))


def pairs(first: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """A row a side that was answered in both films."""
    both = first.merge(again, on=["number", "side"], suffixes=("", "_again"))
    return both.dropna(subset=["value", "value_again"])


def verdicts(
    both: pd.DataFrame, settings: CompareSettings, *, same_clothes: bool
) -> dict[str, str]:
    """How often *changed* is said, by the size of the true change, with the product's own rule."""
    half, half_again = ((both[f"high{which}"] - both[f"low{which}"]).to_numpy(float) / 2
                        for which in ("", "_again"))
    shared = settings.same_clothes_correlation if same_clothes else 0.0
    interval = np.sqrt(half**2 + half_again**2 - 2 * shared * half * half_again)
    least = smallest_that_counts("pelvic_drop_left", settings, same_clothes=same_clothes)
    told = (both["value_again"] - both["value"]).to_numpy(float)
    true = (both["truth_again"] - both["truth"]).to_numpy(float)
    said = np.where(np.abs(told) > np.maximum(interval, least), np.sign(told), 0)
    sizes = {"under 0.5": (0, 0.5), "0.5 to 2": (0.5, 2), "2 to 4": (2, 4), "over 4": (4, 99)}
    counts = {}
    for name, (low, high) in sizes.items():
        chosen = (np.abs(true) >= low) & (np.abs(true) < high)
        right = int((said[chosen] == np.sign(true[chosen])).sum())
        spoken = int((said[chosen] != 0).sum())
        counts[f"said to have changed, {name} deg"] = (
            f"{spoken} of {chosen.sum()}, {right} in the true direction")
    counts["change that could be seen, median deg"] = (
        f"{np.median(np.maximum(interval, least)):.2f}")
    return counts


def agreement(both: pd.DataFrame) -> dict[str, float]:
    """How the errors of both films of a pair go together."""
    error = (both["value"] - both["truth"]).to_numpy(float)
    error_again = (both["value_again"] - both["truth_again"]).to_numpy(float)
    true = (both["truth_again"] - both["truth"]).to_numpy(float)
    told = true + error_again - error
    sides = both.assign(missed=told - true).pivot(index="number", columns="side", values="missed")
    figures = {
        "sides": float(len(both)), "clips": float(both["number"].nunique()),
        "rms_first_deg": _rms(error), "rms_again_deg": _rms(error_again),
        "correlation_of_errors": float(np.corrcoef(error, error_again)[0, 1]),
        "rms_of_change_deg": _rms(told - true),
        "p95_of_change_deg": float(np.percentile(np.abs(told - true), 95)),
        "rms_of_change_of_left_minus_right_deg": _rms((sides["left"] - sides["right"]).dropna()),
    }
    if true.std() > 0.1:
        figures["slope_of_change"] = float(np.polyfit(true, told, 1)[0])
    return {name: round(value, 3) for name, value in figures.items()}


def _read(clips: list[PelvisClip], net: PelvisNet, settings: PelvisSettings) -> pd.DataFrame:
    return table(clips, [unshrunk(net.read(clip.patches)) for clip in clips], settings)


def _rms(values: np.ndarray | pd.Series) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _cases(split: SetName) -> list[Case]:
    return [case for case in benchmark_cases(split) if case.case_class == "as advised"]


def _folder(split: SetName, kind: str) -> str:
    return f"{split} {kind}"


def _keep(job: tuple[SetName, str, int]) -> None:
    split, kind, row = job
    cases = _cases(split)
    case = cases[row]
    rng = np.random.default_rng([case.seed, KINDS.index(kind), 31])
    if kind == "another day":
        scene = another_day(scene_of(case), rng)
    else:
        other = scene_of(cases[(row + len(cases) // 2) % len(cases)])
        scene = replace(other, body=scene_of(case).body, gait=scene_of(case).gait)
    keep(_folder(split, kind), row, case, scene)


def another_day(scene: Scene, rng: np.random.Generator) -> Scene:
    """The same runner in the same clothes at the same place, running otherwise."""
    gait, camera, outfit = scene.gait, scene.camera, scene.outfit
    drops: dict[str, Any] = {
        name: float(np.clip(getattr(gait, name) + rng.uniform(-1, 1) * MOST_CHANGE_DEG,
                            *DROP_RANGE_DEG))
        for name in ("drop_left_deg", "drop_right_deg")
    }
    style = {name: getattr(gait, name) + rng.normal(0, sd) for name, sd in STYLE_SD.items()}
    return replace(
        scene,
        gait=replace(gait, cadence_spm=gait.cadence_spm * rng.uniform(*CADENCE_RANGE),
                     seed=int(rng.integers(1 << 30)), **drops, **style),
        camera=replace(
            camera,
            azimuth_deg=(camera.azimuth_deg + rng.normal(0, AZIMUTH_SD_DEG)) % 360,
            distance_m=camera.distance_m * (1 + rng.normal(0, DISTANCE_SD)),
            height_m=camera.height_m + rng.normal(0, HEIGHT_SD_M),
            roll_deg=camera.roll_deg + rng.normal(0, ROLL_SD_DEG),
        ),
        outfit=replace(outfit, top_hem=outfit.top_hem + rng.normal(0, HEM_SD),
                       waist=outfit.waist + rng.normal(0, WAIST_SD)),
        sensor=replace(scene.sensor, exposure=scene.sensor.exposure * rng.uniform(*EXPOSURE)),
    )


if __name__ == "__main__":
    main()

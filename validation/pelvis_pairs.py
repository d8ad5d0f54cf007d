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
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from formcheck.comparison.both_legs import BOTH_LEGS
from formcheck.comparison.change import changes
from formcheck.comparison.film import Film
from formcheck.gait.drop import ASYMMETRY, NAMES, SIDES
from formcheck.gait.pelvis_net import PelvisNet, unshrunk
from formcheck.settings import CompareSettings, PelvisSettings, Settings
from validation.benchmark.design import Case, SetName, benchmark_cases
from validation.benchmark.scenes import scene_of
from validation.pelvis_clips import PelvisClip, keep, measure, recorded
from validation.render.scene import Scene

KINDS = ("another day", "elsewhere")
# Which films make a pair, and whether it is told that clothes and place were the same.
PAIRS = (
    ("first", "another day", True), ("first", "another day", False),
    ("first", "elsewhere", False), ("another day", "elsewhere", False),
)
OF = {**dict.fromkeys(NAMES.values(), "a side"), BOTH_LEGS: "both legs", ASYMMETRY: "difference"}
# True changes are counted in classes from one of these to the next.
SIZES_DEG = (0.0, 0.5, 2.0, 4.0, 99.0)
TrueFilm = tuple[Film, dict[str, float]]
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
    folders = {"first": split, **{kind: _folder(split, kind) for kind in KINDS}}
    films = {
        kind: [_film(recorded(folder, row), net, settings.pelvis) for row in range(number)]
        for kind, folder in folders.items()
    }
    for before, after, same_clothes in PAIRS:
        found = judged(films[before], films[after], settings.compare, same_clothes=same_clothes)
        for reading, rows in found.groupby("reading"):
            told = agreement(rows) | verdicts(rows)
            print(f"{before}, then {after}: {reading}", json.dumps(told, indent=1))


def judged(
    before: list[TrueFilm], after: list[TrueFilm], settings: CompareSettings, *,
    same_clothes: bool,
) -> pd.DataFrame:
    """A row for each reading of each pair, with what the product says of its change."""
    rows = [
        {"reading": OF[change.name], "true_before": old[change.name],
         "true_after": new[change.name], "before": change.before.value,
         "after": change.after.value, "low": change.low, "high": change.high,
         "could_be_seen": change.could_be_seen, "verdict": change.verdict}
        for (film, old), (again, new) in zip(before, after, strict=True)
        for change in changes(film, again, settings, same_clothes=same_clothes)
    ]
    table = pd.DataFrame(rows).dropna(subset=["before", "after"])
    true, told = table["true_after"] - table["true_before"], table["after"] - table["before"]
    return table.assign(
        true=true, told=told, inside=(table["low"] <= true) & (true <= table["high"]),
        said=np.sign(told).where(table["verdict"] == "changed", 0.0),
        error=table["before"] - table["true_before"],
        error_again=table["after"] - table["true_after"],
    )


def verdicts(rows: pd.DataFrame) -> dict[str, str]:
    """How often *changed* is said, by the size of the true change."""
    size = rows["true"].abs()
    counts = {}
    for low, high in pairwise(SIZES_DEG):
        chosen = rows[(size >= low) & (size < high)]
        spoken = chosen[chosen["said"] != 0]
        right = int((spoken["said"] == np.sign(spoken["true"])).sum())
        counts[f"said to have changed, {low:g} to {high:g} deg"] = (
            f"{len(spoken)} of {len(chosen)}, {right} in the true direction")
    counts["change that could be seen, median deg"] = f"{rows['could_be_seen'].median():.2f}"
    return counts


def agreement(rows: pd.DataFrame) -> dict[str, float]:
    """How the errors of both films of a pair go together."""
    missed = rows["told"] - rows["true"]
    figures = {
        "pairs": float(len(rows)),
        "rms_first_deg": _rms(rows["error"]), "rms_again_deg": _rms(rows["error_again"]),
        "correlation_of_errors": float(np.corrcoef(rows["error"], rows["error_again"])[0, 1]),
        "rms_of_change_deg": _rms(missed),
        "p95_of_change_deg": float(np.percentile(missed.abs(), 95)),
        "change_inside_its_interval": float(rows["inside"].mean()),
    }
    if rows["true"].std() > 0.1:
        figures["slope_of_change"] = float(np.polyfit(rows["true"], rows["told"], 1)[0])
    return {name: round(value, 3) for name, value in figures.items()}


def _film(clip: PelvisClip, net: PelvisNet, settings: PelvisSettings) -> TrueFilm:
    motion, truth = measure(clip, unshrunk(net.read(clip.patches)), settings)
    true = {
        **{NAMES[side]: truth[side] for side in SIDES},
        BOTH_LEGS: (truth["left"] + truth["right"]) / 2,
        ASYMMETRY: truth["left"] - truth["right"],
    }
    return Film("", "", {}, motion.readings, frames=pd.DataFrame(), steps=pd.DataFrame()), true


def _rms(values: pd.Series) -> float:
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

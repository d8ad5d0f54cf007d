"""Pelvic drop of the benchmark's clips from patches alone: its cheap half.

A clip costs seconds, not a minute: only the square around the pelvis is drawn, where MediaPipe
would have put it (its error about the hip joints and its longer torso are imitated), and what
a phone does to a picture is done to it. Network, curve, readings and intervals are the product's
own. What is not in it (finding the runner, steps and roll) is measured on full clips.
Besides the benchmark's clips as advised, the first of them are dressed in a jacket over the hips,
and in loose black in the dark: these must be refused.

    python -m validation.pelvis_clips tune     # clips for choosing constants
    python -m validation.pelvis_clips test     # clips for reporting
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from formcheck.gait.pelvis_net import PelvisNet, PelvisRead, unshrunk
from formcheck.gait.pelvis_patch import cut_patch
from formcheck.gait.pelvis_reading import BY_NETWORK, PelvicMotion, PelvisFrames, read_pelvis
from formcheck.gait.phase import gait_phase
from formcheck.result import Activity, View
from formcheck.settings import PelvisSettings, Settings
from validation.benchmark.design import Case, SetName, benchmark_cases
from validation.benchmark.scenes import scene_of
from validation.render import Renderer, Viewport, step_truths, truth_at
from validation.render.scene import Scene
from validation.train.augment import spoil
from validation.train.shards import cache_folder

FRAMES_PER_S = 15.0
DURATION_S = 8.0
DRAWN_PX = 176
# MediaPipe's mid-hip about the middle of the hip joints and its torso against theirs, smoothed as
# the product smooths them: off for the whole clip, swinging with the stride, and at random.
HIP_OFF_TORSO, HIP_SWING_TORSO, HIP_SCATTER_TORSO = 0.02, 0.01, 0.005
TORSO_RATIO = (1.03, 1.10)
TORSO_SWING, TORSO_SCATTER = 0.01, 0.004
# Errors of what the full pipeline adds: time of mid-stance, contact and toe-off, camera roll.
MID_STANCE_SD_S = 0.010
CONTACT_SD_S = 0.015
ROLL_SD_DEG = 0.3
# What the file does to a picture besides the scene's own light and grain.
SPOILT = 0.3
# The first so many cases again in a jacket, and in black in the dark.
HIDDEN_OF_A_KIND = 20


@dataclass(frozen=True)
class PelvisClip:
    """The patches of one clip, and what is true in them."""

    number: int
    split: str
    facts: dict[str, float | str | bool]
    patches: np.ndarray
    time_s: list[float]
    truth_deg: list[float]
    roll_deg: float
    azimuth_deg: float
    steps: list[dict[str, float | str]]


def cases(split: SetName) -> tuple[Case, ...]:
    """The benchmark's cases as advised, some of them again in clothes that hide the pelvis."""
    advised = [case for case in benchmark_cases(split) if case.case_class == "as advised"]
    some = advised[:HIDDEN_OF_A_KIND]
    jackets = [replace(case, case_class="jacket", clothes="jacket") for case in some]
    dark = [
        replace(case, case_class="dark on dark", clothes="dark", light="dark") for case in some
    ]
    return (*advised, *jackets, *dark)


def record(
    case: Case, scene: Scene, number: int, *, frames_per_s: float = FRAMES_PER_S
) -> PelvisClip:
    """Draw one clip's patches."""
    rng = np.random.default_rng([number, 5])
    renderer = _renderer()
    times = np.sort(rng.uniform(0.2, 0.2 + DURATION_S, int(frames_per_s * DURATION_S)))
    truth_of = [truth_at(scene, float(t)) for t in times]
    places = _places([truth.stride_phase for truth in truth_of], rng)
    patches = [
        _patch(renderer, scene, float(t), truth.pixels, place, rng)
        for t, truth, place in zip(times, truth_of, places, strict=True)
    ]
    steps = [asdict(step) for step in step_truths(scene, 0.2, 0.2 + DURATION_S)]
    return PelvisClip(
        number=number, split=case.set_name,
        facts={"class": case.case_class, "clothes": case.clothes, "light": case.light,
               "bottom": scene.outfit.bottom, "top_hem": scene.outfit.top_hem},
        patches=np.stack(patches), time_s=times.tolist(),
        truth_deg=[truth.pelvic_obliquity_deg for truth in truth_of],
        roll_deg=float(np.mean([truth.camera_roll_deg for truth in truth_of])),
        azimuth_deg=(scene.camera.azimuth_deg + 180) % 360 - 180, steps=steps,
    )


def measure(
    clip: PelvisClip, read: PelvisRead, settings: PelvisSettings
) -> tuple[PelvicMotion, dict[str, float]]:
    """The product's own reading of a recorded clip, and the true drops."""
    rng = np.random.default_rng([clip.number, 6])
    time_s = np.array(clip.time_s)
    steps = _steps(clip, rng)
    phase = gait_phase(time_s, steps)
    view = View("rear", clip.azimuth_deg, 6.0, clip.roll_deg + rng.normal(0, ROLL_SD_DEG),
                ROLL_SD_DEG)
    motion = read_pelvis(
        PelvisFrames(read.angle_deg, read.sd_deg, BY_NETWORK, read.jacket),
        view=view, activity=Activity("running", ()), steps=steps, phase=phase,
        torso_px=np.full(len(time_s), 200.0), settings=settings,
    )
    return motion, true_drops(clip)


def true_drops(clip: PelvisClip) -> dict[str, float]:
    """Mean over the steps of the true peak drop in stance, each side, degrees."""
    steps = pd.DataFrame(clip.steps)
    mean = steps.groupby(steps["side"].str[0].str.lower())["peak_drop_deg"].mean()
    return {"left": float(mean["l"]), "right": float(mean["r"])}


def _steps(clip: PelvisClip, rng: np.random.Generator) -> pd.DataFrame:
    steps = pd.DataFrame(clip.steps)
    side = steps["side"].str[0].str.lower().map({"l": "left", "r": "right"})
    middle = steps["mid_stance_s"] + rng.normal(0, MID_STANCE_SD_S, len(steps))
    return pd.DataFrame({
        "activity": "running", "side": side, "side_sure": True, "steady": True,
        "mid_stance_s": middle,
        "initial_contact_s": steps["initial_contact_s"] + rng.normal(0, CONTACT_SD_S, len(steps)),
        "toe_off_s": steps["toe_off_s"] + rng.normal(0, CONTACT_SD_S, len(steps)),
        "cadence_spm": 60 / np.gradient(middle),
    })


def _places(stride_phase: list[float], rng: np.random.Generator) -> np.ndarray:
    """Where each patch is cut: off the mid-hip (x, y, torso lengths), and torso against true."""
    angle = 2 * np.pi * np.array(stride_phase)[:, None]
    swing = np.array([HIP_SWING_TORSO, HIP_SWING_TORSO, TORSO_SWING])
    scatter = np.array([HIP_SCATTER_TORSO, HIP_SCATTER_TORSO, TORSO_SCATTER])
    off = np.append(rng.normal(0, HIP_OFF_TORSO, 2), rng.uniform(*TORSO_RATIO))
    return np.asarray(
        off + rng.normal(0, swing) * np.cos(angle) + rng.normal(0, swing) * np.sin(angle)
        + rng.normal(0, scatter, (len(angle), 3))
    )


def _patch(
    renderer: Renderer, scene: Scene, t: float, pixels: dict[str, tuple[float, float]],
    place: np.ndarray, rng: np.random.Generator,
) -> np.ndarray:
    hip = (np.array(pixels["hipL"]) + pixels["hipR"]) / 2
    shoulder = (np.array(pixels["shoulderL"]) + pixels["shoulderR"]) / 2
    torso = float(np.linalg.norm(shoulder - hip))
    side = 1.9 * torso * place[2]
    middle = hip + np.array([0.0, 0.13 * torso])
    picture = renderer.draw(scene, t, Viewport.square(middle, side, DRAWN_PX))
    scale = DRAWN_PX / side
    here = (hip - middle) * scale + DRAWN_PX / 2 - 0.5
    here = here + place[:2] * torso * scale
    size = torso * place[2] * scale
    patch = cut_patch(np.ascontiguousarray(picture[..., ::-1]), mid_hip_px=here, torso_px=size)
    return spoil(patch, rng, SPOILT)


_RENDERERS: list[Renderer] = []


def _renderer() -> Renderer:
    if not _RENDERERS:
        _RENDERERS.append(Renderer())
    return _RENDERERS[0]


def _path(folder: str, number: int) -> Path:
    return cache_folder().parent / "pelvis_cases" / folder / f"{number:04d}"


def keep(
    folder: str, number: int, case: Case, scene: Scene, *, frames_per_s: float = FRAMES_PER_S
) -> None:
    """Draw a clip unless the cache has it; its truth, written last, is the sign it is whole."""
    path = _path(folder, number)
    if path.with_suffix(".json").is_file():
        return
    clip = record(case, scene, number, frames_per_s=frames_per_s)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path.with_suffix(".npz"), patches=clip.patches)
    facts = {key: value for key, value in vars(clip).items() if key != "patches"}
    path.with_suffix(".json").write_text(json.dumps(facts))


def _keep_case(job: tuple[SetName, int]) -> None:
    split, number = job
    case = cases(split)[number]
    keep(split, number, case, scene_of(case))


def recorded(folder: str, number: int) -> PelvisClip:
    """A clip from the cache."""
    path = _path(folder, number)
    with np.load(path.with_suffix(".npz")) as stored:
        patches = stored["patches"]
    return PelvisClip(patches=patches, **json.loads(path.with_suffix(".json").read_text()))


def table(
    clips: list[PelvisClip], reads: list[PelvisRead], settings: PelvisSettings
) -> pd.DataFrame:
    """A row a clip and side: truth, reading, interval, confidence, what was worn."""
    rows = []
    for clip, read in zip(clips, reads, strict=True):
        motion, truth = measure(clip, read, settings)
        for side in ("left", "right"):
            reading = motion.readings[f"pelvic_drop_{side}"]
            rows.append({"number": clip.number, "side": side, "truth": truth[side],
                         "value": reading.value, "low": reading.low, "high": reading.high,
                         "confidence": reading.confidence,
                         "median_sd": float(np.median(read.sd_deg)),
                         "jacket": float(read.jacket.mean()), **clip.facts})
    return pd.DataFrame(rows)


def figures(rows: pd.DataFrame) -> dict[str, float]:
    """Slope, errors and coverage over the answered readings."""
    answered = rows[rows["value"].notna()].astype({"value": float, "low": float, "high": float})
    error = answered["value"] - answered["truth"]
    wide = answered.pivot_table(index="number", columns="side", values=["value", "truth"]).dropna()
    difference = (wide["value"]["left"] - wide["value"]["right"]) - (
        wide["truth"]["left"] - wide["truth"]["right"]
    )
    inside = (answered["low"] <= answered["truth"]) & (answered["truth"] <= answered["high"])
    return {
        "readings": len(rows), "answered": float(len(answered) / len(rows)),
        "slope": float(np.polyfit(answered["truth"], answered["value"], 1)[0]),
        "bias_deg": float(error.mean()), "rms_deg": float(np.sqrt((error**2).mean())),
        "largest_deg": float(error.abs().max()),
        "left_minus_right_rms_deg": float(np.sqrt((difference**2).mean())),
        "inside_95": float(inside.mean()),
        "half_interval_deg": float((answered["high"] - answered["low"]).mean() / 2),
    }


def main() -> None:
    """Record (or take from the cache) and print the figures."""
    split: SetName = "tune" if sys.argv[1] == "tune" else "test"
    os.environ.setdefault("LP_NUM_THREADS", "1")
    jobs: list[tuple[SetName, int]] = [(split, number) for number in range(len(cases(split)))]
    with ProcessPoolExecutor(int(os.environ.get("WORKERS", "2"))) as pool:
        list(pool.map(_keep_case, jobs))
    clips, net = [recorded(*job) for job in jobs], PelvisNet.load()
    rows = table(clips, [unshrunk(net.read(clip.patches)) for clip in clips], Settings().pelvis)
    for name, part in rows.groupby("class"):
        if len(part) and part["value"].notna().sum() > 3:
            print(name, json.dumps(figures(part), indent=1))
        else:
            print(name, f"{part['value'].notna().sum()} of {len(part)} answered")


if __name__ == "__main__":
    main()

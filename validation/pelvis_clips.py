"""Pelvic drop of whole clips, from rendered patches alone: the cheap half of the benchmark.

A clip costs seconds, not a minute: only the square around the pelvis is drawn, where MediaPipe
would have put it (its scatter about the hip joints and its longer torso are imitated), and what
a phone does to a picture is done to it. Network, curve fit, readings and intervals are the
product's own. What is not in it (finding the runner, steps and roll) is measured on full clips.

    python -m validation.pelvis_clips tune 40     # clips for choosing constants
    python -m validation.pelvis_clips test 100    # clips for reporting
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
from validation.render import Renderer, Viewport, random_scene, step_truths, truth_at
from validation.render.sampling import Split, random_gait
from validation.render.scene import Scene
from validation.train.augment import spoil
from validation.train.shards import cache_folder

FRAMES_PER_S = 20.0
DURATION_S = 8.0
DRAWN_PX = 176
# MediaPipe's mid-hip about the middle of the hip joints, and its torso against theirs.
HIP_SCATTER_TORSO = 0.02
TORSO_RATIO = (1.03, 1.10)
TORSO_SCATTER = 0.015
# Errors of what the full pipeline adds: time of mid-stance, contact and toe-off, camera roll.
MID_STANCE_SD_S = 0.010
CONTACT_SD_S = 0.015
ROLL_SD_DEG = 0.3
ADVISED_YAW_DEG, ADVISED_ROLL_DEG = 10.0, 4.0


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


def advised_scene(split: Split, number: int) -> Scene:
    """A runner filmed as advised; drops 0 to 12 degrees, sides apart."""
    rng = np.random.default_rng([number, {"tune": 1, "test": 2, "train": 3}[split], 77])
    left, right = rng.uniform(0, 12, 2)
    gait = replace(random_gait(rng), drop_left_deg=left, drop_right_deg=right)
    scene = random_scene(rng, split=split, view="rear", gait=gait)
    yaw = rng.uniform(-ADVISED_YAW_DEG, ADVISED_YAW_DEG)
    roll = rng.uniform(-ADVISED_ROLL_DEG, ADVISED_ROLL_DEG)
    return replace(scene, camera=replace(scene.camera, azimuth_deg=yaw, roll_deg=roll))


def hides_pelvis(scene: Scene) -> bool:
    """Clothes that nobody is advised to wear: over the hips, or a skirt."""
    outfit = scene.outfit
    hangs_over = not outfit.tucked and outfit.top_hem < -0.05
    return outfit.bottom == "skirt" or (outfit.top == "jacket" and not outfit.tucked) or hangs_over


def record(split: Split, number: int) -> PelvisClip:
    """Draw one clip's patches."""
    scene = advised_scene(split, number)
    rng = np.random.default_rng([number, 5])
    renderer = _renderer()
    times = np.sort(rng.uniform(0.2, 0.2 + DURATION_S, int(FRAMES_PER_S * DURATION_S)))
    ratio = rng.uniform(*TORSO_RATIO)
    patches, truths = [], []
    for t in times:
        truth = truth_at(scene, float(t))
        patches.append(_patch(renderer, scene, float(t), truth.pixels, ratio, rng))
        truths.append(truth.pelvic_obliquity_deg)
    steps = [asdict(step) for step in step_truths(scene, 0.2, 0.2 + DURATION_S)]
    return PelvisClip(
        number=number, split=split,
        facts={"top": scene.outfit.top, "bottom": scene.outfit.bottom,
               "tucked": scene.outfit.tucked, "top_hem": scene.outfit.top_hem,
               "hides": hides_pelvis(scene), "body": scene.body.index},
        patches=np.stack(patches), time_s=times.tolist(), truth_deg=truths,
        roll_deg=truth_at(scene, 1.0).camera_roll_deg,
        azimuth_deg=scene.camera.azimuth_deg, steps=steps,
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
        PelvisFrames(read.angle_deg, read.sd_deg, BY_NETWORK),
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


def _patch(
    renderer: Renderer, scene: Scene, t: float, pixels: dict[str, tuple[float, float]],
    ratio: float, rng: np.random.Generator,
) -> np.ndarray:
    hip = (np.array(pixels["hipL"]) + pixels["hipR"]) / 2
    shoulder = (np.array(pixels["shoulderL"]) + pixels["shoulderR"]) / 2
    torso = float(np.linalg.norm(shoulder - hip))
    side = 1.9 * torso * ratio
    middle = hip + np.array([0.0, 0.13 * torso])
    picture = renderer.draw(scene, t, Viewport.square(middle, side, DRAWN_PX))
    scale = DRAWN_PX / side
    here = (hip - middle) * scale + DRAWN_PX / 2 - 0.5
    here = here + rng.normal(0, HIP_SCATTER_TORSO, 2) * torso * scale
    size = torso * ratio * scale * (1 + rng.normal(0, TORSO_SCATTER))
    patch = cut_patch(np.ascontiguousarray(picture[..., ::-1]), mid_hip_px=here, torso_px=size)
    return spoil(patch, rng, 0.5)


_RENDERERS: list[Renderer] = []


def _renderer() -> Renderer:
    if not _RENDERERS:
        _RENDERERS.append(Renderer())
    return _RENDERERS[0]


def _path(split: str, number: int) -> Path:
    return cache_folder().parent / "pelvis_clips" / split / f"{number:04d}"


def _recorded(job: tuple[Split, int]) -> None:
    """Draw a clip unless the cache has it; its truth, written last, is the sign it is whole."""
    path = _path(*job)
    if path.with_suffix(".json").is_file():
        return
    clip = record(*job)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path.with_suffix(".npz"), patches=clip.patches)
    facts = {key: value for key, value in vars(clip).items() if key != "patches"}
    path.with_suffix(".json").write_text(json.dumps(facts))


def recorded(split: Split, number: int) -> PelvisClip:
    """A clip from the cache."""
    path = _path(split, number)
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
                         "median_sd": float(np.median(read.sd_deg)), **clip.facts})
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
    split: Split = "tune" if sys.argv[1] == "tune" else "test"
    count = int(sys.argv[2])
    os.environ.setdefault("LP_NUM_THREADS", "1")
    jobs: list[tuple[Split, int]] = [(split, number) for number in range(count)]
    with ProcessPoolExecutor(int(os.environ.get("WORKERS", "2"))) as pool:
        list(pool.map(_recorded, jobs))
    clips, net = [recorded(*job) for job in jobs], PelvisNet.load()
    rows = table(clips, [unshrunk(net.read(clip.patches)) for clip in clips], Settings().pelvis)
    for name, part in (("as advised", rows[~rows["hides"]]), ("hidden", rows[rows["hides"]])):
        if len(part) and part["value"].notna().sum() > 3:
            print(name, json.dumps(figures(part), indent=1))
        else:
            print(name, f"{part['value'].notna().sum()} of {len(part)} answered")


if __name__ == "__main__":
    main()

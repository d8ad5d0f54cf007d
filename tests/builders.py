"""Results with known numbers: an `Analysis` and its clip, made without measuring anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pandas as pd

from formcheck.gait.pelvis_reading import BY_NETWORK
from formcheck.pose.track import N_LANDMARKS, FloatArray, Landmark, PoseTrack
from formcheck.readings import Confidence, Reading, not_measurable
from formcheck.result import (
    Activity,
    ActivityKind,
    Analysis,
    ClipInfo,
    Flag,
    GaitCycle,
    PelvisPicture,
    Side,
    Stretch,
    View,
    ViewKind,
)
from formcheck.settings import Settings

DUTY = 0.36
"""Share of the stride that one foot is down."""

AZIMUTHS: dict[ViewKind, float | None] = {
    "rear": 1.0, "front": 179.0, "left": -90.0, "right": 90.0, "oblique": 40.0, "unknown": None,
}
BONES = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER), (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP), (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP),
    (Landmark.LEFT_HIP, Landmark.LEFT_KNEE), (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE), (Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW), (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW), (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
)


@dataclass(frozen=True)
class Recipe:
    """What the runner of a made-up result does, and how the camera sees it."""

    view: ViewKind = "rear"
    activity: ActivityKind = "running"
    drop_left: float = 6.5
    drop_right: float = 3.6
    drop_scatter: float = 0.5
    half_interval: float = 1.0
    measurable: bool = True
    confidence: Confidence = "high"
    cadence: float = 168.0
    duration_s: float = 12.0
    fps: float = 30.0
    roll_deg: float | None = 0.0
    size: tuple[int, int] = (360, 640)
    name: str = "clip.mp4"
    clip_path: Path | None = None
    flagged: bool = True
    seed: int = 7

    @property
    def step_s(self) -> float:
        return 60.0 / self.cadence


def make_analysis(**choices: Any) -> Analysis:
    """An `Analysis` of a made-up runner; the choices are the fields of `Recipe`."""
    recipe = Recipe(**choices)
    time_s = np.arange(round(recipe.duration_s * recipe.fps)) / recipe.fps
    steps = _steps(recipe) if recipe.activity != "none" else _steps(recipe).iloc[:0]
    frames = _frames(recipe, time_s, steps)
    measured = recipe.measurable and len(steps) > 0
    flags = _flags(recipe, frames, steps) if measured and recipe.flagged else ()
    frames.loc[[flag.frame for flag in flags], "flag"] = [flag.kind for flag in flags]
    width, height = recipe.size
    kind: Any = "standing" if recipe.activity == "none" else recipe.activity
    return Analysis(
        clip=ClipInfo(
            path=recipe.clip_path or Path("somewhere") / recipe.name, sha256="ab" * 32,
            width_px=width, height_px=height, fps=recipe.fps, duration_s=recipe.duration_s,
            n_frames=len(time_s),
        ),
        settings=Settings(),
        pose=_track(recipe, time_s, frames),
        view=View(
            kind=recipe.view, azimuth_deg=AZIMUTHS[recipe.view],
            azimuth_sd_deg=None if AZIMUTHS[recipe.view] is None else 3.0,
            camera_roll_deg=recipe.roll_deg,
            camera_roll_sd_deg=None if recipe.roll_deg is None else 0.3,
        ),
        activity=Activity(
            kind=recipe.activity,
            stretches=(Stretch(kind=kind, start_s=0.0, end_s=recipe.duration_s),),
        ),
        frames=frames, steps=steps,
        cycle=_cycle(recipe) if measured else None,
        readings=_readings(recipe, steps), flags=flags,
        pictures=_pictures(recipe, flags) if measured else (),
        warnings=(),
        provenance={"model": "pose_landmarker_full", "method": ["followed", "measured"]},
    )


def lean_of_line(recipe_view: ViewKind, obliquity_deg: float, roll_deg: float) -> float:
    """Slope of the pelvic line in the picture, positive when it falls to the right."""
    return (-obliquity_deg if recipe_view == "front" else obliquity_deg) + roll_deg


def _steps(recipe: Recipe) -> pd.DataFrame:
    rng = np.random.default_rng(recipe.seed)
    count = max(0, int((recipe.duration_s - 0.2) / recipe.step_s))
    number = np.arange(count)
    left = number % 2 == 0
    contact_s = 0.1 + number * recipe.step_s
    stance_s = DUTY * 2 * recipe.step_s
    drop = np.where(left, recipe.drop_left, recipe.drop_right)
    drop = drop + rng.normal(0, recipe.drop_scatter, count)
    steps = pd.DataFrame({
        "step": number, "side": np.where(left, "left", "right"),
        "initial_contact_s": contact_s, "mid_stance_s": contact_s + stance_s / 2,
        "toe_off_s": contact_s + stance_s,
        "cadence_spm": recipe.cadence + rng.normal(0, 1.5, count), "steady": True,
        "peak_drop_deg": drop, "peak_drop_s": contact_s + stance_s / 2,
        "mid_stance_drop_deg": drop - 0.2, "drop_from_contact_deg": drop / 2,
        "drop_sd_deg": 0.5, "flag": "",
    })
    if not recipe.measurable:
        steps.loc[:, [name for name in steps if "drop" in name]] = np.nan
    return steps


def _frames(recipe: Recipe, time_s: FloatArray, steps: pd.DataFrame) -> pd.DataFrame:
    side = np.full(len(time_s), "", dtype=object)
    for step in steps.itertuples():
        side[(time_s >= step.initial_contact_s) & (time_s <= step.toe_off_s)] = step.side
    obliquity = _obliquity(time_s, steps)
    phase = ((time_s - 0.1) / (2 * recipe.step_s) * 100) % 100
    width, height = recipe.size
    sway = 0.01 * width * np.sin(2 * np.pi * phase / 100)
    moving = recipe.activity != "none"
    return pd.DataFrame({
        "frame": np.arange(len(time_s)), "time_s": time_s, "seen": True,
        "landmark_confidence": 0.95,
        "activity": recipe.activity if moving else "standing", "stance_side": side,
        "gait_phase": np.where(side == "", "flight", "stance") if moving else "",
        "cycle_percent": phase if moving else np.nan,
        "pelvic_obliquity_deg": obliquity,
        "pelvic_obliquity_sd_deg": np.where(
            np.isfinite(obliquity), recipe.half_interval / 2, np.nan),
        "pelvic_obliquity_raw_deg": obliquity,
        "pelvis_x_px": 0.5 * width + sway, "pelvis_y_px": np.full(len(time_s), 0.47 * height),
        "torso_px": 0.22 * height,
        "cadence_spm": recipe.cadence + np.sin(time_s) if moving else np.nan,
        "mediapipe_hip_line_deg": 0.3 * obliquity, "flag": "",
    })


def _obliquity(time_s: FloatArray, steps: pd.DataFrame) -> FloatArray:
    """A curve that reaches each step's drop at its mid-stance, cosine-shaped in between."""
    if steps["peak_drop_deg"].notna().sum() == 0:
        return np.full(len(time_s), np.nan)
    middle = steps["mid_stance_s"].to_numpy()
    target = steps["peak_drop_deg"].to_numpy() * np.where(steps["side"] == "left", 1.0, -1.0)
    if len(target) == 1:
        return np.full(len(time_s), target[0])
    before = np.clip(np.searchsorted(middle, time_s) - 1, 0, len(middle) - 2)
    along = np.clip((time_s - middle[before]) / (middle[before + 1] - middle[before]), 0, 1)
    share = (1 - np.cos(np.pi * along)) / 2
    return np.asarray(target[before] * (1 - share) + target[before + 1] * share)


def _track(recipe: Recipe, time_s: FloatArray, frames: pd.DataFrame) -> PoseTrack:
    width, height = recipe.size
    torso, points = 0.22 * height, np.zeros((len(time_s), N_LANDMARKS, 2))
    mirror = {"rear": 1.0, "front": -1.0}.get(recipe.view, 0.25)
    hip = frames[["pelvis_x_px", "pelvis_y_px"]].to_numpy()
    swing = np.sin(2 * np.pi * frames["cycle_percent"].fillna(0).to_numpy() / 100)
    for sign, side in ((-1.0, "LEFT"), (1.0, "RIGHT")):
        lift = np.clip(sign * swing, 0, 1) * 0.35 * torso
        for part, out, down, rises in (
            ("SHOULDER", 0.36, -1.0, 0.0), ("ELBOW", 0.52, -0.45, 0.0), ("WRIST", 0.4, -0.25, 0.0),
            ("HIP", 0.2, 0.0, 0.0), ("KNEE", 0.2, 0.85, 0.4), ("ANKLE", 0.16, 1.7, 1.0),
            ("HEEL", 0.15, 1.78, 1.0), ("FOOT_INDEX", 0.2, 1.86, 1.0), ("EAR", 0.08, -1.35, 0.0),
        ):
            index = Landmark[f"{side}_{part}"]
            points[:, index, 0] = hip[:, 0] + sign * mirror * out * torso
            points[:, index, 1] = hip[:, 1] + down * torso - rises * lift
    points[:, Landmark.NOSE] = hip - np.array([0, 1.35 * torso])
    return PoseTrack(
        time_s=time_s, landmarks_px=points, world_m=np.zeros((len(time_s), N_LANDMARKS, 3)),
        visibility=np.full((len(time_s), N_LANDMARKS), 0.95), width_px=width, height_px=height,
    )


def _cycle(recipe: Recipe) -> GaitCycle:
    percent = np.linspace(0, 100, 101)
    wave = np.cos(2 * np.pi * (percent - 50 * DUTY) / 100)
    middle, swing = (recipe.drop_left - recipe.drop_right) / 2, (
        recipe.drop_left + recipe.drop_right) / 2
    left, right = middle + swing * wave, -middle + swing * wave
    half, n = recipe.half_interval, int(recipe.duration_s / recipe.step_s / 2)
    return GaitCycle(
        percent=percent, left_deg=left, left_low_deg=left - half, left_high_deg=left + half,
        right_deg=right, right_low_deg=right - half, right_high_deg=right + half,
        toe_off_percent=100 * DUTY, n_left=n, n_right=n,
    )


def _readings(recipe: Recipe, steps: pd.DataFrame) -> dict[str, Reading]:
    drops = {
        "pelvic_drop_left": ("Pelvic drop, left stance", recipe.drop_left),
        "pelvic_drop_right": ("Pelvic drop, right stance", recipe.drop_right),
        "pelvic_drop_asymmetry": ("Difference, left minus right",
                                  recipe.drop_left - recipe.drop_right),
    }
    moving = recipe.activity in ("running", "mixed", "walking")
    readings = {
        "cadence": _reading("cadence", "Cadence", "spm", recipe.cadence, 1.2, len(steps), "high")
        if moving else not_measurable(
            "cadence", "Cadence", "spm", caveat="No running was found in this clip.")
    }
    for name, (label, value) in drops.items():
        n = len(steps) if name.endswith("asymmetry") else int(
            (steps["side"] == name.rsplit("_", 1)[1]).sum())
        readings[name] = (
            _reading(name, label, "deg", value, recipe.half_interval, n, recipe.confidence)
            if recipe.measurable and moving else not_measurable(
                name, label, "deg",
                caveat="Filmed from the side: pelvic drop is read from behind.")
        )
    return readings


def _reading(
    name: str, label: str, unit: str, value: float, half: float, n: int, confidence: Confidence
) -> Reading:
    return Reading(
        name=name, label=label, unit=unit, value=value, low=value - half, high=value + half,
        n_steps=n, confidence=confidence, method=BY_NETWORK,
        caveat="" if confidence == "high" else "The shirt covers the waistband in most frames.",
    )


def _flags(recipe: Recipe, frames: pd.DataFrame, steps: pd.DataFrame) -> tuple[Flag, ...]:
    limits = Settings().flags
    deep = steps[steps["peak_drop_deg"] > limits.drop_deg]
    deep = deep.nlargest(limits.max_flags, "peak_drop_deg")
    flags = []
    for step in deep.sort_values("peak_drop_s").itertuples():
        frame = int(np.argmin(np.abs(frames["time_s"] - step.peak_drop_s)))
        side: Side = "left" if step.side == "left" else "right"
        value, half = float(step.peak_drop_deg), recipe.half_interval
        flags.append(Flag(
            frame=frame, time_s=float(frames["time_s"][frame]), side=side, kind="deep drop",
            value_deg=value, low_deg=value - half, high_deg=value + half,
            reason=f"Standing on the {side} leg, the other side of the pelvis sinks {value:.1f}°, "
            f"above {limits.drop_deg}°.",
        ))
    return tuple(flags)


def _pictures(recipe: Recipe, flags: tuple[Flag, ...]) -> tuple[PelvisPicture, ...]:
    roll = recipe.roll_deg or 0.0
    pictures = []
    for side, drop in (("left", recipe.drop_left), ("right", recipe.drop_right)):
        lean = lean_of_line(recipe.view, drop if side == "left" else -drop, roll)
        pictures.append(PelvisPicture(
            title=f"{side.capitalize()} stance, average of 16 steps", image_rgb=_patch(lean),
            line_deg=lean, centre_px=(64.0, 48.0), drop_deg=drop,
        ))
    return tuple(pictures)


def _patch(lean_deg: float) -> Any:
    image = np.full((96, 128, 3), (196, 150, 128), np.uint8)
    rows, columns = np.mgrid[0:96, 0:128]
    below = rows > 48 + np.tan(np.radians(lean_deg)) * (columns - 64)
    image[below] = (44, 52, 84)
    return image


def without(analysis: Analysis, **changes: Any) -> Analysis:
    """`analysis` with some of its parts replaced."""
    return replace(analysis, **changes)


def write_clip(path: Path, analysis: Analysis, *, times_s: FloatArray | None = None) -> Path:
    """A clip of a stick figure that goes with `analysis`, one picture a frame of its table."""
    track = analysis.pose
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=Fraction(analysis.clip.fps))
        stream.width, stream.height, stream.pix_fmt = track.width_px, track.height_px, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 90000)
        stream.options = {"preset": "ultrafast", "crf": "28"}
        for time_s, points in zip(
            track.time_s if times_s is None else times_s, track.landmarks_px, strict=True
        ):
            frame = av.VideoFrame.from_ndarray(_stick_figure(track, points), format="bgr24")
            frame.pts, frame.time_base = round(float(time_s) * 90000), Fraction(1, 90000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _stick_figure(track: PoseTrack, points: FloatArray) -> Any:
    image = np.full((track.height_px, track.width_px, 3), (150, 160, 165), np.uint8)
    image[int(0.85 * track.height_px):] = (90, 90, 95)
    for start, end in BONES:
        cv2.line(image, points[start].astype(int).tolist(), points[end].astype(int).tolist(),
                 (70, 60, 60), track.width_px // 28, cv2.LINE_AA)
    return image

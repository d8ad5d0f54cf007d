"""Evidence from outside: another renderer's clips, and real clips turned by a known angle.

Nothing is fitted to these, but the shipped weights were preferred to earlier ones on the other
renderer's clips (README). Its skin around the waist turns only about 0.74 of the pelvic bone, so a
perfect reader of the waistband has a slope of about 0.75 against the truth of those clips.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_net import PelvisNet
from formcheck.gait.pelvis_patch import cut_patch
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import model_path
from formcheck.pose.track import Landmark
from validation.train.strangers import as_picture

# MediaPipe against the projected joints: its torso is longer, its mid-hip scatters.
TORSO_RATIO = 1.06
SCATTER_TORSO = 0.017
# As many as formcheck fits to the stride.
HARMONICS = 4
REAL_REAR_CLIPS, EVERY = ("og_rear_snow", "neg_rear_nofeet_wag"), 4
TURNS_DEG = (-8.0, -4.0, 0.0, 4.0, 8.0)

FloatArray = NDArray[np.float64]


def rendered_clip(net: PelvisNet, clip: Path) -> dict[str, float]:
    """Errors over all frames of one clip of the other renderer, and drop at mid-stance a side."""
    told = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
    rng = np.random.default_rng(0)
    patches = []
    for frame, known in zip(_frames(clip), told["frames"], strict=False):
        hip, torso = _joints(known["pixels"])
        near = hip + rng.normal(0, SCATTER_TORSO, 2) * torso
        patches.append(cut_patch(frame, mid_hip_px=near, torso_px=torso * TORSO_RATIO))
    read = net.read(np.stack(patches))
    frames = told["frames"][: len(patches)]
    time_s = np.array([known["time_s"] for known in frames])
    true = np.array([known["pelvic_obliquity_deg"] for known in frames])
    error = read.angle_deg - true
    return {
        "all_frames_rms_deg": round(_rms(error), 2),
        "mean_sd_deg": round(float(read.sd_deg.mean()), 2),
        **_drops(told["steps"], time_s, true, "true"),
        **_drops(told["steps"], time_s, read.angle_deg, "read"),
    }


def _drops(
    steps: list[dict[str, Any]], time_s: FloatArray, angle: FloatArray, name: str
) -> dict[str, float]:
    """Mean contralateral drop at mid-stance, and peak in stance of the average curve, each side."""
    stride_s = np.median(np.diff([step["mid_stance_s"] for step in steps])) * 2
    harmonics = _harmonics(time_s, stride_s)
    weights = np.linalg.lstsq(harmonics, angle, rcond=None)[0]
    drops: dict[str, float] = {}
    for side, sign in (("L", 1), ("R", -1)):
        seen = [step for step in steps if step["side"] == side and _is_within(step, time_s)]
        middle = [np.interp(step["mid_stance_s"], time_s, angle) for step in seen]
        contact = np.array([step["initial_contact_s"] for step in seen])
        moments = np.linspace(contact, [step["toe_off_s"] for step in seen], 41)
        curves = sign * (_harmonics(moments.ravel(), stride_s) @ weights).reshape(moments.shape)
        drops[f"{name}_middle_{side}_deg"] = round(sign * float(np.mean(middle)), 2)
        drops[f"{name}_peak_{side}_deg"] = round(float(curves.mean(axis=1).max()), 2)
    return drops


def _is_within(step: dict[str, Any], time_s: FloatArray) -> bool:
    return bool(time_s[0] < step["mid_stance_s"] < time_s[-1])


def _harmonics(time_s: FloatArray, stride_s: float) -> FloatArray:
    turns = 2 * np.pi * np.outer(time_s / stride_s, np.arange(1, HARMONICS + 1))
    return np.column_stack([np.ones(len(time_s)), np.cos(turns), np.sin(turns)])


def drop_figures(clips: dict[str, dict[str, float]], moment: str) -> dict[str, float]:
    """Slope and errors of the mean drop a side, at `moment` middle or peak, over all clips."""
    rows = list(clips.values())
    true = np.array([row[f"true_{moment}_{side}_deg"] for row in rows for side in "LR"])
    read = np.array([row[f"read_{moment}_{side}_deg"] for row in rows for side in "LR"])
    slope, offset = np.polyfit(true, read, 1)
    return {
        "slope": round(float(slope), 3),
        "bias_deg": round(float((read - true).mean()), 2),
        "rms_deg": round(_rms(read - true), 2),
        "rms_about_line_deg": round(_rms(read - slope * true - offset), 2),
        "largest_deg": round(float(np.abs(read - true).max()), 2),
    }


def real_clip(net: PelvisNet, clip: Path, hips: FloatArray, torsos: FloatArray) -> dict[str, float]:
    """How readings follow when frames are turned about the mid-hip, mirrored or changed.

    `hips` (n, 2) and `torsos` (n,) come from `located`, NaN for frames that are left out.
    """
    cut: dict[str, list[NDArray[np.uint8]]] = {}
    for frame, hip, torso in zip(_frames(clip), hips, torsos, strict=False):
        if np.isfinite(torso):
            for name, patch in _versions(frame, hip, float(torso)):
                cut.setdefault(name, []).append(patch)
    read = {name: net.read(np.stack(patches)) for name, patches in cut.items()}
    angles = {name: item.angle_deg for name, item in read.items()}
    turned = np.stack([angles[f"turn {turn:+.0f}"] for turn in TURNS_DEG])
    slopes = np.polyfit(TURNS_DEG, turned, 1)[0]
    plain = angles["turn +0"]
    return {
        "frames": len(plain),
        "turn_slope": round(float(np.mean(slopes)), 3),
        "turn_slope_sd": round(float(np.std(slopes)), 3),
        "mirror_slope": round(float(np.polyfit(plain, angles["mirror"], 1)[0]), 3),
        "change_when_smaller_deg": round(_rms(angles["smaller"] - plain), 2),
        "change_when_darker_deg": round(_rms(angles["darker"] - plain), 2),
        "change_when_compressed_deg": round(_rms(angles["compressed"] - plain), 2),
        "change_when_shifted_deg": round(_rms(angles["shifted"] - plain), 2),
        "mean_angle_deg": round(float(plain.mean()), 2),
        "swing_sd_deg": round(float(plain.std()), 2),
        "mean_sd_deg": round(float(read["turn +0"].sd_deg.mean()), 2),
    }


def located(clip: Path, *, every: int) -> tuple[FloatArray, FloatArray]:
    """Mid-hip (n, 2) and torso (n,) by the pose model in px, looking at every so many frames."""
    ends = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    hips, torsos = [], []
    with Landmarker(model_path("full"), n_people=1, min_confidence=0.5, still=True) as landmarker:
        for number, frame in enumerate(_frames(clip)):
            people = landmarker.people(frame) if number % every == 0 else []
            where = people[0].landmarks_px[list(ends)] if people else np.full((4, 2), np.nan)
            hips.append(where[:2].mean(axis=0))
            torsos.append(float(np.linalg.norm(where[:2].mean(axis=0) - where[2:].mean(axis=0))))
    return np.array(hips), np.array(torsos)


def _versions(
    frame: NDArray[np.uint8], hip: FloatArray, torso: float
) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    size = (frame.shape[1], frame.shape[0])
    for turn in TURNS_DEG:
        matrix = cv2.getRotationMatrix2D((float(hip[0]), float(hip[1])), -turn, 1.0)
        turned = as_picture(cv2.warpAffine(frame, matrix, size, borderMode=cv2.BORDER_REPLICATE))
        yield f"turn {turn:+.0f}", cut_patch(turned, mid_hip_px=hip, torso_px=torso)
    mirrored = np.ascontiguousarray(frame[:, ::-1])
    there = np.array([size[0] - hip[0], hip[1]])
    yield "mirror", cut_patch(mirrored, mid_hip_px=there, torso_px=torso)
    half = as_picture(cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    yield "smaller", cut_patch(half, mid_hip_px=hip / 2, torso_px=torso / 2)
    dark = (255 * (frame / 255.0) ** 1.5).astype(np.uint8)
    yield "darker", cut_patch(dark, mid_hip_px=hip, torso_px=torso)
    code = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 30])[1]
    coded = as_picture(cv2.imdecode(code, cv2.IMREAD_COLOR))
    yield "compressed", cut_patch(coded, mid_hip_px=hip, torso_px=torso)
    aside = hip + np.array([0.04, -0.04]) * torso
    yield "shifted", cut_patch(frame, mid_hip_px=aside, torso_px=torso * 1.05)


def _joints(pixels: dict[str, Any]) -> tuple[FloatArray, float]:
    where = {name: np.array(place, float) for name, place in pixels.items()}
    hip = (where["hipL"] + where["hipR"]) / 2
    return hip, float(np.linalg.norm(hip - (where["shoulderL"] + where["shoulderR"]) / 2))


def _frames(clip: Path) -> Iterator[NDArray[np.uint8]]:
    capture = cv2.VideoCapture(str(clip))
    while True:
        there, frame = capture.read()
        if not there:
            return
        yield np.asarray(frame, dtype=np.uint8)


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def main() -> None:
    """Print the figures of the shipped network, or of another's file, on clips beside this."""
    shared = Path(__file__).parents[3] / "shared"
    net = PelvisNet(Path(sys.argv[1]).read_bytes()) if len(sys.argv) > 1 else PelvisNet.load()
    clips = {
        clip.stem: rendered_clip(net, clip)
        for clip in sorted((shared / "rendered").glob("rear*.mp4"))
    }
    real = [shared / "footage" / f"{name}.mp4" for name in REAL_REAR_CLIPS]
    report = {
        "rendered": clips,
        "mid_stance": drop_figures(clips, "middle"),
        "peak_in_stance": drop_figures(clips, "peak"),
        "real": {clip.stem: real_clip(net, clip, *located(clip, every=EVERY)) for clip in real},
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

"""Evidence from outside: another renderer's clips, and real clips turned by a known angle.

Nothing is tuned on these. The other renderer's skin around the waist turns only about 0.74 of
the pelvic bone, so a perfect reader of the waistband has a slope of about 0.75 against the truth
of those clips.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_net import PelvisNet
from formcheck.gait.pelvis_patch import cut_patch
from validation.train.strangers import as_picture

# MediaPipe against the projected joints: its torso is longer, its mid-hip scatters.
TORSO_RATIO = 1.06
SCATTER_TORSO = 0.017
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
        **_mid_stance(told["steps"], time_s, true, "true"),
        **_mid_stance(told["steps"], time_s, read.angle_deg, "read"),
    }


def _mid_stance(
    steps: list[dict[str, Any]], time_s: FloatArray, angle: FloatArray, name: str
) -> dict[str, float]:
    """Mean contralateral drop at mid-stance of either side."""
    drops: dict[str, list[float]] = {"L": [], "R": []}
    for step in steps:
        moment, sign = step["mid_stance_s"], 1 if step["side"] == "L" else -1
        if time_s[0] < moment < time_s[-1]:
            drops[step["side"]].append(sign * float(np.interp(moment, time_s, angle)))
    return {f"{name}_{side}_deg": round(float(np.mean(d)), 2) for side, d in drops.items()}


def mid_stance_figures(clips: dict[str, dict[str, float]]) -> dict[str, float]:
    """Slope and errors of the mean mid-stance drop a side, over all clips."""
    rows = list(clips.values())
    true = np.array([row[f"true_{side}_deg"] for row in rows for side in "LR"])
    read = np.array([row[f"read_{side}_deg"] for row in rows for side in "LR"])
    slope, offset = np.polyfit(true, read, 1)
    return {
        "slope": round(float(slope), 3),
        "offset_deg": round(float(offset), 2),
        "rms_deg": round(_rms(read - true), 2),
        "rms_about_line_deg": round(_rms(read - slope * true - offset), 2),
        "largest_deg": round(float(np.abs(read - true).max()), 2),
    }


def real_clip(net: PelvisNet, clip: Path, hips: FloatArray, torsos: FloatArray) -> dict[str, float]:
    """How readings follow when frames are turned about the mid-hip, mirrored or changed.

    `hips` (n, 2) and `torsos` (n,) come from the pose model, NaN where the runner was not seen.
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
    """Print the figures of the shipped network on the clips beside the repository."""
    shared = Path(__file__).parents[3] / "shared"
    net = PelvisNet.load()
    clips = {
        clip.stem: rendered_clip(net, clip)
        for clip in sorted((shared / "rendered").glob("rear*.mp4"))
    }
    print(json.dumps({"clips": clips, "mid_stance": mid_stance_figures(clips)}, indent=1))


if __name__ == "__main__":
    main()

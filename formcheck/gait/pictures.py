"""The measured patches with the fitted line, for a person to judge with one look."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.gait.pelvis_patch import ABOVE_TORSO, BELOW_TORSO, PATCH_H, PATCH_W
from formcheck.gait.pelvis_reading import PelvicMotion
from formcheck.pose.track import FloatArray
from formcheck.result import PelvisPicture

# Where the mid-hip lies in a patch.
HIP_CENTRE_PX = (PATCH_W / 2, PATCH_H * ABOVE_TORSO / (ABOVE_TORSO + BELOW_TORSO))
# Single stances shown for each side.
STANCES_A_SIDE = 3


def pelvis_pictures(
    patches: Mapping[int, bytes], time_s: FloatArray, steps: pd.DataFrame, pelvis: PelvicMotion
) -> tuple[PelvisPicture, ...]:
    """Average patch at the peak of drop and some single stances, for each side.

    Parameters
    ----------
    patches : mapping of int to bytes
        Frame number to JPEG of its patch.
    time_s : (n,) array
    steps : DataFrame
        With ``side``, ``steady``, ``peak_drop_s``, ``peak_drop_deg``.
    pelvis : PelvicMotion
    """
    if pelvis.step_table is None or not patches:
        return ()
    averages, singles = [], []
    for side in ("left", "right"):
        counted = steps[(steps["side"] == side) & steps["steady"] & steps["peak_drop_s"].notna()]
        frames = [int(np.argmin(np.abs(time_s - peak_s))) for peak_s in counted["peak_drop_s"]]
        known = [
            (frame, drop)
            for frame, drop in zip(frames, counted["peak_drop_deg"], strict=True)
            if frame in patches and np.isfinite(pelvis.obliquity_deg[frame])
        ]
        if not known:
            continue
        averages.append(_average(side, known, patches, pelvis))
        chosen = np.unique(np.linspace(0, len(known) - 1, STANCES_A_SIDE).round().astype(int))
        for frame, drop in (known[index] for index in chosen):
            singles.append(_single(side, frame, drop, patches, time_s, pelvis))
    return tuple(averages + singles)


def _average(
    side: str, known: list[tuple[int, float]], patches: Mapping[int, bytes], pelvis: PelvicMotion
) -> PelvisPicture:
    images = [_decoded(patches[frame]).astype(np.float32) for frame, _ in known]
    lines = [_line_deg(frame, pelvis) for frame, _ in known]
    return PelvisPicture(
        title=f"{side.capitalize()} stance, average of {len(known)} steps",
        image_rgb=np.mean(images, axis=0).round().astype(np.uint8),
        line_deg=float(np.mean(lines)),
        centre_px=HIP_CENTRE_PX,
        drop_deg=float(np.mean([drop for _, drop in known])),
    )


def _single(
    side: str, frame: int, drop: float, patches: Mapping[int, bytes], time_s: FloatArray,
    pelvis: PelvicMotion,
) -> PelvisPicture:
    return PelvisPicture(
        title=f"{side.capitalize()} stance at {time_s[frame]:.2f} s",
        image_rgb=_decoded(patches[frame]),
        line_deg=_line_deg(frame, pelvis),
        centre_px=HIP_CENTRE_PX,
        drop_deg=float(drop),
        frame=frame,
    )


def _line_deg(frame: int, pelvis: PelvicMotion) -> float:
    return float(pelvis.obliquity_deg[frame] + (pelvis.roll_deg or 0.0))


def _decoded(jpeg: bytes) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    rgb: NDArray[np.uint8] = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    return rgb

"""The measured patches with the fitted line, for a person to judge with one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.blur import blur_circles
from formcheck.gait.pelvis_frames import PelvisPatches
from formcheck.gait.pelvis_patch import (
    ABOVE_TORSO,
    BELOW_TORSO,
    HALF_WIDTH_TORSO,
    PATCH_H,
    PATCH_W,
)
from formcheck.gait.pelvis_reading import PelvicMotion
from formcheck.heads import Heads
from formcheck.pose.track import FloatArray
from formcheck.result import PelvisPicture

Picture = NDArray[np.uint8]

# Where the mid-hip lies in a patch.
HIP_CENTRE_PX = (PATCH_W / 2, PATCH_H * ABOVE_TORSO / (ABOVE_TORSO + BELOW_TORSO))
# Single stances shown for each side.
STANCES_A_SIDE = 3


def pelvis_pictures(
    patches: Mapping[int, Picture], time_s: FloatArray, steps: pd.DataFrame, pelvis: PelvicMotion,
    *, heads: Heads | None = None,
) -> tuple[PelvisPicture, ...]:
    """Average patch at the peak of drop and some single stances, for each side.

    Parameters
    ----------
    patches : mapping of int to (h, w, 3) uint8 array
        By frame number, BGR.
    time_s : (n,) array
    steps : DataFrame
        With ``side``, ``steady``, ``peak_drop_s``, ``peak_drop_deg``.
    pelvis : PelvicMotion
    heads : Heads, optional
        To be made unrecognisable, in pixels of the patches.
    """
    if pelvis.step_table is None or not patches:
        return ()
    averages, singles = [], []
    images = _Patches(patches, heads)
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
        averages.append(_average(side, known, images, pelvis))
        chosen = np.unique(np.linspace(0, len(known) - 1, STANCES_A_SIDE).round().astype(int))
        for frame, drop in (known[index] for index in chosen):
            singles.append(_single(side, frame, drop, images, time_s, pelvis))
    return tuple(averages + singles)


def heads_in_patches(heads: Heads | None, patches: PelvisPatches) -> Heads | None:
    """The circles of heads in pixels of the patches."""
    if heads is None:
        return None
    scale = PATCH_W / (2 * HALF_WIDTH_TORSO) / patches.torso_px[heads.frame]
    centre = (heads.circle_px[:, :2] - patches.mid_hip_px[heads.frame]) * scale[:, None]
    circles = np.column_stack([centre + HIP_CENTRE_PX, heads.circle_px[:, 2] * scale])
    seen = np.isfinite(circles).all(axis=1)
    return Heads(heads.frame[seen], circles[seen])


def _average(
    side: str, known: list[tuple[int, float]], patches: _Patches, pelvis: PelvicMotion
) -> PelvisPicture:
    images = [patches.rgb(frame).astype(np.float32) for frame, _ in known]
    lines = [_line_deg(frame, pelvis) for frame, _ in known]
    return PelvisPicture(
        title=f"{side.capitalize()} stance, average of {len(known)} steps",
        image_rgb=np.mean(images, axis=0).round().astype(np.uint8),
        line_deg=float(np.mean(lines)),
        centre_px=HIP_CENTRE_PX,
        drop_deg=float(np.mean([drop for _, drop in known])),
    )


def _single(
    side: str, frame: int, drop: float, patches: _Patches, time_s: FloatArray,
    pelvis: PelvicMotion,
) -> PelvisPicture:
    return PelvisPicture(
        title=f"{side.capitalize()} stance at {time_s[frame]:.2f} s",
        image_rgb=patches.rgb(frame),
        line_deg=_line_deg(frame, pelvis),
        centre_px=HIP_CENTRE_PX,
        drop_deg=float(drop),
        frame=frame,
    )


def _line_deg(frame: int, pelvis: PelvicMotion) -> float:
    return float(pelvis.obliquity_deg[frame] + (pelvis.roll_deg or 0.0))


@dataclass(frozen=True)
class _Patches:
    """The patches as they may be shown."""

    patches: Mapping[int, Picture]
    heads: Heads | None

    def rgb(self, frame: int) -> Picture:
        rgb = np.ascontiguousarray(self.patches[frame][..., ::-1])
        return rgb if self.heads is None else blur_circles(rgb, self.heads.in_frame(frame))

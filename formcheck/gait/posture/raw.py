"""Raw values of every step: each measure applied to each running stretch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from formcheck.gait.activity import Moving
from formcheck.gait.posture.body import Body, body_of
from formcheck.gait.posture.measure import Measure
from formcheck.gait.steps import counted
from formcheck.pose.track import BoolArray, FloatArray, PoseTrack
from formcheck.result import View

# A step is measured in a stretch that has at least this many of them.
MIN_STEPS = 3
# Frames of a stretch below which no paths are made of it.
MIN_FRAMES = 8
# Time by which MediaPipe's smoothing holds the limbs back, seconds of the file: measured on
# rendered runners (validation/posture.md).
LAG_S = 0.010


def bodies(
    track: PoseTrack, moving: Sequence[Moving], view: View, *, slow_motion: float = 1.0,
    camera_down_px: FloatArray | None = None, smoothed: bool = True,
) -> list[Body]:
    """The body in every running stretch; `smoothed` where MediaPipe smoothed the landmarks."""
    lag_s = LAG_S / slow_motion if smoothed else 0.0
    return [
        body_of(
            track, part, view.kind, roll_deg=view.camera_roll_deg or 0.0,
            lag_s=lag_s, camera_down_px=camera_down_px,
        )
        for part in moving
        if part.kind == "running" and _frames_in(track, part) >= MIN_FRAMES
    ]


def _frames_in(track: PoseTrack, part: Moving) -> int:
    inside = (track.time_s >= part.start_s) & (track.time_s <= part.end_s) & track.seen
    return int(inside.sum())


def _wholly_seen(body: Body, steps: pd.DataFrame) -> BoolArray:
    """Steps around which the landmarks are a runner's over the whole stride."""
    lost_s = body.grid_s[~body.whole]
    if not len(lost_s):
        return np.ones(len(steps), dtype=bool)
    away_s = np.abs(steps["mid_stance_s"].to_numpy()[:, None] - lost_s).min(axis=1)
    return away_s > 60 / steps["cadence_spm"].to_numpy()


def raw_values(
    measures: Iterable[Measure], stretches: Sequence[Body], steps: pd.DataFrame
) -> dict[str, FloatArray]:
    """Each measure's raw value of every step, NaN where it was not measured."""
    measures = list(measures)
    values: dict[str, FloatArray] = {
        measure.name: np.full(len(steps), np.nan) for measure in measures
    }
    usable = counted(steps)
    middle_s = steps["mid_stance_s"].to_numpy(dtype=float)
    for body in stretches:
        inside = usable & (middle_s >= body.grid_s[0]) & (middle_s <= body.grid_s[-1])
        inside &= _wholly_seen(body, steps)
        if inside.sum() < MIN_STEPS:
            continue
        rows = steps[inside]
        for measure in measures:
            values[measure.name][inside] = measure.per_step(body, rows)
    return values

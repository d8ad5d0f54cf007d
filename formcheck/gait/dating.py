"""Whether a clip plays slower than life: what its runner shows, put to the guess."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from formcheck.gait.activity import Moving
from formcheck.gait.slow_motion import (
    USUAL_FPS,
    SlowMotionGuess,
    guess_slow_motion,
    vertical_oscillation,
)
from formcheck.pose.track import BoolArray, FloatArray, PoseTrack
from formcheck.settings import GaitSettings

# Between pictures so many usual intervals apart some were dropped.
GAP = 1.8


def propose_slow_motion(
    track: PoseTrack,
    moving: Sequence[Moving],
    steps: pd.DataFrame,
    *,
    trunk_down_px: FloatArray,
    fps: float,
    settings: GaitSettings,
) -> SlowMotionGuess | None:
    """The likely factor of a clip that is implausible in real time; None for one that is not.

    The longest running stretch tells: its cadence, the share of the stride that a foot is down,
    how far the trunk rises and falls; and the pictures a second.

    Parameters
    ----------
    track : PoseTrack
        In the clip's own time, as are the others.
    moving : sequence of Moving
    steps : DataFrame
    trunk_down_px : (n,) array
        Height of the trunk in the picture, the camera's motion and MediaPipe's smoothing taken out;
        NaN where not known.
    fps : float
        Pictures a second that the clip shows.
    settings : GaitSettings
    """
    running = [part for part in moving if part.kind == "running"]
    if not running:
        return None
    part = max(running, key=lambda stretch: stretch.end_s - stretch.start_s)
    cadence_spm = 120 * part.rhythm.stride_hz
    if cadence_spm >= settings.running_cadence_spm[0]:
        return None
    rows = (track.time_s >= part.start_s) & (track.time_s <= part.end_s)
    rows &= np.isfinite(trunk_down_px)
    guess = guess_slow_motion(
        cadence_spm=cadence_spm,
        duty_factor=_duty_factor(steps, part),
        vertical_oscillation=vertical_oscillation(
            time_s=track.time_s[rows], height_px=trunk_down_px[rows], torso_px=track.torso_px[rows],
            cadence_spm=cadence_spm,
        ),
        fps=fps,
    )  # fmt: skip
    return guess if guess.factor > 1 else None


def _duty_factor(steps: pd.DataFrame, part: Moving) -> float | None:
    inside = steps[steps["mid_stance_s"].between(part.start_s, part.end_s)]
    stance_s = (inside["toe_off_s"] - inside["initial_contact_s"]).dropna()
    return float(np.median(stance_s) * part.rhythm.stride_hz) if len(stance_s) else None


def shown_fps(time_s: FloatArray, repeated: BoolArray) -> float:
    """Pictures a second that a clip shows; copies of the one before, and gaps, do not count.

    Parameters
    ----------
    time_s : (n,) array
        Of the frames that were looked at.
    repeated : (n,) bool array
        Copies of the frame before.
    """
    intervals = np.diff(time_s[~repeated])
    if not len(intervals):
        return USUAL_FPS
    intervals = intervals[intervals < GAP * np.median(intervals)]
    return float(1 / intervals.mean())

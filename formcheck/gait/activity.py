"""What the person does when: running, walking, standing, or nothing that can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from formcheck.gait.motion import Motion, motion_of
from formcheck.gait.rhythm import STANDING_AMPLITUDE, Rhythm, find_rhythm
from formcheck.pose.track import FloatArray, Landmark, PoseTrack
from formcheck.result import Activity, ActivityKind, Stretch, ViewKind
from formcheck.settings import GaitSettings
from formcheck.signals import GRID_HZ, seen_stretches, stride_frequency

# A window in which the activity is told holds this many strides and lasts at least this long.
WINDOW_STRIDES = 3.0
WINDOW_MIN_S = 3.0
# Windows move on by this share of their length.
WINDOW_HOP = 0.25
# A stretch shorter than this many windows is taken as one.
WINDOWS_TO_DIVIDE = 1.5
# Frames this many usual intervals apart are neighbours, however low the frame rate: one that was
# dropped between them, and a clock that jitters, part nothing.
WITHOUT_GAP = 2.5
# No rhythm of steps shows in a clip with longer intervals, however its clock counts.
LONGEST_BRIDGE_S = 1.0
# Shortest stretch that is looked at.
MIN_STRETCH_S = 0.5
# Time over which the legs' own spread tells that they move.
LEGS_WINDOW_S = 0.4
# A change of activity shorter than this is taken for a slip of the reading.
MIN_CHANGE_S = 1.5
# Share of frames with both ankles in the picture, and their median visibility, below which
# steps are not told.
LEGS_IN_PICTURE = 0.8
LEGS_VISIBLE = 0.3


@dataclass(frozen=True)
class Moving:
    """A stretch of one activity with its signals and its rhythm."""

    kind: str
    motion: Motion
    rhythm: Rhythm

    @property
    def start_s(self) -> float:
        return float(self.motion.grid_s[0])

    @property
    def end_s(self) -> float:
        return float(self.motion.grid_s[-1])


def find_activity(
    track: PoseTrack,
    view: ViewKind,
    *,
    settings: GaitSettings,
    camera_down_px: FloatArray | None = None,
    trunk_down_px: FloatArray | None = None,
    cuts: Sequence[int] = (),
) -> tuple[Activity, list[Moving]]:
    """Divide the clip into stretches of one activity each.

    Parameters
    ----------
    track : PoseTrack
    view : ViewKind
    settings : GaitSettings
    camera_down_px : (n,) array or None
        Vertical motion of the background that the camera caused.
    trunk_down_px : (n,) array or None
        Height of the trunk in the picture, free of MediaPipe's smoothing.
    cuts : sequence of int
        First frames of new scenes.

    Returns
    -------
    activity : Activity
    moving : list of Moving
        The running and walking stretches, in order of time.
    """
    frame_s = float(np.median(np.diff(track.time_s))) if track.n_frames > 1 else 0.0
    unbroken = seen_stretches(
        track.time_s,
        track.seen,
        max_bridge_s=max(settings.max_bridge_s, min(WITHOUT_GAP * frame_s, LONGEST_BRIDGE_S)),
        min_length_s=MIN_STRETCH_S,
        cuts=cuts,
    )
    if not unbroken:
        return Activity("none", (), "nobody was seen for long enough"), []
    hidden = legs_hidden(track)
    if hidden:
        start_s, end_s = float(track.time_s[0]), float(track.time_s[-1])
        return Activity("none", (Stretch("hidden", start_s, end_s, hidden),), hidden), []
    parts: list[Moving] = []
    for stretch in unbroken:
        motion = motion_of(
            track, stretch, settings=settings, camera_down_px=camera_down_px,
            trunk_down_px=trunk_down_px,
        )  # fmt: skip
        parts += _divide(motion, view)
    stretches = tuple(Stretch(part.kind, part.start_s, part.end_s) for part in parts)
    moving = [part for part in parts if part.kind in ("running", "walking")]
    kind, reason = _overall(moving)
    return Activity(kind, stretches, reason), moving


def legs_hidden(track: PoseTrack) -> str:
    """Why the steps cannot be told, or an empty string."""
    seen = track.seen
    ankles = track.landmarks_px[seen][:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    inside = (
        (ankles > 0).all(axis=2)
        & (ankles[..., 0] < track.width_px)
        & (ankles[..., 1] < track.height_px)
    )
    if inside.mean() < LEGS_IN_PICTURE:
        return "the feet are outside of the picture"
    visible = track.visibility[seen][:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    # From the side the far leg is hidden at times: the better one counts.
    if np.median(visible.max(axis=1)) < LEGS_VISIBLE:
        return "the feet are hidden"
    return ""


def _divide(motion: Motion, view: ViewKind) -> list[Moving]:
    legs = np.concatenate([motion.ankles, motion.knees], axis=1)
    stride_hz = stride_frequency(legs, motion.body_down)
    window_s = max(WINDOW_MIN_S, WINDOW_STRIDES / stride_hz if stride_hz else 0.0)
    if motion.duration_s < WINDOWS_TO_DIVIDE * window_s:
        rhythm = find_rhythm(motion, view)
        return [Moving(rhythm.kind, motion, rhythm)]
    starts = np.arange(motion.grid_s[0], motion.grid_s[-1] - window_s, WINDOW_HOP * window_s)
    kinds = [
        find_rhythm(motion.part(start, start + window_s), view).kind
        for start in starts
    ]
    parts = []
    runs = _runs(kinds, starts + window_s / 2, motion)
    for start_s, end_s in _edged(runs, motion, within_s=window_s / 2):
        part = motion.part(start_s, end_s)
        rhythm = find_rhythm(part, view)
        parts.append(Moving(rhythm.kind, part, rhythm))
    return parts


def _runs(kinds: list[str], middles: FloatArray, motion: Motion) -> list[tuple[float, float, str]]:
    """Times between which the activity stays the same; short slips belong to what surrounds."""
    changes = [index for index in range(1, len(kinds)) if kinds[index] != kinds[index - 1]]
    edges = [float(motion.grid_s[0])]
    edges += [float(middles[index - 1] + middles[index]) / 2 for index in changes]
    edges.append(float(motion.grid_s[-1]))
    labels = [kinds[0]] + [kinds[index] for index in changes]
    runs: list[tuple[float, float, str]] = []
    for start, end, label in zip(edges, edges[1:], labels, strict=False):
        if runs and (end - start < MIN_CHANGE_S or label == runs[-1][2]):
            runs[-1] = (runs[-1][0], end, runs[-1][2])
        else:
            runs.append((start, end, label))
    return runs


def _edged(
    runs: list[tuple[float, float, str]], motion: Motion, *, within_s: float
) -> list[tuple[float, float]]:
    """The runs with the borders of standing moved to where the legs begin or cease to move."""
    samples = int(LEGS_WINDOW_S * GRID_HZ)
    ankles = pd.DataFrame(motion.ankles).rolling(samples, center=True, min_periods=1)
    moves = np.linalg.norm(ankles.std().to_numpy(), axis=1) > STANDING_AMPLITUDE
    edges = [runs[0][0]]
    for (_, border_s, before), (_, _, after) in pairwise(runs):
        near = np.abs(motion.grid_s - border_s) <= within_s
        moving_s = motion.grid_s[near & moves]
        if len(moving_s) and before == "standing":
            border_s = float(moving_s[0]) + LEGS_WINDOW_S / 2
        elif len(moving_s) and after == "standing":
            border_s = float(moving_s[-1]) - LEGS_WINDOW_S / 2
        edges.append(border_s)
    edges.append(runs[-1][1])
    return list(pairwise(edges))


def _overall(moving: list[Moving]) -> tuple[ActivityKind, str]:
    times = {kind: sum(part.end_s - part.start_s for part in moving if part.kind == kind)
             for kind in ("running", "walking")}
    if times["running"] and times["walking"] > 2 * MIN_CHANGE_S:
        return "mixed", ""
    if times["running"]:
        return "running", ""
    if times["walking"]:
        return "walking", "the clip shows walking, and these numbers are for running"
    return "none", "no steady running or walking was seen"

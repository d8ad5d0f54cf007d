"""The runner on the clip's clock: who it is, seen from where, doing what, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from formcheck.gait.activity import Moving, find_activity
from formcheck.gait.facing import faces_away, not_told
from formcheck.gait.steps import find_steps
from formcheck.gait.view import estimate_view, told_view
from formcheck.observe import Observations
from formcheck.pose.everybody import SeenPerson, everybody
from formcheck.pose.follow_track import track_of
from formcheck.pose.runner import Followed, follow
from formcheck.pose.track import FloatArray, PoseTrack
from formcheck.pose.unsmoothed import shoulder_down_px
from formcheck.result import Activity, View
from formcheck.settings import Settings


@dataclass(frozen=True)
class Running:
    """What is known of the runner before anything is measured.

    Attributes
    ----------
    followed : Followed
    people : tuple of SeenPerson
        Everybody, as `Settings.person` counts them.
    track : PoseTrack
    view : View
    activity : Activity
    moving : tuple of Moving
        The running and walking stretches.
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    slow_motion : float
        How many times slower than `track.time_s` the clip plays.
    trunk_down_px : (n,) array
        Height of the trunk in the picture, free of MediaPipe's smoothing; NaN where not known.
    """

    followed: Followed
    people: tuple[SeenPerson, ...]
    track: PoseTrack
    view: View
    activity: Activity
    moving: tuple[Moving, ...]
    steps: pd.DataFrame
    slow_motion: float
    trunk_down_px: FloatArray

    @property
    def longest(self) -> Moving | None:
        """The longest running stretch."""
        running = [part for part in self.moving if part.kind == "running"]
        return max(running, key=lambda part: part.motion.duration_s, default=None)


def running_at(seen: Observations, slow_motion: float, *, settings: Settings) -> Running:
    """The runner of a clip that plays so many times slower than life."""
    time_s = seen.time_s / slow_motion
    followed = follow(time_s, seen.people, choice=settings.person)
    track = track_of(
        time_s, seen.people, followed, width_px=seen.width_px, height_px=seen.height_px,
        cuts=seen.motion.cuts,
    )  # fmt: skip
    view = _view(track, seen, settings)
    trunk_down_px = shoulder_down_px(
        track, file_s=seen.time_s, looked=seen.looked, smoothed=seen.smoothed)
    activity, moving = find_activity(
        track, view.kind, settings=settings.gait, camera_down_px=seen.motion.path_px[:, 1],
        trunk_down_px=trunk_down_px, cuts=seen.motion.cuts,
    )  # fmt: skip
    frame_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    steps = find_steps(moving, view.kind, frame_s=frame_s)
    if faces_away(estimate_view(track).kind, moving, steps):
        view = view if settings.view else not_told()
        steps = find_steps(moving, view.kind, frame_s=frame_s).assign(side_sure=False)
    people = everybody(time_s, seen.people) if followed.candidates > 1 else ()
    return Running(
        followed, people, track, view, activity, tuple(moving), steps, slow_motion,
        trunk_down_px,
    )  # fmt: skip


def _view(track: PoseTrack, seen: Observations, settings: Settings) -> View:
    view = told_view(settings.view) if settings.view else estimate_view(track)
    return replace(
        view, camera_roll_deg=seen.roll.roll_deg, camera_roll_sd_deg=seen.roll.sd_deg
    )

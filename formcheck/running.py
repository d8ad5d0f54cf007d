"""The runner on the clip's clock: who it is, seen from where, doing what, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from formcheck.gait.activity import Moving, find_activity
from formcheck.gait.dating import propose_slow_motion
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.gait.steps import find_steps
from formcheck.gait.view import estimate_view, told_view
from formcheck.observe import Observations
from formcheck.pose.follow_track import track_of
from formcheck.pose.runner import Followed, follow
from formcheck.pose.track import PoseTrack
from formcheck.result import Activity, View
from formcheck.settings import AUTO, Settings


@dataclass(frozen=True)
class Running:
    """What is known of the runner before anything is measured.

    Attributes
    ----------
    followed : Followed
    track : PoseTrack
    view : View
    activity : Activity
    moving : tuple of Moving
        The running and walking stretches.
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    slow_motion : float
        How many times slower than `track.time_s` the clip plays.
    """

    followed: Followed
    track: PoseTrack
    view: View
    activity: Activity
    moving: tuple[Moving, ...]
    steps: pd.DataFrame
    slow_motion: float


def find_running(
    seen: Observations, *, settings: Settings
) -> tuple[Running, SlowMotionGuess | None]:
    """The runner in real time, and the slow motion that the clip looks like.

    The guess is None where the clip is plausible as it plays, or where the user told the factor.
    It is followed where the settings ask for it.
    """
    running = _at(seen, settings.told_slow_motion, settings)
    if running.slow_motion != 1:
        return running, None
    guess = propose_slow_motion(
        running.track, running.moving, running.steps,
        camera_down_px=seen.motion.path_px[:, 1], settings=settings.gait,
    )  # fmt: skip
    if guess and settings.slow_motion == AUTO:
        running = _at(seen, guess.factor, settings)
    return running, guess


def _at(seen: Observations, slow_motion: float, settings: Settings) -> Running:
    time_s = seen.time_s / slow_motion
    followed = follow(time_s, seen.people, choice=settings.person)
    track = track_of(
        time_s, seen.people, followed, width_px=seen.width_px, height_px=seen.height_px,
        cuts=seen.motion.cuts,
    )  # fmt: skip
    view = _view(track, seen, settings)
    activity, moving = find_activity(
        track, view.kind, settings=settings.gait, camera_down_px=seen.motion.path_px[:, 1],
        cuts=seen.motion.cuts,
    )  # fmt: skip
    steps = find_steps(moving, view.kind, slow_motion=slow_motion)
    return Running(followed, track, view, activity, tuple(moving), steps, slow_motion)


def _view(track: PoseTrack, seen: Observations, settings: Settings) -> View:
    view = told_view(settings.view) if settings.view else estimate_view(track)
    return replace(
        view, camera_roll_deg=seen.roll.roll_deg, camera_roll_sd_deg=seen.roll.sd_deg
    )

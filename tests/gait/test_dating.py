"""Slowed clips of runners who obey gravity are dated right, and life is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.dating import propose_slow_motion, shown_fps
from formcheck.gait.slow_motion import SlowMotionGuess, natural_oscillation_m
from formcheck.gait.steps import find_steps
from formcheck.result import ViewKind
from formcheck.settings import GaitSettings
from tests.synthetic_runner import WALKING, Filmed, Part, film

VIEWS: dict[ViewKind, float] = {"rear": 0.0, "right": 90.0, "front": 180.0, "left": -90.0}
RUNNERS = [(152, 0.40), (165, 0.36), (172, 0.35), (186, 0.31)]


def runner(cadence: float, duty: float, *, seconds: float = 4.0) -> Part:
    fall_m = natural_oscillation_m(60 / cadence, duty_factor=duty)
    return Part(seconds=seconds, cadence_spm=cadence, duty=duty, bounce_m=fall_m / 2, step_sd=0.01)


def proposal(filmed: Filmed, view: ViewKind, *, factor: float) -> SlowMotionGuess | None:
    track = replace(filmed.track, time_s=factor * filmed.track.time_s)
    _, moving = find_activity(track, view, settings=GaitSettings())
    return propose_slow_motion(
        track, moving, find_steps(moving, view), trunk_down_px=track.mid_shoulder_px[:, 1],
        fps=1 / float(np.median(np.diff(track.time_s))), settings=GaitSettings(),
    )  # fmt: skip


@pytest.mark.parametrize("factor", [2.0, 4.0, 8.0])
@pytest.mark.parametrize(("runner_of", "view"), list(zip(RUNNERS, VIEWS, strict=True)))
def test_slowed_clips_are_dated_right(
    runner_of: tuple[float, float], view: ViewKind, factor: float
) -> None:
    filmed = film(runner(*runner_of), fps=30, azimuth_deg=VIEWS[view], noise_px=1.5)
    found = proposal(filmed, view, factor=factor)
    assert found is not None
    assert found.factor == factor


@pytest.mark.parametrize("view", ["rear", "left"])
def test_three_times_slower_is_found_within_a_fifth(view: ViewKind) -> None:
    filmed = film(runner(168, 0.35), fps=30, azimuth_deg=VIEWS[view], noise_px=1.5)
    found = proposal(filmed, view, factor=3.0)
    assert found is not None
    assert found.factor == pytest.approx(3.0, rel=0.2)
    _, by_gravity, by_camera = found.reasons
    assert "gravity" in by_gravity
    assert "film 30 pictures a second; this clip shows 10" in by_camera


@pytest.mark.parametrize("part", [runner(138, 0.42), runner(168, 0.36), runner(200, 0.28), WALKING])
def test_life_is_left_alone(part: Part) -> None:
    assert proposal(film(part, fps=30), "rear", factor=1.0) is None


def test_copies_and_dropped_pictures_do_not_count_as_shown() -> None:
    # 12 pictures a second, written 30 a second: each shown two or three times; then one is dropped.
    time_s = np.arange(300) / 30
    number = np.floor(12 * time_s + 1e-9)
    repeated = np.concatenate([[False], np.diff(number) == 0])
    assert shown_fps(time_s, repeated) == pytest.approx(12, rel=0.01)
    kept = np.delete(np.arange(300), np.arange(60, 75))
    assert shown_fps(time_s[kept], repeated[kept]) == pytest.approx(12, rel=0.02)


def test_a_single_picture_is_taken_to_play_as_usual() -> None:
    assert shown_fps(np.array([0.0, 1.0]), np.array([False, True])) == 30

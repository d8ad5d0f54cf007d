"""Slowed clips of runners who obey gravity are dated right, and life is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.dating import propose_slow_motion
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
        settings=GaitSettings(),
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
    assert len(found.reasons) == 2


@pytest.mark.parametrize("part", [runner(138, 0.42), runner(168, 0.36), runner(200, 0.28), WALKING])
def test_life_is_left_alone(part: Part) -> None:
    assert proposal(film(part, fps=30), "rear", factor=1.0) is None

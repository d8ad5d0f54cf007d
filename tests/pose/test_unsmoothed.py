"""What MediaPipe's smoothing took is given back: time and height of a slow bounce."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.steps import find_steps
from formcheck.pose.track import Landmark
from formcheck.pose.unsmoothed import (
    shoulder_down_px,
    smoothed_as_by_mediapipe,
    trunk_unsmoothed,
    unsmoothed,
)
from formcheck.settings import GaitSettings
from tests.synthetic_runner import Part, film, smoothed

BOUNCE_HZ = 2.8


def bounce(fps: float, *, height: float, noise: float = 0.0005) -> tuple[np.ndarray, np.ndarray]:
    """Frame times and a bounce in sides of MediaPipe's square, about as a runner's shoulders do."""
    time_s = np.arange(round(8 * fps)) / fps
    path = height * np.sin(2 * np.pi * BOUNCE_HZ * time_s) + 0.005 * time_s
    return time_s, (path + noise * np.random.default_rng(4).standard_normal(len(time_s)))[:, None]


def beside(time_s: np.ndarray, path: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """How much later (ms) and how many times as high a path bounces as the true one."""
    turns = np.hanning(len(time_s)) * np.exp(-2j * np.pi * BOUNCE_HZ * time_s)
    here, there = (complex(turns @ (values[:, 0] - values.mean())) for values in (path, true))
    ratio = here / there
    return float(-1000 * np.angle(ratio) / (2 * np.pi * BOUNCE_HZ)), abs(ratio)


@pytest.mark.parametrize("fps", [24, 30, 60])
@pytest.mark.parametrize("height", [0.006, 0.012])
def test_a_bounce_is_in_time_and_as_high_as_it_went_in(fps: float, height: float) -> None:
    time_s, true = bounce(fps, height=height)
    filtered = smoothed_as_by_mediapipe(time_s, true)
    late_ms, ratio = beside(time_s, filtered, true)
    assert late_ms > 30
    assert ratio < 0.88
    late_ms, ratio = beside(time_s, unsmoothed(time_s, filtered), true)
    assert abs(late_ms) < 3
    assert ratio == pytest.approx(1.0, abs=0.03)


def test_what_stands_still_stays_and_a_gap_begins_anew() -> None:
    time_s = np.concatenate([np.arange(20), np.arange(60, 80)]) / 30
    still = np.repeat([[0.2], [0.7]], 20, axis=0)
    np.testing.assert_allclose(unsmoothed(time_s, still), still)
    np.testing.assert_allclose(unsmoothed(time_s[[0, 0, 1]], still[:3]), still[:3])


@pytest.mark.parametrize(("fps", "slowed"), [(24, 1), (30, 1), (60, 1), (120, 4), (240, 8)])
def test_mid_stance_is_right_on_any_clock(fps: float, slowed: float) -> None:
    filmed = film(Part(cadence_spm=170.0, bounce_m=0.035), fps=fps)
    track = smoothed(filmed.track, slowed=slowed)
    down_px = shoulder_down_px(
        track, file_s=slowed * track.time_s, looked=np.ones(track.n_frames, bool))
    _, moving = find_activity(track, "rear", settings=GaitSettings(), trunk_down_px=down_px)
    found = find_steps(moving, "rear")["mid_stance_s"].to_numpy()[2:-2]
    errors_ms = 1000 * (found - filmed.mid_stance_s[
        np.abs(found[:, None] - filmed.mid_stance_s).argmin(axis=1)])
    assert abs(np.median(errors_ms)) < 5
    assert np.abs(errors_ms).max() < 15


def test_frames_that_mediapipe_did_not_see_are_not_known() -> None:
    track = film(Part(seconds=3.0), fps=60).track
    looked = np.arange(track.n_frames) % 2 == 0
    down_px = shoulder_down_px(track, file_s=track.time_s, looked=looked)
    np.testing.assert_array_equal(np.isfinite(down_px), looked)
    assert np.isnan(shoulder_down_px(track, file_s=track.time_s, looked=~track.seen)).all()


def test_what_mediapipe_did_not_smooth_is_left_as_it_is() -> None:
    track = film(Part(seconds=4.0), fps=30, noise_px=0.7).track
    looked = np.ones(track.n_frames, dtype=bool)
    looked[5] = False
    down_px = shoulder_down_px(track, file_s=track.time_s, looked=looked, smoothed=False)
    shoulders = track.mid_shoulder_px[:, 1]
    np.testing.assert_array_equal(down_px[looked], shoulders[looked])
    assert np.isnan(down_px[5])
    smoothing_undone = shoulder_down_px(track, file_s=track.time_s, looked=looked)
    assert np.nanmax(np.abs(smoothing_undone - shoulders)) > 3


def test_the_trunk_is_given_back_and_the_limbs_are_left() -> None:
    true = film(Part(cadence_spm=170.0, bounce_m=0.035, seconds=6.0), fps=60).track
    track = smoothed(true)
    looked = np.arange(track.n_frames) % 2 == 0
    for every in (np.ones_like(looked), looked):
        freed = trunk_unsmoothed(track, file_s=track.time_s, looked=every)
        hip = Landmark.LEFT_HIP
        error_px, before_px = (
            np.abs(seen.xy(hip) - true.xy(hip))[60:].mean() for seen in (freed, track))
        assert error_px < 0.5 * before_px
        np.testing.assert_array_equal(freed.xy(Landmark.LEFT_ANKLE), track.xy(Landmark.LEFT_ANKLE))
    assert trunk_unsmoothed(track, file_s=track.time_s, looked=~track.seen) is track

"""From everybody in every frame to one track with its gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.pose.follow_track import track_of
from formcheck.pose.runner import follow
from formcheck.pose.sides import undo_swaps
from formcheck.pose.track import Landmark
from tests.synthetic_runner import STANDING, Part, alone, film, people_of, unseen

RUNNER = film(Part(seconds=4.0), fps=30, azimuth_deg=-90.0, noise_px=1.0).track
N = RUNNER.n_frames


def tracked(people, followed=None, cuts=()):
    return track_of(RUNNER.time_s, people, followed or alone(N), width_px=720, height_px=1280,
                    cuts=cuts)


def test_a_clean_runner_comes_through_unchanged() -> None:
    track = tracked(people_of(RUNNER))
    np.testing.assert_array_equal(track.landmarks_px, RUNNER.landmarks_px)
    np.testing.assert_array_equal(track.world_m, RUNNER.world_m)
    np.testing.assert_array_equal(track.visibility, RUNNER.visibility)
    assert track.seen.all()


def test_frames_without_the_runner_are_gaps() -> None:
    people = people_of(unseen(RUNNER, slice(40, 55)))
    track = tracked(people, follow(RUNNER.time_s, people))
    assert np.flatnonzero(~track.seen).tolist() == list(range(40, 55))
    assert np.isnan(track.landmarks_px[40:55]).all()
    assert (track.visibility[40:55] == 0).all()


def test_the_one_who_was_followed_is_in_the_track() -> None:
    stander = film(replace(STANDING, seconds=4.0), fps=30).track
    both = [other + runner for runner, other in zip(
        people_of(RUNNER), people_of(stander, shift_px=(250, 0)), strict=True)]
    track = tracked(both, follow(RUNNER.time_s, both))
    np.testing.assert_array_equal(track.landmarks_px, RUNNER.landmarks_px)


def test_swapped_legs_are_put_back_in_picture_world_and_visibility() -> None:
    visibility = RUNNER.visibility.copy()
    visibility[:, Landmark.LEFT_KNEE] = 0.4
    runner = replace(RUNNER, visibility=visibility)
    swapped = np.zeros(N, dtype=bool)
    swapped[50:61] = True
    wrong = replace(runner, **{
        name: undo_swaps(getattr(runner, name), swapped)
        for name in ("landmarks_px", "world_m", "visibility")})
    track = tracked(people_of(wrong))
    np.testing.assert_array_equal(track.landmarks_px, runner.landmarks_px)
    np.testing.assert_array_equal(track.world_m, runner.world_m)
    np.testing.assert_array_equal(track.visibility, runner.visibility)


def test_legs_are_not_followed_across_a_cut() -> None:
    # The second shot begins half a stride later: its legs stand where the other leg stood.
    half_stride = round(0.5 * 30 * 120 / 172)
    later = np.minimum(np.arange(N) + half_stride * (np.arange(N) >= 60), N - 1)
    shots = replace(RUNNER, landmarks_px=RUNNER.landmarks_px[later],
                    world_m=RUNNER.world_m[later])
    track = tracked(people_of(shots), cuts=(60,))
    np.testing.assert_array_equal(track.landmarks_px, shots.landmarks_px)


def test_landmarks_that_fall_together_break_nothing() -> None:
    point = replace(RUNNER, landmarks_px=np.zeros_like(RUNNER.landmarks_px))
    assert tracked(people_of(point)).seen.all()

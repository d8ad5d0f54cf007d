"""Legs that were swapped are put back, and those that were not are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.sides import swapped_frames, undo_swaps
from formcheck.pose.track import Landmark
from tests.synthetic_runner import WALKING, Filmed, Part, film

VIEWS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0, "oblique": 40.0}


def found_swaps(filmed: Filmed, swapped: np.ndarray) -> np.ndarray:
    """Frames that are taken for swapped when those of `swapped` are."""
    track = filmed.track
    landmarks = undo_swaps(track.landmarks_px, swapped)
    return swapped_frames(track.time_s, landmarks, float(np.median(track.torso_px)))


def at_crossings(filmed: Filmed, *, every: int, length: int) -> np.ndarray:
    """Some frames from every so many'th moment when the ankles pass each other."""
    ankles = filmed.track.xy(Landmark.LEFT_ANKLE) - filmed.track.xy(Landmark.RIGHT_ANKLE)
    near = np.linalg.norm(ankles, axis=1)
    inner = np.flatnonzero((near[1:-1] <= near[:-2]) & (near[1:-1] < near[2:])) + 1
    swapped = np.zeros(len(near), dtype=bool)
    for frame in inner[1::every]:
        swapped[frame : frame + length] = True
    return swapped


@pytest.mark.parametrize("azimuth", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("fps", [24, 30, 60, 120])
def test_nothing_is_swapped_without_need(azimuth: float, fps: int) -> None:
    filmed = film(Part(seconds=4.0), fps=fps, azimuth_deg=azimuth, noise_px=1.5)
    assert not found_swaps(filmed, np.zeros(filmed.track.n_frames, dtype=bool)).any()


@pytest.mark.parametrize("azimuth", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("fps", [30, 60])
def test_swaps_at_crossings_are_undone(azimuth: float, fps: int) -> None:
    filmed = film(Part(seconds=6.0), fps=fps, azimuth_deg=azimuth, noise_px=1.0, seed=2)
    swapped = at_crossings(filmed, every=4, length=round(0.2 * fps))
    assert swapped.sum() > 0.1 * len(swapped)
    np.testing.assert_array_equal(found_swaps(filmed, swapped), swapped)


@pytest.mark.parametrize("length", [1, 2, 9, 30])
def test_a_slip_of_any_length_is_undone(length: int) -> None:
    filmed = film(Part(seconds=6.0), fps=30, azimuth_deg=-90.0, noise_px=1.0)
    swapped = np.zeros(filmed.track.n_frames, dtype=bool)
    swapped[70 : 70 + length] = True
    np.testing.assert_array_equal(found_swaps(filmed, swapped), swapped)


def test_a_walkers_legs_are_kept_apart_too() -> None:
    filmed = film(WALKING, fps=30, azimuth_deg=90.0, noise_px=1.0)
    swapped = at_crossings(filmed, every=3, length=8)
    np.testing.assert_array_equal(found_swaps(filmed, swapped), swapped)


def test_uneven_timestamps_are_allowed_for() -> None:
    rng = np.random.default_rng(4)
    times = np.cumsum(rng.choice([1 / 60, 1 / 30, 1 / 20], 200))
    filmed = film(Part(seconds=float(times[-1])), times_s=times, azimuth_deg=-90.0, noise_px=1.0)
    swapped = np.zeros(200, dtype=bool)
    swapped[50:60] = swapped[120:124] = True
    np.testing.assert_array_equal(found_swaps(filmed, swapped), swapped)


def test_undoing_exchanges_legs_alone_and_twice_is_nothing() -> None:
    landmarks = film(Part(seconds=1.0)).track.landmarks_px
    swapped = np.arange(len(landmarks)) % 3 == 0
    exchanged = undo_swaps(landmarks, swapped)
    np.testing.assert_array_equal(exchanged[0, Landmark.LEFT_KNEE],
                                  landmarks[0, Landmark.RIGHT_KNEE])
    np.testing.assert_array_equal(exchanged[:, : Landmark.LEFT_KNEE],
                                  landmarks[:, : Landmark.LEFT_KNEE])
    np.testing.assert_array_equal(exchanged[1], landmarks[1])
    np.testing.assert_array_equal(undo_swaps(exchanged, swapped), landmarks)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_handful_of_frames_is_left_alone(n: int) -> None:
    track = film(Part(seconds=1.0)).track
    assert swapped_frames(track.time_s[:n], track.landmarks_px[:n], 150.0).tolist() == [False] * n


@pytest.mark.parametrize("view", ["rear", "front"])
@pytest.mark.parametrize(("fps", "first_s", "last_s"), [(30, 2, 4), (60, 3, 9), (24, 1.5, 5)])
def test_legs_that_are_swapped_for_some_strides_are_put_back_by_the_hips(
    view: str, fps: int, first_s: float, last_s: float
) -> None:
    filmed = film(Part(seconds=7.0), fps=fps, azimuth_deg=VIEWS[view], noise_px=1.5)
    time_s = filmed.track.time_s
    swapped = (time_s >= first_s) & (time_s < last_s)
    np.testing.assert_array_equal(found_swaps(filmed, swapped), swapped)

"""A runner taken for one who faces the other way in some frames is put back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.pose.track import Landmark, PoseTrack
from formcheck.pose.turned import facing_one_way, turned_about
from tests.synthetic_runner import Part, film

LEFT = [landmark for landmark in Landmark if "LEFT" in landmark.name]
RIGHT = [Landmark[landmark.name.replace("LEFT", "RIGHT")] for landmark in LEFT]


def runner(azimuth_deg: float, *, fps: float = 30.0) -> PoseTrack:
    return film(Part(seconds=4.0), fps=fps, azimuth_deg=azimuth_deg, noise_px=1.5).track


def turned_in(track: PoseTrack, frames: np.ndarray) -> PoseTrack:
    """What MediaPipe tells when it takes the back for the front in some frames."""
    values = [track.landmarks_px.copy(), track.world_m.copy(), track.visibility.copy()]
    for part in values:
        left, right = part[np.ix_(frames, LEFT)], part[np.ix_(frames, RIGHT)]
        part[np.ix_(frames, LEFT)], part[np.ix_(frames, RIGHT)] = right, left
    px, world, visibility = values
    return replace(track, landmarks_px=px, world_m=world, visibility=visibility)


@pytest.mark.parametrize("azimuth_deg", [0.0, 20.0, 160.0, 180.0])
@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_frames_that_are_turned_about_are_put_back(azimuth_deg: float, fps: float) -> None:
    track = runner(azimuth_deg, fps=fps)
    rng = np.random.default_rng(1)
    single = rng.choice(track.n_frames, track.n_frames // 5, replace=False)
    long = np.arange(track.n_frames // 2, track.n_frames // 2 + track.n_frames // 6)
    frames = np.union1d(single, long)
    seen = turned_in(track, frames)
    np.testing.assert_array_equal(np.flatnonzero(turned_about(seen)), frames)
    back = facing_one_way(seen)
    np.testing.assert_array_equal(back.landmarks_px, track.landmarks_px)
    np.testing.assert_array_equal(back.world_m, track.world_m)
    np.testing.assert_array_equal(back.visibility, track.visibility)


@pytest.mark.parametrize("azimuth_deg", [-90.0, -70.0, 75.0, 90.0, 0.0])
def test_who_faces_one_way_is_left_as_seen(azimuth_deg: float) -> None:
    assert not turned_about(runner(azimuth_deg)).any()


def test_gaps_and_hardly_any_frames_are_no_trouble() -> None:
    track = runner(0.0)
    px = track.landmarks_px.copy()
    px[20:60] = np.nan
    assert not turned_about(replace(track, landmarks_px=px)).any()
    px[:] = np.nan
    assert not turned_about(replace(track, landmarks_px=px)).any()

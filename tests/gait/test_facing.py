"""Feet on the ground tell a back that was taken for a face."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.facing import faces_away
from formcheck.gait.steps import find_steps
from formcheck.gait.view import estimate_view
from formcheck.pose.track import PoseTrack
from formcheck.pose.turned import _exchanged
from formcheck.real_time import find_running
from formcheck.settings import GaitSettings, Settings
from tests.synthetic_runner import WALKING, Part, film
from tests.test_shots import cut_together


def turned_about(track: PoseTrack) -> PoseTrack:
    """The same picture with the back taken for the face in every frame."""
    every = np.ones(track.n_frames, dtype=bool)
    world_m = _exchanged(track.world_m, every)
    return PoseTrack(
        track.time_s, _exchanged(track.landmarks_px, every), world_m, track.visibility,
        track.width_px, track.height_px,
    )


def contradicted(track: PoseTrack) -> bool:
    view = estimate_view(track).kind
    _, moving = find_activity(track, view, settings=GaitSettings())
    return faces_away(view, moving, find_steps(moving, view))


@pytest.mark.parametrize("azimuth_deg", [0.0, 25.0, -25.0, 155.0, 180.0, -155.0])
def test_a_back_taken_for_a_face_is_told_by_the_feet_and_a_right_view_is_not_doubted(
    azimuth_deg: float,
) -> None:
    track = film(Part(seconds=6.0), fps=30, azimuth_deg=azimuth_deg, noise_px=2.0).track
    assert not contradicted(track)
    assert contradicted(turned_about(track))


@pytest.mark.parametrize("azimuth_deg", [0.0, 180.0])
def test_who_runs_in_place_is_believed(azimuth_deg: float) -> None:
    in_place = Part(seconds=6.0, reach_m=0.0)
    assert not contradicted(film(in_place, fps=30, azimuth_deg=azimuth_deg, noise_px=2.0).track)


@pytest.mark.parametrize("azimuth_deg", [90.0, -90.0, 45.0])
def test_from_the_side_the_feet_say_nothing_of_it(azimuth_deg: float) -> None:
    assert not contradicted(film(Part(seconds=6.0), azimuth_deg=azimuth_deg).track)


def test_walkers_and_short_clips_are_left_alone() -> None:
    assert not contradicted(turned_about(film(WALKING, fps=30).track))
    assert not contradicted(turned_about(film(Part(seconds=1.2), fps=30).track))


def test_neither_view_nor_sides_are_claimed_then() -> None:
    track = film(Part(seconds=6.0), fps=30, noise_px=2.0).track
    for seen, view, share_sure in ((track, "rear", 1.0), (turned_about(track), "unknown", 0.0)):
        running, _, _ = find_running(cut_together((seen, 1.0)), settings=Settings())
        assert running.view.kind == view
        assert running.steps["side_sure"].mean() == share_sure
        assert len(running.steps) in (16, 17, 18)
    assert "shoulders and feet" in running.view.reason

"""From the side the feet's way round tells the legs apart, whatever they are called."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.circling import against_circling
from formcheck.pose.sides import swapped_frames, undo_swaps
from tests.synthetic_runner import WALKING, Filmed, Part, film


def every_other_step(filmed: Filmed, *, first: int = 0) -> np.ndarray:
    """Frames of every other step, from mid-stance to mid-stance, where the ankles pass."""
    step = np.searchsorted(filmed.mid_stance_s, filmed.track.time_s)
    return (step + first) % 2 == 1


@pytest.mark.parametrize("azimuth", [-90.0, 90.0])
@pytest.mark.parametrize("fps", [24, 30, 60])
def test_legs_that_are_exchanged_at_every_crossing_are_one_leg_each_again(azimuth, fps) -> None:
    filmed = film(Part(seconds=7.0), fps=fps, azimuth_deg=azimuth, noise_px=1.5)
    swapped = every_other_step(filmed)
    assert 0.4 < swapped.mean() < 0.6
    track = filmed.track
    landmarks = undo_swaps(track.landmarks_px, swapped)
    found = swapped_frames(track.time_s, landmarks, float(np.median(track.torso_px)))
    still_wrong = found != swapped
    assert min(still_wrong.mean(), 1 - still_wrong.mean()) < 0.02


@pytest.mark.parametrize("part", [Part(), WALKING], ids=["running", "walking"])
@pytest.mark.parametrize("azimuth", [-90.0, 90.0])
def test_right_names_agree_with_the_way_round(part: Part, azimuth: float) -> None:
    track = film(part, fps=30, azimuth_deg=azimuth, noise_px=1.5).track
    against = against_circling(track.time_s, track.landmarks_px)
    assert against.mean() < -0.4
    assert (against < 0.3).all()


def test_what_most_frames_say_is_right() -> None:
    filmed = film(Part(), fps=30, azimuth_deg=-90.0, noise_px=1.5)
    swapped = (filmed.track.time_s > 2) & (filmed.track.time_s < 4.5)
    landmarks = undo_swaps(filmed.track.landmarks_px, swapped)
    against = against_circling(filmed.track.time_s, landmarks)
    assert against[swapped].mean() > 0.4
    assert against[~swapped].mean() < -0.4


def test_nothing_is_said_of_feet_that_do_not_go_round() -> None:
    track = film(Part(seconds=6.0), fps=30, azimuth_deg=-90.0).track
    scattered = np.random.default_rng(5).normal(300, 40, track.landmarks_px.shape)
    assert np.abs(against_circling(track.time_s, scattered)).mean() < 0.2
    short = slice(0, 20)
    assert not against_circling(track.time_s[short], track.landmarks_px[short]).any()

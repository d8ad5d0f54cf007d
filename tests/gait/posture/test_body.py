"""The body seen level, whichever way the camera stood and leaned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.posture.body import angle_from_vertical, bend, body_of
from formcheck.gait.posture.raw import raw_values
from formcheck.gait.posture.trunk_lean import TRUNK_LEAN
from formcheck.pose.track import PoseTrack
from formcheck.settings import GaitSettings
from tests.posed_body import body, steps
from tests.synthetic_runner import film


@pytest.mark.parametrize(("view", "azimuth_deg"), [("left", -90.0), ("right", 90.0)])
def test_ahead_is_positive_from_either_side(view: str, azimuth_deg: float) -> None:
    track = film(azimuth_deg=azimuth_deg).track
    _, moving = find_activity(track, view, settings=GaitSettings())
    found = body_of(track, moving[0], view, roll_deg=0.0, lag_s=0.0)
    toes = found.joint("foot_index", "left") - found.joint("heel", "left")
    assert np.median(toes[:, 0]) > 0


@pytest.mark.parametrize(("view", "azimuth_deg"), [("rear", 0.0), ("front", 180.0)])
def test_the_runners_right_is_positive_from_behind_and_in_front(
    view: str, azimuth_deg: float
) -> None:
    track = film(azimuth_deg=azimuth_deg).track
    _, moving = find_activity(track, view, settings=GaitSettings())
    found = body_of(track, moving[0], view, roll_deg=0.0, lag_s=0.0)
    assert (found.joint("shoulder", "right") - found.joint("shoulder", "left"))[:, 0].min() > 0


@pytest.mark.parametrize("roll_deg", [-4.0, 3.0])
def test_the_cameras_roll_is_taken_out(roll_deg: float) -> None:
    filmed = film(azimuth_deg=90.0).track
    turn = np.radians(roll_deg)
    # Level lines look lower at the picture's right.
    turned = filmed.landmarks_px @ np.array(
        [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    track = type(filmed)(**{**vars(filmed), "landmarks_px": turned})
    _, moving = find_activity(track, "right", settings=GaitSettings())
    found = body_of(track, moving[0], "right", roll_deg=roll_deg, lag_s=0.0)
    lean = angle_from_vertical(found.middle("hip"), found.middle("shoulder"))
    assert np.median(lean) == pytest.approx(0.0, abs=0.3)


def test_of_the_background_only_what_steadies_the_trunk_is_taken_out() -> None:
    track = film(azimuth_deg=90.0).track
    _, moving = find_activity(track, "right", settings=GaitSettings())

    def trunk_up(filmed: PoseTrack, background_px: np.ndarray) -> np.ndarray:
        found = body_of(
            filmed, moving[0], "right", roll_deg=0.0, lag_s=0.0, camera_down_px=background_px)
        return (found.middle("hip") + found.middle("shoulder"))[:, 1] / 2

    calm = trunk_up(track, np.zeros(track.n_frames))
    bob = 30 * np.sin(2 * np.pi * 1.7 * track.time_s)
    shaken = replace(track, landmarks_px=track.landmarks_px + np.stack([0 * bob, bob], 1)[:, None])
    np.testing.assert_allclose(trunk_up(shaken, bob), calm, atol=1e-6)
    # Trees that pass a camera which runs along move, and the camera did not.
    np.testing.assert_allclose(trunk_up(track, bob), calm, atol=1e-6)


def test_angles() -> None:
    assert bend(np.array([0, 2.0]), np.array([0, 1.0]), np.array([1.0, 1.0])) == pytest.approx(90)
    assert angle_from_vertical(np.zeros(2), np.array([1.0, 1.0])) == pytest.approx(45)


def test_a_lag_is_looked_up_later_and_nothing_outside_of_what_was_seen() -> None:
    moving = body("right", hip=lambda time_s: np.stack([time_s, np.zeros_like(time_s)], axis=1))
    late = type(moving)(**{**vars(moving), "lag_s": 0.02})
    path = late.middle("hip")[:, 0]
    assert late.at(path, np.array([1.0])) == pytest.approx(1.02)
    assert np.isnan(late.at(path, np.array([5.99]))).all()
    assert len(late.between(path, 5.5, 6.5)) == 0


def test_where_the_runner_was_lost_is_not_whole() -> None:
    def feet_at_the_hips(time_s: np.ndarray) -> np.ndarray:
        return np.where(time_s[:, None] < 3, [0.0, 30.0], [0.0, 300.0])

    lost = body("rear", ankle=feet_at_the_hips)
    assert lost.whole.tolist() == (lost.grid_s < 3).tolist()
    folded = body("right", right_knee=(0, 340), right_ankle=(0, 320))
    assert not folded.whole.any()
    assert body("left").whole.all()


def test_a_step_is_read_where_the_whole_stride_was_seen() -> None:
    def feet_at_the_hips(time_s: np.ndarray) -> np.ndarray:
        return np.where(time_s[:, None] < 3, [0.0, 30.0], [0.0, 300.0])

    table = steps(n=12)
    found = raw_values([TRUNK_LEAN], [body("right", ankle=feet_at_the_hips)], table)
    early = table["mid_stance_s"] + 60 / table["cadence_spm"] < 3
    assert np.isfinite(found["trunk_lean"]).tolist() == early.tolist()
    assert 3 <= early.sum() < 12

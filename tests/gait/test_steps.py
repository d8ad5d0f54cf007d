"""Every step with its time and side, from every view, at every frame rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from formcheck.gait.activity import find_activity
from formcheck.gait.motion import Motion
from formcheck.gait.steps import _steady, counted, find_steps, stance_sides, unbroken_runs
from formcheck.gait.view import estimate_view
from formcheck.pose.sides import swapped_frames, undo_swaps
from formcheck.pose.track import Landmark, PoseTrack
from formcheck.pose.turned import facing_one_way
from formcheck.settings import GaitSettings
from tests.known_pelvis import steps_table
from tests.synthetic_runner import STANDING, WALKING, Filmed, Part, film, smoothed, unseen

VIEWS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0, "oblique": 40.0}


def steps_of(track: PoseTrack, view: str = "rear", **options) -> pd.DataFrame:
    _, moving = find_activity(track, view, settings=GaitSettings())
    return find_steps(moving, view, **options)


def errors_ms(steps: pd.DataFrame, filmed: Filmed, view: str) -> np.ndarray:
    """Of each step found, against the nearest true one."""
    found = steps["mid_stance_s"].to_numpy()
    nearest = np.abs(found[:, None] - filmed.mid_stance_s).argmin(axis=1)
    return 1000 * (found - filmed.mid_stance_s[nearest])


def true_sides(steps: pd.DataFrame, filmed: Filmed, view: str) -> list[str]:
    found = steps["mid_stance_s"].to_numpy()
    nearest = np.abs(found[:, None] - filmed.mid_stance_s).argmin(axis=1)
    return [filmed.sides[index] for index in nearest]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("fps", [24, 30, 60, 240])
def test_all_steps_are_found_in_time_and_on_their_leg(view: str, fps: int) -> None:
    filmed = film(Part(), fps=fps, azimuth_deg=VIEWS[view], noise_px=1.0, seed=fps)
    steps = steps_of(filmed.track, view)
    assert abs(len(steps) - len(filmed.sides)) <= 1  # one at an end may be cut off
    errors = errors_ms(steps, filmed, view)
    assert np.abs(errors[1:-1]).max() < 15
    assert abs(np.median(errors)) < 5
    assert steps["side"].tolist() == true_sides(steps, filmed, view)
    assert steps["side_sure"].all()
    assert steps["step"].tolist() == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("first", ["left", "right"])
@pytest.mark.parametrize("seconds", [2.0, 5.0, 20.0])
def test_either_leg_may_begin_and_length_does_not_matter(first: str, seconds: float) -> None:
    filmed = film(Part(seconds=seconds), fps=30, noise_px=1.0, first_side=first,
                  first_mid_stance_s=0.3)
    steps = steps_of(filmed.track)
    assert abs(len(steps) - len(filmed.sides)) <= 1
    assert steps["side"].tolist() == true_sides(steps, filmed, "rear")


@pytest.mark.parametrize("cadence", [145.0, 172.0, 205.0])
@pytest.mark.parametrize("bounce", [0.015, 0.05])
def test_slow_and_fast_flat_and_bouncing_runners(cadence: float, bounce: float) -> None:
    filmed = film(Part(cadence_spm=cadence, bounce_m=bounce, step_sd=0.02), fps=60, noise_px=1.0)
    steps = steps_of(filmed.track)
    assert abs(len(steps) - len(filmed.sides)) <= 1
    assert np.abs(errors_ms(steps, filmed, "rear")[1:-1]).max() < 25
    assert steps["cadence_spm"].median() == pytest.approx(cadence, rel=0.01)


def test_uneven_frames_give_the_same_steps() -> None:
    rng = np.random.default_rng(8)
    times = np.sort(np.arange(240) / 30 + rng.uniform(-0.012, 0.012, 240))
    filmed = film(Part(), times_s=times, noise_px=1.0)
    errors = errors_ms(steps_of(filmed.track), filmed, "rear")
    assert np.abs(errors[2:-2]).max() < 12


def test_short_gaps_lose_no_step() -> None:
    filmed = film(Part(), fps=60, noise_px=1.0)
    holes = np.concatenate([np.arange(start, start + 5) for start in (60, 130, 200, 320)])
    steps = steps_of(unseen(filmed.track, holes))
    assert abs(len(steps) - len(filmed.sides)) <= 1
    assert np.abs(errors_ms(steps, filmed, "rear")[1:-1]).max() < 20


def test_steps_of_a_walker_are_at_the_highest_point_and_have_no_contacts() -> None:
    filmed = film(WALKING, fps=60, noise_px=1.0)
    steps = steps_of(filmed.track)
    assert set(steps["activity"]) == {"walking"}
    assert np.abs(errors_ms(steps, filmed, "rear")[1:-1]).max() < 25
    assert steps["side"].tolist() == true_sides(steps, filmed, "rear")
    assert steps["initial_contact_s"].isna().all()
    assert steps["toe_off_s"].isna().all()


def test_contact_comes_before_mid_stance_and_toe_off_after() -> None:
    steps = steps_of(film(Part(), fps=60, noise_px=1.0).track)
    inner = steps.iloc[2:-2]
    assert inner["initial_contact_s"].notna().all()
    assert inner["toe_off_s"].notna().all()
    assert (inner["initial_contact_s"] < inner["mid_stance_s"]).all()
    assert (inner["mid_stance_s"] < inner["toe_off_s"]).all()


def test_legs_that_are_level_have_no_sure_side() -> None:
    track = film(Part(seconds=6.0), fps=30, azimuth_deg=-90.0, noise_px=1.0).track
    level = track.landmarks_px.copy()
    below_knees = slice(Landmark.LEFT_ANKLE, None)
    middle_y = level[:, below_knees, 1].mean(axis=1, keepdims=True)
    scatter = np.random.default_rng(1).normal(0, 3, level[:, below_knees, 1].shape)
    level[:, below_knees, 1] = middle_y + scatter
    steps = steps_of(replace(track, landmarks_px=level), "left")
    assert len(steps) > 10
    assert not steps["side_sure"].any()
    assert not counted(steps).any()


@pytest.mark.parametrize("pause_s", [2.0, 5.0])
def test_no_steady_step_is_found_while_standing(pause_s: float) -> None:
    pause = replace(STANDING, seconds=pause_s)
    filmed = film(pause, Part(seconds=6.0), pause, Part(seconds=6.0), fps=30, noise_px=1.0)
    steps = steps_of(filmed.track)
    assert np.abs(errors_ms(steps[steps["steady"]], filmed, "rear")).max() < 80
    assert abs(len(steps) - len(filmed.sides)) <= 3


def test_a_step_of_another_length_is_not_steady() -> None:
    stumble = film(Part(seconds=3.0), Part(seconds=5.0), fps=60, first_mid_stance_s=0.25)
    steps = steps_of(stumble.track)
    odd = steps.loc[~steps["steady"], "mid_stance_s"]
    assert 1 <= len(odd) <= 4
    assert (odd - 3.0).abs().max() < 1.0


def test_no_stretches_no_steps() -> None:
    steps = find_steps([], "rear")
    assert len(steps) == 0
    assert {"side", "mid_stance_s", "steady", "side_sure"} <= set(steps.columns)
    assert counted(steps).tolist() == []
    assert unbroken_runs(steps, counted(steps)) == []


def test_runs_end_at_left_out_steps_pauses_and_missed_turns() -> None:
    steps = steps_table(10)
    everything = np.ones(10, dtype=bool)
    assert [len(run) for run in unbroken_runs(steps, everything)] == [10]
    but_one = everything.copy()
    but_one[3] = False
    assert [run.tolist() for run in unbroken_runs(steps, but_one)] == [
        [0, 1, 2], [4, 5, 6, 7, 8, 9]]
    pause = steps.assign(mid_stance_s=steps["mid_stance_s"] + np.where(np.arange(10) > 5, 2.0, 0))
    assert [len(run) for run in unbroken_runs(pause, everything)] == [6, 4]
    hop = steps.assign(side=["left", "right"] * 2 + ["right", "left"] * 3)
    assert [len(run) for run in unbroken_runs(hop, everything)] == [4, 6]


def test_a_treadmill_that_starts_does_not_count_and_another_speed_does() -> None:
    ramp = np.concatenate([np.linspace(0.45, 0.36, 6), np.full(24, 0.35)])
    assert np.flatnonzero(~_steady(ramp)).tolist() == [0, 1, 2, 3, 4]
    assert _steady(ramp[::-1]).tolist() == _steady(ramp)[::-1].tolist()
    two_speeds = np.repeat([0.38, 0.34], 15)
    assert _steady(two_speeds).all()


def side_view_steps(relabelled: np.ndarray) -> pd.DataFrame:
    track = film(Part(), fps=30, azimuth_deg=-90.0, noise_px=1.0).track
    return steps_of(replace(track, relabelled=relabelled[: track.n_frames]), "left")


@pytest.mark.parametrize(("share", "sure"), [(0.0, True), (0.1, True), (0.45, False)])
def test_names_that_were_exchanged_in_half_of_the_frames_leave_no_side_sure(share, sure) -> None:
    steps = side_view_steps(np.arange(1000) % 100 < 100 * share)
    assert len(steps) > 15
    assert steps["side_sure"].all() == sure
    assert steps["side_sure"].any() == sure


def test_a_part_that_speaks_against_the_whole_is_not_sure() -> None:
    track = film(Part(seconds=14.0), fps=30, noise_px=1.0).track
    exchanged = (track.time_s > 6) & (track.time_s < 8)
    legs = undo_swaps(track.landmarks_px, exchanged)
    steps = steps_of(replace(track, landmarks_px=legs))
    within = steps["mid_stance_s"].between(6.4, 7.6)
    assert not steps.loc[within, "side_sure"].any()
    assert steps.loc[~steps["mid_stance_s"].between(5, 9), "side_sure"].all()


@pytest.mark.parametrize(("against", "sure"), [(0, 30), (4, 26), (12, 0)])
def test_steps_that_speak_against_all_others_are_not_sure(against: int, sure: int) -> None:
    middle_s = 0.35 * np.arange(1, 31)
    left_lower = np.where(np.arange(30) % 2 == 0, 0.1, -0.1)
    left_lower[10 : 10 + against] *= -1
    grid_s = np.arange(0, 11, 0.05)
    ankles = np.stack([np.zeros_like(grid_s), np.interp(grid_s, middle_s, left_lower)], axis=1)
    motion = Motion(grid_s, ankles, ankles, grid_s, {}, {}, 100.0, np.ones_like(grid_s))
    sides, found = stance_sides(motion, middle_s, "left")
    assert sides[:2] == ["left", "right"]
    assert found.sum() == sure


@pytest.mark.parametrize(("view", "left_knee_at", "sure"), [
    ("rear", -0.1, True), ("rear", 0.1, False), ("front", 0.1, True), ("front", -0.1, False),
    ("left", -0.1, False), ("rear", 0.0, False),
])
def test_knees_on_their_own_sides_make_up_for_names_that_change(view, left_knee_at, sure) -> None:
    middle_s = 0.35 * np.arange(1, 31)
    grid_s = np.arange(0, 11, 0.05)
    left_lower = np.interp(grid_s, middle_s, np.where(np.arange(30) % 2 == 0, 0.1, -0.1))
    ankles = np.stack([np.zeros_like(grid_s), left_lower], axis=1)
    knees = np.stack([np.full_like(grid_s, left_knee_at), left_lower], axis=1)
    knees[::8, 0] *= -1
    named_right = np.where(np.arange(len(grid_s)) % 2 == 0, 1.0, -1.0)
    motion = Motion(grid_s, ankles, knees, grid_s, {}, {}, 100.0, named_right)
    sides, found = stance_sides(motion, middle_s, view)
    assert sides[:2] == ["left", "right"]
    assert found.all() == found.any() == sure


@pytest.mark.parametrize("unseen_steps", [[7], [7, 8], [3, 11], [16]])
def test_a_step_that_was_not_seen_exchanges_no_legs_after_it(unseen_steps: list[int]) -> None:
    middle_s = np.delete(0.35 * np.arange(1, 20) + 0.01 * np.sin(np.arange(19)), unseen_steps)
    true = np.delete(["left", "right"] * 9 + ["left"], unseen_steps).tolist()
    grid_s = np.arange(0, 8, 0.02)
    left_lower = np.interp(grid_s, middle_s, [0.1 if side == "left" else -0.1 for side in true])
    ankles = np.stack([np.zeros_like(grid_s), left_lower], axis=1)
    motion = Motion(grid_s, ankles, ankles, grid_s, {}, {}, 100.0, np.ones_like(grid_s))
    sides, sure = stance_sides(motion, middle_s, "left")
    assert sides == true
    assert sure.all()


@pytest.mark.parametrize("first_deg", [-90, -60, -40, 0, 60, 90, 150])
@pytest.mark.parametrize("turn_deg", [-180, -90, 60, 90])
def test_a_camera_that_turns_around_the_runner_exchanges_no_legs(first_deg, turn_deg) -> None:
    azimuth_deg = np.interp(np.arange(300), [75, 225], [first_deg, first_deg + turn_deg])
    filmed = film(Part(seconds=10.0), fps=30, azimuth_deg=azimuth_deg, noise_px=1.5)
    track = facing_one_way(smoothed(filmed.track))
    np.testing.assert_array_equal(track.landmarks_px, smoothed(filmed.track).landmarks_px)
    torso_px = float(np.median(track.torso_px))
    assert not swapped_frames(track.time_s, track.landmarks_px, torso_px).any()
    view = estimate_view(track).kind
    steps = steps_of(track, view)
    wrong = np.array(true_sides(steps, filmed, view)) != steps["side"].to_numpy()
    assert (wrong & steps["side_sure"].to_numpy(dtype=bool)).sum() <= 1  # at a stretch's end

"""Running, walking, standing and when; and legs that cannot be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from formcheck.gait.activity import find_activity
from formcheck.gait.cadence import cadence_reading
from formcheck.gait.motion import motion_of, steadier
from formcheck.gait.phase import gait_phase
from formcheck.gait.rhythm import find_rhythm
from formcheck.gait.steps import find_steps
from formcheck.gait.view import estimate_view
from formcheck.pose.track import N_LANDMARKS, Landmark, PoseTrack
from formcheck.settings import GaitSettings
from formcheck.signals import Unbroken
from tests.synthetic_runner import STANDING, WALKING, Part, film, unseen

GAIT = GaitSettings()
VIEWS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0}
NOISE_PX = 1.0


def activity_of(track: PoseTrack, view: str = "rear"):
    return find_activity(track, view, settings=GAIT)[0]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("cadence", [150.0, 172.0, 195.0])
def test_running_is_running_from_every_side(view: str, cadence: float) -> None:
    part = Part(cadence_spm=cadence)
    filmed = film(part, fps=30, azimuth_deg=VIEWS[view], noise_px=NOISE_PX)
    activity = activity_of(filmed.track, view)
    assert activity.kind == "running"
    assert [stretch.kind for stretch in activity.stretches] == ["running"]
    assert activity.stretches[0].start_s == pytest.approx(0.0, abs=0.05)
    assert activity.stretches[0].end_s == pytest.approx(8.0, abs=0.05)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("cadence", [95.0, 112.0, 125.0])
def test_walking_is_walking_from_every_side(view: str, cadence: float) -> None:
    part = replace(WALKING, cadence_spm=cadence)
    filmed = film(part, fps=30, azimuth_deg=VIEWS[view], noise_px=NOISE_PX)
    activity = activity_of(filmed.track, view)
    assert activity.kind == "walking"
    assert "walking" in activity.reason


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("spm", [66.0, 71.0])
def test_a_slowed_runner_is_not_taken_for_a_slow_walker(view: str, spm: float) -> None:
    flat = Part(cadence_spm=spm, seconds=12.0, bounce_m=0.025)
    filmed = film(flat, fps=30, azimuth_deg=VIEWS[view], noise_px=NOISE_PX)
    assert activity_of(filmed.track, view).kind == "running"


@pytest.mark.parametrize("view", VIEWS)
def test_fast_feet_that_hardly_bounce_are_running(view: str) -> None:
    upside_down = -0.004  # the trunk's highest point at mid-stance
    fast = Part(cadence_spm=285.0, bounce_m=upside_down, kick_m=0.10, reach_m=0.08)
    filmed = film(fast, fps=30, azimuth_deg=VIEWS[view], noise_px=0.3)
    assert activity_of(filmed.track, view).kind == "running"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("spm", [68.0, 76.0, 84.0])
def test_a_slow_walker_is_still_walking(view: str, spm: float) -> None:
    part = replace(WALKING, cadence_spm=spm, seconds=12.0)
    filmed = film(part, fps=30, azimuth_deg=VIEWS[view], noise_px=NOISE_PX)
    assert activity_of(filmed.track, view).kind == "walking"


@pytest.mark.parametrize("view", VIEWS)
def test_somebody_who_stands_does_nothing(view: str) -> None:
    filmed = film(STANDING, fps=30, azimuth_deg=VIEWS[view], noise_px=NOISE_PX)
    activity = activity_of(filmed.track, view)
    assert activity.kind == "none"
    assert [stretch.kind for stretch in activity.stretches] == ["standing"]


def test_the_rhythm_is_the_strides() -> None:
    track = film(Part(cadence_spm=180.0), fps=60, noise_px=NOISE_PX).track
    rhythm = find_rhythm(motion_of(track, Unbroken(0, track.n_frames), settings=GAIT), "rear")
    assert rhythm.stride_hz == pytest.approx(1.5, abs=0.01)
    assert rhythm.strength > 0.9
    assert rhythm.running_score > 0.5


def test_run_walk_and_stand_are_told_apart_at_their_times() -> None:
    walking = replace(WALKING, seconds=10.0)
    filmed = film(Part(seconds=10.0), walking, replace(STANDING, seconds=8.0), fps=30,
                  noise_px=NOISE_PX)
    activity, moving = find_activity(filmed.track, "rear", settings=GAIT)
    assert activity.kind == "mixed"
    assert [stretch.kind for stretch in activity.stretches] == ["running", "walking", "standing"]
    assert [part.kind for part in moving] == ["running", "walking"]
    runs, walks, stands = activity.stretches
    assert (runs.end_s, walks.start_s) == pytest.approx((10.0, 10.0), abs=0.8)
    assert (walks.end_s, stands.start_s) == pytest.approx((20.0, 20.0), abs=0.3)


@pytest.mark.parametrize(("view", "azimuth"), [("rear", 0.0), ("left", -90.0)])
def test_the_borders_of_standing_are_where_the_legs_begin_and_cease(view, azimuth) -> None:
    pause = replace(STANDING, seconds=5.0)
    filmed = film(pause, Part(seconds=9.0), pause, fps=30, azimuth_deg=azimuth, noise_px=NOISE_PX)
    _, running, _ = activity_of(filmed.track, view).stretches
    assert running.kind == "running"
    assert running.start_s == pytest.approx(5.0, abs=0.2)
    assert running.end_s == pytest.approx(14.0, abs=0.2)


def test_a_gap_parts_two_stretches_and_a_short_one_does_not() -> None:
    track = film(Part(seconds=10.0), fps=30, noise_px=NOISE_PX).track
    whole = activity_of(unseen(track, slice(120, 122)))
    assert len(whole.stretches) == 1
    parts = activity_of(unseen(track, slice(120, 150))).stretches
    assert [part.kind for part in parts] == ["running", "running"]
    assert parts[0].end_s == pytest.approx(119 / 30)
    assert parts[1].start_s == pytest.approx(150 / 30)


def test_at_a_low_frame_rate_one_dropped_frame_parts_nothing() -> None:
    track = film(Part(seconds=20.0), fps=10, noise_px=NOISE_PX).track
    assert len(activity_of(unseen(track, slice(80, 81))).stretches) == 1
    assert len(activity_of(unseen(track, slice(80, 84))).stretches) == 2


def test_a_cut_parts_two_stretches() -> None:
    track = film(Part(seconds=10.0), fps=30, noise_px=NOISE_PX).track
    activity, _ = find_activity(track, "rear", settings=GAIT, cuts=(160,))
    assert [part.end_s for part in activity.stretches] == pytest.approx([159 / 30, 299 / 30])


def test_a_camera_that_bobs_is_taken_out_of_the_bounce() -> None:
    track = film(replace(STANDING, seconds=8.0), fps=30).track
    bob = 30 * np.sin(2 * np.pi * 2.8 * track.time_s)
    shaken = replace(track, landmarks_px=track.landmarks_px + np.stack([0 * bob, bob], 1)[:, None])
    rows = Unbroken(0, track.n_frames)
    plain = motion_of(shaken, rows, settings=GAIT)
    steadied = motion_of(shaken, rows, settings=GAIT, camera_down_px=bob)
    assert plain.body_down.std() > 0.05
    assert steadied.body_down.std() < 0.001


def test_a_camera_that_only_seems_to_move_adds_nothing_to_the_bounce() -> None:
    track = film(Part(seconds=8.0), fps=30).track
    seems = np.cumsum(np.random.default_rng(5).normal(scale=20.0, size=track.n_frames))
    rows = Unbroken(0, track.n_frames)
    plain = motion_of(track, rows, settings=GAIT)
    believed = motion_of(track, rows, settings=GAIT, camera_down_px=seems)
    np.testing.assert_array_equal(believed.body_down, plain.body_down)


def test_the_steadier_path_is_chosen_by_what_is_known_of_it() -> None:
    still, moving = np.array([1.0, 1.0, np.nan, 1.0, 1.0]), np.array([1.0, 2.0, np.nan, 1.0, 3.0])
    unknown = np.full(5, np.nan)
    assert steadier(moving, still) is still
    assert steadier(still, moving) is still
    assert steadier(unknown, unknown) is unknown


@pytest.mark.parametrize(
    ("change", "reason"),
    [("below", "outside of the picture"), ("hidden", "the feet are hidden")],
)
def test_legs_that_do_not_show_are_refused(change: str, reason: str) -> None:
    track = film(Part(), fps=30).track
    if change == "below":
        track = replace(track, height_px=800)
    else:
        visibility = track.visibility.copy()
        visibility[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]] = 0.1
        track = replace(track, visibility=visibility)
    activity, moving = find_activity(track, "rear", settings=GAIT)
    assert activity.kind == "none"
    assert reason in activity.reason
    assert moving == []


def test_from_the_side_one_leg_may_be_hidden() -> None:
    track = film(Part(), fps=30, azimuth_deg=-90.0).track
    visibility = track.visibility.copy()
    visibility[:, Landmark.RIGHT_ANKLE] = 0.1
    assert activity_of(replace(track, visibility=visibility), "left").kind == "running"


def test_a_low_frame_rate_is_no_gap() -> None:
    activity = activity_of(film(Part(), fps=7.5).track)
    assert [stretch.end_s - stretch.start_s for stretch in activity.stretches] == (
        pytest.approx([8.0], abs=0.2))


def test_nobody_does_nothing() -> None:
    track = film(Part(seconds=2.0), fps=30).track
    for frames in (slice(None), slice(10, None)):
        activity, moving = find_activity(unseen(track, frames), "rear", settings=GAIT)
        assert (activity.kind, moving) == ("none", [])
        assert activity.reason


coordinates = st.sampled_from([0.0, 1.0, 640.0, 1e7]) | st.floats(-2000, 2000)


@pytest.mark.parametrize("interval_s", [3600.0, 86_000.0, 0.9])
def test_a_clock_that_counts_hours_gives_no_rhythm_and_takes_no_memory(interval_s: float) -> None:
    track = film(Part(seconds=4.0), fps=30).track
    slow = replace(track, time_s=np.arange(track.n_frames) * interval_s)
    activity, _ = find_activity(slow, "rear", settings=GAIT)
    assert activity.kind == "none"
    assert activity.reason


@settings(max_examples=30, deadline=None)
@given(
    points=hnp.arrays(float, (12, 4), elements=coordinates),
    n=st.integers(1, 90),
    fps=st.sampled_from([5.0, 24.0, 240.0]),
    times=st.sampled_from(["even", "repeated", "unsorted"]),
    gaps=st.booleans(),
)
def test_no_track_breaks_the_way_to_a_reading(points, n, fps, times, gaps) -> None:
    rng = np.random.default_rng(0)
    landmarks = np.resize(points, (n, N_LANDMARKS, 2))
    time_s = np.arange(n) / fps
    if times == "repeated":
        time_s = np.repeat(time_s, 2)[:n]
    elif times == "unsorted":
        time_s = rng.permutation(time_s)
    track = PoseTrack(
        time_s, landmarks, np.resize(points, (n, N_LANDMARKS, 3)), np.ones((n, N_LANDMARKS)),
        1000, 1000,
    )
    if gaps:
        track = unseen(track, np.flatnonzero(rng.random(n) < 0.3))
    view = estimate_view(track)
    activity, moving = find_activity(track, view.kind, settings=GAIT)
    steps = find_steps(moving, view.kind)
    reading = cadence_reading(steps, settings=GAIT, reason_for_none=activity.reason)
    assert reading.value is None or np.isfinite(reading.value)
    assert np.isfinite(steps["mid_stance_s"].to_numpy(dtype=float)).all()
    assert np.isfinite(steps["cadence_spm"].to_numpy(dtype=float)).all()
    assert len(gait_phase(time_s, steps).cycles) == n

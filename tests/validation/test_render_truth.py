"""The truth of a rendered runner, checked against itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from validation.render import (
    Body,
    Camera,
    Gait,
    Scene,
    Viewport,
    cadence_spm,
    pose_at,
    random_scene,
    step_truths,
    truth_at,
)
from validation.render.body import SOLE_M, body_mesh
from validation.render.gait import GRAVITY_M_S2, timetable
from validation.render.legs import leg_motion
from validation.render.pose import chest_angles
from validation.render.sampling import BODY_RANGE, SEED_RANGE, random_gait
from validation.render.scene import skin_points
from validation.render.truth import picture_angle_deg

STEADY = Gait(timing_sd=0.0, drop_sd_deg=0.0, drop_left_deg=8.0, drop_right_deg=3.0)


def random_scenes(count: int, **options: bool) -> list[Scene]:
    rng = np.random.default_rng(20)
    return [random_scene(rng, split="tune", **options) for _ in range(count)]


def test_drop_of_each_stance_is_the_one_asked_for():
    steps = step_truths(Scene(gait=STEADY), 0.0, 5.0)
    assert len(steps) >= 13
    for step in steps:
        expected = {"L": 8.0, "R": 3.0}[step.side]
        assert step.peak_drop_deg == pytest.approx(expected, abs=0.02)
        share = (step.peak_drop_s - step.initial_contact_s) / (
            step.toe_off_s - step.initial_contact_s
        )
        assert share == pytest.approx(STEADY.drop_peak_in_stance, abs=0.011)


def test_right_side_is_lower_in_left_stance():
    scene = Scene(gait=STEADY)
    left = next(s for s in step_truths(scene, 0.0, 3.0) if s.side == "L")
    truth = truth_at(scene, left.peak_drop_s)
    assert truth.stance == "L"
    assert truth.pelvic_obliquity_deg == pytest.approx(8.0, abs=0.02)
    pose = pose_at(scene, left.peak_drop_s)
    assert pose.of("thighR")[2] < pose.of("thighL")[2]
    assert truth.pixels["hipR"][1] > truth.pixels["hipL"][1]


def test_projected_angle_is_that_of_the_projected_hip_joints():
    for scene in random_scenes(6):
        truth = truth_at(scene, 1.3)
        pose = pose_at(scene, 1.3)
        hips = np.stack([pose.of("thighL"), pose.of("thighR")])
        clip = (
            np.column_stack([hips, np.ones(2)])
            @ scene.camera.clip_matrix(
                Viewport(0, 0, scene.camera.width, scene.camera.height), 1.3
            ).T
        )
        ndc = clip[:, :2] / clip[:, 3:]
        pixels = (ndc * [1, -1] + 1) / 2 * [scene.camera.width, scene.camera.height]
        assert pixels == pytest.approx(
            np.array([truth.pixels["hipL"], truth.pixels["hipR"]]), abs=0.01
        )
        angle = picture_angle_deg(pixels[0], pixels[1])
        assert angle == pytest.approx(truth.projected_obliquity_deg, abs=1e-3)


@pytest.mark.parametrize(("azimuth", "sign"), [(0.0, 1.0), (180.0, -1.0)])
def test_camera_roll_adds_to_the_picture_angle(azimuth: float, sign: float):
    level = Scene(gait=STEADY, camera=Camera(azimuth_deg=azimuth, height_m=0.9, aim_height_m=0.9))
    rolled = replace(level, camera=replace(level.camera, roll_deg=3.0))
    truth = truth_at(rolled, 1.0)
    assert truth.camera_roll_deg == pytest.approx(3.0, abs=1e-6)
    plain = truth_at(level, 1.0).projected_obliquity_deg
    assert truth.projected_level_obliquity_deg == pytest.approx(plain, abs=1e-6)
    assert truth.projected_obliquity_deg - plain == pytest.approx(3.0 * sign, abs=0.02)


@pytest.mark.parametrize("running", [True, False])
def test_stance_feet_stay_where_they_are_on_the_belt(running: bool):
    for scene in random_scenes(6, running=running):
        table, motion = timetable(scene.gait), leg_motion(body_mesh(scene.body), scene.gait)
        for step in (12, 13):
            side = "L" if table.left[step] else "R"
            length = table.toe_off_s[step] - table.contact_s[step]
            times = table.contact_s[step] + length * np.linspace(0.15, 0.5, 8)
            ankles = np.array([pose_at(scene, float(t)).of(f"foot{side}") for t in times])
            ankles[:, 1] += scene.gait.speed_m_s * times
            assert np.ptp(ankles, axis=0).max() < 0.001
            assert ankles[0, 2] == pytest.approx(motion.ankle_height_m, abs=0.001)


def test_feet_move_without_jumps():
    for scene in random_scenes(4):
        table = timetable(scene.gait)
        for event in (*table.contact_s[10:14], *table.toe_off_s[10:14]):
            times = float(event) + np.array([-2e-3, -1e-3, -1e-5, 1e-5, 1e-3, 2e-3])
            poses = [pose_at(scene, float(t)) for t in times]
            for joint in ("footL", "footR", "shinL", "shinR"):
                places = np.array([pose.of(joint) for pose in poses])
                assert np.abs(places[3] - places[2]).max() < 0.0005


def test_soles_touch_the_ground_at_contact_and_leave_it_in_swing():
    for scene in random_scenes(6):
        table = timetable(scene.gait)
        for step in (10, 11):
            side = "L" if table.left[step] else "R"
            points = skin_points(scene, float(table.contact_s[step]), (f"heel{side}", f"toe{side}"))
            lowest = min(p[2] for p in points.values()) - SOLE_M
            assert -0.03 < lowest < 0.035
            middle = 0.5 * (table.toe_off_s[step] + table.contact_s[step + 2])
            points = skin_points(scene, float(middle), (f"heel{side}", f"toe{side}"))
            assert min(p[2] for p in points.values()) > SOLE_M + 0.01


def test_cadence_is_that_of_the_contacts():
    for cadence in (145.0, 188.0):
        gait = replace(STEADY, cadence_spm=cadence)
        assert cadence_spm(Scene(gait=gait), 0.0, 10.0) == pytest.approx(cadence, abs=1e-6)
        steps = step_truths(Scene(gait=gait), 0.0, 10.0)
        contacts = np.array([s.initial_contact_s for s in steps])
        assert 60.0 / np.diff(contacts).mean() == pytest.approx(cadence, abs=1e-6)
        assert [s.side for s in steps[:4]] in (["L", "R"] * 2, ["R", "L"] * 2)


def test_flight_is_free_fall():
    table = timetable(STEADY)
    for step in (20, 21):
        flight = table.contact_s[step + 1] - table.toe_off_s[step]
        middle = table.toe_off_s[step] + 0.5 * flight
        times = middle + np.array([-0.2, 0.0, 0.2]) * flight
        heights = np.array([table.vertical_m(float(t)) for t in times])
        acceleration = np.diff(heights, 2)[0] / (0.2 * flight) ** 2
        assert acceleration == pytest.approx(-GRAVITY_M_S2, rel=1e-6)
        assert table.vertical_m(float(middle)) == pytest.approx(GRAVITY_M_S2 * flight**2 / 8)


def test_skin_under_the_waistband_turns_as_the_pelvis_does():
    for index, stature in ((3, 1.62), (88, 1.80), (250, 1.71), (601, 1.76)):
        tilts: dict[str, list[float]] = {"bone": [], "psis": [], "crest": []}
        for drop in (-8.0, -3.0, 0.0, 4.0, 10.0):
            gait = replace(STEADY, drop_left_deg=drop, drop_at_contact_deg=drop - 0.5)
            scene = Scene(body=Body(index, stature), gait=gait)
            step = next(s for s in step_truths(scene, 0.0, 3.0) if s.side == "L")
            points = skin_points(scene, step.peak_drop_s, ("psisL", "psisR", "crestL", "crestR"))
            tilts["bone"].append(truth_at(scene, step.peak_drop_s).pelvic_obliquity_deg)
            for name in ("psis", "crest"):
                across = points[f"{name}R"] - points[f"{name}L"]
                level = np.hypot(across[0], across[1])
                tilts[name].append(float(np.degrees(np.arctan2(-across[2], level))))
        for name in ("psis", "crest"):
            assert 0.97 < np.polyfit(tilts["bone"], tilts[name], 1)[0] < 1.03


def test_nothing_but_the_pelvis_gives_the_drop_away():
    even = replace(STEADY, drop_left_deg=0.0, drop_right_deg=0.0, lumbar_compensation=1.0)
    uneven = replace(even, drop_left_deg=11.0)
    assert timetable(even).contact_s == pytest.approx(timetable(uneven).contact_s)
    for t in (1.0, 1.15, 1.3):
        assert chest_angles(even, t) == pytest.approx(chest_angles(uneven, t))
        one, other = pose_at(Scene(gait=even), t), pose_at(Scene(gait=uneven), t)
        assert one.of("pelvis") == pytest.approx(other.of("pelvis"))
        truth = truth_at(Scene(gait=even), t)
        for side in truth.stance:
            assert one.of(f"foot{side}") == pytest.approx(other.of(f"foot{side}"), abs=1e-6)


def test_parameters_are_drawn_independently_of_the_drop():
    rng = np.random.default_rng(4)
    gaits = [random_gait(rng) for _ in range(600)]
    drop = np.array([g.drop_left_deg for g in gaits])
    for name in ("drop_right_deg", "cadence_spm", "side_bend_deg", "lumbar_compensation",
                 "pelvic_rotation_deg", "step_width_m", "speed_m_s", "sway_m"):  # fmt: skip
        values = np.array([getattr(g, name) for g in gaits])
        assert abs(np.corrcoef(drop, values)[0, 1]) < 0.15
    assert drop.min() < -2.5
    assert drop.max() > 11.5


def test_splits_share_no_body_and_no_seed():
    for ranges in (BODY_RANGE, SEED_RANGE):
        spans = sorted(ranges.values())
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    rng = np.random.default_rng(9)
    for split, (low, high) in BODY_RANGE.items():
        scenes = [random_scene(rng, split=split) for _ in range(8)]  # type: ignore[arg-type]
        assert all(low <= s.body.index < high for s in scenes)
        seeds = SEED_RANGE[split]
        assert all(seeds[0] <= s.outfit.seed < seeds[1] for s in scenes)
        assert all(seeds[0] <= s.backdrop.seed < seeds[1] for s in scenes)


def test_same_seed_same_scene_and_truth():
    one = random_scene(np.random.default_rng(5), split="test")
    other = random_scene(np.random.default_rng(5), split="test")
    assert one == other
    assert truth_at(one, 0.7) == truth_at(other, 0.7)
    assert one != random_scene(np.random.default_rng(6), split="test")

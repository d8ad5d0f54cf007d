"""Pictures and clips of rendered runners."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import moderngl
import numpy as np
import pytest

from validation.render import (
    Backdrop,
    Camera,
    Encoding,
    Gait,
    Outfit,
    Renderer,
    Scene,
    Sensor,
    Viewport,
    make_clip,
    random_scene,
    truth_at,
)
from validation.render.body import body_mesh
from validation.render.character import cloth_transforms
from validation.render.clip import frame_times
from validation.render.raster import release
from validation.render.scene import pose_at

TAPE = (1.0, 0.9, 0.05)
SMALL = Camera(width=144, height=256, fps=25.0)
PLAIN = Sensor(grain=0.0)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    try:
        return Renderer()
    except RuntimeError as error:
        pytest.skip(str(error))


def test_same_scene_same_picture(renderer: Renderer):
    scene = random_scene(np.random.default_rng(3), split="tune", bystander=1.0)
    view = Viewport.square(np.array([360.0, 640.0]), 300, 96)
    first = renderer.draw(scene, 0.4, view)
    assert first.shape == (96, 96, 3)
    assert np.array_equal(first, renderer.draw(scene, 0.4, view))
    assert not np.array_equal(first, renderer.draw(scene, 0.5, view))


@pytest.mark.parametrize("shake", [0.0, 0.6])
def test_a_rectangle_is_the_same_part_of_the_whole_picture(renderer: Renderer, shake: float):
    scene = Scene(camera=Camera(shake_deg=shake, roll_deg=2.0), sensor=PLAIN)
    whole = renderer.draw(scene, 0.8).astype(float)
    part = renderer.draw(scene, 0.8, Viewport(200, 500, 240, 320)).astype(float)
    assert part.shape == (320, 240, 3)
    assert np.abs(whole[500:820, 200:440] - part).mean() < 3.0


def test_the_runner_is_where_the_truth_says(renderer: Renderer):
    scene = Scene(outfit=Outfit(skin=(1.0, 0.0, 1.0), top="none", hair_style="bald"), sensor=PLAIN)
    picture = renderer.draw(scene, 0.9).astype(int)
    pixels = truth_at(scene, 0.9).pixels
    for name in ("shoulderL", "elbowR", "kneeL", "kneeR"):
        x, y = (round(v) for v in pixels[name])
        red, green, blue = picture[y, x]
        assert red > 2 * green
        assert blue > 2 * green


def test_tape_strips_lie_on_the_psis_line(renderer: Renderer):
    outfit = Outfit(tape=TAPE, tucked=True, bottom_ease_m=0.0)
    scene = Scene(gait=Gait(drop_left_deg=9.0), outfit=outfit, sensor=PLAIN)
    for t in (0.9, 1.1, 1.3):
        truth = truth_at(scene, t)
        middle = 0.5 * (np.array(truth.pixels["psisL"]) + truth.pixels["psisR"])
        view = Viewport.square(middle, 120)
        patch = renderer.draw(scene, t, view).astype(int)
        bright = ((patch[:, :, 0] - patch[:, :, 2]) > 70).astype(np.uint8)
        _, _, stats, centres = cv2.connectedComponentsWithStats(bright)
        largest = stats[1:, cv2.CC_STAT_AREA].argsort()[-2:] + 1
        left, right = sorted(centres[largest].tolist())
        angle = np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0]))
        assert angle == pytest.approx(truth.projected_psis_deg, abs=1.2)
        assert np.mean([left, right], axis=0) == pytest.approx([60.0, 60.0], abs=4.0)


def test_a_loose_hem_does_not_turn_with_the_pelvis(renderer: Renderer):
    scene = Scene(gait=Gait(drop_left_deg=10.0, drop_right_deg=10.0, lumbar_compensation=1.0))
    free = replace(scene.outfit, top_follows_pelvis=0.0, top_swing_deg=0.0)
    tied = replace(free, top_follows_pelvis=1.0, top_lag_s=0.0)
    turns = {"free": [], "tied": [], "bone": []}
    for t in np.arange(0.5, 1.6, 0.05):
        pose = pose_at(scene, float(t))
        turns["bone"].append(pose.pelvis_deg[1])
        for name, outfit in (("free", free), ("tied", tied)):
            hem = cloth_transforms(body_mesh(scene.body), outfit, pose, scene.gait, float(t))[0]
            turns[name].append(float(np.degrees(np.arcsin(-hem[2, 0]))))
    assert np.polyfit(turns["bone"], turns["tied"], 1)[0] == pytest.approx(1.0, abs=0.02)
    assert abs(np.polyfit(turns["bone"], turns["free"], 1)[0]) < 0.25


def read_back(path: Path) -> tuple[np.ndarray, list[float]]:
    capture = cv2.VideoCapture(str(path))
    frames, times = [], []
    while True:
        seen, frame = capture.read()
        if not seen:
            return np.array(frames), times
        frames.append(frame)
        times.append(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)


def test_clip_and_truth_agree(renderer: Renderer, tmp_path: Path):
    scene = Scene(camera=SMALL, sensor=PLAIN)
    truth = make_clip(scene, tmp_path / "clip.mp4", duration_s=0.4, renderer=renderer)
    frames, times = read_back(tmp_path / "clip.mp4")
    told = json.loads(truth.read_text())
    assert frames.shape == (10, 256, 144, 3)
    assert times == pytest.approx([f["time_s"] for f in told["frames"]], abs=1e-4)
    assert told["cadence_spm"] == pytest.approx(scene.gait.cadence_spm, abs=4)
    assert told["parameters"]["gait"]["seed"] == scene.gait.seed
    assert {"side", "initial_contact_s", "mid_stance_s", "toe_off_s", "peak_drop_deg"} <= set(
        told["steps"][0]
    )
    assert len(list(tmp_path.iterdir())) == 2


def test_a_clip_longer_than_the_gait_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="up to 60 s"):
        make_clip(Scene(camera=SMALL), tmp_path / "long.mp4", duration_s=90.0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_file_is_shown_upright(renderer: Renderer, tmp_path: Path, rotation: int):
    scene = Scene(camera=SMALL, sensor=PLAIN)
    path = tmp_path / "turned.mp4"
    make_clip(scene, path, duration_s=0.12, encoding=Encoding(rotation_deg=rotation, crf=12),
              renderer=renderer)  # fmt: skip
    frames, _ = read_back(path)
    upright = renderer.draw(scene, 0.0)[:, :, ::-1].astype(float)
    assert frames[0].shape == upright.shape
    assert np.abs(frames[0] - upright).mean() < 6.0


def test_variable_rate_and_slow_motion_keep_their_times(renderer: Renderer, tmp_path: Path):
    scene = Scene(camera=SMALL, sensor=PLAIN, backdrop=Backdrop("room"))
    uneven = Encoding(variable_rate=True, seed=2)
    make_clip(scene, tmp_path / "vfr.mp4", duration_s=0.8, encoding=uneven, renderer=renderer)
    _, times = read_back(tmp_path / "vfr.mp4")
    assert times == pytest.approx(frame_times(25.0, 0.8, uneven), abs=1e-4)
    assert np.ptp(np.diff(times)) > 0.01
    slow = Encoding(slow_motion=4.0, codec="hevc")
    truth = make_clip(
        scene, tmp_path / "slow.mp4", duration_s=0.2, encoding=slow, renderer=renderer
    )
    _, times = read_back(tmp_path / "slow.mp4")
    assert np.diff(times) == pytest.approx(0.16, abs=1e-3)
    assert json.loads(truth.read_text())["frames"][-1]["time_s"] == pytest.approx(times[-1])


def test_a_framebuffer_that_is_freed_frees_what_it_draws_into(renderer: Renderer):
    context = renderer.raster.context
    colour, depth = context.renderbuffer((8, 8), 4), context.depth_renderbuffer((8, 8))
    frame = context.framebuffer([colour], depth)
    release(frame)
    assert all(isinstance(part.mglo, moderngl.InvalidObject) for part in (frame, colour, depth))

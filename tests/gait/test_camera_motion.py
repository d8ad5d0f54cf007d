"""Camera motion on pictures that were moved by known amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.gait.camera_motion import CameraMotion, CameraMotionMeter

WIDTH, HEIGHT = 360, 640
FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"

Pose = tuple[float, float, float, float]
"""Shift right and down in px, turn in degrees, zoom."""


def backdrop(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    picture = np.full((950, 700, 3), rng.integers(60, 200), np.uint8)
    for _ in range(160):
        corner = rng.integers(0, (700, 950))
        other = corner + rng.integers(-100, 100, 2)
        colour = rng.integers(0, 255, 3).tolist()
        cv2.rectangle(picture, corner.tolist(), other.tolist(), colour, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(picture, (0, 0), 1.0)


def matrix(pose: Pose) -> np.ndarray:
    turn = np.radians(pose[2])
    similarity = pose[3] * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.block([[similarity, np.array([[pose[0]], [pose[1]]])], [np.zeros((1, 2)), np.eye(1)]])


def view(picture: np.ndarray, pose: Pose, *, runner_x: float, seed: int) -> np.ndarray:
    out_of = np.array([[1, 0, -349.5], [0, 1, -474.5], [0, 0, 1]])
    into = np.array([[1, 0, (WIDTH - 1) / 2], [0, 1, (HEIGHT - 1) / 2], [0, 0, 1]])
    frame = cv2.warpAffine(picture, (into @ matrix(pose) @ out_of)[:2], (WIDTH, HEIGHT))
    x = round(runner_x)
    cv2.rectangle(frame, (x - 40, 200), (x + 40, 500), (40, 60, 200), -1)
    for k in range(8):
        cv2.circle(frame, (x - 30 + 8 * k, 220 + 33 * k), 7, (255, 255, 0), -1)
    noise = np.random.default_rng(seed).normal(0, 3, frame.shape)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)


def measure(poses: Sequence[Pose], *, scenes: Callable[[int], int] = lambda i: 1) -> CameraMotion:
    backdrops = {scene: backdrop(scene) for scene in {scenes(i) for i in range(len(poses))}}
    meter = CameraMotionMeter()
    for i, pose in enumerate(poses):
        x = 120 + 4 * (i % 30)
        frame = view(backdrops[scenes(i)], pose, runner_x=x, seed=i)
        meter.add(frame, (x - 40, 200, x + 40, 500))
    return meter.result()


def against_first(poses: Sequence[Pose]) -> np.ndarray:
    matrices = np.array([matrix(pose) for pose in poses])
    return matrices @ np.linalg.inv(matrices[0])


STILL = [(0.0, 0.0, 0.0, 1.0)] * 40
SHAKE = [(6 * np.sin(i / 7), 5 * np.cos(i / 4), np.sin(i / 9), 1.0) for i in range(40)]
PAN = [(-2.5 * i, 0.3 * i, 0.0, 1.0) for i in range(40)]
FOLLOW = [(3 * np.sin(i / 4), 0.0, 0.0, 1 + 0.004 * i) for i in range(40)]


@pytest.mark.parametrize(
    ("poses", "kind", "worst_px"),
    [(STILL, "fixed", 0.1), (SHAKE, "hand-held", 0.2), (PAN, "moving", 0.4),
     (FOLLOW, "moving", 0.4)],
    ids=["still", "shake", "pan", "follow"],
)
def test_known_motion_is_found(poses: list[Pose], kind: str, worst_px: float) -> None:
    motion = measure(poses)
    truth = against_first(poses)
    assert motion.kind == kind
    assert motion.tracked.all()
    assert motion.cuts == ()
    assert not motion.repeated.any()
    assert np.abs(motion.path_px - truth[:, :2, 2]).max() < worst_px
    turn = np.degrees(np.arctan2(truth[:, 1, 0], truth[:, 0, 0]))
    assert np.abs(motion.rotation_deg - turn).max() < 0.05
    assert np.abs(motion.zoom - np.hypot(truth[:, 0, 0], truth[:, 1, 0])).max() < 0.002


def test_undo_puts_points_back_where_they_were() -> None:
    motion = measure(SHAKE)
    points = np.random.default_rng(0).uniform(0, 350, (len(SHAKE), 3, 2))
    truth = against_first(SHAKE)
    centre = np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
    moved = np.einsum("nij,nkj->nki", truth[:, :2, :2], points - centre)
    moved += truth[:, None, :2, 2] + centre
    assert np.abs(motion.undo(moved) - points).max() < 0.3


def test_cuts_are_found_and_paths_restart() -> None:
    motion = measure(SHAKE, scenes=lambda i: i // 15)
    assert motion.cuts == (15, 30)
    assert motion.tracked.all()
    assert np.abs(motion.path_px[[0, 15, 30]]).max() < 1e-9
    truth = against_first(SHAKE[15:30])[:, :2, 2]
    assert np.abs(motion.path_px[15:30] - truth).max() < 0.2


def test_someone_who_walks_by_is_no_cut() -> None:
    picture = backdrop(1)
    meter = CameraMotionMeter()
    for i in range(30):
        frame = view(picture, STILL[0], runner_x=180, seed=i)
        left = -400 + 60 * (i - 8)
        cv2.rectangle(frame, (left, 0), (left + 380, HEIGHT), (20, 15, 25), -1)
        meter.add(frame, (140, 200, 220, 500))
    motion = meter.result()
    assert motion.cuts == ()
    assert motion.kind == "fixed"
    assert np.abs(motion.path_px[-5:]).max() < 0.2


def test_repeated_frames_are_found() -> None:
    picture = backdrop(1)
    meter = CameraMotionMeter()
    for i in range(36):
        latest = i - i % 3
        frame = view(picture, SHAKE[latest], runner_x=180 + latest, seed=latest)
        meter.add(frame, (140, 200, 260, 500))
    repeated = meter.result().repeated
    assert repeated.tolist() == [i % 3 != 0 for i in range(36)]


def test_a_blank_background_tells_nothing() -> None:
    meter = CameraMotionMeter()
    for i in range(20):
        frame = np.full((HEIGHT, WIDTH, 3), 180, np.uint8)
        cv2.circle(frame, (180 + i, 320), 50, (40, 60, 200), -1)
        meter.add(frame, (120 + i, 260, 240 + i, 380))
    motion = meter.result()
    assert motion.kind == "unknown"
    assert motion.cuts == ()
    assert np.isfinite(motion.path_px).all()
    assert "too little" in motion.reason


@pytest.mark.parametrize(
    ("clip", "kind"),
    [("og_rear_snow", "fixed"), ("inplace_front_lsc", "hand-held"),
     ("neg_rear_nofeet_wag", "moving")],
)
def test_real_cameras_are_told_apart(clip: str, kind: str) -> None:
    path = FOOTAGE / f"{clip}.mp4"
    if not path.exists():
        pytest.skip("the annotated footage is not here")
    capture = cv2.VideoCapture(str(path))
    meter = CameraMotionMeter()
    for _ in range(70):
        meter.add(capture.read()[1])
    assert meter.result().kind == kind
    assert meter.result().cuts == ()

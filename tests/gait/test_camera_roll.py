"""Camera roll in drawn rooms whose roll is known."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.gait.camera_roll import Roll, RollSampler, estimate_roll
from formcheck.gait.gravity_fit import STEP, attitudes, directions, log_posterior
from formcheck.gait.line_segments import Segments, find_segments

WIDTH, HEIGHT = 405, 720
FOCAL_PX = 0.75 * HEIGHT
FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"


def camera(*, roll: float, pitch: float, yaw: float) -> np.ndarray:
    """World (right, up, ahead) to camera axes (right, down, into the picture)."""
    r, p, y = np.radians([roll, pitch, yaw])
    turn = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    flip = np.diag([1.0, -1.0, 1.0])
    tilt = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_axis = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return about_axis @ tilt @ flip @ turn


def room(*, roll: float, pitch: float = 6.0, yaw: float = 8.0, seed: int = 0) -> np.ndarray:
    """A wall with doors and windows, a floor with a treadmill's deck, sensor noise."""
    rng = np.random.default_rng(seed)
    axes = camera(roll=roll, pitch=pitch, yaw=yaw)
    picture = np.full((HEIGHT, WIDTH, 3), 150, np.uint8)

    def face(corners: list[tuple[float, float, float]], gray: int) -> None:
        seen = np.array(corners) @ axes.T
        flat = FOCAL_PX * seen[:, :2] / seen[:, 2:] + np.array([WIDTH - 1, HEIGHT - 1]) / 2
        cv2.fillConvexPoly(picture, np.round(flat * 16).astype(np.int32), [gray] * 3,
                           cv2.LINE_AA, 4)

    face([(-8, -1, 6), (8, -1, 6), (8, -1, 1.5), (-8, -1, 1.5)], 90)
    face([(-8, -1, 6), (8, -1, 6), (8, -0.85, 6), (-8, -0.85, 6)], 30)
    face([(-8, 2.2, 6), (8, 2.2, 6), (8, 2.2, 1.5), (-8, 2.2, 1.5)], 200)
    for x in np.arange(-3.6, 3.7, 1.2) + rng.uniform(-0.2, 0.2, 7):
        bottom, top, wide = rng.uniform(-0.8, 0.2), rng.uniform(0.8, 1.8), rng.uniform(0.3, 0.8)
        gray = int(rng.choice([rng.integers(20, 100), rng.integers(200, 240)]))
        face([(x, bottom, 6), (x + wide, bottom, 6), (x + wide, top, 6), (x, top, 6)], gray)
    face([(-0.4, -0.8, 5), (0.4, -0.8, 5), (0.4, -0.8, 2.2), (-0.4, -0.8, 2.2)], 40)
    blurred = cv2.GaussianBlur(picture, (0, 0), 0.7)
    return np.clip(blurred + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def measured(picture: np.ndarray) -> Roll:
    return estimate_roll([find_segments(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))])


@pytest.mark.parametrize(
    ("roll", "pitch", "yaw"),
    [(0.0, 0.0, 0.0), (3.0, 0.0, 0.0), (-5.0, 12.0, 9.0), (0.7, 12.0, 9.0), (5.0, -6.0, -14.0),
     (-1.5, -6.0, -14.0)],
)
def test_roll_of_a_room_is_found(roll: float, pitch: float, yaw: float) -> None:
    found = measured(room(roll=roll, pitch=pitch, yaw=yaw, seed=int(10 * abs(roll + pitch))))
    assert found.roll_deg == pytest.approx(roll, abs=0.3)
    assert found.sd_deg is not None
    assert found.sd_deg < 0.5
    assert abs(found.roll_deg - roll) < 2.5 * found.sd_deg


def test_an_upright_edge_that_leans_right_is_positive_roll() -> None:
    up = directions(np.array([[4.0, 0.0, 0.0, -0.3, 0.0]]), np.zeros((1, 2)))[0, 0, 0]
    assert up == pytest.approx(-90 + 4)


def test_upright_edges_converge_as_the_camera_looks_down() -> None:
    parameters = np.array([[0.0, 20.0, 0.0, np.log(0.7), 0.0]])
    left, middle, right = directions(parameters, np.array([[-0.2, 0], [0, 0], [0.2, 0]]))[0, 0]
    assert middle == pytest.approx(-90)
    # At 0.2 / 0.7 of the focal length off the middle they lean by atan(0.2857 tan 20 deg).
    lean = np.degrees(np.arctan(0.2 / 0.7 * np.tan(np.radians(20))))
    assert right - middle == pytest.approx(lean)
    assert left - middle == pytest.approx(middle - right)


def test_the_runner_is_left_out() -> None:
    picture = room(roll=1.0)
    for k in range(12):
        left = 130 + 12 * k
        cv2.line(picture, (left, 650), (left + 60, 120), (255, 255, 255), 3, cv2.LINE_AA)
    box = (125, 110, 335, 660)
    segments = find_segments(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), runner_box=box)
    x = segments.middle_px[:, 0] + (WIDTH - 1) / 2
    y = segments.middle_px[:, 1] + (HEIGHT - 1) / 2
    assert not np.any((x > 125) & (x < 335) & (y > 110) & (y < 660))
    sampler = RollSampler()
    for _ in range(3):
        sampler.add(picture, box)
    assert sampler.result().roll_deg == pytest.approx(1.0, abs=0.5)


def test_black_bars_are_not_the_room() -> None:
    picture = cv2.copyMakeBorder(room(roll=4.0), 0, 0, 200, 200, cv2.BORDER_CONSTANT)
    assert measured(picture).roll_deg == pytest.approx(4.0, abs=0.4)


@pytest.mark.parametrize("content", ["blank", "noise", "blobs"])
def test_without_edges_the_answer_is_none(content: str) -> None:
    rng = np.random.default_rng(3)
    picture = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    if content == "noise":
        picture = rng.integers(0, 255, picture.shape).astype(np.uint8)
    if content == "blobs":
        for _ in range(60):
            centre = rng.integers(0, (WIDTH, HEIGHT)).tolist()
            cv2.circle(picture, centre, int(rng.integers(10, 60)), rng.integers(0, 255, 3).tolist(),
                       -1, cv2.LINE_AA)
    found = measured(picture)
    assert found.roll_deg is None
    assert found.sd_deg is None
    assert "edges" in found.reason


def test_scattered_leaning_poles_widen_the_uncertainty() -> None:
    def poles(spread_deg: float) -> Segments:
        rng = np.random.default_rng(1)
        n = 24
        return Segments(
            middle_px=rng.uniform(-300, 300, (n, 2)),
            angle_deg=(90 + rng.normal(0, spread_deg, n)) % 180,
            length_px=rng.uniform(60, 120, n), width_px=720, height_px=720,
        )

    straight, crooked = attitudes(poles(0.2))[0], attitudes(poles(2.5))[0]
    assert straight.roll_deg == pytest.approx(0.0, abs=0.3)
    assert crooked.roll_sd_deg > 3 * straight.roll_sd_deg


def test_stills_are_spread_over_the_whole_clip() -> None:
    sampler = RollSampler(n_stills=4)
    early, late = room(roll=-2.0), room(roll=2.0)
    for i in range(100):
        sampler.add(early if i < 50 else late)
    found = sampler.result()
    assert found.roll_deg is None or abs(found.roll_deg) < 2.2
    assert found.sd_deg is None or found.sd_deg > 0.8


@pytest.mark.parametrize("clip", ["tm_side_left_zzz", "tm_side_jog_fit"])
def test_turning_a_real_picture_turns_the_answer(clip: str) -> None:
    path = FOOTAGE / f"{clip}.mp4"
    if not path.exists():
        pytest.skip("the annotated footage is not here")
    picture = cv2.VideoCapture(str(path)).read()[1]
    height, width = picture.shape[:2]
    rolls = []
    for turn in (-4.0, 0.0, 4.0):
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -turn, 1.15)
        turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)
        roll = measured(turned).roll_deg
        assert roll is not None
        rolls.append(roll)
    assert np.diff(rolls) == pytest.approx([4.0, 4.0], abs=0.4)


def cluttered(seed: int) -> Segments:
    """Upright and level edges that miss by half a degree, among as many stray ones."""
    rng, n = np.random.default_rng(seed), 60
    family = rng.choice(3, n, p=[0.3, 0.3, 0.4])
    askew = 1.5 + rng.normal(0, 0.5, n)
    angle = np.select([family == 0, family == 1], [90 + askew, askew], rng.uniform(0, 180, n))
    return Segments(
        middle_px=rng.uniform(-1, 1, (n, 2)) * [300, 600], angle_deg=angle % 180,
        length_px=rng.uniform(40, 200, n), width_px=720, height_px=1280,
    )


@pytest.mark.parametrize("seed", range(4))
def test_every_explanation_is_a_top_in_every_direction(seed: int) -> None:
    segments = cluttered(seed)
    for fit in attitudes(segments):
        height = float(log_posterior(fit.parameters, segments))
        aside = fit.parameters + 0.1 * np.concatenate([np.diag(STEP), -np.diag(STEP)])
        assert log_posterior(aside, segments).max() < height + 0.01

"""Tape markers painted on waists, at angles that are known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.gait import marker_spots
from formcheck.gait.marker_spots import find_coloured_spots, find_spots
from formcheck.gait.markers import Markers, keep_waist, read_markers

WIDTH, HEIGHT = 300, 340
TORSO_PX = 180.0
N_FRAMES = 48
RENDERED = Path(__file__).parents[3] / "shared" / "rendered"

Colour = tuple[int, int, int]
SHIRT, SHORTS, SKIN = (70, 60, 160), (60, 40, 30), (130, 160, 205)
WHITE, PINK, GREEN = (240, 240, 240), (170, 80, 245), (80, 225, 90)


@dataclass(frozen=True)
class Waist:
    """How the made-up runner's back looks."""

    tape: Colour | None = WHITE
    separation: float = 0.22
    size: float = 0.055
    height: float = 0.2
    hem: float = 0.27
    dots: bool = False
    one_only: bool = False
    loose: float = 0.0
    blur_px: float = 0.8
    noise: float = 4.0


def angles() -> np.ndarray:
    return 1.5 + 5 * np.sin(2 * np.pi * np.arange(N_FRAMES) / 11)


def mid_hips() -> np.ndarray:
    i = np.arange(N_FRAMES)
    return np.column_stack([150 + 6 * np.sin(i / 5), 230 + 5 * np.sin(2 * np.pi * i / 11)])


def painted(waist: Waist, frame: int, rng: np.random.Generator) -> np.ndarray:
    """One frame: trunk over a wall, shirt above shorts, tape where the pelvis is."""
    picture = np.full((HEIGHT, WIDTH, 3), (190, 185, 180), np.uint8)
    hip, turn = mid_hips()[frame], np.radians(angles()[frame])
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def place(x: float, y: float) -> np.ndarray:
        return hip + TORSO_PX * axes @ np.array([x, y])

    def patch(x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        corners = np.array([place(*xy) for xy in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
        cv2.fillConvexPoly(picture, np.round(corners * 16).astype(np.int32), colour,
                           cv2.LINE_AA, 4)

    patch(-0.3, -1.0, 0.3, -waist.hem, SHIRT)
    patch(-0.3, -waist.hem, 0.3, 0.5, SHORTS)
    half = waist.size / 2
    if waist.dots:
        for x in np.arange(-0.27, 0.28, 0.11):
            for y in np.arange(-0.45, 0.1, 0.11):
                patch(x - half, y - half, x + half, y + half, WHITE)
    if waist.tape is not None:
        away = waist.loose * np.sin(frame * 0.9)
        for side in (-1, 1)[: 1 if waist.one_only else 2]:
            x = side * (waist.separation / 2 + away)
            patch(x - half / 2, -waist.height - half, x + half / 2, -waist.height + half,
                  waist.tape)
    smooth = cv2.GaussianBlur(picture, (0, 0), waist.blur_px)
    return np.clip(smooth + rng.normal(0, waist.noise, smooth.shape), 0, 255).astype(np.uint8)


def read(waist: Waist, *, hip_error_px: float = 2.0, unseen: tuple[int, ...] = ()) -> Markers:
    rng = np.random.default_rng(5)
    hips = mid_hips() + rng.normal(0, hip_error_px, (N_FRAMES, 2))
    waists = [
        None if frame in unseen else keep_waist(
            painted(waist, frame, rng), mid_hip_px=hips[frame], torso_px=TORSO_PX
        )
        for frame in range(N_FRAMES)
    ]
    return read_markers(waists, mid_hip_px=hips, torso_px=np.full(N_FRAMES, TORSO_PX))


@pytest.mark.parametrize(
    "waist",
    [Waist(), Waist(tape=PINK), Waist(tape=GREEN, separation=0.16, size=0.05),
     Waist(tape=PINK, separation=0.34), Waist(hem=0.2), Waist(blur_px=1.8, noise=8),
     Waist(tape=WHITE, hem=0.05)],
    ids=["white", "pink", "green, near", "wide", "across the hem", "blurred", "on the shirt"],
)
def test_tape_is_found_and_its_slope_read(waist: Waist) -> None:
    markers = read(waist)
    assert markers.found
    assert markers.seen_share > 0.95
    error = markers.angle_deg - angles()
    assert abs(np.nanmean(error)) < 0.15
    assert np.nanstd(error) < 0.7
    slope = np.polyfit(angles()[np.isfinite(error)], markers.angle_deg[np.isfinite(error)], 1)[0]
    assert slope == pytest.approx(1.0, abs=0.04)
    assert np.nanmean(np.abs(error) < 1.96 * markers.sd_deg) > 0.9


def test_the_colour_and_the_place_are_told() -> None:
    markers = read(Waist(tape=PINK), hip_error_px=0.5)
    assert markers.colour_bgr == pytest.approx(PINK, abs=40)
    expected = mid_hips() + 0.2 * TORSO_PX * np.column_stack([
        np.sin(np.radians(angles())), -np.cos(np.radians(angles()))
    ])
    assert np.nanmax(np.abs(markers.centre_px - expected)) < 3


def test_frames_without_the_runner_stay_empty() -> None:
    markers = read(Waist(), unseen=(3, 4, 20))
    assert markers.found
    assert np.flatnonzero(np.isnan(markers.angle_deg)).tolist() == [3, 4, 20]
    assert np.isnan(markers.sd_deg[[3, 4, 20]]).all()


@pytest.mark.parametrize(
    "waist",
    [Waist(tape=None), Waist(one_only=True), Waist(dots=True, tape=None), Waist(dots=True),
     Waist(loose=0.06), Waist(separation=0.5)],
    ids=["none", "one", "dotted", "tape on dots", "dangling", "at the sides"],
)
def test_what_is_no_pair_of_markers_is_refused(waist: Waist) -> None:
    markers = read(waist)
    assert not markers.found
    assert markers.reason
    assert markers.colour_bgr is None
    assert np.isnan(markers.angle_deg).all()


def test_few_frames_are_not_enough() -> None:
    waists = [keep_waist(painted(Waist(), 0, np.random.default_rng(0)),
                         mid_hip_px=mid_hips()[0], torso_px=TORSO_PX)] * 10
    markers = read_markers(waists, mid_hip_px=mid_hips()[:10], torso_px=np.full(10, TORSO_PX))
    assert not markers.found


def test_a_runner_too_far_away_is_not_looked_at() -> None:
    picture = painted(Waist(), 0, np.random.default_rng(0))
    assert keep_waist(picture, mid_hip_px=mid_hips()[0], torso_px=30.0) == b""
    markers = read_markers([b""] * 30, mid_hip_px=np.zeros((30, 2)), torso_px=np.full(30, 30.0))
    assert not markers.found


def waist_with(*spots: tuple[int, int], stripe: bool = False) -> np.ndarray:
    picture = np.full((136, 158, 3), SHORTS, np.uint8)
    picture[:60] = SHIRT
    if stripe:
        picture[:, 40:52] = WHITE
    for x, y in spots:
        cv2.rectangle(picture, (x - 5, y - 5), (x + 5, y + 5), WHITE, -1)
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def test_spots_are_placed_to_a_fraction_of_a_pixel() -> None:
    found = find_spots(waist_with((60, 90), (104, 30)))
    place = found.place * 220 + np.array([79.2, 110.0])
    order = np.argsort(place[:, 0])
    assert place[order] == pytest.approx(np.array([[60, 90], [104, 30]]), abs=0.3)
    assert (found.contrast > 40).all()


def test_hems_and_stripes_are_no_spots() -> None:
    assert len(find_spots(waist_with())) == 0
    assert len(find_spots(waist_with(stripe=True))) == 0


def test_around_a_spot_is_found_what_is_found_in_the_whole_picture(monkeypatch) -> None:
    rng = np.random.default_rng(4)
    noise = [rng.integers(0, 256, (136, 158, 3), np.uint8) for _ in range(8)]
    blobs = [
        cv2.normalize(cv2.GaussianBlur(picture, (0, 0), cell), None, 0, 255, cv2.NORM_MINMAX)
        for picture, cell in zip(noise, [1.5, 2, 2.5, 3, 4, 5, 6, 8], strict=True)
    ]
    around = [find_spots(picture) for picture in blobs]
    monkeypatch.setattr(marker_spots, "_around", lambda box: np.s_[0:, 0:])
    whole = [find_spots(picture) for picture in blobs]
    assert sum(map(len, around)) > 50
    for one, other in zip(around, whole, strict=True):
        assert one.place == pytest.approx(other.place)
        assert one.contrast == pytest.approx(other.contrast)


def test_one_colour_is_looked_for() -> None:
    picture = waist_with((60, 90), (104, 90))
    white = np.array([94.0, 0.0, 0.0])
    assert len(find_coloured_spots(picture, colour=white, contrast=60.0)) == 2
    assert len(find_coloured_spots(picture, colour=np.array([60.0, 60, 40]), contrast=30.0)) == 0


@pytest.mark.parametrize("clip", ["rear_d6", "rear_fit_d6", "front_d6"])
def test_clothes_without_tape_are_not_taken_for_it(clip: str) -> None:
    path = RENDERED / f"{clip}.mp4"
    if not path.exists():
        pytest.skip("the rendered clips are not here")
    truth = json.loads(path.with_suffix(".json").read_text())["frames"][:60:2]
    capture = cv2.VideoCapture(str(path))
    waists, hips, torsos = [], [], []
    for frame in truth:
        hip, shoulder = (
            np.mean([frame["pixels"][f"{joint}{side}"] for side in "LR"], axis=0)
            for joint in ("hip", "shoulder")
        )
        hips.append(hip)
        torsos.append(np.linalg.norm(shoulder - hip))
        waists.append(keep_waist(capture.read()[1], mid_hip_px=hip, torso_px=float(torsos[-1])))
        capture.read()
    markers = read_markers(waists, mid_hip_px=np.array(hips), torso_px=np.array(torsos))
    assert not markers.found
    assert markers.seen_share < 0.2


def test_a_hem_that_covers_one_strip_now_and_then_widens_or_refuses() -> None:
    """The middle of what is left of a strip is not the strip's."""
    rng = np.random.default_rng(2)
    waists = []
    for frame in range(N_FRAMES):
        picture = painted(Waist(size=0.1), frame, rng)
        x, y = mid_hips()[frame] + TORSO_PX * np.array([0.11, -0.25])
        covered = round(12 * max(np.sin(frame / 3), 0.0))
        corner = (round(x - 16), round(y - 8))
        cv2.rectangle(picture, corner, (round(x + 16), round(y + covered)), SHORTS, -1)
        waists.append(keep_waist(picture, mid_hip_px=mid_hips()[frame], torso_px=TORSO_PX))
    markers = read_markers(
        waists, mid_hip_px=mid_hips(), torso_px=np.full(N_FRAMES, TORSO_PX)
    )
    whole = read(Waist(size=0.1))
    assert whole.found
    assert not markers.found or np.nanmedian(markers.sd_deg) > 2 * np.nanmedian(whole.sd_deg)

"""Heads of everybody, found or between two findings, and that nothing shows them afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.blur import blur_circles
from formcheck.clip import open_clip
from formcheck.comparison.checks import remarks
from formcheck.comparison.film import film_of, read_film
from formcheck.comparison.result import Pair
from formcheck.comparison.side_by_side import write_side_by_side
from formcheck.gait.pelvis_frames import PelvisPatches
from formcheck.gait.pelvis_patch import PATCH_W
from formcheck.gait.pictures import HIP_CENTRE_PX, heads_in_patches
from formcheck.heads import Heads, head_circle, heads_of
from formcheck.pose.landmarker import Person
from formcheck.pose.track import N_LANDMARKS, Landmark
from formcheck.report import write_report
from formcheck.result import Analysis
from formcheck.settings import CompareSettings, Settings
from tests.builders import make_analysis, write_clip

TORSO_PX = 100.0
FPS = 30


def person(x: float, y: float = 100.0, *, turned: float = 1.0) -> Person:
    """Somebody whose head is at (x, y): 1 = from the front or behind, 0 = from the side."""
    points = np.full((N_LANDMARKS, 2), [x, y + 2 * TORSO_PX])
    points[: Landmark.MOUTH_RIGHT + 1] = [x, y]
    for side, sign in (("LEFT", -1), ("RIGHT", 1)):
        points[Landmark[f"{side}_EAR"]] = [x + sign * turned * 0.13 * TORSO_PX, y]
        points[Landmark[f"{side}_SHOULDER"]] = [x + sign * turned * 35, y + 0.45 * TORSO_PX]
        points[Landmark[f"{side}_HIP"]] = [x + sign * turned * 20, y + 1.45 * TORSO_PX]
    zeros = np.zeros((N_LANDMARKS, 3))
    return Person(landmarks_px=points, world_m=zeros, visibility=np.ones(N_LANDMARKS))


def covered(heads: Heads, frame: int, x: float, y: float = 100.0) -> bool:
    circles = heads.in_frame(frame)
    return bool((np.hypot(circles[:, 0] - x, circles[:, 1] - y) < circles[:, 2]).any())


def times(n: int) -> np.ndarray:
    return np.arange(n) / FPS


@pytest.mark.parametrize("turned", [1.0, 0.0])
def test_the_circle_holds_chin_crown_and_hair_from_every_side(turned: float) -> None:
    x, y, radius = head_circle(person(50.0, turned=turned).landmarks_px)
    # From chin to crown a head is half a torso, and it is centred a little above the eyes.
    for dx, dy in ((0, -0.3), (0, 0.22), (0.2, 0), (-0.2, 0)):
        assert np.hypot(50 + dx * TORSO_PX - x, 100 + dy * TORSO_PX - y) < radius
    assert radius < 0.6 * TORSO_PX


def test_everybody_found_is_covered_in_every_frame() -> None:
    heads = heads_of([[person(50), person(400)]] * 3, times(3))
    assert all(covered(heads, frame, x) for frame in range(3) for x in (50, 400))
    assert not covered(heads, 0, 200)


def test_a_head_that_is_lost_stays_covered_on_both_sides_of_the_gap() -> None:
    found = [[person(50)]] * 5 + [[]] * 10 + [[person(90)]] * 5
    heads = heads_of(found, times(20))
    for frame in range(20):
        share = np.clip((frame - 4) / 11, 0, 1)
        assert covered(heads, frame, 50 + 40 * share)
    assert covered(heads, 9, 50)
    assert covered(heads, 9, 90)


def test_with_nobody_found_for_long_the_last_place_is_held() -> None:
    heads = heads_of([[person(50)], *([[]] * 300)], times(301))
    assert covered(heads, 300, 50)
    late = heads_of([*([[]] * 300), [person(50)]], times(301))
    assert covered(late, 0, 50)


def test_one_of_two_who_is_lost_is_held_for_a_second_and_no_longer() -> None:
    found = [[person(50), person(400)]] + [[person(50)]] * 60
    heads = heads_of(found, times(61))
    assert covered(heads, FPS - 1, 400)
    assert not covered(heads, FPS + 2, 400)
    assert len(heads_of([[person(50)]] * 3, times(3)).in_frame(1)) == 1


def test_a_clip_without_people_has_no_heads(tmp_path: Path) -> None:
    heads = heads_of([[], []], times(2))
    assert heads.in_frame(1).shape == (0, 3)
    heads.write(tmp_path / "heads.csv")
    assert Heads.read(tmp_path / "heads.csv").in_frame(0).shape == (0, 3)
    assert heads_of([], times(0)).in_frame(0).shape == (0, 3)


def test_what_is_blurred_cannot_be_told_and_the_rest_is_untouched() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)
    blurred = blur_circles(picture, np.array([[100.0, 80.0, 30.0], [-50.0, 5.0, 20.0]]))
    inside = np.hypot(*(np.mgrid[0:200, 0:200] - np.array([80, 100])[:, None, None])) < 29
    assert blurred[inside].std() < 0.2 * picture[inside].std()
    outside = np.hypot(*(np.mgrid[0:200, 0:200] - np.array([80, 100])[:, None, None])) > 31
    np.testing.assert_array_equal(blurred[outside], picture[outside])
    np.testing.assert_array_equal(
        blur_circles(picture, np.array([[500.0, 500.0, 10.0], [50.0, -50.0, 10.0]])), picture)


def test_a_head_within_a_patch_is_found_there() -> None:
    track = make_analysis(duration_s=1.0).pose
    hip, torso = track.mid_hip_px[3], track.torso_px[3]
    heads = Heads(np.array([3]), np.array([[hip[0] + 0.25 * torso, hip[1], 0.2 * torso]]))
    inside = heads_in_patches(heads, PelvisPatches({}, track.mid_hip_px, track.torso_px))
    assert inside is not None
    scale = PATCH_W / 1.25
    expected = [HIP_CENTRE_PX[0] + 0.25 * scale, HIP_CENTRE_PX[1], 0.2 * scale]
    np.testing.assert_allclose(inside.in_frame(3)[0], expected)


def discreet(folder: Path) -> Analysis:
    """A result of a clip that has a sharp pattern for a head."""
    made = make_analysis(duration_s=4.0, size=(360, 640))
    points = made.pose.landmarks_px.copy()
    for part in (*range(Landmark.LEFT_EYE_INNER, Landmark.LEFT_EAR), Landmark.MOUTH_LEFT,
                 Landmark.MOUTH_RIGHT):
        points[:, part] = points[:, Landmark.NOSE]
    circles = np.array([head_circle(frame) for frame in points])
    path = write_clip(folder / "a.mp4", made)
    info = replace(made.clip, path=path)
    heads = Heads(np.arange(len(circles)), circles)
    return replace(made, clip=info, heads=heads, settings=Settings(blur_faces=True))


def detail(picture: np.ndarray, circle: np.ndarray) -> float:
    x, y, radius = circle.astype(int)
    half = int(0.6 * radius)
    part = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[y - half : y + half, x - half : x + half]
    return float(np.abs(cv2.Laplacian(part, cv2.CV_32F)).mean())


def test_no_picture_of_a_result_shows_a_head(tmp_path: Path, monkeypatch) -> None:
    """The clip is given sharp heads on the way; overlay and pictures must not have them."""
    analysis = discreet(tmp_path)
    assert analysis.heads is not None
    shown: list[np.ndarray] = []
    monkeypatch.setattr(
        "formcheck.report.picture_of",
        lambda analysis, moment, image: shown.append(image) or image,
    )
    noise = np.random.default_rng(1).integers(0, 256, (640, 360, 3)).astype(np.uint8)
    frames = open_clip(analysis.clip.path).frames

    class Noisy:
        def __init__(self, path: Path) -> None: ...

        def frames(self, **options: int):
            return (replace(frame, image_bgr=noise) for frame in frames(**options))

    monkeypatch.setattr("formcheck.report.open_clip", Noisy)
    write_report(analysis, tmp_path / "out")
    assert len(shown) == len(analysis.flags) > 0
    for flag, picture in zip(analysis.flags, shown, strict=True):
        circle = analysis.heads.in_frame(flag.frame)[0]
        assert detail(picture, circle) < 0.1 * detail(noise, circle)
    first = next(open_clip(tmp_path / "out" / "overlay.mp4").frames())
    circle = analysis.heads.in_frame(0)[0]
    assert detail(first.image_bgr[:640], circle) < 0.2 * detail(noise, circle)
    film = read_film(tmp_path / "out")
    assert film.heads is not None
    np.testing.assert_allclose(film.heads.circle_px, analysis.heads.circle_px, atol=0.06)
    blurred = film.shown(5, noise)
    assert detail(blurred, film.heads.in_frame(5)[0]) < 0.1 * detail(noise, circle)


def test_a_film_whose_heads_are_not_known_is_not_shown(tmp_path: Path) -> None:
    known = film_of(discreet(tmp_path))
    unknown = replace(known, heads=None)
    pair = Pair(known, unknown, "different", False, (), None, ())
    assert not write_side_by_side(
        pair, tmp_path / "a.mp4", settings=CompareSettings(), blur_faces=True)
    said = remarks(known, unknown, kin="different", told_mirrored=False, same_clothes=False,
                   settings=Settings(blur_faces=True))
    assert [remark.text for remark in said if remark.subject == "faces"] == [
        "“a.mp4” was analysed without --blur-faces, so its footage is not shown here; analyse it "
        "again with that option to see both side by side."]

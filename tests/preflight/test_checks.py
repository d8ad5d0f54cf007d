"""Each check of a preflight on looks whose fault is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from formcheck.pose.track import Landmark, PoseTrack
from formcheck.preflight.checks import checks_of
from formcheck.preflight.glance import AS_IF_S, Glance
from formcheck.preflight.result import Check, Preflight
from formcheck.settings import Settings
from tests.synthetic_runner import HEIGHT_PX, WIDTH_PX, Part, film, people_of, unseen

LOOKS = 14
RED, BLACK, NAVY = (40, 40, 200), (30, 30, 30), (40, 30, 30)


def looks(
    *, azimuth_deg: float = 0.0, shirt=RED, shorts=BLACK, room: int = 150, light: float = 1.0,
    scale: float = 1.0, **changes,
) -> Glance:
    """What a preflight sees of a figure in shirt and shorts."""
    track = film(Part(seconds=LOOKS * 0.15), fps=1 / 0.15, azimuth_deg=azimuth_deg).track
    centre = np.array([WIDTH_PX, HEIGHT_PX]) / 2
    track = replace(
        track, time_s=np.arange(track.n_frames) * AS_IF_S,
        landmarks_px=scale * (track.landmarks_px - centre) + centre)
    images = [_dressed(track, row, shirt, shorts, room, light) for row in range(track.n_frames)]
    made = Glance(
        images, people_of(track), track.time_s, track, fps=60.0, camera="fixed", candidates=1,
        ambiguous=False,
    )  # fmt: skip
    return replace(made, **changes)


def _dressed(track: PoseTrack, row: int, shirt, shorts, room: int, light: float) -> np.ndarray:
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), room, np.uint8)
    hip, torso = track.mid_hip_px[row], track.torso_px[row]
    for colour, top, bottom in ((shirt, -1.0, 0.0), (shorts, 0.0, 0.9)):
        low, high = hip + torso * np.array([-0.4, top]), hip + torso * np.array([0.4, bottom])
        cv2.rectangle(image, low.astype(int).tolist(), high.astype(int).tolist(),
                      [light * level for level in colour], cv2.FILLED)
    return image


def check(name: str, look: Glance) -> Check:
    (found,) = [each for each in checks_of(look, settings=Settings()) if each.name == name]
    return found


def test_a_good_clip_has_green_lights_alone() -> None:
    found = checks_of(looks(shirt=(60, 60, 220), shorts=(200, 120, 60)), settings=Settings())
    assert {each.light for each in found} == {"green"}, found
    assert [each.advice for each in found] == [""] * len(found)
    assert {each.name for each in found} == {
        "runner", "frame rate", "camera", "light", "distance", "view", "feet", "pelvis", "clothes"}


@pytest.mark.parametrize(
    ("azimuth", "light", "words"),
    [
        (4, "green", "4° off the middle"), (16, "yellow", "16° to the right of you: step behind"),
        (-25, "red", "25° to the left of you: step behind the treadmill's middle"),
        (45, "red", "45° to the right of straight behind"), (90, "yellow", "pelvic drop cannot"),
        (180, "yellow", "From the front"),
    ],
)
def test_where_the_camera_stood_is_said_in_degrees(azimuth: float, light: str, words: str) -> None:
    found = check("view", looks(azimuth_deg=azimuth))
    assert found.light == light
    assert words in f"{found.found} {found.advice}"


def test_dark_clothes_hide_the_waist_from_behind_and_nobody_asks_from_the_side() -> None:
    alike = looks(shirt=BLACK, shorts=NAVY)
    found = check("clothes", alike)
    assert found.light == "yellow"
    assert found.advice.startswith("Dark shirt over dark shorts: tuck the shirt in")
    assert not [each for each in checks_of(
        looks(shirt=BLACK, shorts=NAVY, azimuth_deg=90), settings=Settings())
        if each.name == "clothes"]


def test_darkness_and_light_from_behind_are_told_apart() -> None:
    night = check("light", looks(shirt=BLACK, shorts=BLACK, room=20))
    assert (night.light, night.found) == ("yellow", "Brightness where you are: 30 of 255: dark.")
    window = check("light", looks(shirt=BLACK, shorts=BLACK, light=0.5, room=220))
    assert window.light == "red"
    assert "220 around you" in window.found
    assert "camera's side" in window.advice


def test_a_runner_far_away_is_asked_to_come_nearer_by_how_much() -> None:
    near = looks()
    torso_px = float(np.median(near.runner.torso_px))
    far = check("distance", looks(scale=80 / torso_px))
    assert far.light == "yellow"
    assert "1.2 times nearer" in far.advice
    assert check("distance", looks(scale=50 / torso_px)).light == "red"


@pytest.mark.parametrize(
    ("fps", "light", "words"),
    [(240, "green", "enough to time"), (30, "green", "from 120 on"), (18, "yellow", "60 frames"),
     (8, "red", "60 frames")],
)
def test_the_frame_rate(fps: float, light: str, words: str) -> None:
    found = check("frame rate", looks(fps=fps))
    assert found.light == light
    assert words in f"{found.found} {found.advice}"


def test_feet_out_of_the_picture_and_a_runner_who_is_not_there() -> None:
    look = looks()
    points = look.runner.landmarks_px.copy()
    points[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE], 1] += HEIGHT_PX
    found = check("feet", replace(look, runner=replace(look.runner, landmarks_px=points)))
    assert (found.light, found.found) == ("red", "Your feet were seen 0 % of the time.")
    half = check("runner", replace(look, runner=unseen(look.runner, slice(0, 4))))
    assert (half.light, "71 %" in half.found) == ("yellow", True)
    nobody = checks_of(replace(look, runner=unseen(look.runner, slice(None))), settings=Settings())
    assert nobody[0].found == "Nobody was seen in the first seconds."
    assert {each.name for each in nobody} == {"runner", "frame rate", "camera"}


def test_several_people_are_said_and_the_gravest_light_is_the_whole_ones() -> None:
    found = checks_of(looks(candidates=2, ambiguous=True, fps=8.0), settings=Settings())
    assert [each.name for each in found][:2] == ["frame rate", "people"]
    whole = Preflight(found, (), np.zeros((2, 2, 3), np.uint8))
    assert whole.light == "red"
    assert len(whole.advice) == 2
    assert whole.as_dict()["checks"][0]["light"] == "red"

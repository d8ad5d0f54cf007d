"""What is drawn lies where the numbers say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from formcheck.pose.track import Landmark
from formcheck.report import draw
from formcheck.report.overlay import (
    BONES,
    Overlay,
    lower_side,
    pelvic_line,
    slope_in_picture,
)
from formcheck.report.strip import CurveStrip
from tests.builders import make_analysis


def blank(height: int = 400, width: int = 300) -> Any:
    return np.full((height, width, 3), 128, np.uint8)


def where_coloured(picture: Any, name: str, tolerance: int = 40) -> Any:
    """Rows and columns of the pixels in a colour of the overlay."""
    distance = np.abs(picture.astype(int) - np.array(draw.bgr(name))).max(axis=2)
    return np.argwhere(distance <= tolerance)


def fitted_slope_deg(picture: Any, name: str) -> float:
    rows, columns = where_coloured(picture, name).T
    return float(np.degrees(np.arctan(np.polyfit(columns, rows, 1)[0])))


@pytest.mark.parametrize(
    ("view", "obliquity", "roll", "slope"),
    [("rear", 6.0, 0.0, 6.0), ("rear", -4.0, 1.0, -3.0), ("front", 6.0, 0.0, -6.0),
     ("front", 6.0, 2.0, -4.0)],
    ids=["rear: runner's right is the picture's right", "roll on top", "front: mirrored",
         "front with roll"],
)
def test_slope_in_the_picture(view: Any, obliquity: float, roll: float, slope: float) -> None:
    assert slope_in_picture(view, obliquity, roll) == slope


@pytest.mark.parametrize("line_deg", [-9.0, -3.0, 0.0, 5.6, 12.0])
def test_the_pelvic_line_has_the_slope_it_is_given(line_deg: float) -> None:
    picture = blank()
    pelvic_line(
        picture, (150.0, 200.0), line_deg=line_deg, level_deg=line_deg, half_px=110, width=3)
    assert fitted_slope_deg(picture, "line") == pytest.approx(line_deg, abs=0.4)
    rows, columns = where_coloured(picture, "line").T
    assert columns.mean() == pytest.approx(150, abs=2)
    assert rows.mean() == pytest.approx(200, abs=2)


def test_the_horizontal_follows_the_roll_of_the_camera() -> None:
    picture = blank()
    pelvic_line(picture, (150.0, 200.0), line_deg=-20.0, level_deg=4.0, half_px=110, width=3)
    assert fitted_slope_deg(picture, "level") == pytest.approx(4.0, abs=0.6)


def test_a_drop_in_left_stance_falls_to_the_right_from_behind_and_to_the_left_from_the_front(
) -> None:
    for view, sign in (("rear", 1), ("front", -1)):
        analysis = make_analysis(view=view, drop_left=9.0, drop_scatter=0, size=(720, 1280))
        frame = int(np.argmax(analysis.frames["pelvic_obliquity_deg"]))
        picture = blank(1280, 720)
        Overlay.of(analysis, scale=1.0).draw(picture, frame)
        assert fitted_slope_deg(picture, "line") == pytest.approx(sign * 9.0, abs=1.0)


def test_without_a_measured_pelvis_there_is_no_pelvic_line_but_a_skeleton() -> None:
    analysis = make_analysis(view="left", measurable=False, size=(720, 1280))
    picture = blank(1280, 720)
    Overlay.of(analysis, scale=1.0).draw(picture, 30)
    assert len(where_coloured(picture, "line")) == 0
    assert len(where_coloured(picture, "left")) > 100
    assert len(where_coloured(picture, "right")) > 100


def test_the_standing_leg_is_drawn_thicker() -> None:
    analysis = make_analysis(size=(720, 1280), measurable=False)
    side = analysis.frames["stance_side"]
    counts = {}
    for stance in ("left", "right"):
        picture = blank(1280, 720)
        Overlay.of(analysis, scale=1.0).draw(picture, int((side == stance).idxmax()))
        below = picture[700:]
        counts[stance] = [len(where_coloured(below, leg)) for leg in ("left", "right")]
    assert counts["left"][0] > 1.5 * counts["right"][0]
    assert counts["right"][1] > 1.5 * counts["left"][1]


def test_a_frame_without_the_runner_is_left_as_it_is() -> None:
    analysis = make_analysis(activity="none", measurable=False)
    analysis.pose.landmarks_px[5] = np.nan
    picture = blank(640, 360)
    Overlay.of(analysis, scale=1.0).draw(picture, 5)
    assert (picture[100:] == 128).all()


def test_the_line_from_hip_to_hip_is_no_bone() -> None:
    pairs = {frozenset(bone) for bones in BONES.values() for bone in bones}
    assert frozenset((Landmark.LEFT_HIP, Landmark.RIGHT_HIP)) not in pairs


@pytest.mark.parametrize(
    ("angle", "said"),
    [(5.0, "right side lower"), (-5.0, "left side lower"), (0.3, "level"), (-0.3, "level")])
def test_the_angle_in_words(angle: float, said: str) -> None:
    assert lower_side(angle) == said


def test_text_can_be_any_character_and_is_as_wide_as_told() -> None:
    picture = np.zeros((60, 300, 3), np.uint8)
    wide = draw.text(picture, "5.6° – 8.4°", (10, 5), height=30, colour=(255, 255, 255))
    columns = np.argwhere(picture.max(axis=(0, 2)) > 100).ravel()
    assert columns.min() >= 10
    assert columns.max() <= 10 + wide
    assert wide == draw.text_width("5.6° – 8.4°", height=30)
    degree = np.zeros((60, 60, 3), np.uint8)
    draw.text(degree, "°", (5, 5), height=40, colour=(255, 255, 255))
    assert degree[30:].max() == 0
    assert degree[:30].max() > 200


def test_drawing_beyond_the_edge_is_cut_off_quietly() -> None:
    picture = blank(40, 40)
    draw.text(picture, "far out", (-20, 30), height=20, colour=(0, 0, 255))
    draw.veil(picture, (-10, -10, 5, 5), opacity=1.0)
    pelvic_line(picture, (-500.0, 900.0), line_deg=3, level_deg=0, half_px=30, width=3)
    draw.line(picture, (np.nan, 1.0), (5.0, 5.0), (0, 0, 0), 2)
    assert tuple(picture[2, 2]) == draw.bgr("panel")
    assert tuple(picture[20, 35]) == (128, 128, 128)


def test_the_strip_marks_the_angle_of_now() -> None:
    analysis = make_analysis(duration_s=10.0, drop_left=7.0, drop_scatter=0)
    strip = CurveStrip.of(analysis, first_s=0.0, last_s=9.9, width_px=540, height_px=120)
    assert strip is not None
    frame = int(np.argmax(analysis.frames["pelvic_obliquity_deg"][60:]) + 60)
    window = strip.at(float(analysis.frames["time_s"][frame]))
    assert window.shape == (120, 540, 3)
    rows, columns = where_coloured(window, "line").T
    assert columns.mean() == pytest.approx(270, abs=2)
    assert rows.mean() == pytest.approx(60 - 7.0 * strip.px_per_deg, abs=2)


def test_without_a_curve_there_is_no_strip() -> None:
    analysis = make_analysis(measurable=False)
    assert CurveStrip.of(analysis, first_s=0, last_s=9, width_px=540, height_px=120) is None

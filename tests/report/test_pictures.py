"""Flagged frames and measured patches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck.report import draw
from formcheck.report.pictures import (
    PATCH_WIDTH_PX,
    flagged_moment,
    jpeg,
    measured_patch,
    picture_of,
    typical_moment,
    upright_crop,
)
from tests.builders import make_analysis
from tests.report.test_overlay import fitted_slope_deg, where_coloured


def flagged(view: Any = "rear", roll: float = 0.0, scale: float = 1.0) -> Any:
    analysis = make_analysis(
        view=view, roll_deg=roll, size=(720, 1280), drop_left=8.0, drop_scatter=0)
    flag = analysis.flags[0]
    image = np.full((round(1280 * scale), round(720 * scale), 3), 128, np.uint8)
    return analysis, flag, picture_of(analysis, flagged_moment(flag, 1), image)


@pytest.mark.parametrize(("view", "slope"), [("rear", 8.0), ("front", -8.0)])
def test_the_line_has_the_flags_angle_whatever_the_roll(view: Any, slope: float) -> None:
    for roll in (-4.0, 0.0, 3.0):
        _analysis, _, picture = flagged(view, roll)
        above_the_words = picture[: round(0.8 * picture.shape[0])]
        assert fitted_slope_deg(above_the_words, "line") == pytest.approx(slope, abs=0.8)


def test_the_height_is_the_settings_and_the_words_are_legible_on_a_phone() -> None:
    analysis, _, picture = flagged()
    assert picture.shape[0] == pytest.approx(
        analysis.settings.report.overlay_max_side_px, abs=2)
    panel = picture[-100:]
    rows = where_coloured(panel, "line")[:, 0]
    shown_at_px = 300 / picture.shape[1]
    assert np.ptp(rows) * shown_at_px > 18


def test_the_number_stands_in_the_colour_of_the_leg() -> None:
    analysis, flag, picture = flagged()
    corner = picture[:80, :80]
    assert len(where_coloured(corner, flag.side)) > 1500
    unnumbered = picture_of(
        analysis, replace(flagged_moment(flag, 1), number=None),
        np.full((1280, 720, 3), 128, np.uint8))
    assert len(where_coloured(unnumbered[:80, :80], flag.side)) == 0


def test_a_frame_of_another_size_than_the_track_is_cropped_to_the_same_runner() -> None:
    _, _, full = flagged(scale=1.0)
    _, _, half = flagged(scale=0.5)
    assert full.shape == half.shape
    np.testing.assert_allclose(
        where_coloured(full, "left").mean(axis=0), where_coloured(half, "left").mean(axis=0),
        atol=3)


def test_a_clip_without_flags_shows_its_deepest_drop() -> None:
    analysis = make_analysis(drop_left=2.0, drop_right=4.0, drop_scatter=0, roll_deg=1.0)
    moment = typical_moment(analysis)
    assert moment is not None
    assert moment.stance == "right"
    assert moment.obliquity_deg == pytest.approx(-4.0, abs=0.1)
    assert moment.number is None


def test_an_unmeasured_pelvis_has_no_line_in_its_picture() -> None:
    analysis = make_analysis(view="left", measurable=False, size=(720, 1280))
    moment = typical_moment(analysis)
    assert moment is not None
    assert moment.obliquity_deg is None
    picture = picture_of(analysis, moment, np.full((1280, 720, 3), 128, np.uint8))
    assert len(where_coloured(picture, "line")) == 0
    assert len(where_coloured(picture, moment.stance)) > 1000


def test_nobody_seen_nothing_to_show() -> None:
    analysis = make_analysis(activity="none", measurable=False)
    assert typical_moment(analysis) is not None
    analysis.pose.landmarks_px[:] = np.nan
    assert typical_moment(analysis) is None


def test_words_never_run_out_of_the_picture() -> None:
    analysis, flag, _ = flagged()
    long = replace(flagged_moment(flag, 1), words="10.1 to 14.3°  ·  1234.56 s and then some")
    picture = picture_of(analysis, long, np.full((1280, 720, 3), 128, np.uint8))
    panel = picture[-60:]
    assert np.argwhere(panel.max(axis=2) > 200)[:, 1].max() < picture.shape[1] - 10


def test_a_runner_at_the_edge_is_shown_without_inventing_a_background() -> None:
    analysis = make_analysis(size=(720, 1280), drop_left=8.0)
    analysis.pose.landmarks_px[..., 0] -= 300
    analysis.frames["pelvis_x_px"] -= 300
    image = np.zeros((1280, 720, 3), np.uint8)
    image[:, :] = np.arange(720)[None, :, None] // 3
    picture = picture_of(analysis, flagged_moment(analysis.flags[0], 1), image)
    background = picture[5, 120:].astype(int)[:, 0]
    assert (np.diff(background) >= 0).all()
    assert np.ptp(background) > 100


def test_the_crop_takes_the_roll_out() -> None:
    image = np.zeros((400, 400, 3), np.uint8)
    lean = np.tan(np.radians(5.0))
    cv2.line(image, (200 - round(100 * lean), 300), (200 + round(100 * lean), 100), (255,) * 3, 3)
    crop = upright_crop((100, 50, 300, 350), roll_deg=5.0, height_px=600)
    rows, columns = np.argwhere(crop.picture(image)[:, :, 0] > 128).T
    assert np.degrees(np.arctan(np.polyfit(rows, columns, 1)[0])) == pytest.approx(0, abs=0.5)
    np.testing.assert_allclose(crop.points(np.array([200.0, 200.0])), [200.0, 300.0])


def test_a_patch_shows_the_line_that_was_read() -> None:
    analysis = make_analysis(drop_left=6.5)
    picture = measured_patch(analysis.pictures[0], roll_deg=0.0)
    assert picture.shape[1] == PATCH_WIDTH_PX
    assert fitted_slope_deg(picture, "line") == pytest.approx(6.5, abs=0.7)
    line = where_coloured(picture, "line").mean(axis=0)
    np.testing.assert_allclose(line, np.array([48.5, 64.5]) * PATCH_WIDTH_PX / 128, atol=6)


def test_jpeg_keeps_the_colours_in_order() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:] = draw.bgr("left")
    back = cv2.imdecode(np.frombuffer(jpeg(picture), np.uint8), cv2.IMREAD_COLOR)
    assert back is not None
    np.testing.assert_allclose(back[16, 16], draw.bgr("left"), atol=6)

"""The patches that are shown: which frames, which line."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W
from formcheck.gait.pictures import pelvis_pictures
from tests.known_pelvis import REAR, Pelvis, Readout, read_out, reading_of


def patch(level: int) -> np.ndarray:
    return np.full((PATCH_H, PATCH_W, 3), level, np.uint8)


def pictures_of(readout: Readout, patches: dict[int, np.ndarray]):
    motion = reading_of(readout, view=REAR)
    assert motion.step_table is not None
    steps = readout.steps.join(motion.step_table)
    return pelvis_pictures(patches, readout.time_s, steps, motion), motion


def test_each_side_has_its_average_and_three_stances() -> None:
    readout = read_out(Pelvis(6.0, 3.0))
    patches = dict.fromkeys(range(len(readout.time_s)), patch(120))
    pictures, motion = pictures_of(readout, patches)
    assert motion.roll_deg is not None
    assert [picture.title for picture in pictures[:2]] == [
        "Left stance, average of 12 steps", "Right stance, average of 12 steps"]
    assert len(pictures) == 8
    left, right = pictures[:2]
    # The picture shows the headline's own number. Left stance: the right side is lower by the
    # drop; right stance: the left side.
    drop = {side: motion.readings[f"pelvic_drop_{side}"].value for side in ("left", "right")}
    assert left.drop_deg == pytest.approx(drop["left"], abs=0.01)
    assert right.drop_deg == pytest.approx(drop["right"], abs=0.01)
    assert left.line_deg == pytest.approx(drop["left"] + motion.roll_deg, abs=0.01)
    assert right.line_deg == pytest.approx(-drop["right"] + motion.roll_deg, abs=0.01)
    assert (drop["left"], drop["right"]) == pytest.approx((6.0, 3.0), abs=0.35)
    assert left.image_rgb.shape == (PATCH_H, PATCH_W, 3)
    assert left.image_rgb.mean() == 120


def test_the_line_lies_in_the_picture_with_the_cameras_roll() -> None:
    readout = read_out(Pelvis(6.0, 3.0), roll_deg=2.0)
    patches = dict.fromkeys(range(len(readout.time_s)), patch(120))
    pictures, motion = pictures_of(readout, patches)
    assert motion.roll_deg is not None
    single = pictures[2]
    assert single.frame is not None
    assert single.line_deg == pytest.approx(
        motion.obliquity_deg[single.frame] + motion.roll_deg)


def test_frames_without_a_patch_are_left_out() -> None:
    readout = read_out(Pelvis(6.0, 3.0))
    first_half = {frame: patch(90) for frame in range(len(readout.time_s) // 2)}
    pictures, _ = pictures_of(readout, first_half)
    assert pictures[0].title == "Left stance, average of 6 steps"
    assert pictures_of(readout, {})[0] == ()


def test_a_peak_beyond_the_curve_gives_no_picture_of_nothing() -> None:
    readout = read_out(Pelvis(6.0, 3.0))
    patches = dict.fromkeys(range(len(readout.time_s)), patch(120))
    motion = reading_of(readout)
    assert motion.step_table is not None
    steps = readout.steps.join(motion.step_table).assign(peak_drop_s=readout.time_s[-1] + 1)
    assert np.isnan(motion.obliquity_deg[-1])
    assert pelvis_pictures(patches, readout.time_s, steps, motion) == ()

"""The surroundings of the hips: where they lie, and what is cut from them afterwards."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.gait.hip_crop import CROP_PX, SCALE_MARGIN, SHIFT_TORSO, keep_hips
from formcheck.gait.pelvis_patch import cut_patch


def soft_noise(height: int = 900, width: int = 700, *, cell_px: int = 20) -> np.ndarray:
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 256, (height // cell_px, width // cell_px, 3), dtype=np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize(
    ("torso", "levels"), [(50.0, 4.0), (85.0, 2.0), (160.0, 2.0), (225.0, 2.0), (400.0, 2.0)])
@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.9, -0.9), (-0.9, 0.9)])
@pytest.mark.parametrize("scale", [1.0, 1.1, 0.9])
def test_a_patch_from_the_crop_is_that_of_the_frame(torso, levels, shift, scale) -> None:
    frame, hip = soft_noise(cell_px=round(torso / 6)), np.array([350.3, 420.7])
    crop = keep_hips(frame, mid_hip_px=hip, torso_px=torso)
    there = hip + np.array(shift) * SHIFT_TORSO * torso
    patch = crop.patch(mid_hip_px=there, torso_px=scale * torso).astype(float)
    direct = cut_patch(frame, mid_hip_px=there, torso_px=scale * torso).astype(float)
    assert np.sqrt(np.mean((patch - direct) ** 2)) < levels
    assert abs((patch - direct).mean()) < 0.5


def test_the_crop_is_no_finer_than_the_frame_and_no_larger_than_needed() -> None:
    small = keep_hips(soft_noise(), mid_hip_px=np.array([300.0, 300.0]), torso_px=60.0)
    assert small.picture().shape[0] == small.side_px < CROP_PX
    assert small.side_px == pytest.approx(60 * (2 * SHIFT_TORSO + SCALE_MARGIN * 1.25), abs=2)
    large = keep_hips(soft_noise(), mid_hip_px=np.array([300.0, 300.0]), torso_px=300.0)
    height, width, _ = large.picture().shape
    assert height == width == large.side_px / 3
    assert CROP_PX <= width < CROP_PX * 4 / 3


@pytest.mark.parametrize("hip", [(0.0, 450.0), (-400.0, 2000.0), (699.0, -50.0)])
def test_beyond_the_frame_its_edge_goes_on(hip) -> None:
    frame = soft_noise()
    crop = keep_hips(frame, mid_hip_px=np.array(hip), torso_px=120.0)
    patch = crop.patch(mid_hip_px=np.array(hip), torso_px=120.0).astype(float)
    direct = cut_patch(frame, mid_hip_px=hip, torso_px=120.0).astype(float)
    assert np.sqrt(np.mean((patch - direct) ** 2)) < 6.0


def test_the_picture_is_the_same_however_often_it_is_cut() -> None:
    hip = np.array([350.3, 420.7])
    crop = keep_hips(soft_noise(), mid_hip_px=hip, torso_px=160.0)
    first, second = (crop.patch(mid_hip_px=hip, torso_px=160.0) for _ in range(2))
    assert np.array_equal(first, second)

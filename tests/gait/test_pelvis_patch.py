"""The pelvis patch: where it lies, how large it is, what it does at the edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.gait.pelvis_patch import (
    ABOVE_TORSO,
    BELOW_TORSO,
    HALF_WIDTH_TORSO,
    PATCH_H,
    PATCH_W,
    cut_patch,
)


def ramps(height: int = 900, width: int = 700) -> np.ndarray:
    """A picture whose blue tells the column and whose green tells the row."""
    rows, columns = np.mgrid[0:height, 0:width]
    blue, green = columns * 255 / width, rows * 255 / height
    return np.stack([blue, green, np.zeros_like(blue)], axis=-1).round().astype(np.uint8)


@pytest.mark.parametrize("torso", [60.0, 130.0, 300.0])
def test_patch_shows_lower_back_to_knees(torso: float) -> None:
    patch = cut_patch(ramps(), mid_hip_px=(350.0, 400.0), torso_px=torso).astype(float)
    assert patch.shape == (PATCH_H, PATCH_W, 3)
    pixel = 2 * HALF_WIDTH_TORSO * torso / PATCH_W
    left, right = patch[:, 0, 0].mean() * 700 / 255, patch[:, -1, 0].mean() * 700 / 255
    top, bottom = patch[0, :, 1].mean() * 900 / 255, patch[-1, :, 1].mean() * 900 / 255
    assert left == pytest.approx(350 - HALF_WIDTH_TORSO * torso + pixel / 2, abs=3)
    assert right == pytest.approx(350 + HALF_WIDTH_TORSO * torso - pixel / 2, abs=3)
    assert top == pytest.approx(400 - ABOVE_TORSO * torso + pixel / 2, abs=3)
    assert bottom == pytest.approx(400 + BELOW_TORSO * torso - pixel / 2, abs=3)


def test_shrinking_averages_what_a_pixel_covers() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (1200, 1200, 3), dtype=np.uint8)
    patch = cut_patch(noise, mid_hip_px=(600, 560), torso_px=640.0)
    covered = 640 * 2 * HALF_WIDTH_TORSO / PATCH_W
    single = 255 / np.sqrt(12)
    assert patch.std() < 2.0 * single / covered


def test_mirrored_picture_gives_mirrored_patch() -> None:
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 256, (20, 15, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (301, 400), interpolation=cv2.INTER_CUBIC)
    patch = cut_patch(picture, mid_hip_px=(140.0, 200.0), torso_px=150.0)
    other = cut_patch(picture[:, ::-1].copy(), mid_hip_px=(161.0, 200.0), torso_px=150.0)
    assert np.abs(patch.astype(int) - other[:, ::-1]).max() <= 2


def test_outside_of_the_picture_the_edge_is_repeated() -> None:
    patch = cut_patch(ramps(), mid_hip_px=(0.0, 400.0), torso_px=200.0)
    assert np.all(patch[:, : PATCH_W // 2 - 1, 0] == 0)
    assert patch[:, -1, 0].mean() > 30


@pytest.mark.parametrize(
    ("hip", "torso"),
    [((np.nan, 1.0), 100.0), ((1.0, np.inf), 100.0), ((1.0, 1.0), np.nan), ((1.0, 1.0), 0.0)],
)
def test_nonsense_is_refused(hip: tuple[float, float], torso: float) -> None:
    with pytest.raises(ValueError, match="pelvis patch needs"):
        cut_patch(ramps(40, 40), mid_hip_px=hip, torso_px=torso)

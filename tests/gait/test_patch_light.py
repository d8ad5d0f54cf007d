"""Black on black in the dark, against dark clothes that still show."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.gait.patch_light import too_dark
from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W
from formcheck.settings import Settings

SETTINGS = Settings().pelvis


def patches(top: int, bottom: int, *, grain: float = 3.0) -> dict[int, NDArray[np.uint8]]:
    """Shirt over shorts, with grain, in frames far apart."""
    rng = np.random.default_rng(0)
    picture = np.full((PATCH_H, PATCH_W, 3), float(bottom))
    picture[: PATCH_H // 3] = top
    return {
        7 * frame: np.clip(picture + rng.normal(0, grain, picture.shape), 0, 255).astype(np.uint8)
        for frame in range(30)
    }


@pytest.mark.parametrize(
    ("top", "bottom", "dark"), [(14, 10, True), (20, 20, True), (90, 15, False), (70, 74, False),
                                (200, 30, False), (30, 8, False)],
)
def test_dark_is_what_shows_nothing(top: int, bottom: int, dark: bool) -> None:
    assert too_dark(patches(top, bottom), settings=SETTINGS) == dark


def test_without_patches_nothing_is_dark() -> None:
    assert not too_dark({}, settings=SETTINGS)

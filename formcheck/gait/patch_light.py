"""Whether the pelvis's patches are too dark for anything to be seen in them."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W
from formcheck.settings import PelvisSettings

# Patches looked at, spread over the clip.
LOOKED_AT = 24
# What lies around the waist and hips within a patch.
_ROWS, _COLUMNS = slice(PATCH_H // 6, 3 * PATCH_H // 4), slice(PATCH_W // 4, 3 * PATCH_W // 4)


def too_dark(patches: Mapping[int, NDArray[np.uint8]], *, settings: PelvisSettings) -> bool:
    """Black on black, or hardly any light: nothing bright, and hardly any contrast.

    Parameters
    ----------
    patches : mapping of int to (PATCH_H, PATCH_W, 3) uint8 array
        By frame number.
    settings : PelvisSettings
    """
    frames = list(patches)
    if not frames:
        return False
    some = [frames[i] for i in np.linspace(0, len(frames) - 1, LOOKED_AT).round().astype(int)]
    hips = np.stack([
        cv2.cvtColor(patches[frame], cv2.COLOR_BGR2GRAY)[_ROWS, _COLUMNS] for frame in some
    ]).astype(float)
    contrast = float(hips.std(axis=(1, 2)).mean())
    return contrast < settings.dark_contrast and np.percentile(hips, 90) < settings.dark_gray

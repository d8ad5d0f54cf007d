"""Whether two films show other clothes, by the colours above and below the waist."""

from __future__ import annotations

import cv2
import numpy as np

from formcheck.clip import open_clip
from formcheck.comparison.film import Film
from formcheck.gait.pelvis_patch import cut_patch
from formcheck.pose.track import FloatArray

STILLS = 5
# Parts of the pelvis's patch, rows and columns as shares of it: the back of the shirt, and the
# seat of the shorts, both clear of the arms.
SHIRT, SHORTS = ((0.0, 0.2), (0.4, 0.6)), ((0.6, 0.8), (0.4, 0.6))
# Another light changes how bright a cloth is far more than its hue.
WEIGHT_OF_BRIGHTNESS = 0.4


def colours_apart(before: Film, after: Film) -> float | None:
    """How far shirt or shorts of two films lie apart in colour (CIE Lab of 8 bits).

    None where the footage of one is not at hand. Neither film may be turned by
    `formcheck.comparison.film.mirror_image`.
    """
    first, second = _colours(before), _colours(after)
    if first is None or second is None:
        return None
    brightness, *hue = np.abs(first - second).T
    return float(np.hypot(np.hypot(*hue).max(), WEIGHT_OF_BRIGHTNESS * brightness.max()))


def _colours(film: Film) -> FloatArray | None:
    """Median colour of the shirt's back and of the shorts' seat, shape (2, 3)."""
    if film.clip is None:
        return None
    frames = film.frames[["pelvis_x_px", "pelvis_y_px", "torso_px"]].to_numpy(float)
    colours = [
        [_median(cut_patch(still.image_bgr, mid_hip_px=place[:2], torso_px=place[2]), part)
         for part in (SHIRT, SHORTS)]
        for still in open_clip(film.clip).stills(STILLS)
        if still.index < len(frames) and np.isfinite(place := frames[still.index]).all()
    ]
    return np.median(colours, axis=0) if colours else None


def _median(patch: np.ndarray, part: tuple[tuple[float, float], ...]) -> FloatArray:
    rows, columns = (
        slice(*(int(share * size) for share in shares))
        for shares, size in zip(part, patch.shape, strict=False)
    )
    lab = cv2.cvtColor(np.ascontiguousarray(patch[rows, columns]), cv2.COLOR_BGR2LAB)
    median: FloatArray = np.median(lab.reshape(-1, 3).astype(np.float64), axis=0)
    return median

"""The piece of the picture that shows the pelvis: lower back to knees, one fixed size."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

PATCH_H = 96
PATCH_W = 96
# Torso lengths (mid-shoulder to mid-hip) from the middle to either edge, and from the mid-hip
# up to the lower back and down to the knees.
HALF_WIDTH_TORSO = 0.625
ABOVE_TORSO = 0.50
BELOW_TORSO = 0.75
# A runner larger than this many patches is first brought down by whole pixels.
MAX_OVERSAMPLING = 12

Picture = NDArray[np.uint8]


def cut_patch(image_bgr: Picture, *, mid_hip_px: ArrayLike, torso_px: float) -> Picture:
    """The pelvis patch of one frame: axis-aligned, never turned, scaled by the torso.

    Parameters
    ----------
    image_bgr : (height, width, 3) uint8 array
    mid_hip_px : (2,) array
        Middle between the hips in pixels from the picture's upper left corner, x to the right,
        y down (the first pixel's middle is 0.5, 0.5). May lie outside of the picture.
    torso_px : float
        Distance from mid-shoulder to mid-hip in pixels.

    Returns
    -------
    (PATCH_H, PATCH_W, 3) uint8 array
        What lies outside of the picture repeats the picture's edge. Every pixel is the mean of
        the area that it covers when the patch is smaller than what it shows.

    Raises
    ------
    ValueError
        When the place or the scale is not finite, or the torso has no length.
    """
    x, y = (float(value) for value in np.asarray(mid_hip_px, dtype=float))
    if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(torso_px)):
        raise ValueError("the pelvis patch needs a finite mid-hip and torso length")
    if torso_px <= 0:
        raise ValueError("the pelvis patch needs a torso longer than zero")
    corner = np.array([x - HALF_WIDTH_TORSO * torso_px, y - ABOVE_TORSO * torso_px])
    extent = np.array([2 * HALF_WIDTH_TORSO, ABOVE_TORSO + BELOW_TORSO]) * torso_px
    return cut_area(image_bgr, corner_px=corner, extent_px=extent, size=(PATCH_W, PATCH_H))


def cut_area(
    image_bgr: Picture, *, corner_px: ArrayLike, extent_px: ArrayLike, size: tuple[int, int]
) -> Picture:
    """An upright rectangle of a picture at another resolution.

    Parameters
    ----------
    image_bgr : (height, width, 3) uint8 array
    corner_px, extent_px : (2,) arrays
        Upper left corner, and width and height, in pixels of the picture.
    size : (int, int)
        Width and height of the result.
    """
    extent = np.asarray(extent_px, dtype=float)
    finer = min(max(math.ceil(float((extent / size).max())), 1), MAX_OVERSAMPLING)
    step = extent / (np.array(size) * finer)
    to_picture = np.column_stack([np.diag(step), np.asarray(corner_px) + 0.5 * step - 0.5])
    fine = cv2.warpAffine(
        image_bgr,
        to_picture,
        (size[0] * finer, size[1] * finer),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer == 1:
        return np.asarray(fine, dtype=np.uint8)
    return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

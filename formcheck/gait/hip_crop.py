"""The surroundings of a person's hips, kept from every frame so that the clip is read only once.

Where exactly the pelvis is looked at is settled later, from the whole path of the mid-hip; the crop
is that much larger than the patch. What is read is always the kept picture, never the frame, so
that an analysis gives the same numbers from fresh and from remembered crops.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_patch import ABOVE_TORSO, HALF_WIDTH_TORSO, cut_patch
from formcheck.pose.track import FloatArray

Picture = NDArray[np.uint8]

# What smoothing may change of the place (torso lengths) and of the scale.
SHIFT_TORSO = 0.10
SCALE_MARGIN = 1.15
# A crop is reduced by whole pixels, to no less than this; the patch has 77 px a torso, a crop of
# this size 88.
CROP_PX = 144
JPEG = (cv2.IMWRITE_JPEG_QUALITY, 95)

_SIDE_TORSO = 2 * (SHIFT_TORSO + SCALE_MARGIN * HALF_WIDTH_TORSO)
_LEFT_TORSO, _ABOVE_TORSO = _SIDE_TORSO / 2, SHIFT_TORSO + SCALE_MARGIN * ABOVE_TORSO


@dataclass(frozen=True)
class HipCrop:
    """A square piece of a frame, and where it was.

    Attributes
    ----------
    jpeg : bytes
    left_px, top_px : int
        Its upper left corner in the frame; may lie outside of it.
    side_px : int
        Length of its sides in pixels of the frame.
    """

    jpeg: bytes
    left_px: int
    top_px: int
    side_px: int

    def picture(self) -> Picture:
        """The crop itself, BGR."""
        picture = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        return np.asarray(picture, np.uint8)

    def patch(self, *, mid_hip_px: FloatArray, torso_px: float) -> Picture:
        """The pelvis patch (see `cut_patch`) around a place given in pixels of the frame."""
        picture = self.picture()
        scale = picture.shape[0] / self.side_px
        corner = np.array([self.left_px, self.top_px])
        return cut_patch(
            picture, mid_hip_px=(mid_hip_px - corner) * scale, torso_px=torso_px * scale
        )


def keep_hips(image_bgr: Picture, *, mid_hip_px: FloatArray, torso_px: float) -> HipCrop:
    """The surroundings of the hips in a frame.

    Parameters
    ----------
    image_bgr : (height, width, 3) uint8 array
    mid_hip_px : (2,) array
        Where the landmarks of this frame alone put it.
    torso_px : float
        Mid-shoulder to mid-hip.
    """
    left, top = (math.floor(edge) for edge in mid_hip_px - torso_px * np.array(
        [_LEFT_TORSO, _ABOVE_TORSO]))
    least = math.ceil(_SIDE_TORSO * torso_px) + 1
    by = max(1, least // CROP_PX)
    size = math.ceil(least / by)
    side = size * by
    whole = _square(image_bgr, left, top, side)
    crop = cv2.resize(whole, (size, size), interpolation=cv2.INTER_AREA)
    return HipCrop(cv2.imencode(".jpg", crop, JPEG)[1].tobytes(), left, top, side)


def _square(image_bgr: Picture, left: int, top: int, side: int) -> Picture:
    """A piece of the picture, whose edge goes on beyond it."""
    height, width = image_bgr.shape[:2]
    if left >= 0 and top >= 0 and left + side <= width and top + side <= height:
        return image_bgr[top : top + side, left : left + side]
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return image_bgr[rows[:, None], columns]

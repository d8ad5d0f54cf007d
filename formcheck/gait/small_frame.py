"""A frame as the camera's motion is read from it: small and gray."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Frames are reduced to this, px of the longer side: sharp enough for a tenth of a pixel, fast.
SMALL_PX = 320


@dataclass(frozen=True)
class SmallFrame:
    """A reduced picture.

    Attributes
    ----------
    gray : (h, w) uint8 array
    scale : float
        Its pixels per pixel of the frame.
    width_px, height_px : int
        Of the frame.
    """

    gray: NDArray[np.uint8]
    scale: float
    width_px: int
    height_px: int

    @classmethod
    def of(cls, image_bgr: NDArray[np.uint8]) -> SmallFrame:
        """The frame (h, w, 3), no larger than `SMALL_PX`."""
        height, width = image_bgr.shape[:2]
        scale = min(1.0, SMALL_PX / max(width, height))
        gray = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)
        if scale < 1:
            size = (round(width * scale), round(height * scale))
            gray = _reduced(np.asarray(gray, np.uint8), size)
        return cls(np.asarray(gray, np.uint8), scale, width, height)


def _reduced(gray: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture in this size (width, height), halved as often as it goes: halving is fastest."""
    height, width = gray.shape
    while width >= 2 * size[0] and height >= 2 * size[1]:
        width, height = width // 2, height // 2
        gray = np.asarray(cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)

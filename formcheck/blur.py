"""Parts of a picture made unrecognisable."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import FloatArray

# Cells across a circle: too few for a face, and what is averaged away cannot be brought back.
CELLS = 5


def blur_circles(picture: NDArray[np.uint8], circles: FloatArray) -> NDArray[np.uint8]:
    """The picture with circles (x, y, radius in pixels) averaged to a few soft cells."""
    blurred = picture.copy()
    tall, wide = picture.shape[:2]
    for x, y, radius in circles:
        left, right = np.clip([x - radius, x + radius + 1], 0, wide).astype(int)
        top, bottom = np.clip([y - radius, y + radius + 1], 0, tall).astype(int)
        part = blurred[top:bottom, left:right]
        if part.size == 0:
            continue
        coarse = cv2.resize(part, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        soft = cv2.resize(coarse, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
        rows, columns = np.ogrid[top:bottom, left:right]
        inside = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
        part[inside] = np.asarray(soft, np.uint8)[inside]
    return blurred

"""Where a clip is cut, and which of its frames are copies of the one before."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import BoolArray, FloatArray

Gray = NDArray[np.uint8]

# Two frames that no motion explains show different scenes when their likeness (correlation of
# thumbnails, -1 to 1) is below this, and below that of the frames around by at least so much:
# someone who walks through the picture changes several frames in a row.
CUT_LIKENESS = 0.6
CUT_DIP = 0.2
# A repeated frame differs nowhere by more gray levels than this (video compression goes on
# touching up a copy), and by less than this share of what the clip's frames usually differ by.
REPEAT_LEVELS = 3.0
REPEAT_SHARE = 0.12


@dataclass(frozen=True)
class Thumbnail:
    """A frame's picture in so few pixels that only the scene is left.

    Attributes
    ----------
    mean, sd : float
        Gray levels.
    pattern : (k,) array
        What differs from the mean.
    """

    mean: float
    sd: float
    pattern: FloatArray

    @classmethod
    def of(cls, picture: Gray) -> Thumbnail:
        levels = cv2.resize(picture, (24, 24), interpolation=cv2.INTER_AREA).astype(float).ravel()
        pattern = levels - levels.mean()
        return cls(float(levels.mean()), float(np.sqrt(np.mean(pattern**2))), pattern)


def likeness_of(one: Thumbnail, other: Thumbnail) -> float:
    """Correlation of two frames' thumbnails; plain pictures count as alike."""
    if min(one.sd, other.sd) < 2:
        return 1.0 if abs(one.mean - other.mean) < 40 else 0.0
    return float(np.mean(one.pattern * other.pattern)) / (one.sd * other.sd)


def largest_change(one: Gray, other: Gray) -> float:
    """Largest mean difference of any small block, gray levels."""
    difference = cv2.absdiff(one, other)
    blocks = cv2.resize(
        difference.astype(np.float32), (max(1, one.shape[1] // 8), max(1, one.shape[0] // 8)),
        interpolation=cv2.INTER_AREA,
    )
    return float(blocks.max())


def find_cuts(
    tracked: BoolArray, likeness: FloatArray, passed: list[tuple[int, int]]
) -> tuple[int, ...]:
    """Frames that nothing in the frame before explains, amid frames that follow one another."""
    padded = np.pad(likeness, 2, constant_values=1.0)
    around = np.min([padded[:-4], padded[1:-3], padded[3:-1], padded[4:]], axis=0)
    sudden = (likeness < CUT_LIKENESS) & (likeness < around - CUT_DIP)
    for first, back in passed:
        sudden[first : back + 1] = False
    return tuple(int(i) for i in np.flatnonzero(~tracked & sudden))


def find_repeated(change: FloatArray) -> BoolArray:
    """Copies of the frame before: next to no change, in a clip whose frames do change."""
    changing = change[np.isfinite(change) & (change >= REPEAT_LEVELS)]
    if not len(changing):
        return np.zeros(len(change), bool)
    return (change < REPEAT_LEVELS) & (change < REPEAT_SHARE * np.median(changing))

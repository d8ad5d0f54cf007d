"""Small spots around the waist that differ from all around them: candidates for tape markers."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import FloatArray

Image = NDArray[np.uint8]
Lab = NDArray[np.float32]

# What is looked at around the mid-hip, in torso lengths: the PSIS lie about 0.2 above it and 0.1
# to either side.
HALF_WIDTH = 0.36
ABOVE, BELOW = 0.50, 0.12
# Resolution of that region, px per torso length.
PX_PER_TORSO = 220.0
# A spot differs from everything at one of these distances around it (torso lengths; a torso is
# about 50 cm): a hem, a stripe or a corner finds its own colour again in some direction.
RADII = (0.055, 0.085)
# Colour difference (CIELAB) that counts.
MIN_CONTRAST = 13.0
# Smallest and largest extent of a marker: strips of 1 to 8 cm.
MIN_SIZE, MAX_SIZE = 0.02, 0.18
# Share of its bounding box that a compact spot fills.
MIN_FILL = 0.4
# Spots that are kept of a frame, the largest.
MAX_SPOTS = 12
# A pixel belongs to a spot when it lies nearer to the spot's colour than to what is around.
NEARER = 0.5

_STEP = 22.5
_DIRECTIONS = np.radians(np.arange(0.0, 360.0, _STEP))


@dataclass(frozen=True)
class Spots:
    """Compact spots of one frame.

    Attributes
    ----------
    place : (n, 2) array
        Middle of the spot from the mid-hip, torso lengths, x to the picture's right, y down.
    size : (n,) array
        Square root of the area, torso lengths.
    colour : (n, 3) array
        CIELAB.
    contrast : (n,) array
        Least colour difference from what is around.
    """

    place: FloatArray
    size: FloatArray
    colour: FloatArray
    contrast: FloatArray

    def __len__(self) -> int:
        return len(self.size)


def cut_waist(image_bgr: Image, *, mid_hip_px: FloatArray, torso_px: float) -> Image:
    """The region around the waist at `PX_PER_TORSO`."""
    scale = PX_PER_TORSO / torso_px
    width, height = round(2 * HALF_WIDTH * PX_PER_TORSO), round((ABOVE + BELOW) * PX_PER_TORSO)
    matrix = np.array([
        [scale, 0, HALF_WIDTH * PX_PER_TORSO - scale * mid_hip_px[0]],
        [0, scale, ABOVE * PX_PER_TORSO - scale * mid_hip_px[1]],
    ])
    return np.asarray(cv2.warpAffine(
        image_bgr, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ), np.uint8)


def find_spots(waist_bgr: Image) -> Spots:
    """Spots of any colour in a picture from `cut_waist`."""
    lab = _lab(waist_bgr)
    standing_out = cv2.resize(_difference_all_around(lab[::2, ::2]), lab.shape[1::-1])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        (standing_out > MIN_CONTRAST).astype(np.uint8), connectivity=4
    )
    spots = []
    for label in np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:MAX_SPOTS] + 1:
        near = _around(stats[label])
        core, standing = labels[near] == label, standing_out[near]
        contrast = float(standing[core].max())
        colour = np.median(lab[near][core & (standing > 0.7 * contrast)], axis=0)
        spots += _spots_at(lab, near, core, colour, contrast)
    return _collected(spots)


def find_coloured_spots(waist_bgr: Image, *, colour: FloatArray, contrast: float) -> Spots:
    """Spots of one colour (CIELAB) in a picture from `cut_waist`."""
    lab = _lab(waist_bgr)
    everywhere = np.ones(lab.shape[:2], bool)
    return _collected(_spots_at(lab, np.s_[0:, 0:], everywhere, colour, contrast))


_Spot = tuple[FloatArray, float, FloatArray, float]
_Area = tuple[slice, slice]


def _around(box: NDArray[np.int32]) -> _Area:
    """Rows and columns that hold, whole, every compact patch that reaches into a box."""
    left, top, width, height = (int(value) for value in box[:4])
    reach = int(MAX_SIZE * PX_PER_TORSO) + 2
    return (
        slice(max(0, top - reach), top + height + reach),
        slice(max(0, left - reach), left + width + reach),
    )


def _collected(spots: list[_Spot]) -> Spots:
    place, size, colour, contrast = zip(*spots, strict=True) if spots else ((),) * 4
    origin = np.array([HALF_WIDTH, ABOVE]) * PX_PER_TORSO
    return Spots(
        place=(np.reshape(place, (-1, 2)) - origin) / PX_PER_TORSO,
        size=np.array(size, float) / PX_PER_TORSO,
        colour=np.reshape(colour, (-1, 3)),
        contrast=np.array(contrast, float),
    )


def _lab(waist_bgr: Image) -> Lab:
    lab = cv2.cvtColor(cv2.GaussianBlur(waist_bgr, (0, 0), 0.8), cv2.COLOR_BGR2LAB)
    scale = np.array([100 / 255, 1, 1], np.float32)
    return lab.astype(np.float32) * scale - np.array([0, 128, 128], np.float32)


def _difference_all_around(half: Lab) -> NDArray[np.float32]:
    """Least colour difference between each place and those around it, best of the radii."""
    height, width = half.shape[:2]
    # Channel by channel, and squared until the end: four times as fast.
    channels = cv2.split(half)
    best = np.zeros((height, width), np.float32)
    for radius in RADII:
        reach = radius * PX_PER_TORSO / 2
        edge = int(np.ceil(reach))
        padded = [
            cv2.copyMakeBorder(channel, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
            for channel in channels
        ]
        least = np.full((height, width), np.inf, np.float32)
        for direction in _DIRECTIONS:
            x = edge + round(reach * np.cos(direction))
            y = edge + round(reach * np.sin(direction))
            apart = np.zeros((height, width), np.float32)
            for channel, beyond in zip(channels, padded, strict=True):
                cv2.accumulateSquare(
                    cv2.subtract(channel, beyond[y:y + height, x:x + width]), apart)
            cv2.min(least, apart, dst=least)
        cv2.max(best, least, dst=best)
    return np.sqrt(best)


def _length(colours: cv2.typing.MatLike) -> NDArray[np.float32]:
    """Of each colour as a vector; several times faster than `np.linalg.norm`."""
    squares = cv2.transform(cv2.multiply(colours, colours), np.ones((1, 3)))
    return np.asarray(cv2.sqrt(squares), np.float32)


def _spots_at(
    lab: Lab, near: _Area, where: NDArray[np.bool_], colour: FloatArray, contrast: float
) -> list[_Spot]:
    """Compact patches of `colour` that reach into `where`, a mask of the area `near`."""
    apart = _length(lab[near] - colour.astype(np.float32))
    alike = (apart < NEARER * contrast).astype(np.uint8)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(alike, connectivity=4)
    corner = [near[1].start, near[0].start]
    boxes, middles = stats + np.array([*corner, 0, 0, 0], np.int32), middles + np.array(corner)
    reached = np.flatnonzero(np.bincount(labels[where], minlength=count))
    return [
        (_middle(lab, colour, boxes[label], middles[label]),
         float(np.sqrt(boxes[label, cv2.CC_STAT_AREA])), colour, contrast)
        for label in reached[reached > 0] if _is_compact(boxes[label], lab.shape)
    ]


def _middle(
    lab: Lab, colour: FloatArray, box: NDArray[np.int32], middle: FloatArray
) -> FloatArray:
    """Middle of a spot, each pixel weighted by how far it is covered by the spot's colour."""
    left, top, width, height = (int(value) for value in box[:4])
    y, x = np.mgrid[max(0, top - 3):min(lab.shape[0], top + height + 3),
                    max(0, left - 3):min(lab.shape[1], left + width + 3)]
    around = _colours_on_circle(lab, middle, max(width, height) / 2 + 4)
    direction = np.degrees(np.arctan2(y - middle[1], x - middle[0]))
    beyond = around[np.round(direction / _STEP).astype(int) % len(around)]
    full = np.maximum(np.linalg.norm(beyond - colour, axis=2), 1.0)
    apart = _length(lab[y, x] - colour.astype(np.float32))
    cover = np.clip(1 - apart / full, 0, 1)
    cover[cover < 0.25] = 0
    if not cover.any():
        return middle
    return np.array([(cover * x).sum(), (cover * y).sum()]) / cover.sum()


def _colours_on_circle(lab: Lab, middle: FloatArray, reach: float) -> Lab:
    x = np.clip(np.round(middle[0] + reach * np.cos(_DIRECTIONS)), 0, lab.shape[1] - 1)
    y = np.clip(np.round(middle[1] + reach * np.sin(_DIRECTIONS)), 0, lab.shape[0] - 1)
    return lab[y.astype(int), x.astype(int)]


def _is_compact(box: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    left, top, width, height, area = (int(value) for value in box)
    if left == 0 or top == 0 or left + width == shape[1] or top + height == shape[0]:
        return False
    smallest, largest = MIN_SIZE * PX_PER_TORSO, MAX_SIZE * PX_PER_TORSO
    return min(width, height) >= smallest and max(width, height) <= largest and (
        area >= MIN_FILL * width * height
    )

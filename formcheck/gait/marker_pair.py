"""Which two spots at the waist could be a pair of markers, and the pair a clip keeps showing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.gait.marker_spots import Spots
from formcheck.pose.track import FloatArray

# Distance between the two, torso lengths (the PSIS are 8 to 12 cm apart, tape often wider).
SEPARATION = (0.10, 0.42)
# Steepest line through them, degrees: drop, side bend and camera roll together.
MAX_SLOPE_DEG = 25.0
# Their middle against the mid-hip, torso lengths: sideways, and from how high to how low.
MAX_OFF_MIDDLE = 0.13
HEIGHT = (-0.45, 0.05)
# How unlike the two may be: CIELAB difference and ratio of sizes.
MAX_COLOUR_DIFFERENCE = 18.0
MAX_SIZE_RATIO = 1.5
# The same pair in another frame: separation and size (relative), height (torso lengths), colour
# (CIELAB).
SAME_SEPARATION, SAME_SIZE, SAME_HEIGHT, SAME_COLOUR = 0.2, 0.25, 0.09, 20.0
# A third spot of the pair's colour and size within this distance of its middle (torso lengths)
# means a pattern.
NEIGHBOURHOOD = 0.3


@dataclass(frozen=True)
class Pairs:
    """Pairs of spots that could be markers, one row a pair.

    Attributes
    ----------
    frame : (n,) int array
    left, right : (n, 2) arrays
        Places of the two from the mid-hip, torso lengths.
    sizes : (n, 2) array
        Sizes of the left and the right one, torso lengths.
    colour : (n, 3) array
        CIELAB.
    contrast : (n,) array
    """

    frame: NDArray[np.intp]
    left: FloatArray
    right: FloatArray
    sizes: FloatArray
    colour: FloatArray
    contrast: FloatArray

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def size(self) -> FloatArray:
        """Mean size of the two."""
        return np.asarray(self.sizes.mean(axis=1))

    @property
    def separation(self) -> FloatArray:
        return np.asarray(np.linalg.norm(self.right - self.left, axis=1))

    @property
    def middle(self) -> FloatArray:
        return (self.left + self.right) / 2

    @property
    def angle_deg(self) -> FloatArray:
        delta = self.right - self.left
        return np.degrees(np.arctan2(delta[:, 1], delta[:, 0]))

    def only(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Pairs:
        return Pairs(self.frame[keep], self.left[keep], self.right[keep], self.sizes[keep],
                     self.colour[keep], self.contrast[keep])


@dataclass(frozen=True)
class PairModel:
    """What a pair looks like throughout: lengths in torso lengths, CIELAB colour."""

    separation: float
    size: float
    height: float
    colour: FloatArray
    contrast: float

    @classmethod
    def of(cls, pairs: Pairs) -> PairModel:
        return cls(
            separation=float(np.median(pairs.separation)),
            size=float(np.median(pairs.size)),
            height=float(np.median(pairs.middle[:, 1])),
            colour=np.median(pairs.colour, axis=0),
            contrast=float(np.median(pairs.contrast)),
        )

    def misfit(self, pairs: Pairs) -> FloatArray:
        """Zero for a perfect likeness, over one for another pair."""
        return np.max([
            np.abs(pairs.separation / self.separation - 1) / SAME_SEPARATION,
            np.abs(pairs.size / self.size - 1) / SAME_SIZE,
            np.abs(pairs.middle[:, 1] - self.height) / SAME_HEIGHT,
            np.linalg.norm(pairs.colour - self.colour, axis=1) / SAME_COLOUR,
        ], axis=0)


def possible_pairs(spots: Mapping[int, Spots]) -> Pairs:
    """All pairs that could be tape, from the spots of each frame."""
    rows = [
        (frame, found.place[i], found.place[j], (found.size[i], found.size[j]),
         (found.colour[i] + found.colour[j]) / 2, min(found.contrast[i], found.contrast[j]))
        for frame, found in spots.items()
        for i in range(len(found)) for j in range(len(found)) if _could_be_tape(found, i, j)
    ]
    frame_, left, right, sizes, colour, contrast = zip(*rows, strict=True) if rows else ((),) * 6
    return Pairs(
        np.array(frame_, np.intp), np.reshape(left, (-1, 2)), np.reshape(right, (-1, 2)),
        np.reshape(sizes, (-1, 2)), np.reshape(colour, (-1, 3)), np.array(contrast, float),
    )


def most_faithful(pairs: Pairs) -> PairModel | None:
    """The pair that is seen in most frames."""
    if not len(pairs):
        return None
    some = range(0, len(pairs), max(1, len(pairs) // 200))
    alike = [PairModel.of(pairs.only(np.array([i]))).misfit(pairs) < 1 for i in some]
    best = max(alike, key=lambda keep: len(np.unique(pairs.frame[keep])))
    return PairModel.of(pairs.only(best))


def best_in_each_frame(pairs: Pairs, model: PairModel) -> Pairs:
    """The pair most like the model in every frame that has one."""
    misfit = model.misfit(pairs)
    order = np.lexsort((misfit, pairs.frame))
    order = order[misfit[order] < 1]
    first = np.unique(pairs.frame[order], return_index=True)[1]
    return pairs.only(order[first])


def has_third(pair: Pairs, row: int, found: Spots) -> bool:
    """Whether one more spot like those of the pair lies near it: then they are a pattern's."""
    near = np.linalg.norm(found.place - pair.middle[row], axis=1) < NEIGHBOURHOOD
    alike = np.linalg.norm(found.colour - pair.colour[row], axis=1) < MAX_COLOUR_DIFFERENCE
    ratio = found.size / pair.size[row]
    like_sized = (ratio < MAX_SIZE_RATIO) & (ratio > 1 / MAX_SIZE_RATIO)
    return bool((near & alike & like_sized).sum() > 2)


def _could_be_tape(found: Spots, i: int, j: int) -> bool:
    dx, dy = found.place[j] - found.place[i]
    x, y = (found.place[i] + found.place[j]) / 2
    small, large = sorted((found.size[i], found.size[j]))
    return bool(
        dx > 0 and SEPARATION[0] <= np.hypot(dx, dy) <= SEPARATION[1]
        and abs(dy) <= np.tan(np.radians(MAX_SLOPE_DEG)) * dx
        and abs(x) <= MAX_OFF_MIDDLE and HEIGHT[0] <= y <= HEIGHT[1]
        and large <= MAX_SIZE_RATIO * small
        and np.linalg.norm(found.colour[i] - found.colour[j]) <= MAX_COLOUR_DIFFERENCE
    )

"""Straight edges of the background: what the room's walls, doors and rails leave in a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import FloatArray

Box = tuple[float, float, float, float]
Gray = NDArray[np.uint8]

# Shortest edge that is kept, as a share of the picture's longer side.
MIN_LENGTH_SHARE = 0.03
# The longest edges of a picture carry its directions; more than this many only cost time.
MAX_SEGMENTS = 140
# Light blur before the edges are looked for: without it a slightly tilted sharp edge falls apart
# into exactly upright pieces.
BLUR_PX = 0.8
# Edges this close to the border (share of the longer side) belong to the frame, not to the room.
BORDER_SHARE = 0.01
# The runner's box is widened by this share of its size, for arms, hair and shadows.
BOX_MARGIN = 0.08


@dataclass(frozen=True)
class Segments:
    """Straight edges of one still picture.

    Attributes
    ----------
    middle_px : (n, 2) array
        Middles of the edges, from the picture's centre, x to the right, y down.
    angle_deg : (n,) array
        Direction in the picture, 0 = to the right, 90 = straight down, modulo 180.
    length_px : (n,) array
    width_px, height_px : int
        Size of the picture.
    """

    middle_px: FloatArray
    angle_deg: FloatArray
    length_px: FloatArray
    width_px: int
    height_px: int

    def __len__(self) -> int:
        return len(self.angle_deg)

    def longest(self, count: int) -> Segments:
        """The `count` longest edges."""
        keep = np.argsort(-self.length_px)[:count]
        return replace(
            self, middle_px=self.middle_px[keep], angle_deg=self.angle_deg[keep],
            length_px=self.length_px[keep],
        )


def find_segments(gray: Gray, *, runner_box: Box | None = None) -> Segments:
    """The longest straight edges outside the runner.

    Parameters
    ----------
    gray : (h, w) uint8 array
    runner_box : (left, top, right, bottom) in px, optional
        What lies in it is not looked at.

    Notes
    -----
    Edges by the line segment detector of Grompone von Gioi et al. 2010 (IEEE TPAMI 32:722),
    which places them to a fraction of a pixel.
    """
    height, width = gray.shape
    left, top, right, bottom = _inside_bars(gray)
    inner = cv2.GaussianBlur(gray[top:bottom, left:right], (0, 0), BLUR_PX)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(inner)[0]
    ends: FloatArray = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(float)
    ends = ends + np.array([left, top, left, top])

    longer = max(width, height)
    if runner_box is not None:
        ends = _outside(ends, runner_box)
    keep = _length(ends) >= MIN_LENGTH_SHARE * longer
    keep &= ~_on_border(ends, (left, top, right, bottom), BORDER_SHARE * longer)
    ends = ends[keep]
    ends = ends[np.argsort(-_length(ends))[:MAX_SEGMENTS]]
    delta = ends[:, 2:] - ends[:, :2]
    return Segments(
        middle_px=(ends[:, :2] + ends[:, 2:]) / 2 - np.array([(width - 1) / 2, (height - 1) / 2]),
        angle_deg=np.degrees(np.arctan2(delta[:, 1], delta[:, 0])) % 180,
        length_px=_length(ends),
        width_px=width,
        height_px=height,
    )


def _length(ends: FloatArray) -> FloatArray:
    return np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])


def _inside_bars(gray: Gray) -> tuple[int, int, int, int]:
    """What is left (left, top, right, bottom) when plain bars along the border are cut off."""
    busy_rows = np.flatnonzero(np.ptp(gray, axis=1) > 24)
    busy_columns = np.flatnonzero(np.ptp(gray, axis=0) > 24)
    if not len(busy_rows) or not len(busy_columns):
        return 0, 0, gray.shape[1], gray.shape[0]
    return (
        int(busy_columns[0]), int(busy_rows[0]), int(busy_columns[-1]) + 1, int(busy_rows[-1]) + 1
    )


def _on_border(
    ends: FloatArray, frame: tuple[int, int, int, int], margin: float
) -> NDArray[np.bool_]:
    left, top, right, bottom = frame
    x, y = ends[:, 0::2], ends[:, 1::2]
    near = ((x < left + margin).all(1), (x > right - margin).all(1),
            (y < top + margin).all(1), (y > bottom - margin).all(1))
    return np.any(near, axis=0)


def _outside(ends: FloatArray, box: Box) -> FloatArray:
    """The longer of each edge's parts before and behind the widened box."""
    left, top, right, bottom = box
    dx, dy = BOX_MARGIN * (right - left), BOX_MARGIN * (bottom - top)
    along = np.linspace(0.0, 1.0, 41)
    points = ends[:, None, :2] + along[:, None] * (ends[:, None, 2:] - ends[:, None, :2])
    inside = (
        (points[..., 0] > left - dx) & (points[..., 0] < right + dx)
        & (points[..., 1] > top - dy) & (points[..., 1] < bottom + dy)
    )
    crosses = inside.any(axis=1)
    enters = np.where(crosses, along[inside.argmax(axis=1)], 1.0)
    leaves = np.where(crosses, along[len(along) - 1 - inside[:, ::-1].argmax(axis=1)], 1.0)
    before = enters >= 1 - leaves
    start, stop = np.where(before, 0.0, leaves), np.where(before, enters, 1.0)
    delta = ends[:, 2:] - ends[:, :2]
    return np.hstack([ends[:, :2] + start[:, None] * delta, ends[:, :2] + stop[:, None] * delta])

"""Where heads are in the pictures: of everybody who was found, and between the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.pose.landmarker import Person
from formcheck.pose.track import FloatArray, Landmark

FACE = slice(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1)
# Radius of a circle around the middle of the face that holds the head with its hair: of the
# face's own landmarks, of the width of the shoulders, of the torso; the largest counts, since a
# face seen from the side is narrow, and a trunk that bends is short. A head is a third of a torso
# wide (validation/render's bodies); the rest is margin.
FACE_SHARE, SHOULDER_SHARE, TORSO_SHARE = 2.0, 0.45, 0.33
# The middle of the face's landmarks lies below that of the head, in radii.
UPWARDS = 0.2
# A head that is lost stays covered for so long, seconds, growing as it may have moved.
HOLD_S = 1.0
GROWTH_PER_S = 0.5
MOST_GROWTH = 1.8


@dataclass(frozen=True)
class Heads:
    """Circles that hold heads, a row for each.

    Attributes
    ----------
    frame : (k,) int array
        In rising order.
    circle_px : (k, 3) array
        x, y and radius in pixels of the upright frame.
    """

    frame: NDArray[np.int64]
    circle_px: FloatArray

    def in_frame(self, frame: int) -> FloatArray:
        """Circles of one frame, shape (m, 3)."""
        first, last = np.searchsorted(self.frame, (frame, frame + 1))
        return self.circle_px[first:last]

    def write(self, path: Path) -> None:
        """A CSV file with ``frame``, ``x_px``, ``y_px``, ``radius_px``."""
        table = pd.DataFrame(self.circle_px.round(1), columns=["x_px", "y_px", "radius_px"])
        table.insert(0, "frame", self.frame)
        table.to_csv(path, index=False, lineterminator="\n")

    @classmethod
    def read(cls, path: Path) -> Heads:
        table = pd.read_csv(path)
        return cls(
            table["frame"].to_numpy(np.int64),
            table[["x_px", "y_px", "radius_px"]].to_numpy(float),
        )


def heads_of(people: Sequence[Sequence[Person]], time_s: FloatArray) -> Heads:
    """The heads of all people in all frames, those between two findings included.

    Parameters
    ----------
    people : sequence of n sequences of Person
        Everybody found in each frame.
    time_s : (n,) array
    """
    found = [_circles(frame) for frame in people]
    backwards = _held(found[::-1], (time_s[-1] - time_s[::-1]) if len(time_s) else time_s)[::-1]
    between = _between(found)
    every = [
        np.concatenate(parts)
        for parts in zip(found, _held(found, time_s), backwards, between, strict=True)
    ]
    return Heads(
        np.repeat(np.arange(len(every)), [len(circles) for circles in every]),
        np.concatenate([np.empty((0, 3)), *every]),
    )


def head_circle(landmarks_px: FloatArray) -> FloatArray:
    """x, y and radius of the circle that holds the head of a person, seen from any side."""
    face = landmarks_px[FACE]
    shoulders = landmarks_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    hips = landmarks_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    middle = face.mean(axis=0)
    radius = max(
        FACE_SHARE * float(np.linalg.norm(face - middle, axis=1).max()),
        SHOULDER_SHARE * float(np.linalg.norm(shoulders[0] - shoulders[1])),
        TORSO_SHARE * float(np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0))),
    )
    return np.array([middle[0], middle[1] - UPWARDS * radius, radius])


def _circles(people: Iterable[Person]) -> FloatArray:
    return np.array([head_circle(person.landmarks_px) for person in people]).reshape(-1, 3)


def _held(found: Sequence[FloatArray], time_s: FloatArray) -> list[FloatArray]:
    """Circles of heads that were found before and are missing now, for each frame.

    Where nobody at all is found, the last ones are held for as long as that lasts.
    """
    held: list[FloatArray] = []
    known: FloatArray = np.empty((0, 3))
    seen_s: FloatArray = np.empty(0)
    for circles, now_s in zip(found, time_s, strict=True):
        lost = ~_near(known, circles)
        if len(circles):
            lost &= now_s - seen_s <= HOLD_S
        known, seen_s = known[lost], seen_s[lost]
        growth = np.minimum(1 + GROWTH_PER_S * (now_s - seen_s), MOST_GROWTH)
        held.append(known * np.column_stack([np.ones((len(known), 2)), growth]))
        known = np.concatenate([known, circles])
        seen_s = np.concatenate([seen_s, np.full(len(circles), now_s)])
    return held


def _near(known: FloatArray, circles: FloatArray) -> NDArray[np.bool_]:
    """Which of the known circles overlap one of the others."""
    apart = np.linalg.norm(known[:, None, :2] - circles[None, :, :2], axis=2)
    overlap: NDArray[np.bool_] = (apart < np.maximum(known[:, None, 2], circles[None, :, 2])).any(
        axis=1)
    return overlap


def _between(found: Sequence[FloatArray]) -> list[FloatArray]:
    """Circles on the way from each head to the nearest one, in frames in which nobody is found."""
    between: list[FloatArray] = [np.empty((0, 3)) for _ in found]
    filled = [frame for frame, circles in enumerate(found) if len(circles)]
    for before, after in pairwise(filled):
        nearest = np.linalg.norm(
            found[before][:, None, :2] - found[after][None, :, :2], axis=2).argmin(axis=1)
        start, end = found[before], found[after][nearest]
        for frame in range(before + 1, after):
            share = (frame - before) / (after - before)
            between[frame] = start + share * (end - start)
    return between

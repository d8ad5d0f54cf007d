"""People in the frames between those in which they were looked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from formcheck.pose.landmarker import Person
from formcheck.pose.track import FloatArray, Landmark

# From one look to the next somebody moves by less than this, in torso lengths, and changes in
# size by less than this factor; else it is somebody else, or the landmarks have jumped.
MOST_MOVED_TORSO = 0.35
MOST_GROWN = 1.25

_TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def filled_between(
    people: Sequence[Sequence[Person] | None], time_s: FloatArray
) -> list[list[Person]]:
    """Everybody in every frame; where nobody was looked for, between the looks before and after.

    Parameters
    ----------
    people : sequence of n, each a sequence of Person or None
        None where nobody was looked for.
    time_s : (n,) array

    Notes
    -----
    Landmarks go in a straight line from look to look. Whoever is not in both looks, near enough, is
    not in the frames between.
    """
    filled = [list(found or ()) for found in people]
    looks = [frame for frame, found in enumerate(people) if found is not None]
    for before, after in pairwise(looks):
        if after - before == 1:
            continue
        pairs = _the_same(filled[before], filled[after])
        for frame in range(before + 1, after):
            share = (time_s[frame] - time_s[before]) / (time_s[after] - time_s[before])
            filled[frame] = [_on_the_way(first, second, float(share)) for first, second in pairs]
    return filled


def _the_same(before: Sequence[Person], after: Sequence[Person]) -> list[tuple[Person, Person]]:
    cost = np.array([[_moved(first, second) for second in after] for first in before])
    if not cost.size:
        return []
    rows, columns = linear_sum_assignment(np.minimum(cost, 1e3))
    return [
        (before[row], after[column])
        for row, column in zip(rows, columns, strict=True)
        if cost[row, column] <= MOST_MOVED_TORSO
    ]


def _moved(first: Person, second: Person) -> float:
    """How far the trunk moved, in torso lengths; infinite when its size changed too much."""
    sizes = _torso_px(first), _torso_px(second)
    if max(sizes) > MOST_GROWN * min(sizes):
        return np.inf
    way = first.landmarks_px[_TRUNK].mean(axis=0) - second.landmarks_px[_TRUNK].mean(axis=0)
    return float(np.linalg.norm(way)) / max(sizes)


def _torso_px(person: Person) -> float:
    trunk = person.landmarks_px[_TRUNK]
    return max(float(np.linalg.norm((trunk[:2] - trunk[2:]).mean(axis=0))), 1.0)


def _on_the_way(before: Person, after: Person, share: float) -> Person:
    return Person(
        landmarks_px=before.landmarks_px + share * (after.landmarks_px - before.landmarks_px),
        world_m=before.world_m + share * (after.world_m - before.world_m),
        visibility=np.minimum(before.visibility, after.visibility),
    )

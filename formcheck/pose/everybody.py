"""Everybody in a clip, numbered as `Settings.person` counts them, each with a place to point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.pose.landmarker import Person
from formcheck.pose.runner import find_runners
from formcheck.pose.track import FloatArray

# Somebody seen in a smaller share of the frames than this is no choice.
LEAST_SHARE = 0.1
# A box is wider than the landmarks by this share of their extent: hair, hands, shoes.
MARGIN = 0.08


@dataclass(frozen=True)
class SeenPerson:
    """One person over a whole clip.

    Attributes
    ----------
    number : int
        0 for the one who runs most; what ``--person`` takes.
    share : float
        Of the frames, 0 to 1.
    frame : int
        One that shows this person, with as many of the others as possible.
    box_px : (left, top, right, bottom)
        In that frame.
    """

    number: int
    share: float
    frame: int
    box_px: tuple[float, float, float, float]


def everybody(
    time_s: FloatArray, people: Sequence[Sequence[Person]]
) -> tuple[SeenPerson, ...]:
    """The people of a clip, the one who runs most first.

    Parameters
    ----------
    time_s : (n,) array
    people : sequence of n sequences of Person
    """
    places = [
        {frame: index for path in paths
         for frame, index in zip(path.frames, path.people, strict=True)}
        for paths in find_runners(time_s, people)
    ]
    numbered = [
        (number, place) for number, place in enumerate(places)
        if len(place) >= LEAST_SHARE * len(time_s)
    ]
    company = np.zeros(len(time_s))
    for _, place in numbered:
        company[list(place)] += 1
    found = []
    for number, place in numbered:
        frame = max(place, key=lambda index: (company[index], -index))
        box = box_of(people[frame][place[frame]])
        found.append(SeenPerson(number, len(place) / len(time_s), frame, box))
    return tuple(found)


def box_of(person: Person) -> tuple[float, float, float, float]:
    """The rectangle around a person, (left, top, right, bottom) in px."""
    low, high = person.landmarks_px.min(axis=0), person.landmarks_px.max(axis=0)
    margin = MARGIN * (high - low).max()
    left, top = (low - margin).tolist()
    right, bottom = (high + margin).tolist()
    return left, top, right, bottom

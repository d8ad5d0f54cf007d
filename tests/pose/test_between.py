"""Landmarks between two looks: on the straight line, and only of whom both looks saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.pose.between import filled_between
from formcheck.pose.landmarker import Person
from tests.synthetic_runner import Part, film, people_of

FILMED = film(Part(seconds=1.0), fps=240)
PEOPLE = people_of(FILMED.track)
TIME_S = FILMED.track.time_s


def aside(person: Person, by_px: float) -> Person:
    return replace(person, landmarks_px=person.landmarks_px + np.array([by_px, 0.0]))


def thinned(every: int) -> list:
    return [found if frame % every == 0 else None for frame, found in enumerate(PEOPLE)]


def test_a_runner_looked_at_sixty_times_a_second_is_where_240_would_see_him() -> None:
    filled = filled_between(thinned(4), TIME_S)
    whole = (len(PEOPLE) - 1) // 4 * 4 + 1
    assert [len(found) for found in filled[:whole]] == [1] * whole
    off = np.array([
        filled[frame][0].landmarks_px - PEOPLE[frame][0].landmarks_px for frame in range(whole)])
    assert np.linalg.norm(off, axis=-1).max() < 0.02 * np.median(FILMED.track.torso_px)
    assert not filled[whole:] or not any(filled[whole:])


def test_true_times_count_and_not_numbers() -> None:
    first, last = PEOPLE[0][0], aside(PEOPLE[0][0], 30.0)
    filled = filled_between([[first], None, None, [last]], np.array([0.0, 0.01, 0.02, 0.1]))
    moved = [found[0].landmarks_px[0, 0] - first.landmarks_px[0, 0] for found in filled]
    np.testing.assert_allclose(moved, [0.0, 3.0, 6.0, 30.0])
    faint = replace(last, visibility=np.full(33, 0.25))
    between = filled_between([[first], None, [faint]], np.arange(3.0))[1][0]
    assert between.visibility.max() <= 0.25


def test_people_keep_apart_whatever_their_order() -> None:
    one, other = PEOPLE[0][0], aside(PEOPLE[0][0], 400.0)
    filled = filled_between([[one, other], None, [aside(other, 10.0), aside(one, 10.0)]],
                            np.arange(3.0))
    middles = sorted(person.landmarks_px[0, 0] - one.landmarks_px[0, 0] for person in filled[1])
    np.testing.assert_allclose(middles, [5.0, 405.0])


def test_who_jumps_comes_or_goes_is_not_between() -> None:
    one = PEOPLE[0][0]
    grown = replace(one, landmarks_px=1.5 * one.landmarks_px)
    for later in ([], [aside(one, 300.0)], [grown]):
        filled = filled_between([[one], None, later], np.arange(3.0))
        assert filled == [[one], [], list(later)]
    assert filled_between([None, [one], None], np.arange(3.0)) == [[], [one], []]
    assert filled_between([], np.empty(0)) == []

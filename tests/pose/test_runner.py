"""One runner chosen and followed among others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import SettingsError
from formcheck.pose.landmarker import Person
from formcheck.pose.runner import follow
from tests.synthetic_runner import STANDING, Part, film, people_of, unseen

RUNNER = film(Part(seconds=5.0), fps=30, noise_px=0.7).track
N = RUNNER.n_frames
STANDER = film(replace(STANDING, seconds=5.0), fps=30, noise_px=0.7, seed=1).track


def together(*everybody: Sequence[Sequence[Person]], seed: int = 0) -> list[list[Person]]:
    """People of each frame, in an order that changes from frame to frame."""
    rng = np.random.default_rng(seed)
    frames = []
    for found in zip(*everybody, strict=True):
        people = [person for persons in found for person in persons]
        frames.append([people[i] for i in rng.permutation(len(people))])
    return frames


def is_runner(people: list[list[Person]], person: np.ndarray, runner=None) -> np.ndarray:
    """Whether the person followed in each frame is the runner (or not seen)."""
    own = people_of(RUNNER) if runner is None else runner
    return np.array([
        index >= 0 and bool(own[i]) and np.array_equal(
            people[i][index].landmarks_px, own[i][0].landmarks_px)
        for i, index in enumerate(person)
    ])


def test_a_runner_alone_is_followed_in_every_frame() -> None:
    followed = follow(RUNNER.time_s, people_of(RUNNER))
    assert (followed.person == 0).all()
    assert (followed.candidates, followed.ambiguous) == (1, False)


def test_the_runner_is_chosen_not_the_larger_one_who_stands() -> None:
    people = together(people_of(RUNNER), people_of(STANDER, scale=1.6, shift_px=(300, 0)))
    followed = follow(RUNNER.time_s, people)
    assert is_runner(people, followed.person).all()
    assert (followed.candidates, followed.ambiguous) == (2, False)


def test_a_bystander_who_passes_nearer_to_the_camera_does_not_take_over() -> None:
    passing = people_of(unseen(STANDER, np.r_[0:60, 85:N]), scale=2.0)
    crossing = [
        [replace(person, landmarks_px=person.landmarks_px + np.array([(i - 72) * 25.0, 0.0]))
         for person in persons]
        for i, persons in enumerate(passing)
    ]
    people = together(people_of(RUNNER), crossing)
    assert is_runner(people, follow(RUNNER.time_s, people).person).all()


def test_a_poster_that_does_not_move_is_nobody_to_follow() -> None:
    still = people_of(film(Part(seconds=5.0), fps=30).track, shift_px=(250, 0))
    poster = [still[10]] * N  # a runner in mid-step, frozen
    people = together(poster, people_of(RUNNER, scale=0.5))
    followed = follow(RUNNER.time_s, people)
    assert is_runner(people, followed.person, people_of(RUNNER, scale=0.5)).all()


def test_a_runner_who_was_lost_is_found_again_and_the_gap_stays() -> None:
    track = unseen(RUNNER, slice(50, 90))
    later = [
        [replace(person, landmarks_px=person.landmarks_px + np.array([150.0, 0.0]))
         for person in persons] if i >= 90 else persons
        for i, persons in enumerate(people_of(track))
    ]
    followed = follow(RUNNER.time_s, later)
    assert np.flatnonzero(followed.person < 0).tolist() == list(range(50, 90))


def test_somebody_of_another_size_does_not_fill_the_gap() -> None:
    gone = people_of(unseen(RUNNER, slice(50, 90)))
    other = people_of(unseen(STANDER, np.r_[0:50, 90:N]), scale=0.3, shift_px=(200, 0))
    followed = follow(RUNNER.time_s, together(gone, other))
    assert np.flatnonzero(followed.person < 0).tolist() == list(range(50, 90))


def test_two_who_run_alike_are_ambiguous_and_a_number_chooses() -> None:
    second = film(Part(seconds=5.0, cadence_spm=160), fps=30, seed=4, noise_px=0.7).track
    other = people_of(second, scale=0.8, shift_px=(280, 0))
    people = together(people_of(RUNNER), other)
    followed = follow(RUNNER.time_s, people)
    assert (followed.candidates, followed.ambiguous) == (2, True)
    assert is_runner(people, followed.person).all()
    chosen = follow(RUNNER.time_s, people, choice=1)
    assert not chosen.ambiguous
    assert is_runner(people, chosen.person, other).all()


@pytest.mark.parametrize("choice", [1, 7, -1])
def test_a_number_nobody_has_is_refused(choice: int) -> None:
    with pytest.raises(SettingsError, match="no person number"):
        follow(RUNNER.time_s, people_of(RUNNER), choice=choice)


def test_nobody_in_the_clip_is_nobody_followed() -> None:
    followed = follow(RUNNER.time_s, [[] for _ in range(N)], choice=0)
    assert (followed.person == -1).all()
    assert (followed.candidates, followed.ambiguous) == (0, False)
    one_frame = follow(np.zeros(1), people_of(RUNNER)[:1])
    assert one_frame.person.tolist() == [-1]


def test_a_pose_that_stands_on_its_head_is_not_the_runners() -> None:
    people = people_of(RUNNER)
    upside_down = slice(20, 50)
    people[upside_down] = [
        [replace(person, landmarks_px=person.landmarks_px * np.array([1.0, -1.0]) + 800.0)]
        for (person,) in people[upside_down]
    ]
    person = follow(RUNNER.time_s, people).person
    assert (person[upside_down] == -1).all()
    assert (np.delete(person, np.r_[upside_down]) == 0).all()


@pytest.mark.parametrize(("scale", "shift_px", "lost_s"), [
    (1.0, (0, 0), 0.0), (1.15, (20, 0), 0.0), (0.7, (0, 0), 1.0), (1.0, (400, 0), 1.0),
])
def test_who_comes_after_a_gap_and_does_not_fit_may_be_somebody_else(
    scale: float, shift_px: tuple[int, int], lost_s: float
) -> None:
    long = film(Part(seconds=7.0), fps=30, noise_px=0.7).track
    people = people_of(long)
    people[90:119] = [[] for _ in range(29)]
    people[119:] = people_of(long, scale=scale, shift_px=shift_px)[119:]
    followed = follow(long.time_s, people)
    assert followed.candidates == 1
    assert followed.lost_s == pytest.approx(lost_s, abs=1e-6)

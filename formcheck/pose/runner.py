"""The one runner, chosen over the whole clip and followed through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from formcheck.errors import SettingsError
from formcheck.pose.landmarker import Person
from formcheck.pose.track import FloatArray, Landmark

# A path ends when its person was not seen for this long; a new one begins after it.
PATH_MEMORY_S = 0.35
# A person moves at most this many body heights a second across the picture...
MAX_SPEED_HEIGHTS_PER_S = 4.0
# ...plus this much for the landmarks' own scatter...
MAX_JUMP_HEIGHTS = 0.25
# ...and does not change size by more than this factor from one sighting to the next.
MAX_SIZE_RATIO = 1.5
# Parts of a path belong to one runner when their sizes differ by less than this factor.
SAME_RUNNER_SIZE_RATIO = 2.2
# Paths that last so long, seconds, are worth a question whose they are, where sizes differ by more
# than this factor, or places by more than this share of a height.
LONG_S, SURELY_SAME_SIZE, SURELY_SAME_PLACE = 2.0, 1.25, 0.5
# Leg motion (SD of the ankles' height difference, in body heights) of somebody who stands.
STANDING_LEG_MOTION = 0.02
# A second person who scores this share of the runner's score makes the choice ambiguous. In gyms
# put together from clips, who runs in a mirror or on a screen of 0.6 times the size scores 0.6 to
# 0.9, a poster 0.01; a real bystander who stands by in slow motion scores 0.4.
AMBIGUOUS_SHARE = 0.5


@dataclass(frozen=True)
class Path:
    """One person through a part of the clip: frame numbers and which person of each frame."""

    frames: tuple[int, ...]
    people: tuple[int, ...]
    score: float
    size_px: float

    def overlaps(self, other: Path) -> bool:
        return not set(self.frames).isdisjoint(other.frames)


@dataclass(frozen=True)
class Followed:
    """The choice of the runner.

    Attributes
    ----------
    person : (n,) int array
        Index into each frame's people, -1 where the runner was not seen or not upright.
    candidates : int
        People who were in the clip for long enough to count.
    ambiguous : bool
        Somebody else moves about as much as the runner chosen.
    lost_s : float
        Time for which the runner was lost, where it may be somebody else afterwards; else 0.
    """

    person: np.ndarray
    candidates: int
    ambiguous: bool
    lost_s: float = 0.0


def follow(
    time_s: FloatArray, people: Sequence[Sequence[Person]], *, choice: int | None = None
) -> Followed:
    """Choose the runner over the whole clip.

    Parameters
    ----------
    time_s : (n,) array
    people : sequence of n sequences of Person
    choice : int or None
        Number of the candidate to follow, 0 = the one who runs most; None = that one.

    Raises
    ------
    SettingsError
        When the clip has no candidate of that number.
    """
    runners = find_runners(time_s, people)
    person = np.full(len(time_s), -1, dtype=int)
    if not runners:
        return Followed(person=person, candidates=0, ambiguous=False)
    if choice is not None and not 0 <= choice < len(runners):
        raise SettingsError(
            f"There is no person number {choice} in this clip: {len(runners)} can be followed, "
            "counted from 0."
        )
    chosen = runners[choice or 0]
    for path in chosen:
        for frame, index in zip(path.frames, path.people, strict=True):
            if _upright(people[frame][index]):
                person[frame] = index
    scores = [sum(path.score for path in runner) for runner in runners]
    ambiguous = choice is None and len(scores) > 1 and scores[1] > AMBIGUOUS_SHARE * scores[0]
    return Followed(
        person=person, candidates=len(runners), ambiguous=ambiguous,
        lost_s=_lost_s(chosen, time_s, people),
    )


def _lost_s(
    paths: Sequence[Path], time_s: FloatArray, people: Sequence[Sequence[Person]]
) -> float:
    """Longest gap between long paths whose ends do not fit each other; 0 when there is none.

    Two who pass a camera one after the other look like one who was lost and found again.
    """
    long = [path for path in paths if time_s[path.frames[-1]] - time_s[path.frames[0]] >= LONG_S]
    lost = [0.0]
    for before, after in pairwise(sorted(long, key=lambda path: path.frames[0])):
        last, first = before.frames[-1], after.frames[0]
        one, other = people[last][before.people[-1]], people[first][after.people[0]]
        ratio = max(before.size_px, after.size_px) / min(before.size_px, after.size_px)
        apart = float(np.linalg.norm(_centre(other) - _centre(one))) / _height(one)
        if ratio > SURELY_SAME_SIZE or apart > SURELY_SAME_PLACE:
            lost.append(float(time_s[first] - time_s[last]))
    return max(lost)


def find_runners(
    time_s: FloatArray, people: Sequence[Sequence[Person]]
) -> list[list[Path]]:
    """Everybody's paths through the clip, person by person, the one who runs most first."""
    return _grouped(_paths(time_s, people))


def _paths(time_s: FloatArray, people: Sequence[Sequence[Person]]) -> list[Path]:
    open_paths: list[list[tuple[int, int]]] = []
    closed: list[list[tuple[int, int]]] = []
    for frame, found in enumerate(people):
        still_open: list[list[tuple[int, int]]] = []
        for path in open_paths:
            fresh = time_s[frame] - time_s[path[-1][0]] <= PATH_MEMORY_S
            (still_open if fresh else closed).append(path)
        open_paths = still_open
        taken = _assign(open_paths, frame, time_s, people)
        for index in range(len(found)):
            if index in taken:
                open_paths[taken[index]].append((frame, index))
            else:
                open_paths.append([(frame, index)])
    return [_scored(path, time_s, people) for path in closed + open_paths]


def _assign(
    paths: list[list[tuple[int, int]]],
    frame: int,
    time_s: FloatArray,
    people: Sequence[Sequence[Person]],
) -> dict[int, int]:
    """Which of the frame's people continues which open path."""
    found = people[frame]
    if not paths or not found:
        return {}
    cost = np.full((len(found), len(paths)), np.inf)
    for column, path in enumerate(paths):
        last_frame, last_index = path[-1]
        before = people[last_frame][last_index]
        reach = MAX_JUMP_HEIGHTS + MAX_SPEED_HEIGHTS_PER_S * (time_s[frame] - time_s[last_frame])
        for row, person in enumerate(found):
            cost[row, column] = _distance(before, person, reach)
    finite = np.where(np.isfinite(cost), cost, 1e6)
    rows, columns = linear_sum_assignment(finite)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if np.isfinite(cost[row, column])
    }


def _distance(before: Person, now: Person, reach: float) -> float:
    heights = _height(before), _height(now)
    ratio = max(heights) / max(min(heights), 1.0)
    gap = float(np.linalg.norm(_centre(now) - _centre(before))) / (sum(heights) / 2)
    return gap if gap <= reach and ratio <= MAX_SIZE_RATIO else np.inf


def _upright(person: Person) -> bool:
    """Whether the shoulders are above the hips; nobody runs otherwise, so the pose is mistaken."""
    down = person.landmarks_px[:, 1]
    shoulders = down[Landmark.LEFT_SHOULDER] + down[Landmark.RIGHT_SHOULDER]
    return bool(shoulders < down[Landmark.LEFT_HIP] + down[Landmark.RIGHT_HIP])


def _height(person: Person) -> float:
    """Size that does not change with the step: head to hip, plus hip to knee."""
    points = person.landmarks_px
    hips = (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
    thighs = points[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]] - hips
    longest = float(np.linalg.norm(thighs, axis=1).max())
    return float(np.linalg.norm(points[Landmark.NOSE] - hips)) + 2 * longest + 1.0


def _centre(person: Person) -> FloatArray:
    torso = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    centre: FloatArray = person.landmarks_px[torso].mean(axis=0)
    return centre


def _scored(
    path: list[tuple[int, int]], time_s: FloatArray, people: Sequence[Sequence[Person]]
) -> Path:
    frames, indices = zip(*path, strict=True)
    seen = [people[frame][index] for frame, index in path]
    heights = np.array([_height(person) for person in seen])
    legs = np.array(
        [
            person.landmarks_px[Landmark.LEFT_ANKLE] - person.landmarks_px[Landmark.RIGHT_ANKLE]
            for person in seen
        ]
    )
    motion = float(np.hypot(*np.std(legs / heights[:, None], axis=0)))
    interval = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    size = float(np.median(heights))
    score = len(frames) * interval * max(motion - STANDING_LEG_MOTION, 0.001) * np.sqrt(size)
    return Path(frames=frames, people=indices, score=float(score), size_px=size)


def _grouped(paths: list[Path]) -> list[list[Path]]:
    """Paths grouped into persons, the one who runs most first.

    Paths that do not overlap in time and agree in size are taken for one person who was
    lost and found again.
    """
    groups: list[list[Path]] = []
    for path in sorted(paths, key=lambda path: path.score, reverse=True):
        for group in groups:
            ratio = max(path.size_px, group[0].size_px) / min(path.size_px, group[0].size_px)
            if ratio < SAME_RUNNER_SIZE_RATIO and not any(path.overlaps(other) for other in group):
                group.append(path)
                break
        else:
            groups.append([path])
    return [group for group in groups if sum(len(path.frames) for path in group) > 1]

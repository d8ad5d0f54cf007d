"""A clip shared by two lanes: who looks at which frame, and in what order the answers come."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from formcheck.clip import Frame
from formcheck.pose.lanes import N_LANES, SPARE, Stretches, in_lanes

PICTURE = np.zeros((2, 2, 3), np.uint8)


def frames(n: int) -> list[Frame]:
    return [Frame(index, index / 30, PICTURE) for index in range(n)]


class Lane:
    """Notes what it looks at; the answer tells the frame and how many were seen before it."""

    def __init__(self, delay_s: float = 0.0) -> None:
        self.seen: list[int] = []
        self.threads: set[int] = set()
        self.delay_s = delay_s

    def __call__(self, position: int, frame: Frame, *, counts: bool) -> int | None:
        assert position == frame.index
        self.seen.append(frame.index)
        self.threads.add(threading.get_ident())
        time.sleep(self.delay_s)
        return frame.index if counts else None


@pytest.mark.parametrize("n", [0, 1, 9, 10, 25, 60, 61])
def test_every_frame_has_one_answer_in_order(n: int) -> None:
    lanes = [Lane(), Lane(0.001)]
    assert list(in_lanes(frames(n), lanes, Stretches(10, 4, 6))) == list(range(n))
    assert all(len(lane.threads) <= 1 for lane in lanes)


def test_each_stretch_is_begun_early_by_its_own_lane() -> None:
    lanes = [Lane(), Lane()]
    list(in_lanes(frames(30), lanes, Stretches(10, 4, 3)))
    assert lanes[0].seen == [*range(5), *range(11, 30)]
    assert lanes[1].seen == [*range(1, 15)]


def test_what_a_lane_sees_does_not_hang_on_who_is_faster() -> None:
    seen = []
    for delays in ((0.0, 0.002), (0.002, 0.0)):
        lanes = [Lane(delay) for delay in delays]
        list(in_lanes(frames(47), lanes, Stretches(8, 3, 6)))
        seen.append([lane.seen for lane in lanes])
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("n", "expected"), [(300, 75), (100, 50), (161, 41), (3, 3), (18_000, 80)])
def test_the_lanes_share_evenly(n: int, expected: int) -> None:
    stretches = Stretches.of(n, longest=80, warm_up=12)
    assert stretches.length == expected
    work = [0] * N_LANES
    for position in range(n):
        work[stretches.lane(position)] += 1
    assert n <= 2 * 12 or max(work) - min(work) <= max(2 * N_LANES, n // 200)


def test_a_clip_that_is_longer_than_it_says_ends_in_one_lane() -> None:
    stretches = Stretches.of(20, longest=80, warm_up=4)
    assert [stretches.lane(position) for position in (4, 5, 14, 15, 500)] == [0, 1, 1, 0, 0]
    assert stretches.warming_lane(500) is None


def test_pictures_do_not_pile_up() -> None:
    stretches, given, answered, most = Stretches(10, 4, 20), 0, 0, 0
    slow = [Lane(0.0005), Lane(0.0005)]

    def counted() -> Iterator[Frame]:
        nonlocal given, most
        for frame in frames(200):
            given += 1
            most = max(most, given - answered)
            yield frame

    for _ in in_lanes(counted(), slow, stretches):
        answered += 1
    assert most <= stretches.length + stretches.warm_up + 2 * SPARE


@pytest.mark.parametrize("where", [0, 5, 17, 29])
def test_an_error_in_a_lane_is_raised_and_the_threads_end(where: int) -> None:
    def fails(position: int, frame: Frame, *, counts: bool) -> int:
        if frame.index == where:
            raise RuntimeError("out of order")
        return frame.index

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="out of order"):
        list(in_lanes(frames(30), [fails, fails], Stretches(10, 4, 6)))
    assert threading.active_count() == before


def test_an_error_in_the_clip_is_raised() -> None:
    def broken() -> Iterator[Frame]:
        yield from frames(12)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(in_lanes(broken(), [Lane(), Lane()], Stretches(10, 4, 6)))

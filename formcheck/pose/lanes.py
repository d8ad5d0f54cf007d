"""Two landmarkers share a clip, each taking every other stretch of its frames.

MediaPipe's inference uses about one core and remembers the frames before, so a clip can be shared
only in stretches, each begun some frames early for the memory to settle. Where they begin hangs on
the clip alone and not on the machine: the same clip gives the same landmarks on one core or many.
The first stretch is half as long as the others: so one lane is always half a stretch ahead of the
other, and no more pictures than that wait for their turn.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Semaphore
from typing import TypeVar

from formcheck.clip import Frame

T = TypeVar("T")

N_LANES = 2
# Pictures waiting for their turn beyond half a stretch.
SPARE = 8


@dataclass(frozen=True)
class Stretches:
    """How the frames of a clip are dealt out.

    Attributes
    ----------
    length : int
        Frames in a stretch; half as many in the first.
    warm_up : int
        Frames before a stretch that its lane looks at first, in vain.
    count : int
        How many there are; the last one goes on to the clip's end.
    """

    length: int
    warm_up: int
    count: int

    @classmethod
    def of(cls, n_frames: int, *, longest: int, warm_up: int) -> Stretches:
        """Stretches no longer than `longest` that give both lanes as much to do."""
        if n_frames <= N_LANES * warm_up:
            return cls(max(n_frames, 1), warm_up, count=1)
        rounds = math.ceil(n_frames / (N_LANES * longest))
        length = max(warm_up, math.ceil(n_frames / (N_LANES * rounds)))
        return cls(length, warm_up, count=N_LANES * rounds + 1)

    def lane(self, position: int) -> int:
        """Which lane answers for a frame."""
        begun = (position + self.length // 2) // self.length
        return min(begun, self.count - 1) % N_LANES

    def warming_lane(self, position: int) -> int | None:
        """Which other lane looks at the frame too, to warm up, if any."""
        ahead = self.lane(position + self.warm_up)
        return ahead if ahead != self.lane(position) else None


def in_lanes(
    frames: Iterable[Frame], lanes: Sequence[Callable[..., T | None]], stretches: Stretches
) -> Generator[T, None, None]:
    """What the lanes say of the frames, in the frames' order.

    Parameters
    ----------
    frames : iterable of Frame
    lanes : sequence of callables
        `N_LANES`, or one when there is but one stretch. Each is called from one thread of its own,
        in order of time, as ``lane(position, frame, counts=bool)`` with a frame's position among
        `frames`; what does not count is for warming up, and its answer is not heard.
    stretches : Stretches
    """
    threads = [ThreadPoolExecutor(1, thread_name_prefix="lane") for _ in lanes]
    room = Semaphore(stretches.length // 2 + stretches.warm_up + SPARE)
    answers: deque[Future[T | None]] = deque()

    def ask(lane: int, position: int, frame: Frame, *, counts: bool) -> None:
        room.acquire()
        answer = threads[lane].submit(lanes[lane], position, frame, counts=counts)
        answer.add_done_callback(lambda _: room.release())
        answers.append(answer)

    try:
        for position, frame in enumerate(frames):
            warming = stretches.warming_lane(position)
            if warming is not None:
                ask(warming, position, frame, counts=False)
            ask(stretches.lane(position), position, frame, counts=True)
            while answers and answers[0].done():
                yield from _heard(answers.popleft())
        while answers:
            yield from _heard(answers.popleft())
    finally:
        for thread in threads:
            thread.shutdown(cancel_futures=True)


def _heard(answer: Future[T | None]) -> Iterator[T]:
    """The answer, or its error; nothing of a frame that was for warming up."""
    result = answer.result()
    if result is not None:
        yield result

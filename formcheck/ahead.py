"""Threads side by side: work done ahead of who asks for it, and out of each other's way."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, cast

import cv2

T = TypeVar("T")


def made_ahead(items: Iterable[T], *, most: int = 1) -> Generator[T, None, None]:
    """The same items, made in a thread of their own while those before are worked on.

    Parameters
    ----------
    items : iterable
    most : int
        How many may wait to be asked for.
    """
    iterator, end = iter(items), object()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as maker:
        upcoming = deque(maker.submit(next, iterator, end) for _ in range(most))
        while (item := upcoming.popleft().result()) is not end:
            upcoming.append(maker.submit(next, iterator, end))
            yield cast("T", item)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Keep OpenCV from spreading small work over threads where every core has its thread."""
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        # As many as it takes by itself: another analysis may have begun in between.
        cv2.setNumThreads(-1)

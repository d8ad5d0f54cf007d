"""Threads side by side: order, errors and ends are those of the work itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import cv2
import pytest

from formcheck.ahead import made_ahead, one_thread_each


@pytest.mark.parametrize("most", [1, 4])
def test_the_items_come_whole_and_in_order(most: int) -> None:
    assert list(made_ahead(range(20), most=most)) == list(range(20))
    assert list(made_ahead([], most=most)) == []
    assert list(made_ahead([None, 0, None], most=most)) == [None, 0, None]


def test_so_many_are_made_before_anybody_asks_and_no_more() -> None:
    made, three = [], threading.Event()

    def counted() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            if number == 2:
                three.set()
            yield number

    items = made_ahead(counted(), most=2)
    assert next(items) == 0
    assert three.wait(timeout=10)
    items.close()
    assert made == [0, 1, 2]


def test_an_error_comes_in_its_turn() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = made_ahead(broken(), most=3)
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_opencv_keeps_to_one_thread_also_when_the_work_fails() -> None:
    before, during = cv2.getNumThreads(), []

    def fail() -> None:
        with one_thread_each():
            during.append(cv2.getNumThreads())
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    assert during == [1]
    assert cv2.getNumThreads() == before

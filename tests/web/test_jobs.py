"""The queue: order, cancelling, failures in words, and nothing of the machine in them."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from formcheck.errors import ClipError, ModelError
from formcheck.web import jobs as jobs_module
from formcheck.web import texts
from formcheck.web.jobs import Jobs
from formcheck.web.progress import Step, Teller, last_step
from formcheck.web.store import Entry, Store


class InThisProcess:
    """Stands for `formcheck.batch.children.Children`, without another process."""

    def __init__(self, limit_s: float) -> None:
        self.stopped = threading.Event()

    def run(self, function: Any, *arguments: Any) -> None:
        function(*arguments, self.stopped)

    def stop(self) -> None:
        self.stopped.set()


def until_stopped(folder: Path, request: Mapping[str, Any], stopped: threading.Event) -> None:
    if request.get("wait"):
        stopped.wait(30)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(jobs_module, "Children", InThisProcess)
    monkeypatch.setattr(jobs_module, "WORK", {"clip": until_stopped})
    monkeypatch.setattr(jobs_module, "prepare", lambda stopped: None)
    return Store(tmp_path / "somebody")


def submit(queue: Jobs, store: Store, monkeypatch: pytest.MonkeyPatch, **request: Any) -> Entry:
    entry = store.add("clip", "run.mp4")
    raises = request.pop("raises", None)
    if raises is not None:
        def work(folder: Path, request: Mapping[str, Any], stopped: threading.Event) -> None:
            raise raises
        monkeypatch.setitem(jobs_module.WORK, "clip", work)
    return queue.submit(store, store.change(entry, request=request))


def settled(store: Store, entry: Entry) -> Entry:
    for _ in range(3000):
        now = store.get(entry.id)
        if now is not None and now.state in ("done", "failed", "cancelled"):
            return now
        time.sleep(0.01)
    raise AssertionError("not settled")


def working(queue: Jobs, entry: Entry) -> None:
    for _ in range(3000):
        if queue.place(entry) == 0:
            return
        time.sleep(0.01)
    raise AssertionError("never begun")


def test_they_wait_in_a_row_and_cancelling_makes_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Jobs(1, limit_s=60, hosted=True)
    first = submit(queue, store, monkeypatch, wait=True)
    working(queue, first)
    second = submit(queue, store, monkeypatch)
    third = submit(queue, store, monkeypatch)
    assert [queue.place(entry) for entry in (first, second, third)] == [0, 1, 2]
    queue.cancel(second)
    assert settled(store, second).state == "cancelled"
    assert queue.place(third) == 1
    queue.cancel(first)
    assert settled(store, first).state == "cancelled"
    assert settled(store, third).state == "done"
    for entry in (first, second, third):
        gone(queue, entry)


def gone(queue: Jobs, entry: Entry) -> None:
    for _ in range(3000):
        if queue.place(entry) is None:
            return
        time.sleep(0.01)
    raise AssertionError("still in the queue")


@pytest.mark.parametrize(("error", "hosted", "words"), [
    (ClipError("run.mp4: this is a text."), True, "run.mp4: this is a text."),
    (ModelError("No model at /home/somebody."), True, texts.MACHINE_PROBLEM),
    (ModelError("No model at /home/somebody."), False, "No model at /home/somebody."),
    (RuntimeError("/home/somebody: no"), True, texts.WENT_WRONG),
    (RuntimeError("/home/somebody: no"), False, texts.WENT_WRONG),
])
def test_a_failure_is_one_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, hosted: bool, words: str
) -> None:
    queue = Jobs(1, limit_s=60, hosted=hosted)
    entry = settled(store, submit(queue, store, monkeypatch, raises=error))
    assert (entry.state, entry.problem) == ("failed", words)


def test_progress_is_told_from_one_process_to_another(tmp_path: Path) -> None:
    tell = Teller(tmp_path)
    assert last_step(tmp_path) is None
    tell("Finding the runner", 0, 300)
    tell("Finding the runner", 300, 300)
    step = last_step(tmp_path)
    assert step is not None
    assert (step.stage, step.done, step.total, step.share) == ("Finding the runner", 300, 300, 1.0)


def test_time_left_follows_the_pace_so_far() -> None:
    assert Step("Finding the runner", 100, 300, took_s=4.0).left_s == 8.0
    assert Step("Finding the runner", 0, 300, took_s=4.0).left_s is None


def test_an_estimate_that_was_too_low_does_not_pass_the_end() -> None:
    step = Step("Finding the runner", 310, 300, took_s=4.0)
    assert (step.share, step.left_s) == (1.0, 0.0)


def test_cancelled_and_asked_for_again_at_once_it_is_done_once_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Jobs(1, limit_s=60, hosted=True)
    entry = submit(queue, store, monkeypatch, wait=True)
    working(queue, entry)
    queue.cancel(entry)
    queue.submit(store, store.change(entry, request={}))
    gone(queue, entry)
    assert settled(store, entry).state == "done"


@pytest.mark.parametrize("state", ["waiting", "working", "done"])
def test_who_cancels_just_then_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    queue = Jobs(1, limit_s=60, hosted=True)
    entry = store.add("clip", "run.mp4")
    entry = store.change(entry, request={"wait": state != "done"})
    cancelling = threading.Thread(target=queue.cancel, args=(entry,))
    change = store.change

    def change_while_cancelling(entry: Entry, **changes: Any) -> Entry:
        if changes.get("state") == state:
            cancelling.start()
            cancelling.join(0.5)
        return change(entry, **changes)

    monkeypatch.setattr(store, "change", change_while_cancelling)
    queue.submit(store, entry)
    gone(queue, entry)
    cancelling.join()
    told = settled(store, entry).state
    # What was done before anybody could cancel it stays done.
    assert told == ("done" if state == "done" else "cancelled")

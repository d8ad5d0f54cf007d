"""Work done beside the page: in processes of its own, a few at a time, the rest in a queue."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass

from formcheck.batch.children import Children, WorkerLost, WorkerTimeout
from formcheck.errors import ClipError, FormcheckError
from formcheck.web import texts
from formcheck.web.progress import FILE as PROGRESS
from formcheck.web.store import Entry, Store
from formcheck.web.work import DONE, EARLY, KEPT, WORK, prepare

# No folder of clips takes a month.
LONGEST_FOLDER_S = 30 * 86_400.0


@dataclass
class _Job:
    store: Store
    entry: Entry
    task: str
    future: Future[None] | None = None
    children: Children | None = None
    cancelled: bool = False


class Jobs:
    """The queue of one page.

    Parameters
    ----------
    slots : int
        Pieces of work done at a time.
    limit_s : float
        Longest time for one.
    hosted : bool
        Say nothing about the machine to those who visit.
    """

    def __init__(self, slots: int, *, limit_s: float, hosted: bool) -> None:
        self._limit_s, self._hosted = limit_s, hosted
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="formcheck-work")
        # An entry's state and its place in the queue change together, or somebody who cancels
        # just then is told that the work was lost.
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._own = threading.local()

    def submit(
        self, store: Store, entry: Entry, *, task: str = "", after: Sequence[Entry] = ()
    ) -> Entry:
        """Put an entry at the end of the queue.

        Parameters
        ----------
        store : Store
        entry : Entry
        task : str
            Which of `formcheck.web.work.WORK` to do; that of its kind when not named.
        after : sequence of Entry
            It is begun when these are done.
        """
        for left_over in (PROGRESS, EARLY + KEPT):
            (store.folder(entry) / left_over).unlink(missing_ok=True)
        job = _Job(store, entry, task or entry.kind)
        with self._lock:
            before = [
                known.future for other in after
                if (known := self._jobs.get(other.id)) and known.future is not None
            ]
            self._jobs[entry.id] = job
            job.entry = store.change(entry, state="waiting", problem="")
            job.future = self._threads.submit(self._do, job, before)
        return job.entry

    def place(self, entry: Entry) -> int | None:
        """How many are before it: 0 = it is being worked on; None = it is not in the queue."""
        with self._lock:
            if entry.id not in self._jobs:
                return None
            if self._jobs[entry.id].children is not None:
                return 0
            waiting = [name for name, job in self._jobs.items() if job.children is None]
            return waiting.index(entry.id) + 1

    def task_of(self, entry: Entry) -> str:
        """What is being done with it, or waits to be; empty when nothing does."""
        with self._lock:
            job = self._jobs.get(entry.id)
            return job.task if job else ""

    def under_way(self, entries: Sequence[Entry]) -> list[Entry]:
        with self._lock:
            return [entry for entry in entries if entry.id in self._jobs]

    def cancel(self, entry: Entry) -> None:
        """Take it from the queue, or end its process at once."""
        with self._lock:
            job = self._jobs.get(entry.id)
            if job is None:
                return
            job.cancelled = True
            if job.children is not None:
                job.children.stop()
            (job.store.folder(entry) / (EARLY + KEPT)).unlink(missing_ok=True)
            job.store.change(entry, state="cancelled")
            del self._jobs[entry.id]

    def _do(self, job: _Job, before: Sequence[Future[None]]) -> None:
        wait(before)
        with self._lock:
            if job.cancelled:
                return
            # The clips of a folder have a time limit each.
            children = job.children = (
                Children(LONGEST_FOLDER_S) if job.task == "folder" else self._ready_children())
            store, entry = job.store, job.entry
            store.change(entry, state="working")
        try:
            children.run(WORK[job.task], store.folder(entry), dict(entry.request))
            outcome = {"state": DONE.get(job.task, "done")}
        except Exception as error:
            outcome = {"state": "failed", "problem": self._sentence(error)}
        finally:
            children.stop()
        with self._lock:
            # By now it may have been cancelled, and even put in the queue anew.
            if job.cancelled:
                return
            store.change(entry, **outcome)
            if self._jobs.get(entry.id) is job:
                del self._jobs[entry.id]
        self._prepare()

    def _ready_children(self) -> Children:
        """Those that this thread has prepared, if it has."""
        prepared: Children | None = self._own.__dict__.pop("children", None)
        return prepared or Children(self._limit_s)

    def _prepare(self) -> None:
        """Have a process ready for this thread's next piece of work."""
        self._own.children = Children(self._limit_s)
        with suppress(Exception):
            self._own.children.run(prepare)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, WorkerTimeout):
            return texts.TOOK_TOO_LONG
        if isinstance(error, WorkerLost):
            return texts.PROCESS_LOST
        if isinstance(error, ClipError) or (isinstance(error, FormcheckError) and not self._hosted):
            return str(error)
        return texts.MACHINE_PROBLEM if isinstance(error, FormcheckError) else texts.WENT_WRONG

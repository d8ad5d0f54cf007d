"""Work done in processes of its own, which may hang, crash or be killed without harm to the rest.

`concurrent.futures.ProcessPoolExecutor` gives up on everything when one of its processes is
killed, and cannot stop a call that hangs. Here every thread that submits work has a process of
its own, kept warm from call to call, ended when it takes too long, and replaced when it is lost.
"""

from __future__ import annotations

import pickle
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from formcheck.errors import FormcheckError
from formcheck.processes import command, environment

Result = TypeVar("Result")

# A process is replaced after so many calls, so that what a library never frees is freed.
CALLS_A_PROCESS = 10


class WorkerLost(FormcheckError):  # noqa: N818 - reads as what happened
    """The process ended before the work was done: killed, or crashed in a library."""


class WorkerTimeout(FormcheckError):  # noqa: N818 - reads as what happened
    """The work took longer than its limit, and was stopped."""


class Children:
    """Runs functions in processes of its own, one for each thread that calls.

    Parameters
    ----------
    limit_s : float
        Longest time for one call, in seconds.
    cores : sequence of int
        Cores of this machine to share out, one a process; all processes use all of them if none
        is named. A process that keeps to its own core does not slow down the others.

    Notes
    -----
    When it is pickled, as a Dask cluster does, the machine that receives it uses the one that all
    threads of that process share.
    """

    def __init__(self, limit_s: float, *, cores: Sequence[int] = ()) -> None:
        self._limit_s, self._cores = limit_s, tuple(cores)
        self._mine = threading.local()
        self._all: set[_Child] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _shared, (self._limit_s,)

    def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What ``function(*arguments)`` gives, worked out in another process.

        Raises
        ------
        WorkerLost
            When the process ended before the work was done.
        WorkerTimeout
            When the limit was passed.
        Exception
            Whatever the function raised.
        """
        child = self._child()
        try:
            outcome, value = child.call(function, arguments, limit_s=self._limit_s)
        except BaseException:
            self._forget(child)
            raise
        if child.calls >= CALLS_A_PROCESS:
            self._forget(child)
        if outcome == "raised":
            raise value
        result: Result = value
        return result

    def stop(self) -> None:
        """End every process at once; calls under way raise `WorkerLost`, and no new one begins."""
        with self._lock:
            self._stopped = True
            children, self._all = list(self._all), set()
        for child in children:
            child.kill()

    def _child(self) -> _Child:
        child: _Child | None = getattr(self._mine, "child", None)
        if child is None or not child.alive:
            with self._lock:
                if self._stopped:
                    raise WorkerLost("the batch was stopped before this clip was begun")
                child = self._mine.child = _Child(self._free_core())
                self._all.add(child)
        return child

    def _free_core(self) -> int | None:
        """The core that the fewest processes keep to."""
        taken = [child.core for child in self._all]
        return min(self._cores, key=taken.count, default=None)

    def _forget(self, child: _Child) -> None:
        child.kill()
        self._mine.child = None
        with self._lock:
            self._all.discard(child)


class _Child:
    """One process that takes calls by its standard input and answers by its standard output."""

    def __init__(self, core: int | None) -> None:
        self.calls, self.core = 0, core
        self._process = subprocess.Popen(
            [*command("formcheck.batch.child"), *([] if core is None else [str(core)])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(),
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def call(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], *, limit_s: float
    ) -> tuple[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.calls += 1
        late = threading.Event()
        alarm = threading.Timer(limit_s, self._end, (late,))
        alarm.daemon = True
        try:
            pickle.dump((function, arguments), self._process.stdin)
            self._process.stdin.flush()
            # The first answer says that all is loaded: the limit is for the work alone.
            pickle.load(self._process.stdout)
            alarm.start()
            outcome: tuple[str, Any] = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            if late.is_set():
                raise WorkerTimeout(f"stopped after {_span(limit_s)}, the time limit") from error
            raise WorkerLost(self._how_it_ended()) from error
        finally:
            alarm.cancel()
        return outcome

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _end(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _how_it_ended(self) -> str:
        code = self._process.wait()
        if code == -9:
            return "its process was killed, as a machine short of memory does"
        return f"its process crashed (exit code {code})"


@lru_cache
def _shared(limit_s: float) -> Children:
    return Children(limit_s)


def _span(limit_s: float) -> str:
    return f"{limit_s / 60:g} min" if limit_s >= 60 else f"{limit_s:g} s"

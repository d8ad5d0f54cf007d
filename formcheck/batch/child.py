"""The other end of `formcheck.batch.children`: takes calls, answers, and ends with its parent."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import Any, BinaryIO


def main() -> None:
    """Answer calls until the parent closes the pipe, dies, or kills this process."""
    # Ctrl-C reaches the whole group; the parent decides what becomes of the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if len(sys.argv) > 1:
        os.sched_setaffinity(0, {int(sys.argv[1])})
    calls: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, calls), daemon=True).start()
    with _answers() as answers:
        while True:
            function, arguments = calls.get()
            _send(answers, "began")
            _send(answers, _outcome(function, arguments))


def _listen(source: BinaryIO, calls: queue.SimpleQueue[Any]) -> None:
    """Pass calls on. A parent that has gone, even by SIGKILL, closes the pipe: then end at once,
    in the middle of the work if need be, since whoever takes up the batch will do it again."""
    while True:
        try:
            calls.put(pickle.load(source))
        except EOFError:
            os._exit(0)
        except Exception as error:
            calls.put((_raise, (error,)))


def _send(answers: BinaryIO, answer: Any) -> None:
    pickle.dump(answer, answers)
    answers.flush()


def _answers() -> BinaryIO:
    """Standard output for answers alone: what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _outcome(function: Any, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        result = ("gave", function(*arguments))
        pickle.dumps(result)
    except BaseException as error:
        return "raised", _sendable(error)
    return result


def _sendable(error: BaseException) -> BaseException:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _raise(error: BaseException) -> None:
    raise error

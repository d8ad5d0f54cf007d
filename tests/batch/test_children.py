"""Functions in processes of their own: what they give, raise, and how they end."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from formcheck.batch.children import CALLS_A_PROCESS, Children, WorkerLost, WorkerTimeout
from formcheck.errors import ClipError

ROOT = Path(__file__).resolve().parents[2]


def the_sum(*numbers: int) -> tuple[int, int]:
    return sum(numbers), os.getpid()


def refuse(word: str) -> None:
    raise ClipError(word)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(7)


def chatter() -> int:
    print("a library says something", flush=True)
    os.write(1, b"and writes past Python\n")
    return 5


def not_sendable() -> object:
    return lambda: 0


@pytest.fixture
def children():
    made = Children(30.0)
    yield made
    made.stop()


def test_another_process_does_the_work_and_is_used_again(children: Children) -> None:
    (first, one), (second, other) = children.run(the_sum, 1, 2), children.run(the_sum, 3, 4)
    assert (first, second) == (3, 7)
    assert one == other != os.getpid()


def test_a_process_is_replaced_after_many_calls(children: Children) -> None:
    pids = [children.run(the_sum, 1)[1] for _ in range(CALLS_A_PROCESS + 1)]
    assert len(set(pids)) == 2


def my_cores() -> set[int]:
    return os.sched_getaffinity(0)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not tell cores")
def test_a_process_keeps_to_its_core() -> None:
    core = max(my_cores())
    children = Children(30.0, cores=(core,))
    assert children.run(my_cores) == {core}
    children.stop()


def test_an_error_comes_back_as_it_is(children: Children) -> None:
    with pytest.raises(ClipError, match="no picture"):
        children.run(refuse, "no picture")
    assert children.run(the_sum, 2)[0] == 2


def test_what_libraries_print_does_no_harm(children: Children) -> None:
    assert [children.run(chatter), children.run(chatter)] == [5, 5]


def test_what_cannot_be_sent_back_is_an_error(children: Children) -> None:
    with pytest.raises(Exception, match="lambda"):
        children.run(not_sendable)


def test_a_killed_process_is_told_as_such_and_replaced(children: Children) -> None:
    with pytest.raises(WorkerLost, match="killed"):
        children.run(die)
    assert children.run(the_sum, 1)[0] == 1


def test_a_crashed_process_tells_its_exit_code(children: Children) -> None:
    with pytest.raises(WorkerLost, match="exit code 7"):
        children.run(leave)


def test_a_hanging_call_is_stopped() -> None:
    children = Children(1.0)
    with pytest.raises(WorkerTimeout, match="1 s"):
        children.run(time.sleep, 600)
    assert children.run(the_sum, 1)[0] == 1
    children.stop()


def test_stop_ends_what_is_under_way(children: Children) -> None:
    lost: list[BaseException] = []

    def sleep_long() -> None:
        try:
            children.run(time.sleep, 600)
        except WorkerLost as error:
            lost.append(error)

    children.run(the_sum, 1)
    thread = threading.Thread(target=sleep_long)
    thread.start()
    while not children._all:
        time.sleep(0.01)
    time.sleep(0.2)
    children.stop()
    thread.join(20)
    assert len(lost) == 1
    with pytest.raises(WorkerLost, match="stopped"):
        children.run(the_sum, 1)


def test_sent_to_another_machine_it_is_that_process_s_own(children: Children) -> None:
    there, again = pickle.loads(pickle.dumps([children, children])), pickle.dumps(children)
    assert there[0] is there[1] is pickle.loads(again)
    assert there[0] is not children


PARENT = """
import sys, time
from formcheck.batch.children import Children
from tests.batch.test_children import announce_and_sleep
Children(600).run(announce_and_sleep, sys.argv[1])
"""


def announce_and_sleep(path: str) -> None:
    half = Path(path + ".half")
    half.write_text(str(os.getpid()))
    half.rename(path)
    time.sleep(600)


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return True
    return state == "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc to look a process up in")
def test_a_process_does_not_outlive_its_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(note)], cwd=ROOT)
    while not note.exists():
        assert parent.poll() is None
        time.sleep(0.02)
    pid = int(note.read_text())
    parent.kill()
    parent.wait()
    for _ in range(1000):
        if is_gone(pid):
            return
        time.sleep(0.02)
    pytest.fail("the orphan lives on")

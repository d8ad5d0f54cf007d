"""The fuzz run in small: no rule broken, nothing written elsewhere, and the same every time."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np

from validation import fuzz
from validation.fuzz_media import MUTATIONS, damaged, whole_clips

N_CASES = 150


def test_damaged_clips_are_read_or_refused_and_nothing_else_happens() -> None:
    found = fuzz.run(N_CASES, limit_s=60.0)
    outcomes = found["outcomes"]
    assert outcomes[fuzz.BROKEN] == 0, found["to_look_at"]
    assert outcomes[fuzz.CRASHED] == outcomes[fuzz.TOO_LONG] == 0, found["to_look_at"]
    assert outcomes[fuzz.READ] > N_CASES / 4
    assert outcomes[fuzz.REFUSED] > N_CASES / 4
    assert found["files_elsewhere"] == []
    assert set(found["by_mutation"]) == set(MUTATIONS)


def test_the_work_is_found_by_another_process_also_when_the_run_is_the_main_program() -> None:
    assert fuzz.look_at.__module__ == "validation.fuzz_look"


def test_a_case_follows_from_its_number() -> None:
    whole = bytes(range(256)) * 20
    first, again = (damaged(whole, [whole], np.random.default_rng([1, 7])) for _ in range(2))
    assert first == again
    assert damaged(whole, [whole], np.random.default_rng([1, 8])) != first


def test_the_clips_to_be_damaged_are_of_every_container() -> None:
    assert {suffix for suffix, _ in whole_clips()} == {"mp4", "mov", "mkv", "webm", "avi"}


def test_a_crash_a_hang_and_a_stray_file_are_noticed(monkeypatch) -> None:
    for look, outcome in ((crash, fuzz.CRASHED), (hang, fuzz.TOO_LONG), (bug, fuzz.BROKEN)):
        monkeypatch.setattr(fuzz, "look_at", look)
        assert fuzz.run(1, limit_s=1.0)["outcomes"][outcome] == 1
    monkeypatch.setattr(fuzz, "look_at", stray)
    assert fuzz.run(1)["files_elsewhere"] == ["stand/stray"]


def crash(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(*_: object) -> None:
    signal.pause()


def bug(*_: object) -> None:
    raise IndexError("off by one")


def stray(*_: object) -> None:
    Path("stray").touch()

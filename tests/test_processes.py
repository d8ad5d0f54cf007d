"""What our own processes are given to work with."""

from __future__ import annotations

import pytest

from formcheck.processes import environment


def test_numeric_libraries_keep_to_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    given = environment()
    assert given["OPENBLAS_NUM_THREADS"] == "1"
    assert given["OMP_NUM_THREADS"] == "3"


def test_what_is_asked_for_counts_more_than_what_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORMCHECK_TRIED", "before")
    assert environment(FORMCHECK_TRIED="now")["FORMCHECK_TRIED"] == "now"

"""Whose machine it is, and what follows from it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from formcheck.commands.app import arguments
from formcheck.settings import PageSettings
from formcheck.web.place import this_place
from formcheck.web.state import sweep
from formcheck.web.store import Store


@pytest.mark.parametrize(("address", "hosted"), [
    ("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), (None, True),
])
def test_only_a_page_for_this_machine_alone_is_its_users_own(
    address: str | None, hosted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORMCHECK_HOSTED", raising=False)
    place = this_place(address)
    assert place.hosted is hosted
    assert place.keep_s == (24 * 3600 if hosted else None)


def test_whoever_runs_it_can_tell_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"FORMCHECK_HOSTED": "1", "FORMCHECK_DATA": str(tmp_path),
                        "FORMCHECK_JOBS": "3", "FORMCHECK_KEEP_HOURS": "2"}.items():
        monkeypatch.setenv(name, value)
    place = this_place("127.0.0.1")
    assert (place.hosted, place.folder, place.slots, place.keep_s) == (True, tmp_path, 3, 7200)


def test_after_its_time_an_entry_goes_and_then_its_visitor(tmp_path: Path) -> None:
    store = Store(tmp_path / "somebody")
    old, new = store.add("clip", "old.mp4"), store.add("clip", "new.mp4")
    store.change(old, created_s=time.time() - 7300)
    sweep(tmp_path, 7200)
    assert store.entries() == [new]
    store.remove(new)
    os.utime(tmp_path / "somebody", (0, 0))
    sweep(tmp_path, 7200)
    assert list(tmp_path.iterdir()) == []


def test_the_command_answers_this_machine_alone_and_sends_no_statistics() -> None:
    flags = arguments(port=8501, address="127.0.0.1", open_browser=False)
    assert "--server.address=127.0.0.1" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert "--client.showErrorDetails=none" in flags
    assert "--server.headless=true" in flags


def test_both_ways_to_start_the_page_say_the_same() -> None:
    root = Path(__file__).resolve().parents[2]
    told = (root / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert told == (root / "formcheck" / "web" / "streamlit.toml").read_text(encoding="utf-8")
    assert f"maxUploadSize = {PageSettings().max_upload_mb}\n" in told
    assert "--theme.light.primaryColor=#1464b4" in arguments(
        port=1, address="::1", open_browser=True)

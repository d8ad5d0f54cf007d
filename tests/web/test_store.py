"""The folders are the truth; the index is made from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formcheck.files import sha256_of
from formcheck.remembered import entry_path, remembered, write_entry
from formcheck.report.files import SUMMARY
from formcheck.web.store import CLIPS, FOOTAGE, INDEX, Entry, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "somebody")


def done(store: Store, name: str, value: float, sha256: str = "a" * 64, **fields: Any) -> Entry:
    """A clip with a result of one reading, without any measuring."""
    entry = store.add("clip", name, **fields)
    store.result(entry).mkdir()
    reading = {"label": "Cadence", "unit": "spm", "value": value, "low": value - 1,
               "high": value + 1, "confidence": "high"}
    empty = {**reading, "value": None}
    summary = {"readings": {"cadence": reading, "pelvic_drop_left": empty}}
    (store.result(entry) / SUMMARY).write_text(json.dumps(summary), encoding="utf-8")
    return store.change(entry, state="done", sha256=sha256)


def test_an_entry_is_found_again_as_it_was_put_there(store: Store) -> None:
    entry = store.add("clip", "run.mp4", request={"settings": {"view": "rear"}})
    assert store.get(entry.id) == entry
    assert store.entries() == [entry]


def test_the_latest_comes_first_and_kinds_and_states_can_be_told_apart(store: Store) -> None:
    first, second = store.add("clip", "a.mp4"), store.add("pair", "a → b")
    assert store.entries() == [second, first]
    assert store.entries("clip") == [first]
    failed = store.change(first, state="failed", problem="It is a text.")
    assert store.entries(state="failed") == [failed]
    assert store.get(first.id) == failed


@pytest.mark.parametrize("name", ["..", "../other", "a/b", "", "index.sqlite", "x" * 16])
def test_nothing_outside_can_be_named(store: Store, name: str) -> None:
    assert store.get(name) is None


def test_readings_come_in_order_of_time_and_only_where_there_is_a_value(store: Store) -> None:
    done(store, "week 1.mp4", 160.0)
    done(store, "week 8.mp4", 168.0)
    assert [(entry.name, values["value"]) for entry, values in store.readings("cadence")] == [
        ("week 1.mp4", 160.0), ("week 8.mp4", 168.0)]
    assert store.readings("pelvic_drop_left") == []


def test_the_index_is_made_anew_when_it_is_lost(store: Store, tmp_path: Path) -> None:
    entry = done(store, "week 1.mp4", 160.0)
    (tmp_path / "somebody" / INDEX).unlink()
    again = Store(tmp_path / "somebody")
    assert again.entries() == [entry]
    assert again.readings("cadence")[0][1]["value"] == 160.0


def test_removing_leaves_nothing(store: Store, tmp_path: Path) -> None:
    entry = done(store, "week 1.mp4", 160.0)
    store.remove(entry)
    assert store.entries() == []
    assert store.readings("cadence") == []
    assert [path.name for path in (tmp_path / "somebody").iterdir()] == [INDEX]


def test_what_was_removed_does_not_come_back_when_its_work_ends(store: Store) -> None:
    entry = store.add("clip", "run.mp4")
    store.remove(entry)
    store.change(entry, state="done")
    assert store.entries() == []
    assert store.get(entry.id) is None


def test_the_same_clip_is_known_again_unless_asked_for_differently(store: Store) -> None:
    entry = done(store, "week 1.mp4", 160.0, sha256="b" * 64)
    assert store.same_clip("b" * 64, {}) == entry
    assert store.same_clip("b" * 64, {"settings": {"view": "rear"}}) is None
    assert store.same_clip("c" * 64, {}) is None


def test_a_clip_that_failed_is_tried_again(store: Store) -> None:
    entry = store.add("clip", "run.mp4")
    store.change(entry, state="failed", sha256="b" * 64)
    assert store.same_clip("b" * 64, {}) is None


def test_what_is_remembered_of_a_removed_clip_is_forgotten(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    entry, other = store.add("clip", "a.mp4"), store.add("folder", "club")
    uploads = [store.folder(entry) / FOOTAGE / "a.mp4", store.folder(other) / CLIPS / "x" / "b.mp4"]
    for number, upload in enumerate(uploads):
        upload.parent.mkdir(parents=True)
        upload.write_bytes(bytes([number]))
        write_entry(entry_path(sha256_of(upload), "key"), b"crops", max_bytes=100)
    assert remembered().n_clips == 2
    store.remove(entry)
    assert remembered().n_clips == 1
    store.remove(other)
    assert remembered().n_clips == 0


def test_names_of_entries_may_stand_in_the_keys_of_components(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert all(store.add("clip", "run.mp4").id.isalnum() for _ in range(100))


def test_what_cannot_be_measured_any_more_leaves_the_history(store: Store) -> None:
    entry = done(store, "run.mp4", 170.0)
    assert [values["value"] for _, values in store.readings("cadence")] == [170.0]
    summary = store.result(entry) / SUMMARY
    summary.write_text(summary.read_text().replace('"value": 170.0', '"value": null'))
    store.change(entry, state="done")
    assert store.readings("cadence") == []

"""What is begun when two clips are to be compared."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from formcheck.web import under_way
from formcheck.web.pages import pair
from formcheck.web.store import Store


@pytest.mark.parametrize(("state", "task", "begun"), [
    ("done", "", False), ("looked", "", True), ("working", "look", True),
    ("working", "clip", False), ("waiting", "clip", False), ("new", "", True),
    ("failed", "", True), ("cancelled", "", True),
])
def test_a_clip_without_a_result_is_analysed_before_it_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, task: str, begun: bool
) -> None:
    store = Store(tmp_path)
    side = store.change(store.add("clip", "run.mp4"), state=state)
    other = store.change(store.add("clip", "old.mp4"), state="done")
    started = []
    monkeypatch.setattr(pair, "store", lambda: store)
    tasks = {side.id: task}
    monkeypatch.setattr(
        pair, "jobs", lambda: SimpleNamespace(task_of=lambda entry: tasks.get(entry.id, "")))
    monkeypatch.setattr(
        under_way, "start", lambda entry, **more: started.append((entry.id, more)) or True)
    entry = pair.begun(side, other)
    assert entry is not None
    assert ((side.id, {"after": [side]}) in started) == begun
    assert started[-1] == (entry.id, {"after": [side, other]})
    assert other.id not in [name for name, _ in started]

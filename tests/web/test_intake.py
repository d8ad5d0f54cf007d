"""Uploads: named harmlessly, limited, each clip once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from formcheck.errors import ClipError
from formcheck.settings import PageSettings
from formcheck.web.intake import take_clip, take_folder
from formcheck.web.store import CLIPS, Store
from formcheck.web.work import the_clip

LIMITS = PageSettings()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "somebody")


def archive(**files: bytes) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    packed.seek(0)
    return packed


def names(store: Store, entry: object) -> list[str]:
    folder = store.folder(entry) / CLIPS  # type: ignore[arg-type]
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.mp4"))


def test_a_clip_is_kept_as_it_came(store: Store) -> None:
    entry = take_clip(store, "my run.mp4", io.BytesIO(b"frames"), {})
    assert entry.name == "my run.mp4"
    assert the_clip(store.folder(entry)).read_bytes() == b"frames"


def test_the_same_clip_is_taken_once(store: Store) -> None:
    first = store.change(take_clip(store, "a.mp4", io.BytesIO(b"frames"), {}), state="done")
    assert take_clip(store, "b.mp4", io.BytesIO(b"frames"), {}) == first
    assert len(store.entries()) == 1


@pytest.mark.parametrize("name", ["../../etc/run.mp4", "..\\run.mp4", ".run.mp4", "-run.mp4"])
def test_no_name_leads_out_or_looks_like_something_else(store: Store, name: str) -> None:
    entry = take_clip(store, name, io.BytesIO(b"frames"), {})
    path = the_clip(store.folder(entry))
    assert path.name == "run.mp4"
    assert path.parent.parent == store.folder(entry)


def test_clips_and_archives_come_together(store: Store) -> None:
    packed = archive(**{"club/anna.mp4": b"1", "club/notes.txt": b"2"})
    files = [("ben.mp4", io.BytesIO(b"3")), ("ben.mp4", io.BytesIO(b"4")), ("club.zip", packed)]
    entry = take_folder(store, files, {}, LIMITS)
    assert names(store, entry) == ["1/ben.mp4", "ben.mp4", "club/club/anna.mp4"]
    assert entry.name == "3 clips"


@pytest.mark.parametrize(("files", "words"), [
    ([("notes.txt", io.BytesIO(b"x"))], "notes.txt is neither a clip nor a zip archive."),
    ([("club.zip", io.BytesIO(b"no zip"))], "club.zip: this is no zip archive"),
    ([("club.zip", archive(**{"../out.mp4": b"x"}))], "leads outside"),
    ([("club.zip", archive(**{f"{n}.mp4": b"x" for n in range(51)}))],
     "51 clips are more than the 50"),
])
def test_what_is_refused_is_told_and_leaves_nothing(
    store: Store, files: list[tuple[str, io.BytesIO]], words: str
) -> None:
    with pytest.raises(ClipError, match=words):
        take_folder(store, files, {}, LIMITS)
    assert store.entries() == []

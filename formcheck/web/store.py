"""What one visitor has had done: a folder for each entry, and an index of them.

The folders are the truth: uploads, results as `formcheck analyze` writes them, and ``entry.json``.
The SQLite index only makes lists quick, and is made anew from the folders when it is missing.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from formcheck.batch.records import write_whole
from formcheck.files import sha256_of
from formcheck.remembered import forget
from formcheck.report.files import SUMMARY

Kind = Literal["clip", "pair", "folder"]
State = Literal["new", "waiting", "working", "looked", "done", "failed", "cancelled"]

ENTRY, INDEX, RESULT = "entry.json", "index.sqlite", "result"
# Where what was uploaded lies.
FOOTAGE, CLIPS = "footage", "clips"
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    id TEXT PRIMARY KEY, kind TEXT, state TEXT, created_s REAL, sha256 TEXT, fields TEXT);
CREATE TABLE IF NOT EXISTS reading (
    entry TEXT REFERENCES entry(id) ON DELETE CASCADE, name TEXT, fields TEXT,
    PRIMARY KEY (entry, name));
"""


@dataclass(frozen=True)
class Entry:
    """Something that a visitor had done, or asked for.

    Attributes
    ----------
    id : str
    kind : {"clip", "pair", "folder"}
    name : str
        As it is shown.
    created_s : float
        Seconds since 1970.
    state : {"new", "waiting", "working", "looked", "done", "failed", "cancelled"}
        ``looked`` = a clip that was looked at and can now be analysed.
    problem : str
        One sentence, when it failed.
    sha256 : str
        Of a clip; else empty.
    request : mapping
        What was asked for, as plain values.
    """

    id: str
    kind: Kind
    name: str
    created_s: float
    state: State = "new"
    problem: str = ""
    sha256: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)


class Store:
    """The entries of one visitor.

    Parameters
    ----------
    folder : Path
        Made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / INDEX).is_file():
            self.rebuild()

    def folder(self, entry: Entry) -> Path:
        return self._folder / entry.id

    def result(self, entry: Entry) -> Path:
        """Where its result lies, once it is done."""
        return self.folder(entry) / RESULT

    def add(self, kind: Kind, name: str, *, request: Mapping[str, Any] | None = None) -> Entry:
        """A new entry with an empty folder."""
        # Hexadecimal: keys of Streamlit's components, which hold it, may not hold two underscores.
        entry = Entry(secrets.token_hex(12), kind, name, time.time(), request=request or {})
        self.folder(entry).mkdir()
        self._write(entry)
        return entry

    def get(self, entry_id: str) -> Entry | None:
        """The entry, or None when this visitor has none of that name."""
        if not _ID.fullmatch(entry_id):
            return None
        return _read(self._folder / entry_id)

    def change(self, entry: Entry, **changes: Any) -> Entry:
        """The entry as it now is, kept unless it was removed meanwhile."""
        changed = replace(self.get(entry.id) or entry, **changes)
        if self.folder(entry).is_dir():
            self._write(changed)
        return changed

    def entries(self, kind: Kind | None = None, *, state: State | None = None) -> list[Entry]:
        """Entries, the latest first."""
        with self._index() as index:
            rows = index.execute(
                "SELECT fields FROM entry WHERE (?1 IS NULL OR kind = ?1) "
                "AND (?2 IS NULL OR state = ?2) ORDER BY created_s DESC", (kind, state)
            ).fetchall()
        return [Entry(**json.loads(fields)) for (fields,) in rows]

    def same_clip(self, sha256: str, request: Mapping[str, Any]) -> Entry | None:
        """The same clip with the same request, if it is there already."""
        return next((
            entry for entry in self.entries("clip")
            if entry.sha256 == sha256 and dict(entry.request) == dict(request)
            and entry.state in ("new", "done", "looked", "waiting", "working")
        ), None)

    def readings(self, name: str) -> list[tuple[Entry, dict[str, Any]]]:
        """One reading of every clip that has it, the earliest first."""
        with self._index() as index:
            rows = index.execute(
                "SELECT entry.fields, reading.fields FROM reading JOIN entry "
                "ON entry.id = reading.entry WHERE name = ? ORDER BY created_s", (name,)
            ).fetchall()
        return [(Entry(**json.loads(entry)), json.loads(values)) for entry, values in rows]

    def remove(self, entry: Entry) -> None:
        """Remove everything of an entry: uploads, results, and what is remembered of the clips."""
        with self._index() as index:
            index.execute("DELETE FROM reading WHERE entry = ?", (entry.id,))
            index.execute("DELETE FROM entry WHERE id = ?", (entry.id,))
        for uploads in (FOOTAGE, CLIPS):
            for clip in (self.folder(entry) / uploads).rglob("*"):
                if clip.is_file():
                    forget(sha256_of(clip))
        shutil.rmtree(self.folder(entry), ignore_errors=True)

    def rebuild(self) -> None:
        """Make the index anew from the folders."""
        found = [_read(folder) for folder in self._folder.iterdir() if folder.is_dir()]
        with self._index() as index:
            index.executescript("DROP TABLE IF EXISTS reading; DROP TABLE IF EXISTS entry;")
            index.executescript(_TABLES)
        for entry in found:
            if entry is not None:
                self._put_on_index(entry)

    def _write(self, entry: Entry) -> None:
        text = json.dumps(asdict(entry), ensure_ascii=False)
        write_whole(self.folder(entry) / ENTRY, text.encode("utf-8"))
        self._put_on_index(entry)

    def _put_on_index(self, entry: Entry) -> None:
        with self._index() as index:
            index.execute(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                (entry.id, entry.kind, entry.state, entry.created_s, entry.sha256,
                 json.dumps(asdict(entry), ensure_ascii=False)),
            )
            # What was measured before, and cannot be now, is no reading any more.
            index.execute("DELETE FROM reading WHERE entry = ?", (entry.id,))
            index.executemany(
                "INSERT OR REPLACE INTO reading VALUES (?, ?, ?)",
                [(entry.id, name, json.dumps(values)) for name, values in self._measured(entry)],
            )

    def _measured(self, entry: Entry) -> list[tuple[str, dict[str, Any]]]:
        if entry.kind != "clip" or entry.state != "done":
            return []
        try:
            summary = json.loads((self.result(entry) / SUMMARY).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [
            (name, values) for name, values in summary["readings"].items()
            if values["value"] is not None
        ]

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._folder / INDEX, timeout=10)) as index, index:
            index.executescript(_TABLES)
            yield index


def _read(folder: Path) -> Entry | None:
    try:
        return Entry(**json.loads((folder / ENTRY).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

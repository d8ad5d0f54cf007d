"""Results in a visitor's store, made without measuring anything."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from formcheck.files import sha256_of
from formcheck.report import write_report
from formcheck.web.store import FOOTAGE, Entry, Store
from formcheck.web.work import keep
from tests.builders import make_analysis, write_clip


def add_result(store: Store, name: str, **choices: Any) -> Entry:
    """A clip with its result, as the page leaves it; the choices are those of `make_analysis`."""
    entry = store.add("clip", name)
    footage = store.folder(entry) / FOOTAGE
    footage.mkdir()
    analysis = make_analysis(name=name, clip_path=footage / name, **choices)
    write_clip(footage / name, analysis)
    sha256 = sha256_of(footage / name)
    analysis = replace(analysis, clip=replace(analysis.clip, sha256=sha256))
    write_report(analysis, store.result(entry), force=True)
    keep(analysis, store.result(entry))
    return store.change(entry, state="done", sha256=sha256)


def copy_result(store: Store, source: Store, entry: Entry) -> Entry:
    """The same result for another visitor."""
    copied = store.add("clip", entry.name)
    shutil.rmtree(store.folder(copied))
    shutil.copytree(source.folder(entry), store.folder(copied), ignore=_entry_file)
    return store.change(copied, state="done", sha256=entry.sha256)


def _entry_file(folder: str, names: list[str]) -> list[str]:
    return ["entry.json"] if Path(folder, "entry.json").is_file() else []

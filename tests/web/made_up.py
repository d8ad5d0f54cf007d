"""Results in a visitor's store, made without measuring anything."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import formcheck
from formcheck.batch import records
from formcheck.batch.job import Job, Record
from formcheck.batch.outcome import BatchResult, ScoredClip
from formcheck.batch.score import values_of
from formcheck.files import sha256_of
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.pose.everybody import SeenPerson
from formcheck.preflight.result import Check, Preflight
from formcheck.report import write_report
from formcheck.settings import Settings
from formcheck.web.store import FOOTAGE, Entry, Store
from formcheck.web.work import LOOK, keep, kept
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


def add_look(store: Store, name: str, footage: Path, *, n_people: int = 1) -> Entry:
    """A clip that was looked at, with so many people in it."""
    entry = store.add("clip", name)
    (store.folder(entry) / FOOTAGE).mkdir()
    shutil.copy(footage, store.folder(entry) / FOOTAGE / name)
    people = tuple(
        SeenPerson(number, 0.9, 0, (20.0 + 90 * number, 40.0, 100.0 + 90 * number, 300.0))
        for number in range(n_people)
    )
    checks = (Check("light", "green", "The light is good."),)
    still = np.full((384, 216, 3), 120, np.uint8)
    keep(Preflight(checks, people, still), store.folder(entry) / LOOK)
    return store.change(entry, state="looked", sha256=sha256_of(footage))


def propose_slow_motion(store: Store, entry: Entry, factor: float) -> None:
    """From now on the result takes its clip for slow motion."""
    guess = SlowMotionGuess(factor, 0.9, ("21 steps a minute is far below running.",))
    analysis = kept(store.result(entry))
    keep(replace(analysis, slow_motion_proposal=guess), store.result(entry))


def add_scores(store: Store, clips: Mapping[str, Mapping[str, Any]]) -> Entry:
    """A scored folder: choices of `make_analysis` for every file."""
    entry = store.add("folder", "club")
    out = store.result(entry)
    records.make_folders(out)
    scored = []
    for number, (file, choices) in enumerate(clips.items()):
        job = Job(out / file, f"{number:064x}"[::-1], out, Settings(), formcheck.__version__)
        made = make_analysis(name=file, **choices)
        job.result_dir.mkdir()
        keep(made, job.result_dir)
        record = Record(job.key(), "result", values_of(made.summary()))
        scored.append(ScoredClip(file, job, record))
    keep(BatchResult(out, tuple(scored)), out)
    return store.change(entry, state="done")


def _entry_file(folder: str, names: list[str]) -> list[str]:
    return ["entry.json"] if Path(folder, "entry.json").is_file() else []

"""The records of a batch on disk: each there whole or not at all, also after a power cut."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from formcheck.batch.job import Job, Record
from formcheck.batch.lock import LOCK
from formcheck.errors import NotOursError, OutputError
from formcheck.files import is_clutter

# Folders of a batch, and what a killed run may have left half-written in them.
_HALF_DONE = {"clips": ".*.half-done.*", "pictures": ".*.jpg.*", "records": ".*.json.*"}


def record_path(job: Job) -> Path:
    return job.out_dir / "records" / f"{job.name}.json"


def make_folders(out_dir: Path) -> None:
    with told_plainly(out_dir):
        for name in _HALF_DONE:
            (out_dir / name).mkdir(parents=True, exist_ok=True)


def refuse_to_lose(out_dir: Path, names: Collection[str]) -> None:
    """Leave a folder alone that no batch has written to and that holds things by its names.

    Parameters
    ----------
    out_dir : Path
    names : collection of str
        Of the files that a batch writes or removes there.

    Raises
    ------
    NotOursError
    """
    if (out_dir / LOCK).is_file() and (out_dir / "records").is_dir():
        return
    for name in sorted({*names, *_HALF_DONE}):
        if _holds_something(out_dir / name):
            raise NotOursError(
                f"The folder {out_dir.name} holds something by the name of {name} that is not "
                "formcheck's, and nothing of it was touched; choose another folder with --out."
            )


def _holds_something(path: Path) -> bool:
    if path.is_dir():
        return not all(is_clutter(entry.name) for entry in path.iterdir())
    return path.exists() or path.is_symlink()


def clear_away_half_done(out_dir: Path) -> None:
    """Remove what a killed run left half-written."""
    for name, half_done in _HALF_DONE.items():
        for path in (out_dir / name).glob(half_done):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def standing(job: Job, *, limit_s: float) -> Record | None:
    """The record of a job that needs not be done again, if there is one.

    Parameters
    ----------
    job : Job
    limit_s : float
        Time limit of this run: a clip that was stopped by a shorter one gets another chance.
    """
    record = read(job)
    if record is None or record.key != job.key() or record.again:
        return None
    if record.limit_s is not None and record.limit_s < limit_s:
        return None
    if record.outcome == "result" and not (job.result_dir / "report.html").is_file():
        return None
    return record


def read(job: Job) -> Record | None:
    """The record of a clip, or None when there is none that can be read."""
    try:
        record = Record(**json.loads(record_path(job).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record


def write(job: Job, record: Record) -> None:
    """Put a record in its place, after everything it stands for has reached the disk."""
    if record.outcome == "result":
        _flush(job.result_dir)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(record_path(job), text.encode("utf-8"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file such that it holds its old content or all of the new, never a part.

    Raises
    ------
    OutputError
        When the disk is full or may not be written.
    """
    with told_plainly(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            made.chmod(0o644)
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written ({error.strerror or error}). Make room or choose "
            "another folder with --out, then give the same command again: what is done is kept."
        ) from error


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                _sync(file)


def _sync(file: Any) -> None:
    try:
        os.fsync(file.fileno())
    except OSError:
        # Some file systems know no such thing; the file is as safe there as it can be.
        return

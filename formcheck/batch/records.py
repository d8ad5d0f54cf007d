"""The records of a batch on disk: each there whole or not at all, also after a power cut."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from formcheck.batch.job import Job, Record
from formcheck.errors import OutputError

_FOLDERS = ("clips", "pictures", "records")


def record_path(job: Job) -> Path:
    return job.out_dir / "records" / f"{job.name}.json"


def make_folders(out_dir: Path) -> None:
    with told_plainly(out_dir):
        for name in _FOLDERS:
            (out_dir / name).mkdir(parents=True, exist_ok=True)


def clear_away_half_done(out_dir: Path) -> None:
    """Remove what a killed run left: half-written things have names that begin with a dot."""
    for name in _FOLDERS:
        for path in (out_dir / name).glob(".*"):
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

"""The folder in which formcheck remembers what it saw of clips: how much, what is forgotten when.

An entry is one file whose name begins with the clip's sha256. It is written whole or not at all,
so that several processes may share the folder.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from formcheck.pose.models import cache_root

ENDING = ".npz"
_UNFINISHED = ".unfinished-"
_STALE_S = 3600.0


@dataclass(frozen=True)
class Remembered:
    """How much is remembered.

    Attributes
    ----------
    n_clips : int
    n_bytes : int
    """

    n_clips: int
    n_bytes: int


def remembered() -> Remembered:
    """How much is remembered now."""
    entries = _entries()
    return Remembered(
        n_clips=len({path.name.partition("-")[0] for path in entries}),
        n_bytes=sum(size for _, size in map(_asked_and_size, entries)),
    )


def forget(clip_sha256: str) -> int:
    """Delete all that is remembered of one clip; how many entries that were."""
    return _delete(path for path in _entries() if path.name.startswith(f"{clip_sha256}-"))


def forget_all() -> int:
    """Delete all that is remembered; how many entries that were."""
    return _delete(_entries())


def folder() -> Path:
    """Where it is kept; readable by the user alone, since it shows people."""
    return cache_root() / "observations"


def entry_path(clip_sha256: str, key: str) -> Path:
    """The file of one entry; `key` stands for all but the clip that its content depends on."""
    return folder() / f"{clip_sha256}-{key}{ENDING}"


def write_entry(path: Path, content: bytes | memoryview, *, max_bytes: float) -> None:
    """Write an entry, then throw out what was not asked for longest beyond `max_bytes` in all.

    Raises
    ------
    OSError
        When it cannot be written; nothing of it is there then.
    """
    if len(content) > max_bytes:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=_UNFINISHED, delete=False
    ) as unfinished:
        try:
            unfinished.write(content)
            unfinished.close()
            Path(unfinished.name).replace(path)
        except BaseException:
            unfinished.close()
            Path(unfinished.name).unlink(missing_ok=True)
            raise
    _throw_out(max_bytes)


def _throw_out(max_bytes: float) -> None:
    for path in folder().glob(f"{_UNFINISHED}*"):
        if time.time() - _asked_and_size(path)[0] > _STALE_S:
            path.unlink(missing_ok=True)
    youngest_first = sorted(((*_asked_and_size(path), path) for path in _entries()), reverse=True)
    total = 0
    for _, size, path in youngest_first:
        total += size
        if total > max_bytes:
            path.unlink(missing_ok=True)


def _entries() -> list[Path]:
    return [path for path in folder().glob(f"*{ENDING}") if path.is_file()]


def _asked_and_size(path: Path) -> tuple[float, int]:
    """When it was last asked for, and its length; another process may have deleted it."""
    try:
        status = path.stat()
    except OSError:
        return 0.0, 0
    return status.st_mtime, status.st_size


def _delete(paths: Iterable[Path]) -> int:
    deleted = 0
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()
            deleted += 1
    return deleted

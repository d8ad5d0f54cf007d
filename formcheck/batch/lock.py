"""One batch at a time in a folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from formcheck.errors import OutputError

LOCK = ".lock"


@contextmanager
def only_one(out_dir: Path) -> Iterator[None]:
    """Keep others from writing to a folder; the system lets go when the process ends, however.

    Raises
    ------
    OutputError
        When another batch is at work there.
    """
    with (out_dir / LOCK).open("w") as file:
        try:
            _lock(file)
        except OSError as error:
            raise OutputError(
                f"Another batch is writing to {out_dir.name}; wait for it, or choose another "
                "folder with --out."
            ) from error
        yield


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

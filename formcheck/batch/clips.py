"""The clips of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from formcheck.container import SUFFIXES
from formcheck.errors import ClipError

# A folder that holds this file is a result of formcheck, whose videos are not clips. The folder of
# a batch may be that of the clips themselves; what it holds besides are such results.
_RESULT_MARKS = ("summary.json", "comparison.json")


def find_clips(folder: Path, *, but_not: Path) -> list[Path]:
    """All video files in a folder and its subfolders, in the order a person would list them.

    Parameters
    ----------
    folder : Path
    but_not : Path
        A folder to stay out of: that of the results.

    Raises
    ------
    ClipError
        When the folder is none, or holds no video file.
    """
    if not folder.is_dir():
        raise ClipError(f"{folder.name or folder}: this is no folder; name one that holds clips.")
    clips = sorted(_walk(folder, but_not.resolve()), key=_as_a_person_counts)
    if not clips:
        raise ClipError(
            f"{folder.name or folder}: no video file in this folder or its subfolders "
            f"({', '.join(sorted(suffix[1:] for suffix in SUFFIXES))})."
        )
    return clips


def _walk(folder: Path, but_not: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        is_result = here.resolve() == but_not or any(mark in names for mark in _RESULT_MARKS)
        if is_result and here != folder:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            # The dot also hides what macOS leaves beside every file on foreign disks.
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield here / name


def _as_a_person_counts(path: Path) -> list[tuple[int, int, str]]:
    """Clip 2 before clip 10."""
    parts = re.split(r"(\d+)", str(path).lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]

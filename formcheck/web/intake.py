"""Uploads on their way into the store: named harmlessly, limited, each clip once."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from formcheck.container import SUFFIXES
from formcheck.errors import ClipError
from formcheck.files import plain_name, sha256_of, shortened
from formcheck.settings import ArchiveLimits, PageSettings
from formcheck.unzip import unpack
from formcheck.web import texts
from formcheck.web.store import CLIPS, FOOTAGE, Entry, Store

# As a file uploader wants them.
CLIP_TYPES = sorted(suffix.removeprefix(".") for suffix in SUFFIXES)
_LONGEST_NAME_BYTES = 120


def take_clip(store: Store, name: str, source: BinaryIO, request: Mapping[str, Any]) -> Entry:
    """An entry for a clip: the earlier one when it is the same clip with the same request."""
    entry = store.add("clip", plain_name(name), request=request)
    try:
        path = _write(store.folder(entry) / FOOTAGE, name, source)
    except OSError as error:
        store.remove(entry)
        raise ClipError(texts.NO_SPACE) from error
    sha256 = sha256_of(path)
    known = store.same_clip(sha256, request)
    if known is not None:
        store.remove(entry)
        return known
    return store.change(entry, sha256=sha256)


def take_folder(
    store: Store, files: Sequence[tuple[str, BinaryIO]], request: Mapping[str, Any],
    limits: PageSettings,
) -> Entry:
    """An entry for several clips and zip archives.

    Raises
    ------
    ClipError
        When there are too many, or one is neither clip nor archive, or an archive is refused.
    """
    name = files[0][0] if len(files) == 1 else texts.N_CLIPS.format(n=len(files))
    entry = store.add("folder", plain_name(name), request=request)
    folder = store.folder(entry) / CLIPS
    folder.mkdir()
    try:
        for number, (name, source) in enumerate(files):
            _take_file(folder, number, name, source, limits)
        n_clips = sum(path.is_file() for path in folder.rglob("*"))
        if n_clips > limits.max_clips:
            raise ClipError(texts.TOO_MANY_CLIPS.format(n=n_clips, most=limits.max_clips))
    except OSError as error:
        store.remove(entry)
        raise ClipError(texts.NO_SPACE) from error
    except ClipError:
        store.remove(entry)
        raise
    return entry


def _take_file(
    folder: Path, number: int, name: str, source: BinaryIO, limits: PageSettings
) -> None:
    if name.lower().endswith(".zip"):
        inside = folder / (_disk_name(name).removesuffix(".zip") or f"archive {number}")
        unpack(
            source, inside, name=plain_name(name),
            limits=ArchiveLimits(max_files=2_000, max_bytes=limits.max_unpacked_bytes),
        )
    elif PurePosixPath(name.lower()).suffix in SUFFIXES:
        taken = (folder / _disk_name(name)).exists()
        _write(folder / str(number) if taken else folder, name, source)
    else:
        raise ClipError(texts.ONLY_TYPES.format(name=plain_name(name)))


def _write(folder: Path, name: str, source: BinaryIO) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / _disk_name(name)
    with path.open("xb") as file:
        shutil.copyfileobj(source, file)
    return path


def _disk_name(name: str) -> str:
    """The last part of the name, without what disks or other programs could misread."""
    last = plain_name(name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".- ") or "clip.mp4"
    shown = PurePosixPath(last)
    return shortened(shown.stem, _LONGEST_NAME_BYTES) + shortened(shown.suffix, 8)

"""Clips out of a zip archive that a stranger may have packed."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from formcheck.container import SUFFIXES
from formcheck.errors import ClipError, OutputError
from formcheck.files import plain_name, shortened
from formcheck.settings import ArchiveLimits

_CHUNK_BYTES = 1 << 20
_ENCRYPTED = 0x1
_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The end of an archive tells how long its list of files is, which Python reads into memory as a
# whole: at most the comment's 65,535 bytes before the end, and for large archives once more in
# another record before it. (signature, offset and length in bytes of that field)
_END_BYTES = 65_535 + 22 + 20 + 56
_ENDS = ((b"PK\x05\x06", 12, 4), (b"PK\x06\x06", 40, 8))
_LIST_BYTES_A_FILE = 512


@dataclass(frozen=True)
class Unpacked:
    """What came out of an archive.

    Attributes
    ----------
    clips : tuple of Path
        In the order of the archive.
    left_out : tuple of str
        Names of what was in there besides: anything that is not named like a clip.
    """

    clips: tuple[Path, ...]
    left_out: tuple[str, ...]


def unpack(
    archive: Path | BinaryIO, folder: Path, *, limits: ArchiveLimits | None = None, name: str = ""
) -> Unpacked:
    """Unpack the clips of a zip archive, with their subfolders, or nothing at all.

    What counts is what comes out, not what the archive declares: unpacking ends at the limit.
    Archives within the archive stay packed, links are not followed, and whatever points outside
    of the folder makes the whole archive refused.

    Parameters
    ----------
    archive : Path or binary file
        A file that can be sought in.
    folder : Path
        Made if need be; it must not hold anything of the archive's names yet.
    limits : ArchiveLimits, optional
    name : str, optional
        What to call the archive in an error; its file's name when not given.

    Returns
    -------
    Unpacked

    Raises
    ------
    ClipError
        When it is no zip archive, is damaged, encrypted, too large, points outside, or holds no
        clip.
    OutputError
        When the folder cannot be written.
    """
    name = name or (archive.name if isinstance(archive, Path) else "The archive")
    limits = limits or ArchiveLimits()
    try:
        _check_its_list(archive, limits)
        with zipfile.ZipFile(archive) as opened:
            return _unpacked(opened, folder, limits)
    except _Refused as reason:
        raise ClipError(f"{name}: {reason}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ClipError(f"{name}: this is no zip archive that can be read ({error}).") from error
    except OSError as error:
        raise OutputError(
            f"{name} cannot be unpacked ({error.strerror or error}); is the disk full?"
        ) from error


class _Refused(Exception):  # noqa: N818 - reads as what happened
    """One sentence that says why an archive is not unpacked."""


def _check_its_list(archive: Path | BinaryIO, limits: ArchiveLimits) -> None:
    if isinstance(archive, Path):
        with archive.open("rb") as file:
            return _check_its_list(file, limits)
    length = archive.seek(0, 2)
    archive.seek(max(0, length - _END_BYTES))
    end = archive.read()
    for signature, offset, size in _ENDS:
        start = end.rfind(signature)
        told = int.from_bytes(end[start + offset : start + offset + size], "little")
        if start >= 0 and told > limits.max_files * _LIST_BYTES_A_FILE and told != 0xFFFFFFFF:
            raise _Refused(_too_many(limits))
    return None


def _too_many(limits: ArchiveLimits) -> str:
    return f"there are more than {limits.max_files:,} files in it; pack fewer into one archive."


def _unpacked(opened: zipfile.ZipFile, folder: Path, limits: ArchiveLimits) -> Unpacked:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    if len(entries) > limits.max_files:
        raise _Refused(_too_many(limits))
    places = {entry.filename: _place(entry) for entry in entries}
    wanted = [entry for entry in entries if _is_clip(entry, places[entry.filename])]
    if not wanted:
        raise _Refused("there is no clip in this archive.")
    if len({_as_disks_see(places[entry.filename]) for entry in wanted}) < len(wanted):
        raise _Refused("two files in it have the same name.")
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".unpack.", dir=folder))
    try:
        _write(opened, {entry: made / places[entry.filename] for entry in wanted}, limits)
        for part in sorted(made.iterdir()):
            if (folder / part.name).exists():
                raise _Refused(f"there is something called {part.name} already.")
        for part in sorted(made.iterdir()):
            part.rename(folder / part.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return Unpacked(
        clips=tuple(folder / places[entry.filename] for entry in wanted),
        left_out=tuple(entry.filename for entry in entries if entry not in wanted),
    )


def _place(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry goes within the folder: its own path without anything that leads elsewhere."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", entry.filename):
        raise _Refused("it holds a path that leads outside of it, and nothing was unpacked.")
    return PurePosixPath(*(_tame(part) for part in path.parts))


def _tame(part: str) -> str:
    """The name without control characters, and short enough for any disk."""
    shown = PurePosixPath(plain_name(part))
    return shortened(shown.stem, max(1, 255 - len(shown.suffix.encode()))) + shown.suffix


def _is_clip(entry: zipfile.ZipInfo, place: PurePosixPath) -> bool:
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
    return place.suffix.lower() in SUFFIXES and not is_link and not hidden


def _as_disks_see(place: PurePosixPath) -> str:
    """Names that differ by case or by how an accent is written are one name on many disks."""
    return unicodedata.normalize("NFC", str(place)).casefold()


def _write(
    opened: zipfile.ZipFile, targets: dict[zipfile.ZipInfo, Path], limits: ArchiveLimits
) -> None:
    left = limits.max_bytes
    for entry, target in targets.items():
        if entry.flag_bits & _ENCRYPTED:
            raise _Refused("it is locked with a password; pack it without one.")
        if entry.compress_type not in _USUAL:
            raise _Refused("it is packed in an unusual way; pack it as an ordinary zip archive.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as source, target.open("xb") as file:
            while chunk := source.read(min(_CHUNK_BYTES, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise _Refused(
                        f"unpacked it would be larger than {limits.max_bytes / 1e9:g} GB; "
                        "pack fewer clips into one archive."
                    )
                file.write(chunk)

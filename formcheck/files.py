"""Small things about files that several rooms need."""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from pathlib import Path

# Control characters, halves of characters, line and paragraph ends: a name with these can forge
# lines, colour a terminal, or cannot be written as text at all.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What desktops leave in folders that somebody has looked at.
_CLUTTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# Marks that turn the direction of writing, so that a name reads as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def sha256_of(path: Path) -> str:
    """The file's sha256, in hexadecimal.

    Raises
    ------
    OSError
        When it cannot be read, or is a pipe or a device, from which reading may never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def plain_name(name: str) -> str:
    """A file's name as it is shown: one line of text, whatever its bytes are."""
    return "".join(
        "\ufffd" if unicodedata.category(character) in _UNPRINTABLE or character in _TURNING
        else character
        for character in name
    )


def shortened(name: str, longest_bytes: int) -> str:
    """The beginning of a name that takes no more than so many bytes on disk."""
    return name.encode(errors="replace")[:longest_bytes].decode(errors="ignore")


def is_clutter(name: str) -> bool:
    """Whether a file was left by a desktop program, and is nobody's."""
    return name in _CLUTTER or name.startswith("._")

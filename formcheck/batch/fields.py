"""Who and when, told by the names of folders and files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from formcheck.container import SUFFIXES
from formcheck.errors import SettingsError

# Names that the tables have for something else, and the endings of those of readings.
_TAKEN = frozenset({
    "file", "sha256", "outcome", "error", "view", "azimuth_deg", "camera_roll_deg", "activity",
    "duration_s", "fps", "n_flags", "pelvis_method", "why_no_drop", "warnings", "report", "n_clips",
})
_OF_READINGS = ("_deg", "_spm", "_ms", "_s", "_percent", "_cm", "_n_steps", "_confidence")


@dataclass(frozen=True)
class Pattern:
    """A path with fields in braces, such as ``"{runner}/{date}_{label}.mp4"``.

    Attributes
    ----------
    text : str
    fields : tuple of str
        Names of the fields in order.
    """

    text: str
    fields: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """The pattern as written.

        Raises
        ------
        SettingsError
            When it has no field, a field twice, or one with a name that is taken.
        """
        fields = tuple(re.findall(r"\{([^{}]*)\}", text))
        if not fields:
            raise SettingsError(
                f"--by {text}: name at least one field in braces, e.g. "
                "{runner}/{date}_{label}.mp4."
            )
        for name in fields:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise SettingsError(
                    f"--by {text}: “{name}” cannot be a field; use lower-case letters, e.g. "
                    "{runner}, {date}, {label}."
                )
            if name in _TAKEN or name.endswith(_OF_READINGS):
                raise SettingsError(
                    f"--by {text}: “{name}” is a column of the table already; give the field "
                    "another name, e.g. {runner}, {date}, {label}."
                )
        if len(set(fields)) < len(fields):
            raise SettingsError(f"--by {text}: a field is named twice.")
        return cls(text, fields)

    def read(self, file: str) -> dict[str, str] | None:
        """The fields of a path, or None when it does not fit.

        The pattern is laid against the path's end, so that further folders above do no harm; the
        kind of video file does not matter.
        """
        match = re.search(self._expression(), _without_suffix(file))
        return match.groupdict() if match else None

    def read_all(self, files: Iterable[str]) -> pd.DataFrame:
        """A column for each field, a row for each path; missing where a path does not fit."""
        empty: dict[str, str | None] = dict.fromkeys(self.fields)
        rows = [self.read(file) or empty for file in files]
        return pd.DataFrame(rows, columns=list(self.fields), dtype=object)

    def _expression(self) -> str:
        parts = re.split(r"(\{[^{}]*\})", _without_suffix(self.text))
        return r"(?:^|/)" + "".join(map(_piece, parts)) + "$"


def as_date(text: str) -> pd.Timestamp | None:
    """A date as people write it into file names (2026-03-21, 20260321), or None."""
    if not re.fullmatch(r"\d{4}[-_.]?\d{2}[-_.]?\d{2}", text):
        return None
    try:
        return pd.Timestamp(re.sub(r"\D", "", text))
    except ValueError:
        return None


def _piece(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    # A field takes as little as it can, and the last one the rest; dates keep their own shape.
    name = part[1:-1]
    return rf"(?P<{name}>\d{{4}}[-_.]?\d{{2}}[-_.]?\d{{2}})" if name == "date" else (
        rf"(?P<{name}>[^/]+?)")


def _without_suffix(file: str) -> str:
    path = PurePosixPath(file)
    return str(path.with_suffix("")) if path.suffix.lower() in SUFFIXES else file

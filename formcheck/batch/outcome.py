"""What a batch leaves: the table of scores, the page, and how it went."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from formcheck.batch import records
from formcheck.batch.fields import Pattern
from formcheck.batch.job import Job, Record
from formcheck.report.files import for_spreadsheet

SCORES, SCORES_PARQUET, INDEX = "scores.csv", "scores.parquet", "index.html"
SESSIONS, PAIRS = "sessions.csv", "pairs.csv"
OURS = frozenset({SCORES, SCORES_PARQUET, INDEX, SESSIONS, PAIRS})
SOME_FAILED = 3
_FIRST = ("view", "azimuth_deg", "camera_roll_deg", "activity", "duration_s", "fps")
_READINGS = ("cadence", "pelvic_drop_left", "pelvic_drop_right", "pelvic_drop_asymmetry")
_LAST = ("n_flags", "pelvis_method", "why_no_drop", "warnings")
_TEXTS = frozenset({
    "file", "sha256", "outcome", "error", "view", "activity", "pelvis_method", "why_no_drop",
    "warnings", "report",
})


@dataclass(frozen=True)
class ScoredClip:
    """A file of the batch.

    Attributes
    ----------
    file : str
        Its path in the folder, with forward slashes.
    job : Job
    record : Record
    twin_of : str
        Another file with the same content, which was scored for both; else empty.
    """

    file: str
    job: Job
    record: Record
    twin_of: str = ""

    @property
    def ok(self) -> bool:
        return self.record.outcome == "result"

    @property
    def report(self) -> str:
        """Where the report lies, seen from the batch's folder; empty when there is none."""
        if not self.ok:
            return ""
        return (self.job.result_dir / "report.html").relative_to(self.job.out_dir).as_posix()


@dataclass(frozen=True)
class BatchResult:
    """The clips of a folder, scored.

    Attributes
    ----------
    out_dir : Path
    clips : tuple of ScoredClip
        In the order of the folder.
    pattern : Pattern or None
        What tells who and when.
    """

    out_dir: Path
    clips: tuple[ScoredClip, ...]
    pattern: Pattern | None = None

    @property
    def failed(self) -> tuple[ScoredClip, ...]:
        return tuple(clip for clip in self.clips if not clip.ok)

    @property
    def exit_code(self) -> int:
        """0 when every clip gave a result, 3 when some failed."""
        return SOME_FAILED if self.failed else 0

    def table(self) -> pd.DataFrame:
        """A row for every file: who it is, the readings with interval and confidence, or why not.

        Missing is None in columns of text and NaN in columns of numbers.
        """
        rows = [_row(clip) for clip in self.clips]
        known = pd.DataFrame(rows)
        table = known.reindex(columns=_in_order(list(known.columns)))
        if self.pattern is not None:
            fields = self.pattern.read_all(table["file"])
            table = pd.concat([table[["file"]], fields, table.drop(columns="file")], axis=1)
        return _typed(table, {*_TEXTS, *(self.pattern.fields if self.pattern else ())})

    def write(self) -> None:
        """Write the tables and the page, each whole or not at all."""
        from formcheck.batch import page, sessions

        table = self.table()
        _write_csv(table, self.out_dir / SCORES)
        parquet = io.BytesIO()
        table.to_parquet(parquet, index=False)
        records.write_whole(self.out_dir / SCORES_PARQUET, parquet.getvalue())
        by_session = sessions.sessions(table, self.pattern.fields) if self.pattern else None
        pairs = sessions.runner_pairs(self)
        for name, further in ((SESSIONS, by_session), (PAIRS, sessions.pairs_table(pairs))):
            if further is not None and len(further):
                _write_csv(further, self.out_dir / name)
            else:
                (self.out_dir / name).unlink(missing_ok=True)
        html = page.render(self, by_session=by_session, pairs=pairs)
        records.write_whole(self.out_dir / INDEX, html.encode("utf-8"))


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    text = for_spreadsheet(table).to_csv(index=False, lineterminator="\n")
    records.write_whole(path, text.encode("utf-8"))


def _row(clip: ScoredClip) -> dict[str, Any]:
    row = {
        "file": clip.file,
        "sha256": None if clip.job.sha256.startswith("unread:") else clip.job.sha256,
        "outcome": clip.record.outcome,
        "error": clip.record.reason or None,
        **clip.record.values,
        "report": clip.report or None,
    }
    if clip.twin_of:
        twin = f"The same content as {clip.twin_of}."
        row["warnings"] = f"{row.get('warnings') or ''} {twin}".strip()
    return row


def _in_order(names: list[str]) -> list[str]:
    """File and outcome first, the main readings next, the further ones, then the rest."""
    of_readings = [name for name in names if _reading_of(name, names)]
    main = [name for reading in _READINGS for name in of_readings if _is_of(name, reading)]
    further = [name for name in of_readings if name not in main]
    return [
        "file", "sha256", "outcome", "error", *_FIRST, *main, *further, *_LAST, "report",
    ]


def _is_of(name: str, reading: str) -> bool:
    return name.startswith(f"{reading}_")


def _reading_of(name: str, names: list[str]) -> bool:
    """Whether a column belongs to a reading: its name begins like that of a confidence."""
    readings = [
        other.removesuffix("_confidence") for other in names if other.endswith("_confidence")
    ]
    return any(_is_of(name, reading) for reading in readings)


def _typed(table: pd.DataFrame, texts: Collection[str]) -> pd.DataFrame:
    """Columns of text hold text or None, all others floating-point numbers or NaN."""
    typed = table.copy()
    for name in map(str, table.columns):
        if name in texts or name.endswith("_confidence"):
            words = [None if pd.isna(word) else word for word in table[name]]
            typed[name] = pd.Series(words, index=table.index, dtype=object)
        else:
            typed[name] = table[name].astype(float)
    return typed

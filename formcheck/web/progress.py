"""How far a piece of work is, told from its process to the page by a small file."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "progress.json"
# Told at most this often, seconds.
_APART_S = 0.25


@dataclass(frozen=True)
class Step:
    """What is being done.

    Attributes
    ----------
    stage : str
    done, total : int
    took_s : float
        Since the stage began.
    failed : int
        Of a folder: clips without a result so far.
    """

    stage: str
    done: int
    total: int
    took_s: float
    failed: int = 0

    @property
    def share(self) -> float:
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0

    @property
    def per_second(self) -> float | None:
        return self.done / self.took_s if self.done and self.took_s > 0 else None

    @property
    def left_s(self) -> float | None:
        """Seconds until this stage is done at its pace so far."""
        pace = self.per_second
        return None if pace is None else max(0, self.total - self.done) / pace


class Teller:
    """Writes ``progress(stage, done, total)`` calls to the file of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stage, self._began_s, self._told_s = "", 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int, failed: int = 0) -> None:
        now_s = time.monotonic()
        if stage != self._stage:
            self._stage, self._began_s, self._told_s = stage, now_s, 0.0
        if now_s - self._told_s < _APART_S and done < total:
            return
        self._told_s = now_s
        step = Step(stage, done, total, now_s - self._began_s, failed)
        half = self._path.with_suffix(".half")
        half.write_text(json.dumps(asdict(step)), encoding="utf-8")
        half.replace(self._path)


def last_step(folder: Path) -> Step | None:
    """What was told last; None when nothing was."""
    try:
        return Step(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

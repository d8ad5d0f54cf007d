"""How far a batch is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from formcheck.batch.job import Record


@dataclass
class Tally:
    """Counts of a batch at work.

    Attributes
    ----------
    total, done, failed, taken_up : int
        Clips in all; of these, those with a record, with a failure, with a record from before.
    scored : int
        Clips done in this run.
    stage : str
        What is being done, in words.
    scoring_since_s : float
        When the first clip was handed out, by `time.monotonic`.
    """

    total: int = 0
    done: int = 0
    failed: int = 0
    taken_up: int = 0
    scored: int = 0
    stage: str = ""
    scoring_since_s: float = field(default_factory=time.monotonic)

    def left_s(self) -> float | None:
        """Seconds left at the pace of this run; None before its first clip is done."""
        if not self.scored:
            return None
        pace_s = (time.monotonic() - self.scoring_since_s) / self.scored
        return pace_s * (self.total - self.done)

    def count(self, record: Record, n_files: int, *, before: bool) -> None:
        """Count a record that stands for `n_files` files of the same content."""
        self.done += n_files
        self.failed += n_files * (record.outcome == "failure")
        self.taken_up += n_files * before
        self.scored += n_files * (not before)


Tell = Callable[[Tally], None]
"""Called whenever a `Tally` has changed."""

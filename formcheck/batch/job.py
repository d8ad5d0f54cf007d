"""One clip of a batch: what is to be done with it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from formcheck.settings import Settings
from formcheck.summary import settings_summary

Outcome = Literal["result", "failure"]


@dataclass(frozen=True)
class Job:
    """A clip to be scored.

    Attributes
    ----------
    clip : Path
    sha256 : str
        Of its content.
    out_dir : Path
        The folder of the batch.
    settings : Settings
    version : str
        Of formcheck, which must be the same on every machine that takes part.
    overlay : bool
        Whether the report comes with the overlay video.
    """

    clip: Path
    sha256: str
    out_dir: Path
    settings: Settings
    version: str
    overlay: bool = False

    @property
    def name(self) -> str:
        """Named by content, so that a clip may be renamed or moved."""
        return self.sha256[:16]

    @property
    def result_dir(self) -> Path:
        return self.out_dir / "clips" / self.name

    @property
    def picture(self) -> Path:
        return self.out_dir / "pictures" / f"{self.name}.jpg"

    def key(self) -> dict[str, Any]:
        """All that a result depends on."""
        return {
            "sha256": self.sha256,
            "formcheck": self.version,
            "settings": settings_summary(self.settings),
            "overlay": self.overlay,
        }


@dataclass(frozen=True)
class Record:
    """What became of a clip.

    Attributes
    ----------
    key : mapping
        `Job.key` of the job it answers.
    outcome : {"result", "failure"}
    values : mapping
        Columns of the table of scores; empty for a failure.
    reason : str
        Why it failed, in plain words.
    again : bool
        Whether to try again next time: it failed by the machine, not by the clip.
    limit_s : float or None
        The time limit that stopped it.
    seconds, cpu_s : float
        Time it took, and of the processor.
    peak_memory_mb : float or None
        Most memory its process has held.
    """

    key: Mapping[str, Any]
    outcome: Outcome
    values: Mapping[str, Any]
    reason: str = ""
    again: bool = False
    limit_s: float | None = None
    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_memory_mb: float | None = None

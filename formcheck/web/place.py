"""Where the page runs: on its user's own machine, or for others who visit it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from formcheck.batch.places import default_workers
from formcheck.settings import PageSettings

HOSTED, DATA, SLOTS, KEEP = (
    "FORMCHECK_HOSTED", "FORMCHECK_DATA", "FORMCHECK_JOBS", "FORMCHECK_KEEP_HOURS",
)
_OWN_ADDRESSES = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Place:
    """Where the page runs.

    Attributes
    ----------
    folder : Path
        Everything that the page keeps.
    hosted : bool
        Others visit the page: each sees only their own, and nothing stays for good.
    slots : int
        Pieces of work done at a time.
    keep_s : float or None
        Seconds until an entry is removed; None = never.
    """

    folder: Path
    hosted: bool
    slots: int
    keep_s: float | None


def this_place(address: str | None) -> Place:
    """The place, from the server's address and the environment.

    Parameters
    ----------
    address : str or None
        What the server listens on. Only a server that listens on this machine alone is taken for
        its user's own.
    """
    hosted = _told(HOSTED, "0" if address in _OWN_ADDRESSES else "1") not in ("0", "false", "no")
    keep_h = float(_told(KEEP, str(PageSettings().keep_h)))
    return Place(
        folder=Path(_told(DATA, str(user_data_path("formcheck") / "page"))),
        hosted=hosted,
        slots=max(1, int(_told(SLOTS, str(_spare_cores())))),
        keep_s=keep_h * 3600 if hosted and keep_h > 0 else None,
    )


def _told(name: str, default: str) -> str:
    return os.environ.get(name, "").strip().lower() if name == HOSTED and name in os.environ \
        else os.environ.get(name, "").strip() or default


def _spare_cores() -> int:
    """As many as memory and cores allow, one core left for the page itself."""
    return max(1, min(default_workers(), (os.cpu_count() or 2) - 1))

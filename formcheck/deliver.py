"""A clip in, a result folder out: what the command line and the batch do with every clip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import formcheck
from formcheck.analysis import analyze
from formcheck.clip import open_clip
from formcheck.observe import Progress
from formcheck.report import default_out_dir, existing_result, write_report
from formcheck.report.files import REPORT, refuse_to_lose
from formcheck.settings import Settings


@dataclass(frozen=True)
class Delivery:
    """A result that lies in its folder.

    Attributes
    ----------
    summary : dict
        What ``summary.json`` holds.
    report : Path
        ``report.html``.
    taken_up : bool
        Whether it was there already: clip, settings and version unchanged.
    """

    summary: dict[str, Any]
    report: Path
    taken_up: bool


def deliver(
    path: str | Path,
    out_dir: Path | None = None,
    *,
    settings: Settings | None = None,
    overlay: bool = True,
    force: bool = False,
    progress: Progress | None = None,
) -> Delivery:
    """Analyse a clip and write its result folder, unless the same result is there already.

    Parameters
    ----------
    path : str or Path
    out_dir : Path, optional
        Named after the clip when not given.
    settings : Settings, optional
    overlay : bool
        Whether to write the overlay video.
    force : bool
        Measure anew whatever is there.
    progress : callable, optional
        ``progress(stage, done, total)``.

    Raises
    ------
    FormcheckError
        As `analyze` and `write_report` do; nothing is written then.
    """
    settings = settings or Settings()
    clip = open_clip(path)
    out_dir = out_dir or default_out_dir(clip.path, clip.sha256)
    known = existing_result(
        out_dir, clip.sha256, settings, formcheck.__version__, overlay=overlay
    )
    if known is not None and not force:
        return Delivery(known, out_dir / REPORT, taken_up=True)
    refuse_to_lose(out_dir)
    analysis = analyze(path, settings=settings, progress=progress)
    report = write_report(analysis, out_dir, overlay=overlay, force=True, progress=progress)
    return Delivery(analysis.summary(), report, taken_up=False)

"""What is done in the other process, a function for each kind of entry.

Each gets the entry's folder and what was asked for, tells how far it is, and leaves its result.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import formcheck
from formcheck.errors import ClipError
from formcheck.settings import PageSettings, Settings, override
from formcheck.web.progress import Teller
from formcheck.web.store import CLIPS, FOOTAGE, RESULT

if TYPE_CHECKING:
    from formcheck.batch.job import Job, Record
    from formcheck.batch.tally import Tally
    from formcheck.result import Analysis

LOOK, EARLY = "look", "early"
# The whole result as it was in memory, beside its folder: what the page draws from.
KEPT = ".pickle"
_NICE = 5


def prepare() -> None:
    """Load what every analysis needs, so that the next one begins at once."""
    import formcheck.analysis
    import formcheck.report  # noqa: F401


def look(folder: Path, request: Mapping[str, Any]) -> None:
    """Have a first look at the entry's clip: is it worth the analysis, and who is in it?"""
    from formcheck.preflight import preflight

    footage = the_clip(folder)
    _refuse_long(footage)
    keep(preflight(footage, settings=settings_of(request)), folder / LOOK)


def clip(folder: Path, request: Mapping[str, Any]) -> None:
    """Analyse the entry's clip and write its result."""
    from formcheck.analysis import analyze
    from formcheck.report import write_report

    _give_way()
    footage, tell = the_clip(folder), Teller(folder)
    _refuse_long(footage)
    analysis = analyze(footage, settings=settings_of(request), progress=tell)
    # The page shows the readings from now on, while report and video are still made.
    keep(analysis, folder / EARLY)
    write_report(analysis, folder / RESULT, force=True, progress=tell)
    (folder / (EARLY + KEPT)).replace(folder / (RESULT + KEPT))


def pair(folder: Path, request: Mapping[str, Any]) -> None:
    """Compare two results that lie beside the entry."""
    from formcheck.comparison.film import read_film
    from formcheck.comparison.run import compare

    _give_way()
    sides = [folder.parent / request[side] for side in ("before", "after")]
    if not all((side / RESULT).is_dir() for side in sides):
        raise ClipError("One of the two clips gave no result, so there is nothing to compare.")
    films = [read_film(side / RESULT, clip=the_clip(side)) for side in sides]
    comparison = compare(
        *films, settings=settings_of(request), mirrored=bool(request.get("mirrored")),
        same_clothes=bool(request.get("same_clothes")), speeds_kmh=request.get("speeds_kmh"),
        out_dir=folder / RESULT, progress=Teller(folder),
    )
    keep(comparison, folder / RESULT)


def folder(folder: Path, request: Mapping[str, Any]) -> None:
    """Score every clip of a folder: the entry's own, or one of this machine."""
    from formcheck.batch.run import score_folder

    _give_way()
    tell = Teller(folder)

    def tell_tally(tally: Tally) -> None:
        tell(tally.stage, tally.done, tally.total, tally.failed)

    result = score_folder(
        Path(request.get("path") or folder / CLIPS), folder / RESULT,
        settings=settings_of(request), workers=request.get("workers"),
        overlay=bool(request.get("overlay")), tell=tell_tally, work=score_and_keep,
    )
    keep(result, folder / RESULT)


WORK: dict[str, Callable[[Path, Mapping[str, Any]], None]] = {
    "look": look, "clip": clip, "pair": pair, "folder": folder,
}
# What an entry is after a task, where it is not done with it.
DONE = {"look": "looked"}


def score_and_keep(job: Job) -> Record:
    """As `formcheck.batch.score.score_clip`, and keep the analysis for the page."""
    from formcheck.batch import records
    from formcheck.batch.score import failure, score_clip, without_name

    try:
        _refuse_long(job.clip)
    except ClipError as error:
        record = failure(job, without_name(str(error), job.clip))
        records.write(job, record)
        return record
    return score_clip(job, also=_keep_of_job)


def _keep_of_job(analysis: Analysis, job: Job) -> None:
    keep(analysis, job.result_dir)


def the_clip(folder: Path) -> Path:
    """The clip that was uploaded into an entry.

    Raises
    ------
    ClipError
        When it is not there any more.
    """
    for path in (folder / FOOTAGE).glob("*"):
        return path
    raise ClipError("The clip itself is not there any more; upload it again.")


def settings_of(request: Mapping[str, Any]) -> Settings:
    return override(Settings(), request.get("settings", {}), source="The page")


def keep(thing: Any, result: Path) -> None:
    """Put a result as it is in memory beside its folder."""
    path = result.with_name(result.name + KEPT)
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        pickle.dump((formcheck.__version__, thing), file)
    half.replace(path)


def kept(result: Path) -> Any:
    """What was kept beside a result folder; None when this version cannot read it."""
    try:
        with result.with_name(result.name + KEPT).open("rb") as file:
            version, thing = pickle.load(file)
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError):
        return None
    whole = all(hasattr(thing, part.name) for part in fields(thing))
    return thing if whole and version == formcheck.__version__ else None


def _refuse_long(footage: Path) -> None:
    from formcheck.clip import open_clip

    longest_s = PageSettings().max_clip_s
    clip = open_clip(footage)
    if clip.duration_estimate_s > longest_s:
        raise ClipError(
            f"{footage.name}: this clip lasts {clip.duration_estimate_s / 60:.1f} minutes, and "
            f"up to {longest_s / 60:g} are taken here. Cut out ten to thirty seconds of steady "
            "running."
        )


def _give_way() -> None:
    """Leave the processor to the page when both want it."""
    if hasattr(os, "nice"):
        os.nice(_NICE)

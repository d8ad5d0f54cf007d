"""What is done with one clip: analysed, reported on, and put on record."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import formcheck
from formcheck.batch import records
from formcheck.batch.job import Job, Record
from formcheck.errors import (
    EnvironmentProblem,
    FormcheckError,
    ModelError,
    NotOursError,
    OutputError,
)
from formcheck.files import plain_name

if TYPE_CHECKING:
    from formcheck.result import Analysis

# These would happen to every clip: the batch stops and says so, once.
STOPS_ALL = (ModelError, EnvironmentProblem, OutputError)
_UNITS = {"%": "percent"}


def score_clip(job: Job, *, also: Callable[[Analysis, Job], None] | None = None) -> Record:
    """Analyse a clip, write its report, its picture and its record.

    Runs in a process of its own. A clip that cannot be analysed gives a record too.

    Parameters
    ----------
    job : Job
    also : callable, optional
        Called with the analysis and the job once the report is written.

    Raises
    ------
    ModelError, EnvironmentProblem, OutputError
        What is wrong with the machine, not with the clip.
    """
    if job.version != formcheck.__version__:
        raise EnvironmentProblem(
            f"This worker has formcheck {formcheck.__version__}, the batch was started with "
            f"{job.version}; install the same version everywhere."
        )
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    try:
        values = _measured(job, also)
        record = Record(key=job.key(), outcome="result", values=values)
    except NotOursError:
        record = failure(job, _somebodys(job), again=True)
    except STOPS_ALL:
        raise
    except FormcheckError as error:
        record = failure(job, without_name(str(error), job.clip))
    except MemoryError:
        record = failure(job, "there was not enough memory for it", again=True)
    except Exception as error:
        record = failure(job, f"something went wrong inside formcheck ({_in_short(error)})")
    record = replace(
        record,
        seconds=round(time.perf_counter() - start_s, 3),
        cpu_s=round(time.process_time() - start_cpu_s, 3),
        peak_memory_mb=peak_memory_mb(),
    )
    records.write(job, record)
    return record


def failure(
    job: Job, reason: str, *, again: bool = False, limit_s: float | None = None
) -> Record:
    """The record of a clip without a result."""
    return Record(
        key=job.key(), outcome="failure", values={}, reason=reason, again=again, limit_s=limit_s
    )


def without_name(sentence: str, clip: Path) -> str:
    """An error's sentence without the file's name, which is another after a renaming."""
    name = plain_name(clip.name)
    return sentence.removeprefix(f"{name}: ").removeprefix(f"{name} ")


def values_of(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the table of scores that a result's summary gives.

    Each reading gives its value with the unit in the name, the 95 % interval, the steps behind it
    and the confidence.
    """
    clip, view = summary["clip"], summary["view"]
    values: dict[str, Any] = {
        "view": view["kind"],
        "azimuth_deg": view["azimuth_deg"],
        "camera_roll_deg": view["camera_roll_deg"],
        "activity": summary["activity"]["kind"],
        "duration_s": clip["duration_s"],
        "fps": clip["fps"],
        "pelvis_method": summary["provenance"].get("pelvis_method", ""),
        "why_no_drop": _why_no_drop(summary["readings"]),
    }
    for name, reading in summary["readings"].items():
        unit = _UNITS.get(reading["unit"], reading["unit"])
        values |= {
            f"{name}_{unit}": reading["value"],
            f"{name}_low_{unit}": reading["low"],
            f"{name}_high_{unit}": reading["high"],
            f"{name}_n_steps": reading["n_steps"],
            f"{name}_confidence": reading["confidence"],
        }
    return {**values, "n_flags": len(summary["flags"]), "warnings": " ".join(summary["warnings"])}


def _somebodys(job: Job) -> str:
    folder = job.result_dir.relative_to(job.out_dir).as_posix()
    return (
        f"its folder {folder} holds something that is not formcheck's, and nothing of it was "
        "touched; move that elsewhere, then give the same command again"
    )


def peak_memory_mb() -> float | None:
    """Most memory this process has held so far, where the system tells."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


def _measured(job: Job, also: Callable[[Analysis, Job], None] | None) -> dict[str, Any]:
    from formcheck.analysis import analyze
    from formcheck.batch.picture import small_picture
    from formcheck.report import write_report
    from formcheck.report.files import refuse_to_lose

    refuse_to_lose(job.result_dir)
    analysis = analyze(job.clip, settings=job.settings)
    write_report(analysis, job.result_dir, overlay=job.overlay, force=True)
    picture = small_picture(analysis, job.result_dir)
    if picture is not None:
        records.write_whole(job.picture, picture)
    if also is not None:
        also(analysis, job)
    return values_of(analysis.summary())


def _why_no_drop(readings: Mapping[str, Any]) -> str:
    drop = readings.get("pelvic_drop_left", {})
    return drop.get("caveat", "") if drop.get("value") is None else ""


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]

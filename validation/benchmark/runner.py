"""Render what is missing, measure what is missing, say how far it is; resumes where it stopped."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.benchmark.cache import analysis_path, benchmark_folder, clip_path
from validation.benchmark.compare import Comparison, compare
from validation.benchmark.design import Case
from validation.benchmark.measured import load, measure_clip, save
from validation.benchmark.truth_file import read_truth
from validation.render.body import is_woman

Report = Callable[[str, int, int], None]
"""Called with the clip that is done, how many are, and how many there are."""


@dataclass(frozen=True)
class Job:
    """A clip to be compared with its truth.

    Attributes
    ----------
    name : str
    about : dict
        What the report knows of it besides.
    case : Case or None
        What to render when `clip` is not there; None for clips from elsewhere.
    clip : Path or None
        The video of a clip from elsewhere; the truth lies beside it with the ending ``.json``.
    """

    name: str
    about: dict[str, Any]
    case: Case | None = None
    clip: Path | None = None


def case_job(case: Case) -> Job:
    """The job of a case of the design."""
    about = {
        "class": case.case_class, "true_view": case.view, "azimuth_deg": case.azimuth_deg,
        "yaw_deg": case.yaw_deg, "clothes": case.clothes,
        "runner": "woman" if is_woman(case.body) else "man", "light": case.light, "fps": case.fps,
        "held": case.held, "body": case.body, "gait": case.twin_of or case.name,
        "camera_roll_set_deg": case.roll_deg, "twin_of": case.twin_of,
        "distance_m": case.distance_m, "height_m": case.height_m,
    }  # fmt: skip
    return Job(name=case.name, about=about, case=case)


def run(jobs: Iterable[Job], *, workers: int, report: Report) -> list[Comparison]:
    """Compare every job's clip with its truth, in the jobs' order.

    Clips and analyses that lie in the cache are not made again. One worker runs in this
    process; more run in processes of their own.
    """
    waiting = list(jobs)
    finished: dict[str, Comparison] = {}
    done = _one_by_one(waiting) if workers <= 1 else _side_by_side(waiting, workers)
    for job, comparison in done:
        finished[job.name] = comparison
        report(job.name, len(finished), len(waiting))
    return [finished[job.name] for job in waiting]


def do(job: Job) -> Comparison:
    """Render, measure and compare one clip, or take from the cache what is there."""
    clip = job.clip or rendered(job)
    kept = analysis_path(clip)
    if kept.is_file():
        measured = load(kept)
    else:
        measured = measure_clip(clip)
        save(measured, kept)
    return compare(job.name, read_truth(clip.with_suffix(".json")), measured, job.about)


def rendered(job: Job) -> Path:
    """The clip of a job's case; rendered whole or not at all."""
    assert job.case is not None
    clip = clip_path(job.case)
    truth = clip.with_suffix(".json")
    if clip.is_file() and truth.is_file():
        return clip
    from validation.benchmark.scenes import encoding_of, scene_of
    from validation.render.clip import make_clip

    clip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=benchmark_folder()) as unfinished:
        made = Path(unfinished) / clip.name
        make_clip(
            scene_of(job.case), made, duration_s=job.case.duration_s,
            encoding=encoding_of(job.case), renderer=_renderer(),
        )  # fmt: skip
        made.replace(clip)
        made.with_suffix(".json").replace(truth)
    return clip


_kept_renderer: list[Any] = []


def _renderer() -> Any:
    """This process's one renderer: it holds an OpenGL context."""
    if not _kept_renderer:
        from validation.render import Renderer

        _kept_renderer.append(Renderer())
    return _kept_renderer[0]


def _one_by_one(jobs: list[Job]) -> Iterator[tuple[Job, Comparison]]:
    for job in jobs:
        yield job, do(job)


def _side_by_side(jobs: list[Job], workers: int) -> Iterator[tuple[Job, Comparison]]:
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_quiet_worker
    ) as pool:
        futures = {pool.submit(do, job): job for job in jobs}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True, wait=False)
            raise


def _quiet_worker() -> None:
    """One thread each for drawing, so that workers do not fight for the cores."""
    os.environ["LP_NUM_THREADS"] = "1"

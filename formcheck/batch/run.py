"""Score a folder: every clip once, on all cores or a cluster, and one table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path

import formcheck
from formcheck.batch import records
from formcheck.batch.children import Children, WorkerLost, WorkerTimeout
from formcheck.batch.clips import find_clips
from formcheck.batch.fields import Pattern
from formcheck.batch.job import Job, Record
from formcheck.batch.lock import only_one
from formcheck.batch.outcome import OURS, BatchResult, ScoredClip
from formcheck.batch.places import Place, this_machine
from formcheck.batch.score import STOPS_ALL, failure, score_clip, without_name
from formcheck.batch.sessions import PAIRS
from formcheck.batch.tally import Tally, Tell
from formcheck.files import plain_name, sha256_of
from formcheck.settings import Settings

TIME_LIMIT_S = 1800.0
# Jobs handed out ahead, for every clip worked on at a time: enough to keep all workers busy, and
# a flat memory however many clips there are.
AHEAD = 4


def score_folder(
    folder: str | Path,
    out_dir: str | Path,
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    place: Place | None = None,
    by: str | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    overlay: bool = False,
    force: bool = False,
    tell: Tell = lambda tally: None,
    work: Callable[[Job], Record] = score_clip,
) -> BatchResult:
    """Analyse every clip in a folder and its subfolders, and put the results into one table.

    Clips whose content, settings and formcheck version are unchanged since an earlier run are
    taken up from it. Interrupted at any moment, the next call goes on where this one was.

    Parameters
    ----------
    folder, out_dir : str or Path
    settings : Settings, optional
    workers : int, optional
        Clips worked on at a time; by default as many as this machine's cores and memory allow.
    place : Place, optional
        Another `concurrent.futures.Executor` to work in, e.g. that of `places.dask_cluster`.
    by : str, optional
        Pattern of the files' paths that tells who and when, e.g.
        ``"{runner}/{date}_{label}.mp4"``.
    time_limit_s : float
        A clip that takes longer is given up.
    overlay : bool
        Whether to write the overlay videos too.
    force : bool
        Score every clip anew.
    tell : callable
        Called with a `Tally` whenever something has changed.
    work : callable
        What is done with a job; it must be importable by its name.

    Returns
    -------
    BatchResult
        ``scores.csv``, ``scores.parquet`` and ``index.html`` are then in `out_dir`.

    Raises
    ------
    ClipError
        When the folder holds no clip.
    SettingsError
        When the pattern makes no sense.
    ModelError, EnvironmentProblem, OutputError
        What no clip can be scored with; what was done before that is kept. `NotOursError` when
        `out_dir` holds what the tables or the page would replace.
    """
    folder, out_dir = Path(folder), Path(out_dir).absolute()
    pattern = Pattern.of(by) if by else None
    clips = find_clips(folder, but_not=out_dir)
    records.refuse_to_lose(out_dir, {*OURS, PAIRS})
    records.make_folders(out_dir)
    with only_one(out_dir), nullcontext(place) if place else this_machine(workers) as at:
        records.clear_away_half_done(out_dir)
        batch = _Batch(out_dir, settings or Settings(), overlay, time_limit_s, at, work, tell)
        batch.read(clips)
        batch.score(force=force)
        batch.say("Writing the tables")
        result = BatchResult(
            out_dir, tuple(batch.scored(clip, folder) for clip in clips), pattern
        )
        result.write()
        batch.say("Done")
    return result


class _Batch:
    """The clips of a batch by their content, and what has become of them so far."""

    def __init__(
        self, out_dir: Path, settings: Settings, overlay: bool, limit_s: float, place: Place,
        work: Callable[[Job], Record], tell: Tell,
    ) -> None:
        self._out_dir, self._settings, self._overlay = out_dir, settings, overlay
        self._limit_s, self._place, self._work, self._tell = limit_s, place, work, tell
        self._tally = Tally()
        self._sha256: dict[Path, str] = {}
        self._bytes: dict[str, int] = {}
        self._jobs: dict[str, Job] = {}
        self._files: dict[str, list[Path]] = {}
        self._records: dict[str, Record] = {}

    def read(self, clips: list[Path]) -> None:
        """Learn what the clips hold: the same content is scored once, whatever its name."""
        self._tally.total = len(clips)
        self.say("Reading the clips")
        absolute = [clip.absolute() for clip in clips]
        for clip, content in zip(clips, self._place.executor.map(_content, absolute), strict=True):
            # What cannot be read has no content; its name stands in.
            sha256 = content.sha256 or f"unread:{clip}"
            self._sha256[clip], self._bytes[sha256] = sha256, content.n_bytes
            self._files.setdefault(sha256, []).append(clip)
            self._jobs.setdefault(sha256, Job(
                clip=clip.absolute(), sha256=sha256, out_dir=self._out_dir,
                settings=self._settings, version=formcheck.__version__, overlay=self._overlay,
            ))
            if content.problem:
                self._keep(self._jobs[sha256], failure(self._jobs[sha256], content.problem))

    def score(self, *, force: bool) -> None:
        """Do what has not been done."""
        self._tally.scoring_since_s = time.monotonic()
        self.say("Scoring")
        jobs = [job for sha256, job in self._jobs.items() if sha256 not in self._records]
        # Large clips first, so that at the end no worker is left alone with a long one.
        jobs.sort(key=lambda job: self._bytes[job.sha256], reverse=True)
        # Closed at once when something goes wrong here: that ends the processes at work.
        with closing(self._done(self._left_to_do(jobs, force=force))) as done:
            for job, record in done:
                self._keep(job, record)

    def scored(self, clip: Path, folder: Path) -> ScoredClip:
        sha256 = self._sha256[clip]
        first = self._files[sha256][0]
        return ScoredClip(
            file=plain_name(clip.relative_to(folder).as_posix()),
            job=self._jobs[sha256],
            record=self._records[sha256],
            twin_of="" if clip == first else plain_name(first.relative_to(folder).as_posix()),
        )

    def say(self, stage: str) -> None:
        self._tally.stage = stage
        self._tell(self._tally)

    def _keep(self, job: Job, record: Record, *, before: bool = False) -> None:
        self._records[job.sha256] = record
        self._tally.count(record, len(self._files[job.sha256]), before=before)
        self._tell(self._tally)

    def _left_to_do(self, jobs: Iterable[Job], *, force: bool) -> Iterator[Job]:
        for job in jobs:
            record = None if force else records.standing(job, limit_s=self._limit_s)
            if record is None:
                yield job
            else:
                self._keep(job, record, before=True)

    def _done(self, jobs: Iterator[Job]) -> Generator[tuple[Job, Record], None, None]:
        """Hand out the jobs, a few ahead of the workers, and give each with its record."""
        children = Children(self._limit_s, cores=self._place.cores)
        under_way: dict[Future[Record], Job] = {}
        try:
            while True:
                for job in islice(jobs, AHEAD * self._place.slots - len(under_way)):
                    future = self._place.executor.submit(children.run, self._work, job)
                    under_way[future] = job
                if not under_way:
                    return
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    job = under_way.pop(future)
                    yield job, self._record_of(job, future)
        finally:
            for future in under_way:
                future.cancel()
            children.stop()

    def _record_of(self, job: Job, future: Future[Record]) -> Record:
        try:
            return future.result()
        except STOPS_ALL:
            raise
        except WorkerTimeout as error:
            record = failure(job, str(error), limit_s=self._limit_s)
        except WorkerLost as error:
            record = failure(job, str(error), again=True)
        except Exception as error:
            # By now it has gone wrong in the executor itself: a cluster gave the clip up.
            record = failure(job, without_name(str(error), job.clip), again=True)
        records.write(job, record)
        return record


class _Content:
    """A file's sha256 and size, or why it cannot be read."""

    def __init__(self, sha256: str = "", n_bytes: int = 0, problem: str = "") -> None:
        self.sha256, self.n_bytes, self.problem = sha256, n_bytes, problem


def _content(clip: Path) -> _Content:
    try:
        return _Content(sha256_of(clip), clip.stat().st_size)
    except OSError as error:
        return _Content(problem=f"the file cannot be read ({error.strerror})")

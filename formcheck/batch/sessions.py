"""A club's folder: a row for each runner and session, and each runner's before and after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

import formcheck
from formcheck.batch.fields import as_date

if TYPE_CHECKING:
    from formcheck.batch.outcome import BatchResult, ScoredClip

RUNNER, DATE, LABEL = "runner", "date", "label"
PAIRS = "pairs"
_ENDS = ("", "_low", "_high")


@dataclass(frozen=True)
class RunnerPair:
    """A runner's first clip against the last one.

    Attributes
    ----------
    runner, before, after : str
        Name, and the files compared.
    numbers : mapping
        What ``comparison.json`` holds of them.
    page : str
        ``comparison.html``, seen from the batch's folder, quoted for a link.
    """

    runner: str
    before: str
    after: str
    numbers: dict[str, Any]
    page: str


def sessions(table: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame | None:
    """One row per runner and session: the means of its clips' readings.

    Clips of one session share camera and clothes, so their errors do not average out: the mean's
    interval is the mean of the intervals.

    Parameters
    ----------
    table : DataFrame
        The table of scores.
    fields : tuple of str
        Its columns that the pattern gave.

    Returns
    -------
    DataFrame or None
        None when no field tells runner or date.
    """
    keys = [name for name in (RUNNER, DATE) if name in fields]
    if not keys:
        return None
    scored = table[table["outcome"] == "result"].dropna(subset=keys)
    readings = [
        str(name) for name in scored.columns
        if pd.api.types.is_float_dtype(scored[name]) and _is_reading(str(name), table)
    ]
    groups = scored.groupby(keys, sort=True)
    means = groups[readings].mean()
    counts = groups.size().rename("n_clips")
    return pd.concat([counts, means], axis=1).reset_index()


def runner_pairs(result: BatchResult) -> list[RunnerPair]:
    """Compare each runner's first clip with the last, and write the comparisons.

    The clips labelled ``before`` and ``after`` are taken where there are such, else those of the
    usual view. A comparison that is there already is taken up.
    """
    return [
        _compared(runner, before, after, result.out_dir)
        for runner, before, after in first_and_last(result)
    ]


def pairs_table(pairs: list[RunnerPair]) -> pd.DataFrame:
    """A row for each runner's pair: the change of every reading with interval and verdict."""
    rows = []
    for pair in pairs:
        row: dict[str, Any] = {"runner": pair.runner, "before": pair.before, "after": pair.after}
        for name, change in pair.numbers["changes"].items():
            unit = change["unit"]
            row |= {
                f"{name}_change_{unit}": change["change"],
                f"{name}_change_low_{unit}": change["low"],
                f"{name}_change_high_{unit}": change["high"],
                f"{name}_verdict": change["verdict"],
            }
        rows.append(row)
    return pd.DataFrame(rows)


def _is_reading(name: str, table: pd.DataFrame) -> bool:
    stem = name.rsplit("_", 1)[0]
    stems = {stem.removesuffix(end) for end in _ENDS}
    return not name.endswith("_n_steps") and any(f"{each}_confidence" in table for each in stems)


def first_and_last(result: BatchResult) -> Iterator[tuple[str, ScoredClip, ScoredClip]]:
    """Each runner with the clips that make a before and an after, where there are two."""
    pattern = result.pattern
    if pattern is None or RUNNER not in pattern.fields:
        return
    # Clips are in the order in which a person counts, which stands where dates do not tell.
    by_runner: dict[str, list[tuple[Any, str, ScoredClip]]] = {}
    for clip in result.clips:
        told = pattern.read(clip.file)
        if told is not None and clip.ok:
            date = as_date(told.get(DATE, ""))
            when = (date is None, date or pd.Timestamp(0))
            by_runner.setdefault(told[RUNNER], []).append((when, told.get(LABEL, ""), clip))
    for runner, clips in sorted(by_runner.items()):
        clips.sort(key=lambda each: each[0])
        before, after = _ends([(label, clip) for _, label, clip in clips])
        if before.job.sha256 != after.job.sha256:
            yield runner, before, after


def _ends(clips: list[tuple[str, ScoredClip]]) -> tuple[ScoredClip, ScoredClip]:
    """What is labelled before and after; else first and last of the view that most clips have.

    A clip from behind and one from the side of the same day are no before and after.
    """
    usual, _ = Counter(clip.record.values["view"] for _, clip in clips).most_common(1)[0]
    alike = [clip for _, clip in clips if clip.record.values["view"] == usual]
    before = next((clip for label, clip in clips if label == "before"), alike[0])
    after = next((clip for label, clip in reversed(clips) if label == "after"), alike[-1])
    return before, after


def _compared(
    runner: str, before: ScoredClip, after: ScoredClip, out_dir: Path
) -> RunnerPair:
    folder = out_dir / PAIRS / f"{before.job.name}_{after.job.name}"
    numbers = _standing(folder, before, after)
    if numbers is None:
        from formcheck.comparison.film import read_film
        from formcheck.comparison.run import compare

        films = [
            read_film(clip.job.result_dir, clip=clip.job.clip) for clip in (before, after)
        ]
        comparison = compare(
            *films, settings=before.job.settings, out_dir=folder, video=False)
        numbers = comparison.summary()
    page = (folder / "comparison.html").relative_to(out_dir).as_posix()
    return RunnerPair(runner, before.file, after.file, numbers["pairs"][-1], quote(page))


def _standing(folder: Path, before: ScoredClip, after: ScoredClip) -> dict[str, Any] | None:
    try:
        numbers: dict[str, Any] = json.loads((folder / "comparison.json").read_text("utf-8"))
        hashes = [film["sha256"] for film in numbers["films"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    same = hashes == [before.job.sha256, after.job.sha256]
    if not (folder / "comparison.html").is_file():
        return None
    newer = _time(folder / "comparison.html") >= _time(folder / "comparison.json") > max(
        _time(clip.job.result_dir / "summary.json") for clip in (before, after))
    return numbers if same and newer and numbers.get("formcheck") == formcheck.__version__ else None


def _time(path: Path) -> float:
    return path.stat().st_mtime

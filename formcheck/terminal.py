"""What the command line shows: a progress bar while it works, and a short summary after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from formcheck.readings import Reading

if TYPE_CHECKING:
    from formcheck.doctor import Check
    from formcheck.preflight import Preflight

# Stages that do not count frames.
_FETCHING = "Fetching the pose model"
_NOT_FRAMES = {_FETCHING, "Writing the report"}

_CONFIDENCE_STYLE = {"high": "green", "medium": "yellow", "low": "red", "not measurable": "dim"}
_ACTIVITY_WORDS = {
    "running": "running",
    "walking": "walking",
    "mixed": "running and walking",
    "none": "nobody running",
}


_PREFLIGHT_WORDS = {
    "green": "Good to go.",
    "yellow": "It will do; better with the advice above.",
    "red": "Film again with the advice above: this clip will hardly give an answer.",
}


class SpeedColumn(ProgressColumn):
    """Frames a second, where frames are what is counted."""

    def render(self, task: Task) -> Text:
        if task.description in _NOT_FRAMES or not task.speed:
            return Text("")
        return Text(f"{task.speed:.0f} frames/s", style="cyan")


class StageProgress:
    """Shows ``progress(stage, done, total)`` calls as one bar per stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._stage = ""
        self._task: TaskID | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._task is None or stage != self._stage:
            self._finish()
            self._stage, self._task = stage, self._bars.add_task(stage, total=None)
        # An estimate may be too low, and a bar never runs past its end.
        self._bars.update(self._task, completed=done, total=max(done, total) or None)

    def _finish(self) -> None:
        if self._task is not None:
            done = self._bars.tasks[self._task].completed or 1
            self._bars.update(self._task, completed=done, total=done)


@contextmanager
def progress_bar(console: Console) -> Iterator[StageProgress]:
    """A live bar with frames a second and time left; silent where there is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        SpeedColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        yield StageProgress(p)


def print_summary(
    console: Console, summary: Mapping[str, Any], *, report: Path, taken_up: bool
) -> None:
    """The result in a few lines: what was seen, the readings, what to know, where the report is."""
    from formcheck.report.words import EXPLAINED, VIEW_WORDS

    clip, activity = summary["clip"], summary["activity"]["kind"]
    console.print(
        f"[bold]{escape(clip['name'])}[/]: {clip['duration_s']:.1f} s, "
        f"{_ACTIVITY_WORDS[activity]}, {VIEW_WORDS[summary['view']['kind']]}"
    )
    readings = {name: _reading(values) for name, values in summary["readings"].items()}
    main = [readings[name] for name in EXPLAINED if name in readings]
    further = [
        reading for name, reading in readings.items()
        if name not in EXPLAINED and reading.measurable
    ]
    console.print(_readings_table([*main, *further]))
    for caveat in dict.fromkeys(reading.caveat for reading in main if reading.caveat):
        console.print(f"[cyan]Why not surer:[/] {escape(caveat)}")
    _print_findings(console, summary["findings"])
    n_flags = len(summary["flags"])
    if n_flags:
        console.print(f"{n_flags} frame{'s' * (n_flags > 1)} marked for a look.")
    for warning in summary["warnings"]:
        console.print(f"[yellow]Good to know:[/] {escape(warning)}")
    if taken_up:
        console.print("Measured before and unchanged since; --force measures anew.")
    console.print(f"Report: {escape(str(report))}", soft_wrap=True)


def _print_findings(console: Console, findings: Mapping[str, Any]) -> None:
    for title, colour, kind in (
        ("Going well", "green", "good"), ("Worth a look", "magenta", "look")
    ):
        for finding in findings[kind]:
            console.print(f"[{colour}]{title}:[/] {escape(finding['title'])}.")
    focus = findings["focus"]
    console.print(f"[bold]For your next run:[/] {escape(focus['title'])}. {escape(focus['text'])}")


def print_preflight(console: Console, found: Preflight) -> None:
    """The traffic lights of a clip's first seconds, the gravest first, and what to do."""
    for check in found.checks:
        console.print(f"[{check.light}]●[/] {escape(check.found)}", soft_wrap=True)
        if check.advice:
            console.print(f"  {escape(check.advice)}", soft_wrap=True)
    console.print(f"[bold {found.light}]{_PREFLIGHT_WORDS[found.light]}[/]")


def print_checks(console: Console, checks: Iterable[Check]) -> None:
    """What the doctor found, and how to mend what is not well."""
    for check in checks:
        sign = "[green]✓[/]" if check.ok else "[red]✗[/]"
        console.print(f"{sign} {check.name}: {escape(check.found)}", soft_wrap=True)
        if check.fix:
            console.print(f"  to mend it: [bold]{escape(check.fix)}[/]", soft_wrap=True)


def reading_text(reading: Reading) -> str:
    """Value and 95 % interval in a few characters, e.g. ``5.2° (4.1 to 6.3°)``."""
    from formcheck.figures import figure, interval

    if not reading.measurable:
        return figure(reading)
    unit = "" if reading.unit == "deg" else f" {reading.unit}"
    return f"{figure(reading)}{unit} ({interval(reading)})"


def _reading(values: Mapping[str, Any]) -> Reading:
    return Reading(**{**values, "views": tuple(values["views"])})


def _readings_table(readings: Iterable[Reading]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Reading", "Value (95 % interval)", "Confidence"):
        table.add_column(name, no_wrap=True)
    for reading in readings:
        style = _CONFIDENCE_STYLE[reading.confidence]
        table.add_row(
            escape(reading.label), reading_text(reading), f"[{style}]{reading.confidence}[/]"
        )
    return table

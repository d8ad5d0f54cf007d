"""How far formcheck's readings are from the truth: render, analyse, compare, write the report.

Run as ``python -m validation.accuracy`` or ``make accuracy``. What is rendered and analysed is kept
in formcheck's cache, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from formcheck import __version__
from formcheck.errors import ClipError, FormcheckError
from validation.benchmark import cache
from validation.benchmark.design import SetName, benchmark_cases, some_of
from validation.benchmark.external import external_jobs
from validation.benchmark.markdown import external_report, markdown_table, own_report, verdict
from validation.benchmark.plots import save_plots, truth_plot_only
from validation.benchmark.runner import Job, case_job, run
from validation.benchmark.tables import Results, numbers
from validation.benchmark.targets import markerless, target_table, targets

OUT = Path(__file__).parent
console = Console()


def main(
    set_name: Annotated[
        Literal["tune", "test"],
        typer.Option("--set", envvar="SET", help="tune: for choosing constants; test: to report."),
    ] = "test",
    clips: Annotated[
        int, typer.Option(envvar="CLIPS", min=0, help="Only so many, chosen to stand for all.")
    ] = 0,
    workers: Annotated[int, typer.Option(envvar="WORKERS", min=1, help="Processes.")] = 2,
    external: Annotated[
        Path | None,
        typer.Option(envvar="EXTERNAL", exists=True, file_okay=False,
                     help="A folder of clips of another renderer, each with its truth."),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", envvar="KEPT", help="Only clips that are rendered already.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes; validation/ for a whole set.")
    ] = None,
) -> None:
    """Render the benchmark's clips, analyse them, and report how far off the readings are."""
    try:
        if external:
            report_external(external, workers=workers, out=out or OUT)
        else:
            report_set(set_name, clips=clips, workers=workers, kept=kept, out=out)
    except FormcheckError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        console.print("Stopped. What is done is kept: the same command goes on from here.")
        raise typer.Exit(130) from None


def report_set(
    set_name: SetName, *, clips: int, workers: int, kept: bool, out: Path | None
) -> None:
    """Run one of the benchmark's own sets and write its report."""
    cases = benchmark_cases(set_name)
    chosen = some_of(cases, clips) if clips else cases
    if kept:
        chosen = tuple(case for case in chosen if cache.clip_path(case).is_file())
    if not chosen:
        raise ClipError("No clip of this set is rendered yet; run it without --kept.")
    whole = len(chosen) == len(cases)
    out = out or (OUT if whole else cache.benchmark_folder() / "subset")
    results, changed = compared([case_job(case) for case in chosen], workers=workers)
    facts = {
        **_versions(changed),
        "set_name": set_name, "n_design": len(cases),
        "stem": "accuracy" if set_name == "test" else f"accuracy_{set_name}",
        "make_words": _make_words(set_name, clips, kept),
    }  # fmt: skip
    advised = results.of_class("as advised")
    figures = save_plots(markerless(advised), advised, out / "figures", prefix=facts["stem"])
    content = {
        "targets": [vars(target) for target in targets(results)],
        "agreement": numbers(markerless(advised).drops),
    }
    _write(out, facts, own_report(results, facts, figures), results, content)
    console.print(Markdown(markdown_table(target_table(results))))
    console.print(Markdown(verdict(results)))


def report_external(folder: Path, *, workers: int, out: Path) -> None:
    """Run clips of another renderer and write their report."""
    results, changed = compared(external_jobs(folder), workers=workers)
    facts = {**_versions(changed), "stem": "accuracy_external"}
    rear = results.drops[results.drops["true_view"] == "rear"]
    figures = truth_plot_only(rear, out / "figures", prefix=facts["stem"])
    report = external_report(results, facts, figures)
    _write(out, facts, report, results, {"agreement": numbers(rear)})


def compared(jobs: list[Job], *, workers: int) -> tuple[Results, bool]:
    """Every clip against its truth, and whether formcheck changed under way."""
    before = cache.analysis_version()
    with _bar() as bar:
        task = bar.add_task("Rendering and measuring", total=len(jobs))

        def report(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=name)

        found = run(jobs, workers=workers, report=report)
    results = Results(
        clips=pd.DataFrame([comparison.clip for comparison in found]),
        drops=pd.DataFrame([row for comparison in found for row in comparison.drops]),
        steps=pd.DataFrame([row for comparison in found for row in comparison.steps]),
    )
    return results, cache.analysis_version_now() != before


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TimeRemainingColumn(), console=console,
    )  # fmt: skip


def _versions(changed: bool) -> dict[str, Any]:
    return {
        "version": __version__,
        "analysis_version": cache.analysis_version(),
        "renderer_version": cache.renderer_version(),
        "changed": changed,
    }


def _make_words(set_name: str, clips: int, kept: bool) -> str:
    words = [f"SET={set_name}"] * (set_name != "test")
    words += [f"CLIPS={clips}"] * bool(clips) + ["KEPT=1"] * kept
    return "".join(f" {word}" for word in words)


def _write(
    out: Path, facts: dict[str, Any], report: str, results: Results, content: dict[str, Any]
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    written = out / f"{facts['stem']}.md"
    written.write_text(report, encoding="utf-8")
    rows = {name: _records(getattr(results, name)) for name in ("clips", "drops")}
    (out / f"{facts['stem']}.json").write_text(
        json.dumps({**facts, **content, **rows}, indent=1) + "\n", encoding="utf-8"
    )
    console.print(f"Written: {written}")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, rounded, None for what is missing."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.round(4).to_dict(orient="records")
    ]


if __name__ == "__main__":
    typer.run(main)

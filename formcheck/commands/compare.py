"""``formcheck compare``: before and after."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.commands.options import BlurFaces, Debug, Model, NoCache, SettingsFile
from formcheck.errors import SettingsError

if TYPE_CHECKING:
    from rich.table import Table

    from formcheck.comparison.change import Change
    from formcheck.comparison.checks import Remark

_VERDICT_STYLE = {"changed": "bold", "within error": "dim", "not comparable": "yellow"}
_WEIGHT_STYLE = {"caution": "yellow", "note": "dim", "good": "green"}
# What to add to the call where a remark asks to be told something.
_OPTIONS = {"clothes": "--same-clothes", "speed": "--speed KMH"}


def compare(
    films: Annotated[
        list[Path],
        typer.Argument(help="Two clips or result folders, before and after; or more, in order."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the comparison; by default named after the clips.", metavar="DIR"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the comparison as JSON, and nothing else.")
    ] = False,
    speed: Annotated[
        str | None,
        typer.Option(help="Speed in km/h, one for all clips or one for each: 10 or 10,11.",
                     metavar="KMH"),
    ] = None,
    mirrored: Annotated[
        bool,
        typer.Option(
            "--mirrored", help="All clips but the first are mirror images, as of a selfie camera."
        ),
    ] = False,
    same_clothes: Annotated[
        bool,
        typer.Option(
            "--same-clothes",
            help="Same clothes and same place of the phone in all clips: a smaller change of the "
            "pelvic drop can be told.",
        ),
    ] = False,
    video: Annotated[bool, typer.Option(help="Write both runners side by side.")] = True,
    blur_faces: BlurFaces = False,
    no_cache: NoCache = False,
    model: Model = None,
    settings: SettingsFile = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the comparison when it is done.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Compare clips of a runner: what changed, and what is within the error of measurement."""
    if len(films) < 2:
        raise SettingsError("Name two clips or results at least: the one before and the one after.")
    import json

    from rich.console import Console
    from rich.markup import escape

    from formcheck.cli import chosen_settings
    from formcheck.comparison.files import PAGE, default_folder
    from formcheck.comparison.run import compare as compare_films
    from formcheck.comparison.words import WEIGHT_MARKS, headline
    from formcheck.terminal import progress_bar

    chosen = chosen_settings(
        file=settings, slow_motion=None, view=None, person=None, model=model,
        blur_faces=blur_faces, no_cache=no_cache,
    )
    folder = out or default_folder(films)
    with progress_bar(Console(stderr=True, highlight=False)) as progress:
        comparison = compare_films(
            *films, settings=chosen, mirrored=mirrored, same_clothes=same_clothes,
            speeds_kmh=_speeds(speed), out_dir=folder, video=video, progress=progress,
        )
    page = folder / PAGE
    if as_json:
        typer.echo(json.dumps(comparison.summary(), indent=2, ensure_ascii=False))
    else:
        console, pair = Console(highlight=False), comparison.last
        console.print(f"[bold]{headline(pair)}[/]")
        for remark in pair.remarks:
            mark = f"[{_WEIGHT_STYLE[remark.weight]}]{WEIGHT_MARKS[remark.weight]}[/]"
            console.print(f"{mark} {escape(remark.text)}{_how_to_say_so(remark)}")
        console.print(_table(pair.changes))
        console.print(f"Comparison: {page}", soft_wrap=True, markup=False)
    if open_page:
        typer.launch(page.resolve().as_uri())


def _how_to_say_so(remark: Remark) -> str:
    option = _OPTIONS.get(remark.subject) if remark.weight == "note" else None
    return f" [dim]({option})[/]" if option else ""


def _speeds(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise SettingsError(
            f"--speed {text}: give km/h as numbers, one for all clips or one for each: 10 or 10,11."
        ) from error


def _table(changes: Iterable[Change]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    from formcheck.comparison import words

    table = Table(box=None, pad_edge=False)
    for name in ("Reading", "Before → after", "Change (95 % interval)", "Verdict"):
        table.add_column(name, overflow="fold")
    for change in changes:
        style = _VERDICT_STYLE[change.verdict]
        figures = "" if change.change is None else (
            f"{words.signed(change.change, change.unit)} ({words.interval(change)})")
        verdict = words.VERDICT_WORDS[change.verdict]
        if change.reason:
            verdict = f"{verdict}: {change.reason}"
        table.add_row(
            escape(change.label), words.from_to(change), figures, f"[{style}]{escape(verdict)}[/]"
        )
    return table

"""``formcheck batch``: a whole folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.commands.options import BlurFaces, Debug, Model, NoCache, SettingsFile

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from formcheck.batch.tally import Tally, Tell


def batch(
    folder: Annotated[Path, typer.Argument(help="Folder with clips, also in subfolders.")],
    out: Annotated[Path, typer.Option(help="Folder for the scores.", metavar="DIR")],
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Clips worked on at a time; by default one a core."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="What folder and file names tell, e.g. '{runner}/{date}_{label}.mp4'.",
            metavar="PATTERN",
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(help="Work on a Dask cluster: its scheduler's address.", metavar="ADDRESS"),
    ] = None,
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="Minutes after which a clip is given up.")
    ] = 30.0,
    overlay: Annotated[bool, typer.Option(help="Write the overlay videos too.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Score every clip anew, even if nothing changed.")
    ] = False,
    blur_faces: BlurFaces = False,
    no_cache: NoCache = False,
    model: Model = None,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Score every clip of a folder: one table, one page, resumed after any interruption."""
    from rich.console import Console

    from formcheck.batch.outcome import INDEX, SCORES
    from formcheck.batch.places import dask_cluster
    from formcheck.batch.run import score_folder
    from formcheck.cli import chosen_settings

    chosen = chosen_settings(
        file=settings, slow_motion=None, view=None, person=None, model=model,
        blur_faces=blur_faces, no_cache=no_cache,
    )
    console = Console(stderr=True, highlight=False)
    try:
        with (
            dask_cluster(dask) if dask else nullcontext() as place,
            _progress(console) as tell,
        ):
            result = score_folder(
                folder, out, settings=chosen, workers=workers, place=place, by=by,
                time_limit_s=60 * time_limit, overlay=overlay, force=force, tell=tell,
            )
    except KeyboardInterrupt:
        console.print("Stopped. Give the same command again to go on from here.")
        raise typer.Exit(130) from None
    n_failed = len(result.failed)
    typer.echo(
        f"{len(result.clips) - n_failed} of {len(result.clips)} clips gave a result"
        + (f"; {n_failed} did not, each with its reason in the table." if n_failed else ".")
    )
    typer.echo(f"Table: {out / SCORES}\nPage: {out / INDEX}")
    if result.exit_code:
        raise typer.Exit(result.exit_code)


@contextmanager
def _progress(console: Console) -> Iterator[Tell]:
    """A live table of how far it is; without a terminal a line now and then."""
    if not console.is_terminal:
        yield _line_a_tenth(console)
        return
    from rich.live import Live

    with Live(console=console, transient=True, refresh_per_second=4) as live:
        yield lambda tally: live.update(_table(tally))


def _line_a_tenth(console: Console) -> Tell:
    told: set[tuple[str, int]] = set()

    def tell(tally: Tally) -> None:
        tenth = (tally.stage, 10 * tally.done // max(tally.total, 1))
        if tenth not in told:
            told.add(tenth)
            console.print(
                f"{tally.stage}: {tally.done} of {tally.total} done, {tally.failed} failed, "
                f"time left {_left(tally)}"
            )

    return tell


def _table(tally: Tally) -> Table:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("", "Clips", "Done", "From before", "Failed", "Time left", ""):
        table.add_column(name, justify="left" if not name else "right")
    table.add_row(
        tally.stage, str(tally.total), str(tally.done), str(tally.taken_up), str(tally.failed),
        _left(tally), ProgressBar(total=max(tally.total, 1), completed=tally.done, width=30),
    )
    return table


def _left(tally: Tally) -> str:
    left_s = tally.left_s()
    return "–" if left_s is None else str(timedelta(seconds=round(left_s)))

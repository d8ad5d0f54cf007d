"""``formcheck export``: landmarks and the pelvis' angle for other programs."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from formcheck.commands.options import Debug, Model, SettingsFile
from formcheck.errors import ClipError


class Format(str, Enum):
    """What the file is written in."""

    trc = "trc"
    mot = "mot"
    netcdf = "netcdf"
    parquet = "parquet"


def export(
    clip: Annotated[Path, typer.Argument(help="The clip (a result folder holds no landmarks).")],
    file_format: Annotated[
        Format,
        typer.Option(
            "--format",
            help="trc: landmarks, mot: the pelvis' angle (OpenSim); netcdf: landmarks (movement, "
            "xarray); parquet: all of it in one table.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="File to write; by default named after the clip.", metavar="FILE"),
    ] = None,
    model: Model = None,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Write landmarks or the pelvis' angle in a format that other programs open."""
    if clip.is_dir():
        raise ClipError(
            f"{clip.name} is a folder: a result holds no landmarks; name the clip itself."
        )
    from rich.console import Console

    from formcheck.analysis import analyze
    from formcheck.cli import chosen_settings
    from formcheck.export import export as write
    from formcheck.export import suffix_of
    from formcheck.terminal import progress_bar

    chosen = chosen_settings(file=settings, slow_motion=None, view=None, person=None, model=model)
    target = out or Path(f"{clip.stem}{suffix_of(file_format.value)}")
    with progress_bar(Console(stderr=True, highlight=False)) as progress:
        analysis = analyze(clip, settings=chosen, progress=progress)
    write(analysis, target, file_format=file_format.value)
    typer.echo(str(target))

"""``formcheck preflight``: a few seconds' look at a clip before the long analysis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from formcheck.commands.options import Debug, Model, SettingsFile

RED = 1


def preflight(
    clip: Annotated[Path, typer.Argument(help="The clip to look at.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the checks as JSON, and nothing else.")
    ] = False,
    still: Annotated[
        Path | None,
        typer.Option(help="Picture to write: the runner marked, people numbered.", metavar="FILE"),
    ] = None,
    model: Model = None,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Check light, distance, view and frame rate of a clip's first seconds (1 = red light)."""
    from rich.console import Console

    from formcheck.cli import chosen_settings
    from formcheck.preflight import preflight as look
    from formcheck.preflight.still import write_still
    from formcheck.terminal import print_preflight

    chosen = chosen_settings(file=settings, slow_motion=None, view=None, person=None, model=model)
    found = look(clip, settings=chosen)
    if still is not None:
        write_still(found.still_bgr, still)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    else:
        print_preflight(Console(highlight=False), found)
    if found.light == "red":
        raise typer.Exit(RED)

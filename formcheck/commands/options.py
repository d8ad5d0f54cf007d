"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEBUG_KEY = "formcheck.debug"


def _remember_debug(ctx: typer.Context, value: bool) -> bool:
    ctx.meta[DEBUG_KEY] = value
    return value


Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        callback=_remember_debug,
        is_eager=True,
        help="Show the full traceback when something goes wrong.",
    ),
]
BlurFaces = Annotated[
    bool,
    typer.Option("--blur-faces", help="Make every head unrecognisable in whatever is written."),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Look at every picture anew, and remember nothing of what is seen."
    ),
]
SettingsFile = Annotated[
    Path | None, typer.Option(help="TOML file that overrides settings.", metavar="FILE")
]
Model = Annotated[
    str | None,
    typer.Option(help="Pose model: lite, full, heavy, or a .task file.", metavar="NAME|PATH"),
]

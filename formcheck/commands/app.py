"""``formcheck app``: the page, on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from formcheck.commands.options import Debug

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to answer at.")] = 8501,
    address: Annotated[
        str,
        typer.Option(
            help="Address to answer at; by default this machine alone. With any other, each "
            "visitor sees only their own clips, and they are removed after a day.",
        ),
    ] = "127.0.0.1",
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
    debug: Debug = False,
) -> None:
    """Start the page: upload a clip in the browser and read the result there."""
    command = arguments(port=port, address=address, open_browser=open_browser)
    try:
        code = subprocess.call(command)
    except KeyboardInterrupt:
        code = 0
    raise typer.Exit(code)


def arguments(*, port: int, address: str, open_browser: bool) -> list[str]:
    """The command that starts the page, with all it needs: it may be started from anywhere."""
    page = files("formcheck.web")
    flags = {
        **dict(_flat(tomllib.loads(page.joinpath("streamlit.toml").read_text("utf-8")))),
        "server.port": port,
        "server.address": address,
        "server.headless": not open_browser,
    }
    return [
        sys.executable, "-m", "streamlit", "run", str(Path(str(page.joinpath("script.py")))),
        *(f"--{name}={_written(value)}" for name, value in flags.items()),
    ]


def _flat(part: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting with its full name, e.g. ``theme.light.primaryColor``."""
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The command line: thin, one function a command; nothing is measured here."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from formcheck import __version__
from formcheck.commands.app import app as page
from formcheck.commands.batch import batch
from formcheck.commands.compare import compare
from formcheck.commands.export import export
from formcheck.commands.options import (
    DEBUG_KEY,
    BlurFaces,
    Debug,
    Model,
    NoCache,
    SettingsFile,
)
from formcheck.commands.preflight import preflight
from formcheck.errors import FormcheckError, SettingsError

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.settings import Settings

CANNOT = 1
STOPPED = 130


class PlainErrors(TyperGroup):
    """Commands whose errors are one sentence on standard error; `--debug` shows the traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (FormcheckError, KeyboardInterrupt, ImportError, OSError, MemoryError) as error:
            if ctx.meta.get(DEBUG_KEY):
                raise
            typer.echo(_sentence(error), err=True)
            raise typer.Exit(_exit_code(error)) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            if ctx.meta.get(DEBUG_KEY) or type(error).__module__.startswith(("click", "typer")):
                raise
            typer.echo(
                f"Something went wrong inside formcheck ({type(error).__name__}: {error}); "
                "nothing was written. Run again with --debug to see where.",
                err=True,
            )
            raise typer.Exit(CANNOT) from None


def _sentence(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "Stopped; nothing half-done was left behind."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this; close other programs and try again."
    if isinstance(error, ImportError):
        from formcheck.libraries import advice

        return advice(error)
    return str(error)


def _exit_code(error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    return error.exit_code if isinstance(error, FormcheckError) else CANNOT


app = typer.Typer(
    name="formcheck",
    cls=PlainErrors,
    help="See how you run: pelvic drop and cadence from a phone clip, and how sure they are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class ViewChoice(str, Enum):
    """Where the camera stood, told by the user."""

    rear = "rear"
    front = "front"
    left = "left"
    right = "right"


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def formcheck(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """See how you run: pelvic drop and cadence from a phone clip, and how sure they are."""


@app.command()
def analyze(
    clip: Annotated[Path, typer.Argument(help="Video file: mp4, mov, m4v, avi, mkv or webm.")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the result; by default one named after the clip.", metavar="DIR"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")
    ] = False,
    slow_motion: Annotated[
        str | None,
        typer.Option(help="How many times slower than life the clip plays, e.g. 4 or 8, or auto "
                     "to have it worked out.", metavar="FACTOR|auto"),
    ] = None,
    view: Annotated[
        ViewChoice | None,
        typer.Option(help="Where the camera stood, if it was not recognised."),
    ] = None,
    person: Annotated[
        int | None,
        typer.Option(min=0, help="Which person to follow: 0 for the one who runs most, 1, 2 …"),
    ] = None,
    height: Annotated[
        float | None,
        typer.Option(help="Your height in cm: how far you go up and down is told in cm, too.",
                     metavar="CM"),
    ] = None,
    model: Model = None,
    settings: SettingsFile = None,
    blur_faces: BlurFaces = False,
    no_cache: NoCache = False,
    overlay: Annotated[
        bool, typer.Option(help="Write the clip with what was seen drawn on it.")
    ] = True,
    open_report: Annotated[
        bool, typer.Option("--open", help="Open the report when it is done.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Measure anew even if nothing changed.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Measure one clip and write its report."""
    chosen = chosen_settings(
        file=settings, slow_motion=slow_motion, view=view.value if view else None,
        person=person, height_cm=height, model=model, blur_faces=blur_faces, no_cache=no_cache,
    )  # fmt: skip
    from formcheck.deliver import deliver
    from formcheck.terminal import print_summary, progress_bar

    with progress_bar(_console(stderr=True)) as progress:
        delivery = deliver(
            clip, out, settings=chosen, overlay=overlay, force=force, progress=progress
        )
    if as_json:
        typer.echo(json.dumps(delivery.summary, indent=2, ensure_ascii=False))
    else:
        print_summary(
            _console(), delivery.summary, report=delivery.report, taken_up=delivery.taken_up
        )
    if open_report:
        typer.launch(delivery.report.resolve().as_uri())


app.command()(compare)
app.command()(batch)
app.command()(export)
app.command("app")(page)
app.command()(preflight)


@app.command()
def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the pose model if it is missing.")
    ] = False,
    do_forget: Annotated[
        bool, typer.Option("--forget", help="Delete what is remembered of clips.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Check that everything formcheck needs is there, and say what to do if not."""
    from formcheck.doctor import examine, fetch_model
    from formcheck.remembered import forget_all
    from formcheck.terminal import print_checks, progress_bar

    if fetch:
        with progress_bar(_console(stderr=True)) as progress:
            fetch_model(progress)
    if do_forget:
        forget_all()
    checks = examine()
    print_checks(_console(), checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(CANNOT)


def chosen_settings(
    *,
    file: Path | None,
    slow_motion: str | None,
    view: str | None,
    person: int | None,
    model: str | None,
    height_cm: float | None = None,
    blur_faces: bool = False,
    no_cache: bool = False,
) -> Settings:
    """The settings of a call: the file's, with the options laid over them.

    Raises
    ------
    SettingsError
        When the file or an option makes no sense.
    """
    from formcheck.settings import Settings, load_settings

    settings = load_settings(file) if file else Settings()
    if slow_motion is not None:
        settings = replace(settings, slow_motion=_factor(slow_motion))
    if view is not None:
        settings = replace(settings, view=view)
    if person is not None:
        settings = replace(settings, person=person)
    if height_cm is not None:
        settings = replace(settings, height_cm=height_cm)
    if blur_faces:
        settings = replace(settings, blur_faces=True)
    if no_cache:
        settings = replace(settings, cache=replace(settings.cache, use=False))
    if model is not None:
        settings = _with_model(settings, model)
    return settings


def _factor(text: str) -> float | Literal["auto"]:
    if text.lower() == "auto":
        return "auto"
    try:
        factor = float(text.lower().removesuffix("x"))
    except ValueError:
        factor = 0.0
    if not 1 <= factor <= 100:
        raise SettingsError(
            f"--slow-motion {text}: give how many times slower than life the clip plays, "
            "a number from 1 to 100, or auto."
        )
    return factor


def _with_model(settings: Settings, model: str) -> Settings:
    from formcheck.pose.models import MODELS

    if model in MODELS:
        return replace(settings, pose=replace(settings.pose, model=model), model_path=None)
    if not Path(model).is_file():
        raise SettingsError(
            f"--model {model}: neither one of {', '.join(MODELS)} nor a file; check the path."
        )
    return replace(settings, model_path=model)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CANNOT)


if __name__ == "__main__":
    main()

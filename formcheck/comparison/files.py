"""The files of a comparison, in their folder whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from formcheck.comparison import plots
from formcheck.comparison.page import render
from formcheck.comparison.result import Comparison
from formcheck.comparison.side_by_side import write_side_by_side
from formcheck.errors import NotOursError, OutputError
from formcheck.files import is_clutter, sha256_of, shortened
from formcheck.observe import Progress
from formcheck.report.chart import png
from formcheck.report.files import LONGEST_NAME_BYTES, SUMMARY, free_folder
from formcheck.settings import Settings

PAGE, NUMBERS, PLOTS, VIDEO = "comparison.html", "comparison.json", "plots", "side_by_side.mp4"


def write(
    comparison: Comparison, out_dir: Path, *, settings: Settings, video: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Write page, plots, numbers and, if the footage is at hand, the side-by-side video.

    Returns
    -------
    Path
        ``comparison.html`` in `out_dir`.

    Raises
    ------
    OutputError
        When `out_dir` holds something that is not formcheck's, or cannot be written.
    """
    refuse_to_lose(out_dir)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".comparison.", dir=out_dir))
        try:
            _write_into(made, comparison, settings, video=video, progress=progress)
            _put_in_place(made, out_dir)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The comparison cannot be written to {out_dir.name} ({error.strerror or error}); "
            "choose another folder with --out."
        ) from error
    return out_dir / PAGE


def default_folder(films: Sequence[Path]) -> Path:
    """Where a comparison goes when no folder is named: named after the films, where we stand.

    With a number behind its name where the comparison of other films of these names lies.
    """
    before, after = (
        shortened(film.stem, LONGEST_NAME_BYTES // 2) for film in (films[0], films[-1]))
    name = f"{'_' * before.startswith('-')}{before}_to_{after}"
    hashes = [_sha256_of_film(film) for film in films]
    return free_folder(name, lambda folder: _films_in(folder) in (None, hashes))


def _sha256_of_film(film: Path) -> str:
    """Of a clip's content, or that of the clip whose result a folder holds; else empty."""
    try:
        if film.is_dir():
            return str(json.loads((film / SUMMARY).read_text(encoding="utf-8"))["clip"]["sha256"])
        return sha256_of(film)
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def refuse_to_lose(out_dir: Path) -> None:
    """Raise a `NotOursError` if the folder holds anything and no earlier comparison.

    What lies beside an earlier comparison stays there.
    """
    if not out_dir.exists() or _films_in(out_dir) is not None:
        return
    if not out_dir.is_dir():
        raise OutputError(f"{out_dir.name} is a file; choose another folder with --out.")
    strangers = sorted(
        entry.name for entry in out_dir.iterdir()
        if not is_clutter(entry.name) and not entry.name.startswith(".comparison.")
    )
    if strangers:
        raise NotOursError(
            f"The folder {out_dir.name} holds something that is no comparison of formcheck's "
            f"({strangers[0]}), and nothing of it was touched; choose another with --out."
        )


def _films_in(folder: Path) -> list[str] | None:
    """The sha256 of the films whose comparison a folder holds; None when it holds none."""
    try:
        numbers = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
        return [str(film["sha256"]) for film in numbers["films"]] if numbers["formcheck"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_into(
    folder: Path, comparison: Comparison, settings: Settings, *, video: bool,
    progress: Progress | None,
) -> None:
    film = folder / VIDEO
    has_video = video and write_side_by_side(
        comparison.last, film, settings=settings.compare, blur_faces=settings.blur_faces,
        progress=progress,
    )
    (folder / PLOTS).mkdir()
    for name, plot in plots.PLOTS.items():
        figure = plot(comparison, titled=True)
        if figure is not None:
            (folder / PLOTS / f"{name}.png").write_bytes(png(figure))
    text = json.dumps(comparison.summary(), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / NUMBERS).write_text(text + "\n", encoding="utf-8")
    html = render(comparison, settings=settings.compare, video=film if has_video else None)
    (folder / PAGE).write_text(html, encoding="utf-8")


def _put_in_place(made: Path, out_dir: Path) -> None:
    """Everything made takes the place of what an earlier comparison left.

    The numbers first, which tell whose folder it is; the page last.
    """
    for name in (NUMBERS, PLOTS, VIDEO, PAGE):
        old, new = out_dir / name, made / name
        if old.is_dir():
            shutil.rmtree(old)
        if new.exists():
            new.replace(old)
        else:
            old.unlink(missing_ok=True)

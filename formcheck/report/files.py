"""The files of a result, and the folder that holds them: there whole, or not at all."""

from __future__ import annotations

import errno
import glob
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from formcheck.errors import NotOursError, OutputError
from formcheck.files import is_clutter, shortened
from formcheck.report import plots
from formcheck.report.chart import png
from formcheck.result import Analysis, Flag
from formcheck.settings import Settings
from formcheck.summary import settings_summary, summarise

REPORT, OVERLAY, SUMMARY = "report.html", "overlay.mp4", "summary.json"
FRAMES, STEPS, PLOTS, FLAGGED = "frames.csv", "steps.csv", "plots", "flagged"
# Only where faces are blurred: a comparison blurs them too.
HEADS = "heads.csv"
# Everything a result folder may hold; anything else in it belongs to somebody.
OURS = frozenset({REPORT, OVERLAY, SUMMARY, FRAMES, STEPS, PLOTS, FLAGGED, HEADS})

# Leaves room for what is put before and after it; 255 is what disks take.
LONGEST_NAME_BYTES = 200
# No report takes a day to be written.
_STALE_S = 86_400.0
# Others who write to the same folder at the same moment.
_TRIES = 20
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_TIME_DIGITS, _VALUE_DIGITS = 6, 4


def default_out_dir(clip_path: Path, sha256: str) -> Path:
    """The folder a clip's result goes to when none is named: named after it, where we stand.

    With a number behind its name where the result of another clip of this name lies.
    """
    name = shortened(clip_path.stem or clip_path.name, LONGEST_NAME_BYTES)
    # A name that begins with a dash would be taken for an option by other programs.
    return free_folder(
        f"{'_' * name.startswith('-')}{name}",
        lambda folder: _clip_in(folder) in (None, sha256),
    )


def free_folder(name: str, is_free: Callable[[Path], bool]) -> Path:
    """The first of ``name_formcheck``, ``name_2_formcheck`` and so on that is free to be used."""
    numbered = (f"{name}_formcheck" if n == 1 else f"{name}_{n}_formcheck" for n in count(1))
    return next(folder for folder in map(Path, numbered) if is_free(folder))


def _clip_in(folder: Path) -> str | None:
    """The sha256 of the clip whose result a folder holds; None when it holds none."""
    summary = _summary_in(folder)
    clip = summary.get("clip") if summary else None
    return str(clip.get("sha256")) if isinstance(clip, Mapping) else None


def existing_result(
    out_dir: Path, sha256: str, settings: Settings, version: str, *, overlay: bool = True
) -> dict[str, Any] | None:
    """The summary of the result that already stands in a folder, if measuring anew is no use.

    Parameters
    ----------
    out_dir : Path
    sha256 : str
        Content of the clip to be analysed.
    settings : Settings
        Settings it would be analysed with.
    version : str
        Version of formcheck that would do it.
    overlay : bool
        Whether an overlay video is asked for; a result without one is then not the same.

    Returns
    -------
    dict or None
        ``summary.json`` when clip, settings and version are unchanged, else None.
    """
    summary = _summary_in(out_dir)
    if summary is None or not (out_dir / REPORT).is_file():
        return None
    if overlay and not (out_dir / OVERLAY).is_file():
        return None
    clip = summary.get("clip")
    same = (
        summary.get("formcheck") == version
        and isinstance(clip, Mapping) and clip.get("sha256") == sha256
        and summary.get("settings") == settings_summary(settings)
    )
    return summary if same else None


@contextmanager
def whole_or_nothing(out_dir: Path) -> Iterator[Path]:
    """A new folder to write into, which takes the place of `out_dir` when all went well.

    An earlier result of formcheck, or an empty folder, is replaced; until then it stays as it is.

    Raises
    ------
    OutputError
        When `out_dir` holds anything else, or cannot be written.
    """
    target = out_dir.resolve()
    refuse_to_lose(target)
    with _told_plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        made = _folder_beside(target)
    try:
        with _told_plainly(target):
            yield made
            made.chmod(0o777 & ~_umask())
            _take_the_place(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_to_lose(out_dir: Path) -> None:
    """Raise a `NotOursError` unless `out_dir` is free, empty, or holds nothing but a result."""
    for _ in range(_TRIES):
        before = _state_of(out_dir)
        reason = _what_would_be_lost(out_dir)
        # Another analysis may have put its result there while this one looked.
        if not reason or _state_of(out_dir) == before:
            break
    if reason:
        raise NotOursError(reason)


def _state_of(out_dir: Path) -> tuple[int, int] | None:
    try:
        found = out_dir.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _what_would_be_lost(out_dir: Path) -> str:
    if not out_dir.exists():
        return ""
    if not out_dir.is_dir():
        return f"{out_dir.name} is a file; choose another folder with --out."
    try:
        names = {entry.name for entry in out_dir.iterdir() if not is_clutter(entry.name)}
    except FileNotFoundError:
        return ""
    strangers = sorted(names - OURS)
    if strangers:
        return (
            f"The folder {out_dir.name} holds something that is not formcheck's "
            f"({strangers[0]}), and nothing of it was touched; choose another folder with --out."
        )
    if names and _summary_in(out_dir) is None:
        return (
            f"The folder {out_dir.name} is not a result of formcheck, and nothing of it was "
            "touched; choose another folder with --out."
        )
    return ""


def write_tables(analysis: Analysis, folder: Path) -> None:
    """``frames.csv`` and ``steps.csv``: empty where a value is missing."""
    for name, table in ((FRAMES, analysis.frames), (STEPS, analysis.steps)):
        for_spreadsheet(table).to_csv(folder / name, index=False, lineterminator="\n")


def for_spreadsheet(table: pd.DataFrame) -> pd.DataFrame:
    """The table with sensible digits, and no text that a spreadsheet would run as a formula."""
    shown = table.copy()
    for name in shown.columns:
        if pd.api.types.is_float_dtype(shown[name]):
            shown[name] = shown[name].round(
                _TIME_DIGITS if str(name).endswith("_s") else _VALUE_DIGITS)
        elif shown[name].dtype == object:
            shown[name] = shown[name].map(_harmless)
    return shown.rename(columns=_harmless)


def write_summary(analysis: Analysis, folder: Path) -> None:
    """``summary.json``, as the published schema describes it."""
    text = json.dumps(summarise(analysis), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")


def write_plots(analysis: Analysis, folder: Path) -> None:
    """``plots/*.png``, those that this clip has something for."""
    made = {name: plot(analysis, titled=True) for name, plot in plots.PLOTS.items()}
    (folder / PLOTS).mkdir()
    for name, figure in made.items():
        if figure is not None:
            (folder / PLOTS / f"{name}.png").write_bytes(png(figure))


def write_flagged(flags: tuple[Flag, ...], pictures: Mapping[int, bytes], folder: Path) -> None:
    """``flagged/*.jpg``, numbered as on the plot and in the page."""
    (folder / FLAGGED).mkdir()
    for number, flag in enumerate(flags, start=1):
        if number in pictures:
            name = f"{number:02d}_{flag.side}_{flag.time_s:.2f}s.jpg"
            (folder / FLAGGED / name).write_bytes(pictures[number])


def _harmless(text: Any) -> Any:
    risky = isinstance(text, str) and text.startswith(_FORMULA_STARTS)
    return f"'{text}" if risky else text


def _summary_in(folder: Path) -> dict[str, Any] | None:
    """The summary in a folder, or None when it is not a result of formcheck."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) and "formcheck" in summary else None


@contextmanager
def _told_plainly(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The result cannot be written to {target.name} "
            f"({error.strerror or error}); choose another folder with --out."
        ) from error


def _take_the_place(made: Path, target: Path) -> None:
    """Put `made` where `target` is; should that fail, `target` is put back.

    Another analysis may do the same at the same moment: the last one stays, whole.
    """
    for _ in range(_TRIES):
        try:
            _exchange(made, target)
            return
        except FileNotFoundError:
            if not made.exists():
                raise
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
    _exchange(made, target)


def _exchange(made: Path, target: Path) -> None:
    if not target.exists():
        made.rename(target)
        return
    old = _folder_beside(target) / target.name
    try:
        target.rename(old)
        try:
            made.rename(target)
        except BaseException:
            if not target.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _folder_beside(target: Path) -> Path:
    """A new folder whose name says that it is not done; those of killed runs are cleared away."""
    prefix = f".{shortened(target.name, LONGEST_NAME_BYTES)}.half-done."
    for left in target.parent.glob(f"{glob.escape(prefix)}*"):
        # Another analysis may just have done with its own.
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))


def _umask() -> int:
    """The process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

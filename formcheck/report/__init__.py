"""The report: a folder with the page, the overlay video, plots, pictures, tables and summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

import formcheck
from formcheck.report import files, page, video
from formcheck.report.draw import Picture
from formcheck.report.files import default_out_dir, existing_result
from formcheck.report.pictures import flagged_picture, jpeg
from formcheck.report.video import ClipFrame, Progress
from formcheck.result import Analysis

__all__ = ["default_out_dir", "existing_result", "write_report"]

STAGE = "Writing the report"
# Longer side of the frames that pictures are cut from: the runner fills only a part of them.
PICTURE_SIDE_PX = 1920


def write_report(
    analysis: Analysis, out_dir: Path, *, overlay: bool = True, force: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write everything a result consists of into a folder, whole or not at all.

    Parameters
    ----------
    analysis : Analysis
    out_dir : Path
        Made if need be; an earlier result of formcheck in it is replaced.
    overlay : bool
        Whether to write the overlay video, which takes the longest.
    force : bool
        Write anew also when the folder already holds the result of the same clip, settings and
        version; otherwise that one is taken up as it is.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Returns
    -------
    Path
        ``report.html`` in `out_dir`.

    Raises
    ------
    OutputError
        When `out_dir` holds files that are not formcheck's, or cannot be written.
    ClipError
        When the clip cannot be read again for its pictures.
    """
    known = existing_result(
        out_dir, analysis.clip.sha256, analysis.settings, formcheck.__version__, overlay=overlay
    )
    if known is None or force:
        with files.whole_or_nothing(out_dir) as folder:
            _write_into(folder, analysis, overlay=overlay, progress=progress)
    return out_dir / files.REPORT


def _write_into(
    folder: Path, analysis: Analysis, *, overlay: bool, progress: Progress | None
) -> None:
    pictures = _pictures_of_the_clip(folder, analysis, overlay=overlay, progress=progress)
    tell = progress or (lambda stage, done, total: None)
    tell(STAGE, 0, 3)
    files.write_tables(analysis, folder)
    files.write_summary(analysis, folder)
    files.write_flagged(analysis.flags, pictures, folder)
    tell(STAGE, 1, 3)
    files.write_plots(analysis, folder)
    tell(STAGE, 2, 3)
    html = page.render(analysis, pictures, overlay=files.OVERLAY if overlay else None)
    (folder / files.REPORT).write_text(html, encoding="utf-8")
    tell(STAGE, 3, 3)


def _pictures_of_the_clip(
    folder: Path, analysis: Analysis, *, overlay: bool, progress: Progress | None
) -> dict[int, bytes]:
    """JPEG of each flag by its number; on the way, the overlay: the clip is read once for both."""
    from formcheck.clip import open_clip

    last = max([flag.frame for flag in analysis.flags], default=-1)
    if overlay:
        last = max(last, video.best_stretch(analysis)[1])
    if last < 0:
        return {}
    pictures: dict[int, bytes] = {}
    clip = open_clip(analysis.clip.path)
    needed = takewhile(
        lambda frame: frame.index <= last, clip.frames(max_side_px=PICTURE_SIDE_PX)
    )
    frames = _picturing(needed, analysis, pictures)
    if overlay:
        video.write_overlay(analysis, frames, folder / files.OVERLAY, progress=progress)
    else:
        for _ in frames:
            pass
    return pictures


def _picturing(
    frames: Iterable[ClipFrame], analysis: Analysis, pictures: dict[int, bytes]
) -> Iterator[ClipFrame]:
    """Pass the frames on, and put the picture of each flag into `pictures` as it goes by."""
    for frame in frames:
        for number, flag in enumerate(analysis.flags, start=1):
            if flag.frame == frame.index:
                image: Picture = frame.image_bgr
                pictures[number] = jpeg(flagged_picture(analysis, flag, number, image))
        yield frame

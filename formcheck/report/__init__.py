"""The report: a folder with the page, the overlay video, plots, pictures, tables and summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import formcheck
from formcheck.ahead import made_ahead, one_thread_each
from formcheck.clip import open_clip
from formcheck.garbage import old_objects_spared
from formcheck.report import files, page, video
from formcheck.report.files import default_out_dir, existing_result
from formcheck.report.pictures import (
    Moment,
    flagged_moment,
    jpeg,
    picture_of,
    typical_moment,
)
from formcheck.report.video import ClipFrame, Progress
from formcheck.result import Analysis

__all__ = ["default_out_dir", "existing_result", "write_report"]

STAGE = "Writing the report"
# Longer side of the frames that pictures are cut from: the runner fills only a part of them.
PICTURE_SIDE_PX = 1920
# Frames decoded while the ones before are drawn on.
FRAMES_AHEAD = 4


@old_objects_spared()
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
    # The overlay waits for decoder and encoder for most of its time: plots are drawn meanwhile.
    with one_thread_each(), ThreadPoolExecutor(1) as plotter:
        written = plotter.submit(files.write_plots, analysis, folder)
        drawn = plotter.submit(page.draw_plots, analysis)
        pictures = _pictures_of_the_clip(folder, analysis, overlay=overlay, progress=progress)
        tell = progress or (lambda stage, done, total: None)
        tell(STAGE, 0, 2)
        written.result()
    files.write_tables(analysis, folder)
    files.write_summary(analysis, folder)
    if analysis.heads is not None:
        analysis.heads.write(folder / files.HEADS)
    files.write_flagged(analysis.flags, pictures, folder)
    tell(STAGE, 1, 2)
    html = page.render(
        analysis, pictures, overlay=files.OVERLAY if overlay else None, drawn=drawn.result())
    (folder / files.REPORT).write_text(html, encoding="utf-8")
    tell(STAGE, 2, 2)


def moments(analysis: Analysis) -> dict[int, Moment]:
    """What is shown of a clip by its number: the flags from 1 on, or 0, a typical moment."""
    flagged = {
        number: flagged_moment(flag, number)
        for number, flag in enumerate(analysis.flags, start=1)
    }
    typical = None if flagged else typical_moment(analysis)
    return flagged if typical is None else {0: typical}


def _pictures_of_the_clip(
    folder: Path, analysis: Analysis, *, overlay: bool, progress: Progress | None
) -> dict[int, bytes]:
    """JPEG of each moment by its number; on the way, the overlay: the clip is read once."""
    wanted = moments(analysis)
    last = max([moment.frame for moment in wanted.values()], default=-1)
    if overlay:
        last = max(last, video.best_stretch(analysis)[1])
    if last < 0:
        return {}
    pictures: dict[int, bytes] = {}
    clip = open_clip(analysis.clip.path)
    needed = takewhile(
        lambda frame: frame.index <= last,
        made_ahead(clip.frames(max_side_px=PICTURE_SIDE_PX), most=FRAMES_AHEAD),
    )
    may_be_shown = (
        replace(frame, image_bgr=analysis.shown(frame.index, frame.image_bgr)) for frame in needed
    )
    frames = _picturing(may_be_shown, analysis, wanted, pictures)
    if overlay:
        video.write_overlay(analysis, frames, folder / files.OVERLAY, progress=progress)
    else:
        for _ in frames:
            pass
    return pictures


def _picturing(
    frames: Iterable[ClipFrame], analysis: Analysis, wanted: Mapping[int, Moment],
    pictures: dict[int, bytes],
) -> Iterator[ClipFrame]:
    """Pass the frames on, and put the picture of each wanted one into `pictures` on the way."""
    for frame in frames:
        for number, moment in wanted.items():
            if moment.frame == frame.index:
                pictures[number] = jpeg(picture_of(analysis, moment, frame.image_bgr))
        yield frame

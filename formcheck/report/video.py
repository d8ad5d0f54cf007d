"""The overlay video: H.264 that browsers play, every frame at its own time."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import cv2
import numpy as np

from formcheck.report.draw import Picture
from formcheck.report.overlay import Overlay
from formcheck.report.strip import CurveStrip
from formcheck.result import Analysis

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``."""

STAGE = "Drawing the overlay"
# Ticks a second of the video's clock, the usual one of MPEG: any frame rate falls on it.
CLOCK_HZ = 90_000
# The fastest way of x264 takes half the time of the next, and a third more room; its pictures are
# too small to be shared among threads.
ENCODING = {"preset": "ultrafast", "crf": "27", "profile": "main", "threads": "1"}
# Pictures that wait for the encoder at most.
MOST_WAITING = 16
# Frames a second of the overlay at most: no browser shows more.
MAX_FPS = 60.0
# Frames that come a little early are shown all the same, so that 120 and 240 fps come out even.
_EARLY_SHARE = 0.8
# A frame that counts for the choice of the best stretch: measured, and flagged on top.
_WORTH_FLAG = 30.0
# Height of the curve as a share of the picture's width, and its limits in pixels.
_STRIP_SHARE, _STRIP_PX = 0.22, (84, 150)


class ClipFrame(Protocol):
    """A frame of the clip as `formcheck.clip.open_clip` gives it."""

    @property
    def index(self) -> int: ...

    @property
    def time_s(self) -> float: ...

    @property
    def image_bgr(self) -> Picture: ...


def best_stretch(analysis: Analysis) -> tuple[int, int]:
    """First and last frame of the overlay: all, or of a long clip the stretch with most to see."""
    frames, longest = analysis.frames, analysis.settings.report.overlay_max_s
    time_s = frames["time_s"].to_numpy(float)
    if time_s[-1] - time_s[0] <= longest:
        return 0, len(time_s) - 1
    measured = frames["pelvic_obliquity_deg"].notna().to_numpy(float)
    worth = measured + 0.5 * frames["seen"].to_numpy(float)
    worth[[flag.frame for flag in analysis.flags]] += _WORTH_FLAG
    total = np.concatenate([[0.0], np.cumsum(worth)])
    ends = np.searchsorted(time_s, time_s + longest, side="right")
    first = int(np.argmax(total[ends] - total[:-1]))
    return first, int(ends[first]) - 1


def write_overlay(
    analysis: Analysis, frames: Iterable[ClipFrame], path: Path, *,
    progress: Progress | None = None,
) -> None:
    """Draw what was found on the clip's frames and write them as H.264.

    Parameters
    ----------
    analysis : Analysis
    frames : iterable of frames
        The clip from its beginning; frames outside of `best_stretch` are passed over.
    path : Path
        The mp4 to write.
    progress : callable, optional
    """
    first, last = best_stretch(analysis)
    width, height, scale = _size(analysis)
    time_s = analysis.frames["time_s"].to_numpy(float)
    strip = CurveStrip.of(
        analysis, first_s=time_s[first], last_s=time_s[last], width_px=width,
        height_px=_strip_height(width),
    )
    overlay = Overlay.of(analysis, scale=scale)
    tall = height + (strip.drawn.shape[0] if strip is not None else 0)
    page = np.empty((tall, width, 3), np.uint8)
    with h264(path, width, tall, rate=analysis.clip.fps) as write:
        for frame in _shown(frames, first, last):
            drawn = page[:height]
            cv2.resize(frame.image_bgr, (width, height), drawn, interpolation=cv2.INTER_LINEAR)
            overlay.draw(drawn, frame.index)
            if strip is not None:
                page[height:] = strip.at(time_s[frame.index])
            write(page, frame.time_s)
            if progress is not None:
                progress(STAGE, frame.index - first + 1, last - first + 1)


def _shown(frames: Iterable[ClipFrame], first: int, last: int) -> Iterator[ClipFrame]:
    """The frames of the stretch, no more of them a second than can be seen."""
    shown_s = -math.inf
    for frame in frames:
        if first <= frame.index <= last and frame.time_s - shown_s >= _EARLY_SHARE / MAX_FPS:
            shown_s = frame.time_s
            yield frame


@contextmanager
def h264(
    path: Path, width: int, height: int, *, rate: float
) -> Iterator[Callable[[Picture, float], None]]:
    """A function that adds a BGR picture at a time in seconds to an mp4 that browsers play.

    The first picture's time is the video's beginning. Sizes must be even. Pictures are encoded in a
    thread of their own; once added, a picture may be drawn over.
    """
    with (
        av.open(str(path), "w", options={"movflags": "+faststart"}) as container,
        ThreadPoolExecutor(1, thread_name_prefix="encoder") as encoder,
    ):
        stream: Any = container.add_stream(
            "libx264", rate=Fraction(max(rate, 1.0)).limit_denominator(1001))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, CLOCK_HZ)
        stream.options = ENCODING
        start_s: float | None = None
        waiting: deque[Future[None]] = deque()

        def encode(frame: av.VideoFrame | None, before: Future[None] | None) -> None:
            # After an error, on a full disk, FFmpeg crashes when it is given more.
            if before is not None:
                before.result()
            container.mux(stream.encode(frame))

        def add(frame: av.VideoFrame | None) -> None:
            before = waiting[-1] if waiting else None
            waiting.append(encoder.submit(encode, frame, before))

        def write(picture: Picture, time_s: float) -> None:
            nonlocal start_s
            start_s = time_s if start_s is None else start_s
            planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = round((time_s - start_s) * CLOCK_HZ)
            frame.time_base = Fraction(1, CLOCK_HZ)
            add(frame)
            if len(waiting) > MOST_WAITING:
                waiting.popleft().result()

        yield write
        add(None)
        for encoded in waiting:
            encoded.result()


def _size(analysis: Analysis) -> tuple[int, int, float]:
    """Even width and height of the drawn clip, and its scale against the upright clip."""
    track = analysis.pose
    longer = max(track.width_px, track.height_px)
    scale = min(1.0, analysis.settings.report.overlay_max_side_px / longer)
    width = max(2, round(track.width_px * scale / 2) * 2)
    return width, max(2, round(track.height_px * scale / 2) * 2), width / track.width_px


def _strip_height(width: int) -> int:
    low, high = _STRIP_PX
    return round(min(max(_STRIP_SHARE * width, low), high) / 2) * 2

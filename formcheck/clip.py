"""Footage as phones make it: upright frames with their true timestamps, or a clear error."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.container import LOCAL_ONLY, read_container
from formcheck.errors import ClipError
from formcheck.files import plain_name, sha256_of
from formcheck.frame_times import Clock

Warn = Callable[[str], None]
"""Called with a plain sentence about what was odd in the footage."""

# Held while OpenCV reads the options of one opening.
_OPENING = threading.Lock()
# Frames spread over a clip may follow one another a little earlier than evenly: the key frames do.
_EARLY_SHARE = 0.85
# Missing at the end before it is worth a word: rounding of the declared length, last frames' delay.
_SHORT_BY_S = 0.5
_SHORT_BY_SHARE = 0.05
# Pictures up to full HD are decoded by one thread, fast enough and for a quarter less work in all.
_FOR_ONE_THREAD_PX = 1920 * 1088


@dataclass(frozen=True)
class Frame:
    """One picture of a clip.

    Attributes
    ----------
    index : int
        Counted from 0 in the order of the clip.
    time_s : float
        The frame's own timestamp, 0 for the first one.
    image_bgr : (h, w, 3) uint8 array
        Upright, with square pixels.
    """

    index: int
    time_s: float
    image_bgr: NDArray[np.uint8]


@dataclass(frozen=True)
class Clip:
    """A file that has been seen to hold frames. Nothing of it is kept open.

    Attributes
    ----------
    path : Path
    sha256 : str
    width_px, height_px : int
        Of the upright picture with square pixels, before any reduction.
    nominal_fps : float
        What the file declares; true times are in the frames.
    n_frames_estimate : int
    duration_estimate_s : float
    container, codec : str
    rotation_deg : int
        By the file's metadata, already undone in the frames.
    """

    path: Path
    sha256: str
    width_px: int
    height_px: int
    nominal_fps: float
    n_frames_estimate: int
    duration_estimate_s: float
    container: str
    codec: str
    rotation_deg: int

    def frames(
        self,
        *,
        max_side_px: int | None = None,
        every_s: float = 0.0,
        key_frames: bool = False,
        tell_time: Callable[[float], None] = lambda time_s: None,
        warn: Warn = lambda sentence: None,
    ) -> Iterator[Frame]:
        """The frames of the clip in order, decoded one at a time.

        Parameters
        ----------
        max_side_px : int, optional
            Larger pictures are reduced so that their longer side has this length.
        every_s : float
            Frames that follow the last one given by less are passed over.
        key_frames : bool
            Only frames that are stored whole, counted by themselves; the others are not decoded.
        tell_time : callable
            Told the time of every frame, also of those passed over.
        warn : callable
            Told about timestamps that were repaired and frames that are missing.

        Raises
        ------
        ClipError
            When not a single frame can be decoded.
        """
        size = self.size_within(max_side_px)
        clock = Clock(self.nominal_fps)
        n = 0
        time_s, given_s = 0.0, -np.inf
        whole = None
        small = self.width_px * self.height_px <= _FOR_ONE_THREAD_PX
        with _capture(self.path, key_frames=key_frames, one_thread=small) as capture:
            while _grab(capture):
                # Only after grab() is this the time of the frame that was grabbed.
                time_s = clock.time_s(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
                if time_s - given_s >= every_s:
                    image, whole = _retrieve(capture, size, whole)
                    if image is None:
                        break
                    given_s = time_s
                    yield Frame(n, time_s, image)
                tell_time(time_s)
                n += 1
        if n == 0 and not key_frames:
            raise _undecodable(self.path, self.codec)
        for sentence in [*clock.complaints(), *self._missing_end(time_s)]:
            warn(sentence)

    def scattered(self, n: int, *, max_side_px: int | None = None) -> Iterator[Frame]:
        """Some `n` frames from all over the clip, where they come cheapest.

        Those are the key frames; where there are too few of them all frames are decoded in order,
        which costs less than seeking back and forth between them.
        """
        every_s = _EARLY_SHARE * self.duration_estimate_s / n
        spread = partial(self.frames, max_side_px=max_side_px, every_s=every_s)
        whole = list(islice(spread(key_frames=True), 2 * n))
        yield from whole if len(whole) >= n else islice(spread(), 2 * n)

    def stills(self, n: int, *, max_side_px: int | None = None) -> list[Frame]:
        """About `n` frames spread evenly over the clip, found by seeking.

        Their index and time are those asked for; the picture may be some frames off.
        """
        size = self.size_within(max_side_px)
        wanted = (np.arange(n) + 0.5) / n * self.n_frames_estimate
        stills = []
        with _capture(self.path) as capture:
            for index in np.unique(wanted.astype(int)):
                capture.set(cv2.CAP_PROP_POS_FRAMES, float(index))
                image = _read(capture)
                if image is not None:
                    time_s = float(index / self.nominal_fps)
                    stills.append(Frame(int(index), time_s, _resized(image, size)))
        return stills or list(islice(self.frames(max_side_px=max_side_px), 1))

    def size_within(self, max_side_px: int | None) -> tuple[int, int]:
        """Width and height of the pictures that `frames` gives for this limit, in px."""
        scale = min(1.0, (max_side_px or np.inf) / max(self.width_px, self.height_px))
        return max(1, round(self.width_px * scale)), max(1, round(self.height_px * scale))

    def _missing_end(self, last_s: float) -> list[str]:
        allowed = max(_SHORT_BY_S, _SHORT_BY_SHARE * self.duration_estimate_s)
        if last_s > self.duration_estimate_s - allowed:
            return []
        return [
            f"The clip is damaged: it should last {self.duration_estimate_s:.1f} s, "
            f"but can be read only up to {last_s:.1f} s."
        ]


def open_clip(path: str | Path) -> Clip:
    """Look at a video file and make sure that it holds frames.

    Only local mp4, mov, m4v, avi, mkv and webm files are opened, known by their first bytes.

    Raises
    ------
    ClipError
        With one sentence that says what is wrong with the file.
    """
    path = Path(path)
    container = read_container(path)
    with _capture(path) as capture:
        image = _read(capture)
        if image is None:
            raise _undecodable(path, container.codec)
        rotation_deg = int(capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 360
        width_px, height_px = _square_pixels(image, _pixel_aspect(capture), rotation_deg)
    return Clip(
        path=path,
        sha256=sha256_of(path),
        width_px=width_px,
        height_px=height_px,
        nominal_fps=container.fps,
        n_frames_estimate=container.n_frames,
        duration_estimate_s=container.duration_s,
        container=container.name,
        codec=container.codec,
        rotation_deg=rotation_deg,
    )


@contextmanager
def _capture(
    path: Path, *, key_frames: bool = False, one_thread: bool = False
) -> Iterator[cv2.VideoCapture]:
    options = {**LOCAL_ONLY, "avdiscard": "nonkey"} if key_frames else LOCAL_ONLY
    threads = [cv2.CAP_PROP_N_THREADS, 1] if one_thread else []
    with _OPENING:
        # Read by OpenCV at every opening; there is no other way to tell it.
        os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "|".join(map(";".join, options.items()))
        # An absolute path is never taken for a web address or another of FFmpeg's protocols.
        capture = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG, threads)
    try:
        yield capture
    finally:
        capture.release()


def _read(capture: cv2.VideoCapture) -> NDArray[np.uint8] | None:
    ok, image = capture.read()
    return np.asarray(image, dtype=np.uint8) if ok else None


def _grab(capture: cv2.VideoCapture) -> bool:
    """Decode the next frame, without making a picture of it."""
    return bool(capture.grab())


def _retrieve(
    capture: cv2.VideoCapture, size: tuple[int, int], whole: NDArray[np.uint8] | None
) -> tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None]:
    """The picture of the frame that was grabbed, and the one it was reduced from.

    The latter is handed back next time to be written over: fresh memory costs as much as decoding.
    """
    ok, image = capture.retrieve(whole)
    if not ok:
        return None, None
    picture = np.asarray(image, dtype=np.uint8)
    reduced = _resized(picture, size)
    return reduced, None if reduced is picture else picture


def _undecodable(path: Path, codec: str) -> ClipError:
    return ClipError(
        f"{plain_name(path.name)}: no picture in this clip can be decoded (codec {codec}). "
        "Export it as an H.264 mp4 and try again."
    )


def _pixel_aspect(capture: cv2.VideoCapture) -> float:
    """Width of a stored pixel over its height."""
    width, height = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
    return width / height if width > 0 and height > 0 else 1.0


def _square_pixels(
    image: NDArray[np.uint8], pixel_aspect: float, rotation_deg: int
) -> tuple[int, int]:
    height, width = image.shape[:2]
    if rotation_deg in (90, 270):
        return width, round(height * pixel_aspect)
    return round(width * pixel_aspect), height


def _resized(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture in this size, reduced by whole pixels first and in between linearly.

    Means over areas whose edges cut pixels would cost three times as much as decoding.
    """
    height, width = image.shape[:2]
    by = min(width // size[0], height // size[1])
    if by > 1:
        image = np.asarray(cv2.resize(
            image[: height // by * by, : width // by * by], (width // by, height // by),
            interpolation=cv2.INTER_AREA,
        ), dtype=np.uint8)
    if (image.shape[1], image.shape[0]) == size:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)

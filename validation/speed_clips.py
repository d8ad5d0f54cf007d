"""Clips to time on, made from a sample clip and kept in the cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.clip import open_clip
from formcheck.pose.models import cache_root

SAMPLE = Path(__file__).parent.parent / "sample_videos" / "drops_on_one_side.mp4"


@dataclass(frozen=True)
class Footage:
    """What a clip is like; made of the sample at its own speed, frames between blended."""

    width_px: int
    height_px: int
    fps: int
    seconds: float

    @property
    def name(self) -> str:
        return f"{self.width_px}x{self.height_px}_{self.fps}fps_{self.seconds:g}s"


SHORT = (
    Footage(720, 1280, 30, 10), Footage(1080, 1920, 60, 10), Footage(1080, 1920, 240, 10),
)
LONG, LONGEST = Footage(720, 1280, 30, 60), Footage(720, 1280, 30, 600)


def clip_of(footage: Footage) -> Path:
    """The clip, made when the cache does not hold it."""
    path = cache_root() / "speed_clips" / f"{footage.name}.mp4"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished.mp4")
        if footage == LONGEST:
            _write_repeated(unfinished, clip_of(LONG), round(LONGEST.seconds / LONG.seconds))
        else:
            _write(unfinished, footage)
        unfinished.replace(path)
    return path


def _write(path: Path, footage: Footage) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=footage.fps)
        stream.width, stream.height = footage.width_px, footage.height_px
        stream.pix_fmt = "yuv420p"
        # A key frame every second and about 12 Mbit/s at full HD, as phones do.
        stream.options = {"preset": "ultrafast", "crf": "23", "g": str(footage.fps)}
        for number, picture in enumerate(islice(_pictures(footage), _n_frames(footage))):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, footage.fps)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _write_repeated(path: Path, once: Path, times: int) -> None:
    """The same pictures over and over, not coded anew."""
    with av.open(str(once)) as source, av.open(str(path), "w") as file:
        stream = source.streams.video[0]
        copied = file.add_stream_from_template(stream)
        assert stream.time_base
        packets = [packet for packet in source.demux(stream) if packet.dts is not None]
        length = round(LONG.seconds / stream.time_base)
        for turn in range(times):
            for packet in packets:
                again = av.Packet(bytes(packet))
                again.pts = (packet.pts or 0) + turn * length
                again.dts = (packet.dts or 0) + turn * length
                again.time_base, again.is_keyframe = stream.time_base, packet.is_keyframe
                again.stream = copied
                file.mux(again)


def _n_frames(footage: Footage) -> int:
    return round(footage.seconds * footage.fps)


def _pictures(footage: Footage) -> Iterator[NDArray[np.uint8]]:
    """The sample over and over; between two of its frames as many as the frame rate asks for."""
    clip = open_clip(SAMPLE)
    between = max(1, round(footage.fps / clip.nominal_fps))
    size = (footage.width_px, footage.height_px)
    before = None
    for _ in count():
        for frame in clip.frames():
            after = frame.image_bgr
            if (after.shape[1], after.shape[0]) != size:
                after = np.asarray(cv2.resize(after, size), np.uint8)
            if before is not None:
                for step in range(between):
                    yield np.asarray(
                        cv2.addWeighted(before, 1 - step / between, after, step / between, 0),
                        np.uint8)
            before = after

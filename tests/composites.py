"""Gyms put together from sample clips: a mirror, a poster, a television beside the runner."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.clip import open_clip

Picture = NDArray[np.uint8]
WALL_BGR, RIM_BGR = (140, 150, 150), (70, 60, 40)
GAP_PX, RIM_PX = 20, 6


def pictures_of(clip: Path, n_frames: int, *, height_px: int) -> list[Picture]:
    """The first frames of a clip, all of one height."""
    frames = islice(open_clip(clip).frames(), n_frames)
    return [_sized(frame.image_bgr, height_px / frame.image_bgr.shape[0]) for frame in frames]


def mirror(pictures: Sequence[Picture], *, size: float) -> list[Picture]:
    """The same pictures as a mirror on the wall shows them."""
    return screen([np.ascontiguousarray(picture[:, ::-1]) for picture in pictures], size=size)


def screen(pictures: Sequence[Picture], *, size: float) -> list[Picture]:
    """The pictures on a television; a single one is a poster."""
    rim = (RIM_PX,) * 4
    return [
        cv2.copyMakeBorder(_sized(picture, size), *rim, cv2.BORDER_CONSTANT, value=RIM_BGR)
        for picture in pictures
    ]


def gym(runner: Sequence[Picture], *on_the_wall: Sequence[Picture]) -> list[Picture]:
    """The runner's pictures with those of the wall to the right, half-way up."""
    return [
        _joined([picture, *(shown[min(frame, len(shown) - 1)] for shown in on_the_wall)])
        for frame, picture in enumerate(runner)
    ]


def write_pictures(path: Path, pictures: Sequence[Picture], *, fps: int = 30) -> Path:
    """A clip of these pictures."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=fps, options={"crf": "20"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.codec_context.time_base = Fraction(1, fps)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def _sized(picture: Picture, size: float) -> Picture:
    return cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)


def _joined(parts: Sequence[Picture]) -> Picture:
    height = parts[0].shape[0]
    width = sum(part.shape[1] for part in parts) + GAP_PX * (len(parts) - 1)
    wall = np.full((height + height % 2, width + width % 2, 3), WALL_BGR, dtype=np.uint8)
    left = 0
    for part in parts:
        top = (height - part.shape[0]) // 2
        wall[top : top + part.shape[0], left : left + part.shape[1]] = part
        left += part.shape[1] + GAP_PX
    return wall

"""Clips made for the tests: every frame carries its number and a mark in its upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.clip import open_clip

WIDTH_PX, HEIGHT_PX = 128, 96
BLOCK_PX = 16
MARK_PX = 32
TICKS_PER_S = 90_000


def numbered_picture(number: int) -> NDArray[np.uint8]:
    """A grey picture: its number in binary along the lower edge, a mark at the upper left."""
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), 96, dtype=np.uint8)
    image[:MARK_PX, :MARK_PX] = 255
    for bit in range(WIDTH_PX // BLOCK_PX):
        value = 230 if number >> bit & 1 else 20
        image[-BLOCK_PX:, bit * BLOCK_PX : (bit + 1) * BLOCK_PX] = value
    return image


def number_in(image: NDArray[np.uint8]) -> int:
    """The number that an upright picture shows."""
    height, width = image.shape[:2]
    block = width // (WIDTH_PX // BLOCK_PX)
    row = image[height - block // 2, block // 2 :: block].mean(axis=1)
    return sum(1 << bit for bit, value in enumerate(row) if value > 128)


def marked_corner(image: NDArray[np.uint8]) -> str:
    """Which corner carries the mark: ``upper left`` in an upright picture."""
    height, width = image.shape[:2]
    near, far_x, far_y = 8, width - 8, height - 28
    corners = {
        "upper left": image[near, near],
        "upper right": image[near, far_x],
        "lower left": image[far_y, near],
        "lower right": image[far_y, far_x],
    }
    return max(corners, key=lambda name: float(corners[name].mean()))


def write_clip(
    path: Path,
    *,
    times_s: Sequence[float],
    codec: str = "libx264",
    rotation_deg: int = 0,
    pixel_format: str = "yuv420p",
    pixel_aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
    file_options: dict[str, str] | None = None,
    sound: bool = False,
) -> Path:
    """Write numbered pictures at the given times, to be turned clockwise when played."""
    with av.open(str(path), "w", options=file_options or {}) as file:
        stored = np.rot90(numbered_picture(0), rotation_deg // 90)
        rate = Fraction(len(times_s) - 1, 1) / Fraction(times_s[-1] - times_s[0] or 1.0)
        stream = file.add_stream(codec, rate=rate.limit_denominator(1001), options=options or {})
        stream.height, stream.width = stored.shape[:2]
        stream.pix_fmt = pixel_format
        fixed_rate = path.suffix == ".avi"
        ticks = rate.limit_denominator(1001) if fixed_rate else Fraction(TICKS_PER_S)
        stream.codec_context.time_base = 1 / ticks
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if sound:
            _add_silence(file, seconds=times_s[-1])
        for number, time_s in enumerate(times_s):
            picture = np.rot90(numbered_picture(number), rotation_deg // 90)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            frame.time_base = 1 / ticks
            frame.pts = round(time_s * ticks)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    if rotation_deg:
        _set_rotation(path, rotation_deg)
    return path


def write_sound(path: Path, *, seconds: float = 1.0) -> Path:
    """A file with sound alone."""
    with av.open(str(path), "w") as file:
        _add_silence(file, seconds=seconds)
    return path


def shortened(source: Path, target: Path, *, n_frames: int) -> Path:
    """The first frames of a clip, as a clip of their own with the same times."""
    clip = open_clip(source)
    with av.open(str(target), "w") as file:
        stream = file.add_stream("libx264", rate=round(clip.nominal_fps), options={"crf": "18"})
        stream.width, stream.height = clip.size_within(None)
        stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        for read in islice(clip.frames(), n_frames):
            frame = av.VideoFrame.from_ndarray(read.image_bgr, format="bgr24")
            frame.time_base = Fraction(1, TICKS_PER_S)
            frame.pts = round(read.time_s * TICKS_PER_S)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return target


def evenly(fps: float, n: int) -> list[float]:
    return [number / fps for number in range(n)]


def _add_silence(file: av.container.OutputContainer, *, seconds: float) -> None:
    stream = file.add_stream("aac", rate=16_000, layout="mono")
    for start in range(0, int(seconds * 16_000), 1024):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 16_000
        frame.pts = start
        file.mux(stream.encode(frame))
    file.mux(stream.encode())


def _set_rotation(path: Path, rotation_deg: int) -> None:
    """Write the display matrix into the track header of an mp4 or mov, as phones do."""
    quarter = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation_deg]
    a, b, c, d = (value << 16 for value in quarter)
    matrix = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], dtype=">i4").tobytes()
    content = bytearray(path.read_bytes())
    header = content.index(b"tkhd")
    start = header + 4 + (52 if content[header + 4] == 1 else 40)
    content[start : start + len(matrix)] = matrix
    path.write_bytes(content)

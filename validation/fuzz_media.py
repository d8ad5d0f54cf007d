"""Small clips of many kinds, and ways to damage them; all of it follows from a seed."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.clip import open_clip

Random = np.random.Generator
Mutation = Callable[[bytearray, list[bytes], Random], None]

WIDTH_PX, HEIGHT_PX, N_FRAMES = 160, 120, 16
# Container, codec and options of the clips that are damaged.
_KINDS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("mp4", "libx264", {}),
    ("mov", "libx264", {"bf": "3", "g": "4"}),
    ("mov", "libx265", {"x265-params": "log-level=none"}),
    ("mkv", "libx264", {}),
    ("webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "8"}),
    ("webm", "libvpx", {"deadline": "realtime", "cpu-used": "8"}),
    ("avi", "mpeg4", {}),
    ("avi", "mjpeg", {}),
    ("mov", "prores_ks", {}),
    ("mkv", "ffv1", {}),
)
# Values that break sums and sizes.
_EXTREMES = (0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000)


@lru_cache
def whole_clips() -> list[tuple[str, bytes]]:
    """A clip of each kind: its suffix and its content."""
    with tempfile.TemporaryDirectory() as place:
        return [
            (suffix, _encoded(Path(place) / f"{number}.{suffix}", codec, options))
            for number, (suffix, codec, options) in enumerate(_KINDS)
        ]


def runner_clip(sample: Path, *, n_frames: int = 40, side_px: int = 480) -> bytes:
    """The beginning of a sample clip, small, as an mp4 that can be played while it is loaded."""
    clip = open_clip(sample)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "runner.mp4"
        with av.open(str(path), "w", options={"movflags": "faststart"}) as file:
            stream: Any = file.add_stream("libx264", rate=round(clip.nominal_fps))
            stream.width, stream.height = (size // 2 * 2 for size in clip.size_within(side_px))
            stream.pix_fmt = "yuv420p"
            for read in islice(clip.frames(max_side_px=side_px), n_frames):
                frame = av.VideoFrame.from_ndarray(read.image_bgr, format="bgr24")
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
        return path.read_bytes()


def damaged(whole: bytes, others: list[bytes], random: Random) -> tuple[str, bytes]:
    """One to three mutations of a clip: their names, and what came out."""
    content, names = bytearray(whole), []
    for _ in range(int(random.integers(1, 4))):
        name = str(random.choice(list(MUTATIONS)))
        MUTATIONS[name](content, others, random)
        names.append(name)
    return "+".join(names), bytes(content)


def _encoded(path: Path, codec: str, options: dict[str, str]) -> bytes:
    pixels = {"mjpeg": "yuvj420p", "prores_ks": "yuv422p10le"}.get(codec, "yuv420p")
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, pixels
        for number in range(N_FRAMES):
            frame = av.VideoFrame.from_ndarray(_picture(number), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path.read_bytes()


def _picture(number: int) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    moving = (columns + 5 * number) // 8 % 2 * 90 + rows // 2
    return np.repeat(moving[:, :, None], 3, axis=2).astype(np.uint8)


def _part(content: bytearray, random: Random, *, most: float = 0.3) -> slice:
    """A stretch of the file, short ones as likely as long ones."""
    longest = max(2.0, most * len(content))
    length = int(np.exp(random.uniform(0, np.log(longest))))
    start = int(random.integers(0, max(1, len(content) - length)))
    return slice(start, start + length)


def _flip(content: bytearray, others: list[bytes], random: Random) -> None:
    for at in random.integers(0, max(1, len(content)), int(random.integers(1, 60))):
        if at < len(content):
            content[at] ^= 1 << int(random.integers(0, 8))


def _cut_end(content: bytearray, others: list[bytes], random: Random) -> None:
    del content[int(random.integers(0, len(content) + 1)):]


def _take_out(content: bytearray, others: list[bytes], random: Random) -> None:
    del content[_part(content, random)]


def _zero(content: bytearray, others: list[bytes], random: Random) -> None:
    part = _part(content, random)
    content[part] = bytes(len(content[part]))


def _noise(content: bytearray, others: list[bytes], random: Random) -> None:
    part = _part(content, random)
    content[part] = random.bytes(len(content[part]))


def _repeat(content: bytearray, others: list[bytes], random: Random) -> None:
    part = _part(content, random)
    content[part.start:part.start] = content[part] * int(random.integers(1, 5))


def _splice(content: bytearray, others: list[bytes], random: Random) -> None:
    other = bytearray(others[int(random.integers(0, len(others)))])
    content[_part(content, random)] = other[_part(other, random)]


def _number(content: bytearray, others: list[bytes], random: Random) -> None:
    """A size, count or time replaced by an extreme one, at the head or the tail of the file."""
    for _ in range(int(random.integers(1, 4))):
        reach = min(len(content), 2048)
        at = int(random.integers(0, max(1, reach - 4)))
        at = at if random.random() < 0.5 else max(0, len(content) - reach) + at
        value = _EXTREMES[int(random.integers(0, len(_EXTREMES)))]
        content[at : at + 4] = struct.pack(random.choice([">I", "<I"]), value)


MUTATIONS: dict[str, Mutation] = {
    "bytes flipped": _flip, "end cut off": _cut_end, "part taken out": _take_out,
    "part zeroed": _zero, "part made noise": _noise, "part repeated": _repeat,
    "spliced with another": _splice, "numbers made extreme": _number,
}

"""Twenty kinds of broken file: one clear sentence each, or the frames that are left."""

from __future__ import annotations

import resource
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.clip import open_clip
from formcheck.errors import ClipError
from tests.clips import evenly, write_clip, write_sound

FAST = {"movflags": "faststart"}
N_FRAMES = 90
# Reading everything again may keep this much, bytes: the decoder's own pools.
MAX_GROWTH = 40_000_000


def whole(path: Path, *, n: int = N_FRAMES, **choices) -> bytearray:
    write_clip(path, times_s=evenly(30, n), file_options=FAST, **choices)
    return bytearray(path.read_bytes())


def truncated(path: Path) -> None:
    content = whole(path)
    path.write_bytes(content[: len(content) * 6 // 10])


def headless(path: Path) -> None:
    content = whole(path)
    path.write_bytes(content[len(content) // 2 :])


def index_missing(path: Path) -> None:
    write_clip(path, times_s=evenly(30, N_FRAMES))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _middle_of_the_pictures(content: bytearray) -> tuple[int, int]:
    first = content.index(b"mdat")
    length = len(content) - first
    return first + length // 2, first + length * 6 // 10


def zeros_in_the_middle(path: Path) -> None:
    content = whole(path, options={"g": "10"})
    start, end = _middle_of_the_pictures(content)
    content[start:end] = bytes(end - start)
    path.write_bytes(content)


def noise_in_the_middle(path: Path) -> None:
    content = whole(path, options={"g": "10"})
    start, end = _middle_of_the_pictures(content)
    content[start:end] = np.random.default_rng(0).bytes(end - start)
    path.write_bytes(content)


def zeros_alone(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("Dear diary, today I ran.\n" * 40)


def wrong_extension(path: Path) -> None:
    matroska = path.with_suffix(".mkv")
    whole(matroska)
    matroska.rename(path)


def sound_alone(path: Path) -> None:
    write_sound(path)


def no_key_frame(path: Path) -> None:
    """The first picture, which all others build on, is gone."""
    content = whole(path, options={"g": "300", "bf": "0"})
    offset = content.index(b"stco") + 12
    (start,) = struct.unpack(">I", content[offset : offset + 4])
    sizes = content.index(b"stsz") + 16
    (size,) = struct.unpack(">I", content[sizes : sizes + 4])
    content[start + 4 : start + size] = bytes(size - 4)
    path.write_bytes(content)


def _declared_size(path: Path, width: int, height: int) -> None:
    content = whole(path)
    entry = content.index(b"avc1", content.index(b"stsd"))
    content[entry + 28 : entry + 32] = struct.pack(">HH", width, height)
    path.write_bytes(content)


def huge_declared_size(path: Path) -> None:
    _declared_size(path, 65_000, 65_000)


def no_declared_size(path: Path) -> None:
    _declared_size(path, 0, 0)


def odd_dimensions(path: Path) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 131, 97, "yuv444p"
        for _ in range(20):
            picture = np.full((97, 131, 3), 90, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        file.mux(stream.encode())


def tiny_pictures(path: Path) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 2, 2, "yuv420p"
        for _ in range(20):
            picture = np.full((2, 2, 3), 90, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        file.mux(stream.encode())


def one_frame(path: Path) -> None:
    write_clip(path, times_s=[0.0])


def no_frame_rate(path: Path) -> None:
    """Every duration in the table of times is zero."""
    content = whole(path, options={"bf": "0"})
    table = content.index(b"stts")
    (entries,) = struct.unpack(">I", content[table + 8 : table + 12])
    for entry in range(entries):
        at = table + 12 + 8 * entry + 4
        content[at : at + 4] = bytes(4)
    path.write_bytes(content)


def no_timestamps(path: Path) -> None:
    """Pictures one after another, as a camera streams them, without a container."""
    with av.open(str(path), "w", format="h264") as file:
        stream = file.add_stream("libx264", rate=Fraction(30))
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for _ in range(20):
            picture = np.full((96, 128, 3), 90, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        file.mux(stream.encode())


def a_table_that_promises_more(path: Path) -> None:
    """The index names a hundred times the pictures that are there."""
    content = whole(path)
    sizes = content.index(b"stsz") + 12
    content[sizes : sizes + 4] = struct.pack(">I", 100 * N_FRAMES)
    path.write_bytes(content)


def a_clock_of_days(path: Path) -> None:
    """One picture is said to last for days."""
    content = whole(path, options={"bf": "0"})
    table = content.index(b"stts")
    content[table + 16 : table + 20] = struct.pack(">I", 0x7FFFFFFF)
    path.write_bytes(content)


def two_files_in_one(path: Path) -> None:
    content = whole(path)
    path.write_bytes(content + content)


# The sentence that is said, or None where frames are left to read.
KINDS: dict[Callable[[Path], None], str | None] = {
    truncated: None, headless: "not a video file", index_missing: "damaged or cut short",
    zeros_in_the_middle: None, noise_in_the_middle: None, zeros_alone: "not a video file",
    empty: "the file is empty", text: "not a video file", wrong_extension: None,
    sound_alone: "sound but no video", no_key_frame: None, huge_declared_size: None,
    no_declared_size: None, odd_dimensions: None, tiny_pictures: None,
    one_frame: "a single picture", no_frame_rate: None, no_timestamps: "not a video file",
    a_table_that_promises_more: None, a_clock_of_days: None, two_files_in_one: None,
}  # fmt: skip


def read(path: Path) -> tuple[int, list[str]]:
    """How many frames there are, and what is said of them."""
    said: list[str] = []
    n, last_s = 0, -1.0
    for frame in open_clip(path).frames(max_side_px=640, warn=said.append):
        assert frame.time_s > last_s
        n, last_s = n + 1, frame.time_s
    return n, said


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_a_broken_file_gets_one_sentence_or_gives_what_is_left(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "run.mp4"
    make(path)
    expected = KINDS[make]
    try:
        n, said = read(path)
    except ClipError as error:
        message = str(error)
        assert message.startswith("run.mp4: ")
        assert message.endswith(".")
        assert "\n" not in message
        assert expected is None or expected in message
    else:
        assert expected is None
        assert 0 < n <= 2 * N_FRAMES
        assert all(sentence.endswith(".") for sentence in said)


def test_there_are_at_least_twenty_kinds() -> None:
    assert len(KINDS) >= 20


def test_reading_them_again_and_again_keeps_no_memory(tmp_path: Path) -> None:
    paths = []
    for make in KINDS:
        paths.append(tmp_path / f"{make.__name__}.mp4")
        make(paths[-1])

    def read_all() -> None:
        for path in paths:
            try:
                read(path)
            except ClipError:
                continue

    read_all()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2):
        read_all()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert 1024 * grown < MAX_GROWTH

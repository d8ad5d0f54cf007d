"""Files that are no clip, or only half of one: one clear sentence, or the frames that are left."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import pytest

from formcheck.clip import open_clip
from formcheck.errors import ClipError
from tests.clips import evenly, number_in, numbered_picture, write_clip, write_sound


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.mp4", b"", "the file is empty"),
        ("notes.mp4", b"Dear diary, today I ran.\n" * 40, "not a video file"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/a.ts\n", "not a video file"),
        ("list.mkv", b"ffconcat version 1.0\nfile /etc/passwd\n", "not a video file"),
        ("list.avi", b"v=0\no=- 0 0 IN IP4 127.0.0.1\n", "not a video file"),
        ("run.gif", b"GIF89a" + bytes(40), "a GIF picture"),
        ("run.webp", b"RIFF\0\0\0\0WEBPVP8 " + bytes(40), "a WebP picture"),
        ("run.heic", b"\0\0\0\x18ftypheic" + bytes(40), "a HEIC or AVIF picture"),
        ("cut.mp4", b"\0\0\0\x18ftypisom" + b"x" * 500, "damaged or cut short"),
        ("cut.mkv", b"\x1a\x45\xdf\xa3" + b"x" * 500, "damaged or cut short"),
    ],
)
def test_what_is_no_clip_is_said_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert says in _complaint(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "there is no such file" in _complaint(tmp_path / "nowhere.mp4")
    (tmp_path / "clips.mp4").mkdir()
    assert "this is a folder" in _complaint(tmp_path / "clips.mp4")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 5))
    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read (Permission denied)" in _complaint(path)


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "a JPEG picture"), (".png", "a PNG")])
def test_a_picture_named_like_a_clip(tmp_path: Path, suffix: str, kind: str) -> None:
    picture = tmp_path / f"a{suffix}"
    cv2.imwrite(str(picture), numbered_picture(1))
    assert kind in _complaint(picture.rename(tmp_path / "a.mp4"))


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.mkv"])
def test_sound_without_video(tmp_path: Path, name: str) -> None:
    assert "sound but no video" in _complaint(write_sound(tmp_path / name))


def test_a_single_frame(tmp_path: Path) -> None:
    assert "a single picture" in _complaint(write_clip(tmp_path / "a.mp4", times_s=[0.0]))


def test_a_clip_with_sound_is_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 10), sound=True)
    assert len(list(open_clip(path).frames())) == 10


def test_an_mp4_whose_end_is_missing_cannot_be_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 90))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "damaged or cut short" in _complaint(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_clip_cut_short_gives_the_frames_up_to_there_and_a_warning(
    tmp_path: Path, name: str
) -> None:
    options = {"movflags": "faststart"} if name.endswith("mp4") else {}
    path = write_clip(tmp_path / name, times_s=evenly(30, 300), file_options=options)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    warnings: list[str] = []

    frames = list(open_clip(path).frames(warn=warnings.append))

    assert 30 < len(frames) < 290
    # The very last one may be the half of a frame at which the file was cut.
    numbers = [number_in(frame.image_bgr) for frame in frames[:-1]]
    assert numbers == [number % 256 for number in range(len(numbers))]
    assert len(warnings) == 1
    assert "it should last 10.0 s" in warnings[0]
    assert f"only up to {frames[-1].time_s:.1f} s" in warnings[0]


def test_a_clip_that_is_damaged_in_the_middle(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "a.mp4",
        times_s=evenly(30, 300),
        options={"g": "10"},
        file_options={"movflags": "faststart"},
    )
    content = bytearray(path.read_bytes())
    start, end = int(len(content) * 0.5), int(len(content) * 0.6)
    content[start:end] = bytes(end - start)
    path.write_bytes(content)
    warnings: list[str] = []

    frames = list(open_clip(path).frames(warn=warnings.append))

    assert [number_in(frame.image_bgr) for frame in frames[:60]] == list(range(60))
    assert len(frames) < 290
    assert len(warnings) == 1


def test_a_codec_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 5))
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 4
    (size,) = struct.unpack(">I", content[start - 8 : start - 4])
    content[start : start - 8 + size] = b"\xff" * (size - 8)
    path.write_bytes(content)
    assert "can be decoded (codec h264)" in _complaint(path)


def _complaint(path: Path) -> str:
    with pytest.raises(ClipError) as caught:
        open_clip(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message

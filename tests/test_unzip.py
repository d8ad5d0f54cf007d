"""Archives packed to do harm, and ordinary ones."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from formcheck.errors import ClipError, OutputError
from formcheck.settings import ArchiveLimits
from formcheck.unzip import unpack

CLIP = b"\0\0\0\x18ftypisom" + bytes(500)




def packed(path: Path, contents: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return path


def everything_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refusal(path: Path, folder: Path, *, limits: ArchiveLimits | None = None) -> str:
    """The sentence, once it is certain that nothing was left behind inside or beside the folder."""
    before = everything_below(folder.parent)
    with pytest.raises(ClipError) as caught:
        unpack(path, folder, limits=limits)
    assert everything_below(folder.parent) == before
    assert not folder.exists() or not any(folder.iterdir())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_clips_keep_their_subfolders_and_the_rest_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "club.zip", {
        "anna/2025-01-02_easy.mp4": CLIP, "ben/second run.MOV": CLIP * 2, "notes.txt": b"fine",
        "__MACOSX/anna/._2025-01-02_easy.mp4": b"x", "anna/.hidden.mp4": CLIP,
    })
    unpacked = unpack(path, tmp_path / "out")
    assert everything_below(tmp_path / "out") == {"anna/2025-01-02_easy.mp4", "ben/second run.MOV"}
    assert [clip.read_bytes() for clip in unpacked.clips] == [CLIP, CLIP * 2]
    assert unpacked.left_out == (
        "notes.txt", "__MACOSX/anna/._2025-01-02_easy.mp4", "anna/.hidden.mp4")


def test_an_open_file_will_do(tmp_path: Path) -> None:
    content = io.BytesIO(packed(tmp_path / "a.zip", {"a.mp4": CLIP}).read_bytes())
    assert [clip.name for clip in unpack(content, tmp_path / "out").clips] == ["a.mp4"]


@pytest.mark.parametrize("name", [
    "../evil.mp4", "a/../../evil.mp4", "/tmp/evil.mp4", "..\\evil.mp4", "C:\\evil.mp4",
    "C:evil.mp4", "\\\\host\\share\\evil.mp4", "a/..",
])
def test_a_path_that_climbs_out_refuses_the_archive(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {"good.mp4": CLIP, name: CLIP})
    assert "leads outside" in refusal(path, tmp_path / "inner" / "out")


def test_a_link_is_not_followed_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("passwd.mp4")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("good.mp4", CLIP)
    assert unpack(path, tmp_path / "out").left_out == ("passwd.mp4",)
    assert everything_below(tmp_path / "out") == {"good.mp4"}


def test_a_bomb_ends_at_the_limit_whatever_it_declares(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.zip", {"a.mp4": bytes(3_000_000), "b.mp4": bytes(3_000_000)})
    assert path.stat().st_size < 10_000
    lying = path.read_bytes().replace(struct.pack("<I", 3_000_000), struct.pack("<I", 1_000))
    (tmp_path / "lying.zip").write_bytes(lying)
    limits = ArchiveLimits(max_bytes=5_000_000)
    assert "larger than 0.005 GB" in refusal(path, tmp_path / "out", limits=limits)
    assert "can be read" in refusal(tmp_path / "lying.zip", tmp_path / "out", limits=limits)


def test_archives_within_the_archive_stay_packed(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.mp4": CLIP}).read_bytes()
    path = packed(tmp_path / "a.zip", {"inner.zip": inner, "b.mp4": CLIP})
    assert unpack(path, tmp_path / "out").left_out == ("inner.zip",)


def test_too_many_files_and_a_list_too_long_to_be_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {f"{number}.mp4": b"x" for number in range(12)})
    limits = ArchiveLimits(max_files=11)
    assert "more than 11 files" in refusal(path, tmp_path / "out", limits=limits)
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 0x7FFFFFFF)
    path.write_bytes(content)
    assert "more than 2,000 files" in refusal(path, tmp_path / "out")


def test_what_is_no_archive_or_damaged_or_locked(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"Dear diary")
    assert "no zip archive" in refusal(tmp_path / "a.zip", tmp_path / "out")
    path = packed(tmp_path / "b.zip", {"a.mp4": os.urandom(5_000)})
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)
    assert "no zip archive that can be read" in refusal(path, tmp_path / "out")
    locked = bytearray(packed(tmp_path / "c.zip", {"a.mp4": CLIP}).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    (tmp_path / "c.zip").write_bytes(locked)
    assert "password" in refusal(tmp_path / "c.zip", tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.mp4", CLIP)
    assert "an unusual way" in refusal(tmp_path / "e.zip", tmp_path / "out")
    assert "no clip" in refusal(packed(tmp_path / "d.zip", {"a.txt": b"x"}), tmp_path / "out")


def test_names_that_disks_take_for_one(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.mp4": CLIP, "A.MP4": CLIP})
    assert "the same name" in refusal(path, tmp_path / "out")
    good = packed(tmp_path / "b.zip", {"a.mp4": CLIP})
    unpack(good, tmp_path / "out")
    with pytest.raises(ClipError, match=r"something called a\.mp4 already"):
        unpack(good, tmp_path / "out")
    assert everything_below(tmp_path / "out") == {"a.mp4"}


def test_names_are_tamed(tmp_path: Path) -> None:
    long = "ä" * 200 + ".mp4"
    path = packed(tmp_path / "a.zip", {
        "new\nline\x1b[31m.mp4": CLIP, long: CLIP, "🏃 <b>.mp4": CLIP,
    })
    names = [clip.name for clip in unpack(path, tmp_path / "out").clips]
    assert names == ["new\ufffdline\ufffd[31m.mp4", "ä" * 125 + ".mp4", "🏃 <b>.mp4"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    path = packed(tmp_path / "a.zip", {"a.mp4": CLIP})
    with pytest.raises(OutputError, match="cannot be unpacked"):
        unpack(path, tmp_path / "file" / "out")

"""Names, places and contents chosen to do harm: each attack is a test."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av
import pytest

from formcheck.batch.clips import find_clips
from formcheck.batch.run import score_folder
from formcheck.clip import open_clip
from formcheck.comparison.files import default_folder
from formcheck.errors import ClipError, OutputError
from formcheck.files import plain_name, sha256_of
from formcheck.report import files, page
from formcheck.report.files import default_out_dir, whole_or_nothing
from formcheck.result import Analysis
from tests.batch.fakes import fake_score, write_fake
from tests.builders import make_analysis
from tests.clips import evenly, write_clip

NO_TEXT = os.fsdecode(b"\xff\xfe.mp4")
NAMES = [
    "two words.mp4", "it's \"quoted\".mp4", "new\nline.mp4", "...mp4", "..mp4", "-rf --out x.mp4",
    "🏃‍♀️💨.mp4", "ü" * 125 + "x.mp4", "=HYPERLINK(\"x\")&cmd|'.mp4", "@SUM(1+1).mp4",
    "<script>alert(1)<!--.mp4", "[bold red]{{ 7*7 }}.mp4", "\x1b[2J\x1b]0;owned\x07.mp4",
    "\u202e4pm.exe.mp4", "%s%n.mp4", "a;rm -rf $HOME;`id`.mp4", NO_TEXT,
    "CON.mp4", "http:example.com.mp4", "concat:a|b.mp4",
]  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "a.mp4", times_s=evenly(30, 5))


def named(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    try:
        path.write_bytes(content)
    except OSError as error:
        pytest.skip(f"this disk does not take the name: {error}")
    return path


def analysis_of(path: Path) -> Analysis:
    made = make_analysis(duration_s=2.0, flagged=False)
    return replace(made, clip=replace(made.clip, path=path))


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_is_read_whatever_it_is_called(tmp_path: Path, clip: Path, name: str) -> None:
    path = named(tmp_path, name, clip.read_bytes())
    if name == NO_TEXT:
        with pytest.raises(ClipError, match="is not text; rename it"):
            open_clip(path)
    else:
        assert len(list(open_clip(path).frames())) == 5
    with pytest.raises(ClipError) as caught:
        open_clip(named(tmp_path, f"x{name[-100:]}", b"no clip at all"))
    assert plain_name(str(caught.value)) == str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_its_result_is_written_where_it_belongs_and_can_be_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    analysis = analysis_of(tmp_path / name)
    out = default_out_dir(analysis.clip.path, analysis.clip.sha256)
    with whole_or_nothing(out) as made:
        files.write_summary(analysis, made)
        files.write_tables(analysis, made)
    assert [entry.name for entry in work.iterdir()] == [str(out)]
    assert len(os.fsencode(out)) <= 255
    assert not str(out).startswith("-")
    shown = json.loads((out / "summary.json").read_text(encoding="utf-8"))["clip"]["name"]
    assert shown == plain_name(name)
    default_folder([Path(name), Path(name)]).mkdir()


def test_the_report_shows_a_name_and_does_not_run_it() -> None:
    html = page.render(analysis_of(Path("<script>alert(1)<!--<img src=x onerror=y>.mp4")), {})
    assert "&lt;script&gt;alert(1)&lt;" in html
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    html.encode("utf-8")
    page.render(analysis_of(Path(os.fsdecode(b"\xff.mp4"))), {}).encode("utf-8")


def test_a_table_of_scores_holds_no_formula_and_the_page_no_markup(tmp_path: Path) -> None:
    names = [name for name in NAMES if not name.startswith(".")]
    for number, name in enumerate(names):
        write_fake(tmp_path / "in" / f"={number}" / name, f"drop {number} {number}")
    write_fake(tmp_path / "in" / "=cmd|'<b>.mp4", "broken =1+1")
    out = tmp_path / "out"
    score_folder(
        tmp_path / "in", out, workers=1, by="{runner}/{label}.mp4", work=fake_score)
    rows = list(csv.reader(io.StringIO((out / "scores.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(names) + 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    sessions = (out / "sessions.csv").read_text(encoding="utf-8")
    assert not [line for line in sessions.splitlines() if line.startswith("=")]
    html = (out / "index.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in html
    assert "<b>.mp4" not in html


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(ClipError, match="no ordinary file"):
        open_clip(tmp_path / "pipe.mp4")
    with pytest.raises(OSError, match="no ordinary file"):
        sha256_of(Path("/dev/zero"))


def test_links_are_followed_to_a_file_and_never_round_in_circles(
    tmp_path: Path, clip: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        (folder / "linked.mp4").symlink_to(clip)
    except OSError:
        pytest.skip("links cannot be made here")
    (folder / "loop.mp4").symlink_to(folder / "loop.mp4")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    assert len(list(open_clip(folder / "linked.mp4").frames())) == 5
    with pytest.raises(ClipError):
        open_clip(folder / "loop.mp4")
    found = [path.name for path in find_clips(folder, but_not=tmp_path / "out")]
    assert found == ["linked.mp4", "loop.mp4"]


def test_a_result_folder_that_is_a_link_is_written_where_it_points(tmp_path: Path) -> None:
    real, victim = tmp_path / "real", tmp_path / "victim"
    victim.mkdir()
    (victim / "thesis.txt").write_text("three years of work")
    (tmp_path / "out").symlink_to(real, target_is_directory=True)
    (tmp_path / "trap").symlink_to(victim, target_is_directory=True)
    for _ in range(2):
        _write_result(tmp_path / "out")
    assert (real / "summary.json").is_file()
    with pytest.raises(OutputError, match="not formcheck's"):
        _write_result(tmp_path / "trap")
    # A link within an earlier result is taken away; what it points to stays.
    (real / "plots").symlink_to(victim, target_is_directory=True)
    _write_result(tmp_path / "out")
    assert not (real / "plots").exists()
    assert (victim / "thesis.txt").read_text() == "three years of work"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that root cannot write to")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        _write_result(Path("/proc/out"))
    write_fake(tmp_path / "a.mp4", "drop 1 1")
    with pytest.raises(OutputError, match="cannot be written"):
        score_folder(tmp_path, Path("/proc/out"), workers=1, work=fake_score)


FULL_DISK = """
import resource, sys
from pathlib import Path
from formcheck.errors import FormcheckError
from formcheck.report import write_report
from tests.builders import make_analysis
analysis = make_analysis(duration_s=2.0, clip_path=Path(sys.argv[1]), flagged=False)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    write_report(analysis, Path(sys.argv[2]))
except FormcheckError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.parametrize("room", [0, 3_000, 60_000])
def test_a_full_disk_leaves_the_earlier_result(tmp_path: Path, room: int) -> None:
    """A limit on a file's length, from the overlay's first bytes to the page's last."""
    from tests.builders import write_clip as write_figure

    path = write_figure(tmp_path / "a.mp4", make_analysis(duration_s=2.0))
    _write_result(tmp_path / "out")
    before = (tmp_path / "out" / "summary.json").read_bytes()
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), str(tmp_path / "out"), str(room)],
        cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.stdout.startswith("OutputError The result cannot be written to out"), done.stderr
    assert (tmp_path / "out" / "summary.json").read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.mp4", "out"}


def test_analyses_into_one_folder_at_once_leave_one_whole_result(tmp_path: Path) -> None:
    start = threading.Barrier(4)

    def write(number: int) -> None:
        for _ in range(8):
            start.wait(60)
            with start_ended_by_failure(), whole_or_nothing(tmp_path / "out") as made:
                files.write_summary(make_analysis(duration_s=1.0), made)
                (made / files.REPORT).write_text(str(number))
                (made / files.FRAMES).write_text(str(number))

    @contextmanager
    def start_ended_by_failure() -> Iterator[None]:
        try:
            yield
        except BaseException:
            start.abort()
            raise

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    out = tmp_path / "out"
    assert (out / files.REPORT).read_text() == (out / files.FRAMES).read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_nothing_in_a_file_makes_the_decoder_go_elsewhere(tmp_path: Path, clip: Path) -> None:
    """Playlists and session descriptions behind the first bytes of a video file."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        tails = [
            f"\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n",
            f"\n#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n",
            f"\n#EXTM3U\n#EXTINF:10,\n{clip}\n",
            f"\nffconcat version 1.0\nfile {clip}\n",
            "<MPD profiles='urn:mpeg:dash:profile:isoff-on-demand:2011'><BaseURL>"
            f"http://127.0.0.1:{port}/</BaseURL></MPD>",
        ]
        heads = [b"AAAAskip", b"AAAAfree", b"\0\0\0\x18ftypisom", b"RIFFAAAAAVI ", b"RIFFAAAAAVIx",
                 b"\x1a\x45\xdf\xa3", b""]
        for number, (head, tail) in enumerate((h, t) for h in heads for t in tails):
            path = tmp_path / f"{number}.mp4"
            path.write_bytes(head + tail.encode())
            with pytest.raises(ClipError):
                open_clip(path)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_movie_does_not_show_the_pictures_of_another_file(tmp_path: Path) -> None:
    """QuickTime's reference movies: a track whose pictures lie in a file that it names."""
    secret = write_clip(tmp_path / "secret.mov", times_s=evenly(30, 5))
    reference = tmp_path / "a.mov"
    reference.write_bytes(_with_reference(secret.read_bytes(), str(secret)))
    with av.open(str(reference), options={"enable_drefs": "1", "use_absolute_path": "1"}) as file:
        assert len(list(file.decode(video=0))) == 5  # the attack works where it is let in
    with pytest.raises(ClipError):
        open_clip(reference)


def test_a_picture_that_no_memory_holds_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """A small file that unpacks to pictures of 45 million pixels."""
    path = tmp_path / "a.mp4"
    frame = av.VideoFrame(9_000, 5_000, "yuv420p")
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 9_000, 5_000, "yuvj420p"
        for number in range(2):
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    with pytest.raises(ClipError, match="9000 by 5000 pixels, more than any camera's"):
        open_clip(path)


def _write_result(folder: Path) -> None:
    with whole_or_nothing(folder) as made:
        files.write_summary(make_analysis(duration_s=1.0), made)
        (made / files.REPORT).write_text("a report")


def _with_reference(movie: bytes, target: str) -> bytes:
    """The movie's table of contents alone, its pictures said to be in another file."""
    path = target.encode() + b"\0" * (len(target) % 2)
    alias = (
        bytes(10) + b"\0" + bytes(27) + bytes(12) + b"\0" + bytes(63) + bytes(16)
        + struct.pack(">hh", -1, -1) + bytes(16)
        + struct.pack(">HH", 2, len(path)) + path + struct.pack(">hH", -1, 0)
    )  # fmt: skip
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    boxes = dict(_boxes(movie))
    return _box(b"ftyp", boxes[b"ftyp"]) + _box(b"moov", _refer(boxes[b"moov"], entry))


def _refer(content: bytes, entry: bytes) -> bytes:
    made = b""
    for kind, inner in _boxes(content):
        if kind in (b"trak", b"mdia", b"minf", b"dinf"):
            inner = _refer(inner, entry)
        elif kind == b"dref":
            inner = inner[:8] + entry
        made += _box(kind, inner)
    return made


def _boxes(content: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        found.append((kind, content[at + 8 : at + size]))
        at += size
    return found


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content

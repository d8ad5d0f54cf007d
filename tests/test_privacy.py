"""A runner's video stays on the runner's machine: an analysis opens no network connection."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tests import no_network

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(
    not no_network.supported(), reason="the watch on the network needs Linux on x86-64 or arm64"
)


def _watched(*arguments: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run formcheck, or some code, where an internet socket is the end of the process."""
    start = [str(ROOT / "tests" / "no_network.py"), *arguments]
    if code is not None:
        start = ["-c", f"from tests.no_network import forbid; forbid(); {code}"]
    return subprocess.run(
        [sys.executable, *start], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import socket; socket.getaddrinfo('example.com', 443)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_the_watch_notices_an_attempt(attempt: str) -> None:
    assert _watched(code=attempt).returncode == -signal.SIGSYS


def test_the_watch_lets_everything_else_pass() -> None:
    done = _watched(code="import socket; socket.socketpair(); print('fine')")
    assert (done.returncode, done.stdout) == (0, "fine\n")


def test_finding_a_person_opens_no_connection(pose_model: Path) -> None:
    done = _watched(
        code="import numpy as np; from pathlib import Path; "
        "from formcheck.pose.landmarker import Landmarker; "
        f"landmarker = Landmarker(Path({str(pose_model)!r})).__enter__(); "
        "print([landmarker.people(np.zeros((64, 64, 3), np.uint8), time_s=i) for i in range(3)]); "
        "landmarker.__exit__(None, None, None)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[[], [], []]\n"


def test_a_whole_analysis_opens_no_connection(
    pose_model: Path, runner_clip: Path, tmp_path: Path
) -> None:
    done = _watched("analyze", str(runner_clip), "--out", str(tmp_path / "result"), "--json",
                    "--no-cache")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["clip"]["n_frames"] == 45
    assert (tmp_path / "result" / "report.html").is_file()


TAGS = {
    "location": "+47.3769+008.5417/", "com.apple.quicktime.location.ISO6709": "+47.3769+008.5417/",
    "make": "PhoneMaker", "model": "Telltale 15 Pro", "title": "Anna at home", "artist": "Anna B.",
    "creation_time": "2019-03-04T05:06:07.000000Z", "comment": "serial 4711-0815",
}


@pytest.fixture(scope="module")
def tagged_clip(runner_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that tells where and with what it was filmed, as phones' do."""
    path = tmp_path_factory.mktemp("tagged") / "run.mov"
    with (
        av.open(str(runner_clip)) as source,
        av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        target.metadata.update(TAGS)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    content = path.read_bytes()
    assert all(tag.encode() in content for name, tag in TAGS.items() if name != "creation_time")
    return path


def test_batch_and_compare_open_no_connection_and_tell_nothing_of_place_and_phone(
    pose_model: Path, tagged_clip: Path, tmp_path: Path
) -> None:
    scores, compared = tmp_path / "scores", tmp_path / "compared"
    done = _watched(
        "batch", str(tagged_clip.parent), "--out", str(scores), "--overlay", "--blur-faces",
        "--workers", "1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = next((scores / "clips").iterdir())
    done = _watched("compare", str(result), str(result), "--out", str(compared))
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"report.html", "overlay.mp4", "scores.csv", "comparison.html", "heads.csv"} <= {
        path.name for path in written}
    for path in written:
        content = path.read_bytes()
        for tag in (*TAGS.values(), "47.3769", "2019-03-04"):
            assert tag.encode() not in content, (path.name, tag)
    with av.open(str(result / "overlay.mp4")) as video:
        assert not set(video.metadata) & set(TAGS)
        assert [stream.type for stream in video.streams] == ["video"]

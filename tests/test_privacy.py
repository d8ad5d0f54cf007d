"""A runner's video stays on the runner's machine: an analysis opens no network connection."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

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
    done = _watched("analyze", str(runner_clip), "--out", str(tmp_path / "result"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["clip"]["n_frames"] == 45
    assert (tmp_path / "result" / "report.html").is_file()

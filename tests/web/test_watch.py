"""The watch over the page's network notices what it should, in children as well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web.conftest import WATCH

CHILD = (
    "import socket, subprocess, sys; "
    "subprocess.run([sys.executable, '-c', '''import socket\n"
    "try: socket.getaddrinfo(\"formcheck.invalid\", 443)\nexcept OSError: pass''']); "
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9)); "
    "socket.getaddrinfo('localhost', 80)"
)


def test_the_watch_notes_what_reaches_beyond_this_machine(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    subprocess.run(
        [sys.executable, "-c", CHILD], check=False, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(WATCH), "FORMCHECK_WATCH": str(notes)},
    )
    assert notes.read_text(encoding="utf-8").splitlines() == [
        "socket.getaddrinfo formcheck.invalid", "socket.connect 192.0.2.1"]

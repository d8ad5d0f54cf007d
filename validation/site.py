"""The page, up and in a real browser, for the journeys of the tests and for what is timed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.web.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
_START_S = 180


@dataclass(frozen=True)
class Site:
    """A page that is up.

    Attributes
    ----------
    url : str
    data : Path
        What it keeps.
    log : Path
    """

    url: str
    data: Path
    log: Path

    def store(self, visitor: str) -> Store:
        return Store(self.data / visitor)


@contextmanager
def served(
    folder: Path, *, hosted: bool, places: Sequence[Path] = (ROOT,)
) -> Iterator[Site]:
    """The page as others visit it, or as on its user's own machine; its data lie in `folder`.

    `places` are where it imports from before all others.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Site(f"http://127.0.0.1:{port}", folder / "data", folder / "log")
    with found.log.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
             "--server.address=127.0.0.1", "--server.headless=true"],
            cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places)),
                 "FORMCHECK_HOSTED": str(int(hosted)),
                 "FORMCHECK_DATA": str(found.data), "FORMCHECK_JOBS": "1"},
        )
    try:
        _wait_for(f"{found.url}/_stcore/health", server)
        yield found
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A browser; None where no Chromium is on this machine."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if executable is None:
        yield None
        return
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the page did not start")

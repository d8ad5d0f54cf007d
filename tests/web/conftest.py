"""One page and one browser for all journeys; what either complains about fails the journey."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.web.state import COOKIE
from formcheck.web.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {"desktop": 1280, "phone": 390}
# Where to put a picture of every journey's end, to be looked at; nowhere if not named.
SHOTS = os.environ.get("FORMCHECK_SHOTS")
_START_S = 180
# Machines differ: what is waited for comes, however long it takes.
PATIENCE_MS = 300_000


@dataclass(frozen=True)
class Site:
    """The page as others visit it.

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Site(f"http://127.0.0.1:{port}", folder / "data", folder / "log")
    with found.log.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
             "--server.address=127.0.0.1", "--server.headless=true"],
            cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), "FORMCHECK_HOSTED": "1",
                 "FORMCHECK_DATA": str(found.data), "FORMCHECK_JOBS": "1"},
        )
    try:
        _wait_for(f"{found.url}/_stcore/health", server)
        yield found
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if executable is None:
        pytest.skip("no Chromium on this machine: sudo apt-get install chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own; `visitor` is who the browser remembers to be."""
    complaints: list[str] = []
    pages: list[Page] = []
    before = site.log.stat().st_size

    def come(*, visitor: str | None = None, width: str = "desktop", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 900}, base_url=site.url, **options)
        context.set_default_timeout(PATIENCE_MS)
        if visitor is not None:
            context.add_cookies([{"name": COOKIE, "value": visitor, "url": site.url}])
        page = context.new_page()
        page.on("console", lambda told: complaints.append(f"{told.text} {told.location['url']}")
                if told.type in ("error", "warning") and not _is_search(told.location["url"])
                else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield come
    for number, page in enumerate(pages):
        if SHOTS:
            whole_page(page, Path(SHOTS) / f"{request.node.name}_{number}.png")
        page.context.close()
    with site.log.open(encoding="utf-8") as log:
        log.seek(before)
        told = [line for line in log if re.search(r"Error|Traceback|Exception|WARN", line)]
    assert complaints == []
    assert told == []


@pytest.fixture
def visitor() -> str:
    """Somebody whom the page does not know yet."""
    return secrets.token_urlsafe(32)


def whole_page(page: Page, path: Path) -> None:
    """A picture of all of it: Streamlit scrolls within the window."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width = page.evaluate("innerWidth")
    height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 900")
    page.set_viewport_size({"width": width, "height": height + 20})
    page.wait_for_timeout(1500)
    page.screenshot(path=path)


def _is_search(url: str) -> bool:
    """Streamlit's own search for its server, one folder up at a time, on any screen but the first.

    It asks ``/history/_stcore/health`` before ``/_stcore/health``.
    """
    return bool(re.search(r"/(compare|folder|history|filming)/_stcore/", url))


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the page did not start")

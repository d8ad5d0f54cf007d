"""One page and one browser for all journeys; what either complains about fails the journey."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.web.state import COOKIE
from formcheck.web.store import Entry, Store
from tests.clips import shortened
from tests.web.complaints import Complaints, broken_pictures
from tests.web.made_up import add_result, copy_result
from validation.site import ROOT, Site, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

WATCH = Path(__file__).parent / "watch"
WIDTHS = {"desktop": 1280, "phone": 390}
# Where to put a picture of every journey's end, to be looked at; nowhere if not named.
SHOTS = os.environ.get("FORMCHECK_SHOTS")
# Machines differ: what is waited for comes, however long it takes.
PATIENCE_MS = 300_000
# Frames of a clip: long enough for steps to be counted, short enough for the tests.
FRAMES = 75


@pytest.fixture(scope="session")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where every attempt of the page and its processes to reach beyond this machine is noted."""
    notes = tmp_path_factory.mktemp("watch") / "notes"
    notes.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORMCHECK_WATCH", str(notes))
        yield notes


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, reached: Path) -> Iterator[Site]:
    """The page as others visit it, watched for what it reaches for."""
    folder = tmp_path_factory.mktemp("site")
    with served(folder, hosted=True, places=(WATCH, ROOT)) as found:
        yield found


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page on its user's own machine."""
    with served(tmp_path_factory.mktemp("own"), hosted=False) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    pytest.importorskip("playwright.sync_api")
    with chromium() as started:
        if started is None:
            pytest.skip("no Chromium on this machine: sudo apt-get install chromium")
        yield started


@pytest.fixture
def visit(
    browser: Browser, site: Site, reached: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own; `visitor` is who the browser remembers to be."""
    pages: list[tuple[Page, Complaints]] = []
    logs: dict[Path, int] = {}

    def come(
        *, visitor: str | None = None, width: str = "desktop", at: Site = site, **options: Any
    ) -> Page:
        logs.setdefault(at.log, at.log.stat().st_size)
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 900}, base_url=at.url, **options)
        context.set_default_timeout(PATIENCE_MS)
        if visitor is not None:
            context.add_cookies([{"name": COOKIE, "value": visitor, "url": at.url}])
        page = context.new_page()
        heard = Complaints()
        heard.listen(page)
        pages.append((page, heard))
        return page

    yield come
    broken: list[str] = []
    complaints: list[str] = []
    for number, (page, heard) in enumerate(pages):
        broken += broken_pictures(page)
        complaints += heard.left(page)
        if SHOTS:
            whole_page(page, Path(SHOTS) / f"{request.node.name}_{number}.png")
        page.context.close()
    assert broken == []
    assert complaints == []
    assert reached.read_text(encoding="utf-8") == ""
    assert [line for log, start in logs.items() for line in _complaints(log, start)] == []


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few steps of a sample."""
    path = tmp_path_factory.mktemp("clip") / "my run.mp4"
    return shortened(ROOT / "sample_videos" / "even_runner.mp4", path, n_frames=FRAMES)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Entry]]:
    """Two results of one made-up runner."""
    store = Store(tmp_path_factory.mktemp("made") / "somebody")
    short = {"duration_s": 8.0, "size": (216, 384)}
    return store, [
        add_result(store, "week 1.mp4", drop_left=9.0, **short),
        add_result(store, "week 8.mp4", drop_left=4.0, cadence=174.0, seed=3, **short),
    ]


@pytest.fixture
def results(made: tuple[Store, list[Entry]], site: Site, visitor: str) -> list[Entry]:
    """The same results as this visitor's own."""
    source, entries = made
    return [copy_result(site.store(visitor), source, entry) for entry in entries]


@pytest.fixture
def visitor() -> str:
    """Somebody whom the page does not know yet."""
    return secrets.token_urlsafe(32)


def expect_text(page: Page, text: str | re.Pattern[str]) -> Locator:
    from playwright.sync_api import TimeoutError as NeverCame

    found = page.get_by_text(text).first
    try:
        found.wait_for()
    except NeverCame as error:
        shown = page.locator("body").inner_text()
        raise AssertionError(f"{text!r} never came; the page shows:\n{shown}") from error
    return found


def markup(page: Page) -> str:
    """All of the page; `page.content` would wait without end where the browser does not answer."""
    return page.locator("html").inner_html()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def wait_until_drawn(page: Page) -> None:
    """Until the page has answered what was done last."""
    page.wait_for_timeout(100)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def whole_page(page: Page, path: Path) -> None:
    """A picture of all of it: Streamlit scrolls within the window."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width = page.evaluate("innerWidth")
    height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 900")
    page.set_viewport_size({"width": width, "height": height + 20})
    page.wait_for_timeout(1500)
    page.screenshot(path=path)


def _complaints(log: Path, start: int) -> list[str]:
    with log.open(encoding="utf-8") as lines:
        lines.seek(start)
        return [line for line in lines if re.search(r"Error|Traceback|Exception|WARN", line)]

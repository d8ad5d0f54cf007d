"""The journeys' own check: a file that is gone is forgiven, a picture that is shown is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.complaints import NOT_FOUND, Complaints, broken_pictures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HOME = "http://made.up/"
GONE = f"{HOME}media/gone.jpg"
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
FETCHED = f"fetch('{HOME}media/%s').then(got => {{ window.got = got.status; }})"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route("**/*", _answer)
    yield page
    page.close()


def _answer(route: Route) -> None:
    address = route.request.url
    if "/gone" in address:
        route.fulfill(status=404, body="")
    elif "/media/" in address:
        route.fulfill(status=200, content_type="image/svg+xml", body=PICTURE)
    else:
        route.fulfill(status=200, content_type="text/html", body="<link rel=icon href=data:,>")


def come(page: Page) -> Complaints:
    heard = Complaints()
    heard.listen(page)
    page.goto(HOME)
    return heard


def show(page: Page, name: str) -> None:
    page.evaluate(
        "address => new Promise(done => { const one = new Image(); one.onload = one.onerror = done;"
        " one.src = address; document.body.replaceChildren(one); })", f"{HOME}media/{name}")
    page.wait_for_timeout(100)


def ask(page: Page, name: str) -> None:
    page.evaluate(FETCHED % name)
    page.wait_for_timeout(100)
    if page.evaluate("() => window.got") == NOT_FOUND:
        page.evaluate("() => console.error('Client Error: Download Button source error - 404')")
        page.wait_for_timeout(100)


def test_a_picture_that_is_shown_must_be_there(page: Page) -> None:
    heard = come(page)
    show(page, "gone.jpg")
    assert broken_pictures(page, limit_s=0.2) == [GONE]
    assert any(GONE in line for line in heard.left(page))


def test_a_picture_that_is_no_longer_shown_is_forgiven(page: Page) -> None:
    heard = come(page)
    show(page, "gone.jpg")
    show(page, "there.svg")
    assert heard.lost == {GONE}
    assert broken_pictures(page, limit_s=5) == []
    assert heard.left(page) == []


def test_only_the_latest_download_must_be_there(page: Page) -> None:
    heard = come(page)
    page.evaluate("() => { document.body.innerHTML = '<b data-testid=stDownloadButton>x</b>'; }")
    ask(page, "gone.json")
    assert [line for line in heard.left(page) if line.startswith("Client Error")] != []
    ask(page, "there.json")
    assert heard.left(page) == []
    ask(page, "gone.json")
    assert [line for line in heard.left(page) if line.startswith("Client Error")] != []


def test_every_other_complaint_counts(page: Page) -> None:
    heard = come(page)
    page.evaluate("() => console.error('the script failed')")
    page.wait_for_timeout(100)
    assert any("the script failed" in line for line in heard.left(page))

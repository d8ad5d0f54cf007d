"""Journeys through the page in a real browser, as runners and coaches make them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from formcheck.web import filming_texts, texts
from formcheck.web.store import Entry
from tests.web.conftest import expect_text, markup, press
from validation.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def upload(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(list(files))


def looked_at_then_analysed(page: Page) -> None:
    expect_text(page, texts.LOOK_CAPTION)
    page.get_by_role("button", name=re.compile(texts.LOOK_GO)).first.click()


def sideways(page: Page) -> int:
    """Pixels that do not fit the window's width."""
    return int(page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"))


def test_a_clip_is_uploaded_watched_through_a_reload_and_read(
    visit: Visit, visitor: str, clip: Path, site: Site
) -> None:
    page = visit(visitor=visitor)
    page.goto("/")
    expect_text(page, texts.CLIP_TITLE)
    upload(page, clip)
    looked_at_then_analysed(page)
    page.get_by_role("progressbar").wait_for()
    address = page.url
    page.reload()
    expect_text(page, texts.LEAVE_OPEN)
    assert page.url == address
    expect_text(page, texts.READINGS)
    assert page.get_by_role("heading", level=1).inner_text().strip()
    expect_text(page, "Going well")
    assert re.search(r"\b1[67]\d\b", page.locator(".card", has_text="Cadence").inner_text())
    # The readings come first, report and video when they are made.
    expect_text(page, texts.DOWNLOADS)
    (entry,) = site.store(visitor).entries()
    assert (entry.name, entry.state) == ("my run.mp4", "done")
    # The same clip again is there at once.
    page.goto("/")
    upload(page, clip)
    expect_text(page, texts.READINGS)
    assert len(site.store(visitor).entries()) == 1


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_flag_curve_and_video_show_the_same_moment(
    visit: Visit, visitor: str, results: list[Entry], width: str
) -> None:
    page = visit(visitor=visitor, width=width)
    page.goto(f"/?show={results[0].id}")
    player = page.locator(".player")
    player.wait_for()
    expect_text(page, "Showing")
    first_s = shown_s(page)
    page.get_by_role("radio", name=re.compile("^2 · ")).click()
    chosen_s = shown_s_after(page, first_s)
    page.get_by_text(re.compile("^2 Standing on|^2 On the")).wait_for()
    page.wait_for_function(_VIDEO_IS_AT, arg=chosen_s)
    chart = page.get_by_role("img", name=texts.PELVIS_ALT).or_(
        page.locator("[data-testid=stVegaLiteChart]")).first
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": 0.8 * box["width"], "y": 0.5 * box["height"]})
    clicked_s = shown_s_after(page, chosen_s)
    assert clicked_s > chosen_s
    page.wait_for_function(_VIDEO_IS_AT, arg=clicked_s)
    page.get_by_role("button", name=texts.PLAYER["on"]).click()
    assert shown_s_after(page, clicked_s) == pytest.approx(clicked_s + 1 / 30, abs=0.011)
    assert sideways(page) <= 0


_VIDEO_IS_AT = """time => {
  const inside = (e) => e.shadowRoot?.querySelector('.player');
  const player = inside([...document.querySelectorAll('*')].find(inside));
  return Math.abs(Number(player.dataset.time) - time) < 0.02;
}"""


def shown_s(page: Page) -> float:
    """The moment that the words under the curve tell."""
    found = re.search(r"Showing (\d+\.\d+) s", page.locator("body").inner_text())
    assert found is not None
    return float(found[1])


def shown_s_after(page: Page, before_s: float) -> float:
    """The moment that the words tell once they tell another one than `before_s`."""
    told = page.wait_for_function(_SHOWN_BUT, arg=before_s)
    return float(told.json_value())


_SHOWN_BUT = """before => {
  const found = document.body.innerText.match(/Showing (\\d+\\.\\d+) s/);
  return found && Number(found[1]) !== before ? found[1] : null;
}"""


def test_before_and_after_are_compared(visit: Visit, visitor: str, results: list[Entry]) -> None:
    page = visit(visitor=visitor)
    page.goto("/history")
    expect_text(page, texts.PICK_TWO)
    press(page, texts.COMPARE)
    expect_text(page, texts.CHANGES)
    assert "less in left stance" in page.get_by_role("heading", level=1).inner_text()
    expect_text(page, texts.CURVES)
    page.locator("video").wait_for()
    assert sideways(page) <= 0


def test_a_zip_with_a_broken_clip_is_scored(
    visit: Visit, visitor: str, clip: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "club.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(clip, "anna.mp4")
        archive.writestr("broken.mp4", clip.read_bytes()[:2000])
    page = visit(visitor=visitor)
    page.goto("/folder")
    expect_text(page, texts.FOLDER_LEAD)
    upload(page, packed)
    expect_text(page, "club.zip")
    press(page, texts.SCORE)
    expect_text(page, "1 of 2 clips gave a result")
    expect_text(page, texts.FAILURES)
    assert "broken.mp4" in page.get_by_role("alert").inner_text()


def test_a_text_named_like_a_clip_is_refused_in_words(
    visit: Visit, visitor: str, tmp_path: Path
) -> None:
    path = tmp_path / "diary.mp4"
    path.write_text("Ran ten kilometres today.", encoding="utf-8")
    page = visit(visitor=visitor)
    page.goto("/")
    expect_text(page, texts.CLIP_TITLE)
    upload(page, path)
    told = page.get_by_role("alert")
    told.wait_for()
    assert "diary.mp4: this is not a video file" in told.inner_text()
    assert str(tmp_path) not in markup(page)


def test_an_analysis_is_cancelled_and_deleted(
    visit: Visit, visitor: str, clip: Path, site: Site
) -> None:
    page = visit(visitor=visitor)
    page.goto("/")
    expect_text(page, texts.CLIP_TITLE)
    upload(page, clip)
    looked_at_then_analysed(page)
    press(page, texts.CANCEL)
    expect_text(page, texts.CANCELLED)
    (entry,) = site.store(visitor).entries()
    assert entry.state == "cancelled"
    press(page, texts.DELETE)
    expect_text(page, texts.CLIP_TITLE)
    assert site.store(visitor).entries() == []
    assert not site.store(visitor).folder(entry).exists()


def test_two_visitors_do_not_see_each_others_clips(
    visit: Visit, visitor: str, results: list[Entry]
) -> None:
    one, other = visit(visitor=visitor), visit(width="phone")
    one.goto("/history")
    expect_text(one, "week 1.mp4")
    other.goto(f"/?show={results[0].id}")
    expect_text(other, texts.NOT_FOUND)
    assert "week 1.mp4" not in markup(other)
    other.goto("/history")
    expect_text(other, texts.HISTORY_EMPTY)
    # Who came without a name has one now, and keeps it.
    names = {cookie["value"] for cookie in other.context.cookies()}
    assert visitor not in names
    assert any(len(name) >= 32 for name in names)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(("address", "word"), [
    ("/", texts.CLIP_TITLE), ("/compare", texts.PAIR_LEAD), ("/folder", texts.FOLDER_LEAD),
    ("/history", texts.TREND), ("/filming", filming_texts.TABLE),
])
def test_every_screen_fits_a_phone(
    visit: Visit, visitor: str, results: list[Entry], address: str, word: str, colours: str
) -> None:
    page = visit(visitor=visitor, width="phone", color_scheme=colours)
    page.goto(address)
    expect_text(page, word)
    assert sideways(page) <= 0
    unnamed = page.locator("img:not([alt])").count()
    assert unnamed == 0

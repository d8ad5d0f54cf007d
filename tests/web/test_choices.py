"""Journeys on results that are there already: options, filters, history, one's own machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.web import texts
from formcheck.web.store import Entry
from tests.web.conftest import expect_text, markup, press, wait_until_drawn
from tests.web.made_up import add_look, add_scores, propose_slow_motion
from validation.site import ROOT, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
# Long enough for somebody to have to wait behind it.
# Places within the table of a folder.
LEFT_DROP_HEADING, FIRST_ROW = {"x": 350, "y": 18}, {"x": 16, "y": 76}
LONG = ROOT / "sample_videos" / "drops_on_one_side.mp4"


def test_another_person_is_chosen_and_who_waits_behind_gives_up(
    visit: Visit, visitor: str, site: Site
) -> None:
    store = site.store(visitor)
    first, second = (
        add_look(store, f"{name}.mp4", LONG, n_people=2) for name in ("first", "second"))
    page = visit(visitor=visitor)
    page.goto(f"/?show={first.id}")
    expect_text(page, texts.LOOK_PEOPLE)
    page.get_by_role("radio", name=texts.LOOK_PERSON.format(number=1)).click()
    page.get_by_text(texts.OPTIONS, exact=True).click()
    choose(page, texts.VIEW, texts.VIEWS["rear"])
    page.get_by_role("spinbutton", name=texts.HEIGHT).fill("172")
    page.keyboard.press("Enter")
    wait_until_drawn(page)
    page.get_by_text(texts.BLUR).click()
    wait_until_drawn(page)
    press(page, texts.LOOK_GO)
    expect_text(page, texts.LEAVE_OPEN)
    told = store.get(first.id)
    assert told is not None
    assert told.request == {"settings": {
        "person": 1, "view": "rear", "height_cm": 172.0, "blur_faces": True}}
    other = visit(visitor=visitor, width="phone")
    other.goto(f"/?show={second.id}")
    press(other, texts.LOOK_GO)
    expect_text(other, texts.WAITING_NEXT)
    for asked, entry in ((other, second), (page, first)):
        press(asked, texts.CANCEL)
        expect_text(asked, texts.CANCELLED)
        assert state_of(site, visitor, entry) == "cancelled"


def test_slow_motion_is_taken_up_by_one_click(
    visit: Visit, visitor: str, results: list[Entry], site: Site
) -> None:
    propose_slow_motion(site.store(visitor), results[0], 8.0)
    page = visit(visitor=visitor)
    page.goto(f"/?show={results[0].id}")
    expect_text(page, texts.SLOWED.format(factor=8))
    # What is still being loaded when the result goes would be missed.
    expect_text(page, texts.HOW_MEASURED)
    page.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
    press(page, texts.SLOWED_YES)
    expect_text(page, texts.LEAVE_OPEN)
    told = site.store(visitor).get(results[0].id)
    assert told is not None
    assert told.request == {"settings": {"slow_motion": 8.0}}
    press(page, texts.CANCEL)
    expect_text(page, texts.CANCELLED)


def test_the_table_of_a_folder_is_filtered_sorted_and_leads_to_a_result(
    visit: Visit, visitor: str, site: Site
) -> None:
    entry = add_scores(site.store(visitor), {
        "anna.mp4": {"drop_left": 4.0, "flagged": False, "duration_s": 4.0},
        "ben.mp4": {"drop_left": 9.0, "duration_s": 4.0},
        "cleo.mp4": {"measurable": False, "view": "left", "duration_s": 4.0},
    })
    page = visit(visitor=visitor)
    page.goto(f"/folder?show={entry.id}")
    expect_text(page, texts.SCORED.format(done=3, total=3))
    wait_for_clips(page, "anna.mp4", "ben.mp4", "cleo.mp4")
    table = page.locator("[data-testid=stDataFrame]")
    table.click(position=LEFT_DROP_HEADING)
    table.click(position=LEFT_DROP_HEADING)
    wait_for_clips(page, "ben.mp4", "anna.mp4", "cleo.mp4")
    page.get_by_text(texts.FILTER_SURE).click()
    wait_for_clips(page, "ben.mp4", "anna.mp4")
    page.get_by_text(texts.FILTER_FLAGGED).click()
    wait_for_clips(page, "ben.mp4")
    page.get_by_text(texts.FILTER_ALL, exact=True).click()
    search = page.get_by_role("textbox", name=texts.SEARCH)
    search.fill("CLE")
    search.press("Enter")
    wait_for_clips(page, "cleo.mp4")
    table.click(position=FIRST_ROW)
    expect_text(page, texts.BACK_TO_TABLE)
    assert "cleo.mp4" in page.locator("[data-testid=stMain]").inner_text()


def test_a_reading_s_line_is_chosen_in_the_history(
    visit: Visit, visitor: str, results: list[Entry]
) -> None:
    page = visit(visitor=visitor)
    page.goto("/history")
    chart = page.locator("[data-testid=stVegaLiteChart]")
    chart.get_by_text("Pelvic drop, left stance (°)").wait_for()
    choose(page, texts.TREND_OF, "Cadence")
    chart.get_by_text("Cadence (steps a minute)").wait_for()
    assert chart.locator(".mark-symbol path").count() == len(results)
    assert chart.locator("svg").get_attribute("aria-label") or texts.TREND_ALT in markup(page)


def test_a_folder_of_this_machine_is_scored_by_its_path(
    visit: Visit, own_site: Site, clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "club").mkdir()
    (tmp_path / "club" / "anna.mp4").write_bytes(clip.read_bytes())
    (tmp_path / "club" / "diary.mp4").write_text("Ran ten kilometres today.", encoding="utf-8")
    page = visit(at=own_site)
    page.goto("/folder")
    page.get_by_text(texts.AS_PATH).click()
    path = page.get_by_role("textbox", name=texts.FOLDER_PATH)
    path.fill(str(tmp_path / "nowhere"))
    path.press("Enter")
    press(page, texts.SCORE)
    expect_text(page, texts.NO_FOLDER)
    path.fill(str(tmp_path / "club"))
    path.press("Enter")
    press(page, texts.SCORE)
    expect_text(page, texts.SCORED.format(done=1, total=2))
    assert "diary.mp4" in page.get_by_role("alert").inner_text()
    assert [path.name for path in (tmp_path / "club").iterdir()] == ["anna.mp4", "diary.mp4"]


def choose(page: Page, label: str, option: str) -> None:
    """Take one of a list's options."""
    wait_until_drawn(page)
    page.get_by_role("combobox", name=re.compile(re.escape(label))).click()
    page.get_by_role("option", name=option).click()


def wait_for_clips(page: Page, *names: str) -> None:
    """Until the table shows these, in this order."""
    page.wait_for_function(_CLIPS_ARE, arg=list(names))


# The table is drawn on a canvas, within which its words stand for screen readers.
_CLIPS_ARE = """names => {
  const cells = document.querySelectorAll('canvas [role=gridcell][aria-colindex="2"]');
  return JSON.stringify([...cells].map(cell => cell.textContent)) === JSON.stringify(names);
}"""


def state_of(site: Site, visitor: str, entry: Entry) -> str:
    found = site.store(visitor).get(entry.id)
    assert found is not None
    return found.state


def test_a_clip_that_is_deleted_takes_its_comparisons_along(
    visit: Visit, visitor: str, results: list[Entry], site: Site
) -> None:
    store = site.store(visitor)
    first, second = results[:2]
    both, other = (
        store.add("pair", "a → b", request={"before": before.id, "after": after.id})
        for before, after in ((first, second), (second, second)))
    page = visit(visitor=visitor)
    page.goto(f"/?show={first.id}")
    expect_text(page, texts.HOW_MEASURED)
    page.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
    press(page, texts.DELETE)
    expect_text(page, texts.CLIP_TITLE)
    assert store.get(first.id) is None
    assert store.get(both.id) is None
    assert store.get(other.id) == other

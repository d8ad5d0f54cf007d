"""The page stands alone, shows every number it should, and trusts no text."""

from __future__ import annotations

import re
from ast import literal_eval
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import pytest

from formcheck.report.page import render
from formcheck.result import Analysis
from formcheck.sources import SOURCES
from tests.builders import make_analysis, without

PICTURE = b"\xff\xd8\xff\xe0 made up"
VOID = {"meta", "link", "img", "br", "hr", "input", "rect", "circle", "path"}


class Outline(HTMLParser):
    """Ids, links, pictures and text of a page; fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.classes: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.classes += [found.get("class") or ""]
        self.links += [value for name, value in attrs if name in ("href", "xlink:href")]
        self.sources += [found["src"]] if "src" in found else []

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@lru_cache
def page_of(recipe: str) -> tuple[str, Outline]:
    """The page of a made-up result; `recipe` is a Python literal of its choices."""
    return page(make_analysis(**literal_eval(recipe)))


def page(analysis: Analysis, *, overlay: str | None = "overlay.mp4") -> tuple[str, Outline]:
    pictures = dict.fromkeys(range(1, len(analysis.flags) + 1), PICTURE)
    html = render(analysis, pictures, overlay=overlay)
    return html, Outline(html)


EVERY = [
    "{}", "{'view': 'left', 'measurable': False}", "{'activity': 'walking'}",
    "{'activity': 'none', 'measurable': False}", "{'drop_left': 2.0, 'drop_right': 2.0}",
    "{'roll_deg': None, 'view': 'front', 'confidence': 'low'}", "{'duration_s': 0.6}",
]


@pytest.mark.parametrize("recipe", EVERY)
def test_every_page_stands_alone(recipe: str) -> None:
    html, outline = page_of(recipe)
    assert all(source.startswith("data:image/jpeg;base64,") for source in outline.sources)
    outside = [link for link in outline.links if not link.startswith("#")]
    known = {source.url for source in SOURCES.values()}
    assert all(link == "overlay.mp4" or link in known for link in outside)
    assert not {"script", "link", "iframe", "video", "object"} & set(outline.tags)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert not re.search(r"\b(nan|None|undefined)\b", outline.text)


@pytest.mark.parametrize("recipe", EVERY)
def test_ids_are_unique_and_every_inner_link_arrives(recipe: str) -> None:
    _, outline = page_of(recipe)
    assert len(outline.ids) == len(set(outline.ids))
    inner = {link[1:] for link in outline.links if link.startswith("#")}
    assert inner <= set(outline.ids)


def test_numbers_on_the_curve_lead_to_the_pictures_with_the_same_numbers() -> None:
    analysis = make_analysis()
    _, outline = page_of(EVERY[0])
    for number in range(1, len(analysis.flags) + 1):
        assert f"flag-{number}" in outline.ids
        assert outline.links.count(f"#flag-{number}") >= 2
    assert len(outline.sources) == len(analysis.flags) + 1 + len(analysis.pictures)


def test_readings_come_with_interval_certainty_and_caveat() -> None:
    _, outline = page(make_analysis(drop_left=6.5, drop_right=3.6, confidence="medium"))
    for said in ("6.5°", "5.5 to 7.5°", "3.6°", "2.6 to 4.6°", "168", "fairly sure, 16 steps",
                 "The shirt covers the waistband in most frames."):
        assert said in outline.text


def test_what_was_not_measurable_says_why_and_how_to_film() -> None:
    html, outline = page_of(EVERY[1])
    assert outline.classes.count("card unread") == 1
    for label in ("left stance", "right stance", "left minus right"):
        assert label in outline.text
    assert outline.text.count("Filmed from the side: pelvic drop is read from behind.") == 2
    assert "<details open><summary>How to film the check-up" in html
    assert "pelvis" not in outline.ids
    assert "rhythm" in outline.ids


def test_a_long_clip_says_that_only_parts_are_shown() -> None:
    _, outline = page(make_analysis(duration_s=100.0, drop_scatter=1.5))
    assert "the stretches with the numbered frames are shown" in outline.text
    assert "Of this long clip" not in page_of(EVERY[0])[1].text


def test_without_a_flag_it_says_so() -> None:
    _, outline = page_of(EVERY[4])
    assert "No frame needs a closer look" in outline.text


def test_the_table_has_a_row_for_every_step() -> None:
    analysis = make_analysis()
    html, _ = page_of(EVERY[0])
    body = html[html.index("<tbody>"):html.index("</tbody>")]
    assert body.count("<tr>") == len(analysis.steps)


def test_text_from_outside_is_never_markup() -> None:
    nasty = '<img src=x onerror="alert(1)">.mp4'
    analysis = without(make_analysis(name=nasty), warnings=("<script>alert(2)</script>",),
                       provenance={"<b>model</b>": "<i>full</i>"})
    html, outline = page(analysis)
    assert nasty in outline.text
    assert "<script>alert(2)</script>" in outline.text
    assert "<b>model</b>" in outline.text
    assert "<i>full</i>" in outline.text
    assert "script" not in outline.tags
    assert "x" not in outline.sources
    assert "<i>full" not in html


def test_pain_privacy_and_sources_are_told() -> None:
    _, outline = page_of(EVERY[0])
    for said in ("doctor or a physiotherapist", "sent it nowhere else", "Bramah et al. 2018",
                 "10.1177/0363546518793657"):
        assert said in outline.text


def test_without_an_overlay_nothing_links_to_it() -> None:
    _, outline = page(make_analysis(), overlay=None)
    assert "overlay.mp4" not in outline.links


def test_a_policy_forbids_everything_from_outside() -> None:
    html, _ = page_of(EVERY[0])
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html


def test_what_people_work_on_is_shown_with_its_drawing_evidence_and_own_numbers() -> None:
    html, outline = page(make_analysis(drop_left=8.0, drop_right=3.0, cadence=160.0))
    assert outline.classes.count("drill chosen") == 1
    assert html.count('class="drawing"') == 12
    assert "Try 168 (+5 %), later up to 176 (+10 %)" in outline.text
    assert "Weak evidence, and how often" in outline.text
    assert "Runners, physios and coaches commonly name these" in outline.text


def test_where_nothing_asks_for_a_drill_they_wait_in_a_drawer() -> None:
    html, outline = page(make_analysis(drop_left=2.0, drop_right=2.0))
    assert 'id="work"' not in html
    assert "Drills and exercises that runners commonly use" in outline.text

"""Drills are data: each with its sources, its drawing, and a place in what is found."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from formcheck.drills import Drill, all_drills, cadence_target, drills_for, drills_named
from formcheck.figures import number
from formcheck.sources import SOURCES
from formcheck.work_on import work_on
from tests.builders import make_analysis

each_drill = pytest.mark.parametrize("drill", all_drills(), ids=lambda drill: drill.id)
# Read by the author of drills.toml, not on the project's page of evidence.
FURTHER_READING = {"ucsf", "competitor2014", "davis2020"}


@each_drill
def test_every_drill_says_how_how_often_and_what_is_known(drill: Drill) -> None:
    assert len(drill.how) == 2
    for sentence in (drill.name, *drill.how, drill.how_often, drill.evidence):
        assert 3 < len(sentence) < 200
    assert drill.kind in ("running", "strength")
    assert drill.strength in ("some", "weak")
    assert drill.findings


@each_drill
def test_every_source_of_a_drill_is_listed(drill: Drill) -> None:
    assert drill.sources
    assert set(drill.sources) <= set(SOURCES)
    for key in drill.sources:
        assert SOURCES[key].url.startswith("https://")


@each_drill
def test_every_drawing_is_there_and_can_be_drawn(drill: Drill) -> None:
    picture = ElementTree.fromstring(drill.svg)
    assert picture.tag.endswith("svg")
    assert picture.get("viewBox") == "0 0 240 170"
    assert picture.get("aria-label")
    # Two of them may stand in one page: nothing that is named or fetched.
    assert not re.search(r'\bid=|href|url\(|<script|<style', drill.svg)


def test_every_drill_has_a_drawing_of_its_own_and_none_is_left_over() -> None:
    folder = Path(__file__).parents[1] / "formcheck" / "data" / "drawings"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        drill.drawing for drill in all_drills())


def test_what_is_asked_for_is_there() -> None:
    assert {drill.id for drill in all_drills()} >= {
        "bridge", "single_leg_bridge", "clam", "monster_walk", "leg_raise", "single_leg_squat",
        "deadlift", "plank", "cadence", "mirror", "live", "short_strides"}


def test_strength_alone_is_never_said_to_be_more_than_weak_evidence() -> None:
    for drill in all_drills():
        if drill.kind == "strength":
            assert drill.strength == "weak"


def test_nothing_is_promised() -> None:
    for drill in all_drills():
        text = " ".join((*drill.how, drill.how_often, drill.evidence))
        assert not re.search(r"\bwill\b|cure|prevents|must|guarantee|fix", text)


def test_drills_are_found_by_topic_and_by_name() -> None:
    assert drills_for("drop")[:3] == ("mirror", "live", "cadence")
    assert drills_for("film") == ()
    assert [drill.id for drill in drills_named(["plank", "mirror", "plank"])] == ["mirror", "plank"]


@pytest.mark.parametrize(
    ("own", "from_spm", "to_spm", "slow_beat"), [(160.0, 168, 176, 84), (165.8, 174, 182, 87)]
)
def test_the_target_and_its_beat_follow_from_the_own_cadence(
    own: float, from_spm: int, to_spm: int, slow_beat: int
) -> None:
    cadence = replace(
        make_analysis().readings["cadence"], value=own, low=own - 0.5, high=own + 0.5)
    target = cadence_target(cadence)
    assert target is not None
    assert (target.from_spm, target.to_spm) == (from_spm, to_spm)
    assert (target.beat_bpm, target.slow_beat_bpm) == (from_spm, slow_beat)


def test_without_a_cadence_there_is_no_target() -> None:
    assert cadence_target(None) is None
    assert cadence_target(make_analysis(activity="none").readings["cadence"]) is None


def test_a_finding_brings_its_drills_in_the_runners_own_numbers() -> None:
    work = work_on(make_analysis(drop_left=8.0, drop_right=3.0, cadence=160.0))
    assert work.tied
    by_id = {each.drill.id: each for each in (*work.running, *work.strength)}
    assert "Try 168 (+5 %), later up to 176 (+10 %)" in by_id["cadence"].yours
    assert "84" in by_id["cadence"].yours
    assert by_id["bridge"].yours == ""
    assert [source.short for source in by_id["mirror"].sources][:1] == ["Willy et al. 2012"]
    assert set(work.source_keys) >= {"willy2012", "bramah2019", "ucsf"}


def test_without_a_finding_all_are_there_for_the_curious() -> None:
    work = work_on(make_analysis(drop_left=3.0, drop_right=3.0))
    assert not work.tied
    assert len(work.running) + len(work.strength) == len(all_drills())


def test_a_walker_is_given_no_cadence_to_run_at() -> None:
    work = work_on(make_analysis(activity="walking", cadence=110.0))
    assert all(each.yours == "" for each in work.running)


def test_what_is_said_of_the_evidence_stands_on_its_page() -> None:
    evidence = Path(__file__).parents[2] / "shared" / "evidence.md"
    if not evidence.is_file():
        pytest.skip("the page of evidence is not beside this checkout")
    text = evidence.read_text(encoding="utf-8")
    for key in {key for drill in all_drills() for key in drill.sources} - FURTHER_READING:
        author = re.split(r"[ &]", SOURCES[key].citation)[0]
        assert author in text, key
    assert number(3.12, "deg") == "3.1°"
    assert "3.12°" in text

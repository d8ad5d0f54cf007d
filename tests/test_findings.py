"""What a coach says: good things first, at most three to look at, flags and words by one rule."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from formcheck.drills import all_drills, drills_named
from formcheck.flags import find_flags
from formcheck.form_lines import FORM_LINES, FormLine
from formcheck.readings import Reading
from formcheck.report.words import verdict
from formcheck.result import Analysis, Flag
from formcheck.sources import SOURCES, sources
from formcheck.work_on import work_on
from tests.builders import make_analysis, without


def analysed(**choices: Any) -> Analysis:
    """A made-up result with the flags that the rule gives."""
    analysis = make_analysis(**choices)
    flags = find_flags(
        analysis.steps, analysis.pose.time_s, analysis.readings, settings=analysis.settings.flags)
    return without(analysis, flags=flags)


CASES: dict[str, tuple[dict[str, Any], list[str], list[str], str]] = {
    "both level": ({"drop_left": 3.0, "drop_right": 3.4},
                   ["level", "alike", "rhythm"], [], "Run as you do"),
    "left above": ({"drop_left": 7.6, "drop_right": 2.6},
                   ["level", "rhythm"], ["drop", "difference"], "A level waistband"),
    "both above": ({"drop_left": 7.6, "drop_right": 8.0},
                   ["alike", "rhythm"], ["drop", "drop"], "176 steps a minute"),
    "both close": ({"drop_left": 5.5, "drop_right": 5.7},
                   ["level", "alike", "rhythm"], ["film"], "Run as you do"),
    "wide": ({"drop_left": 8.6, "drop_right": 3.4, "half_interval": 2.9, "confidence": "low"},
             ["level", "rhythm"], ["drop", "difference", "film"], "A level waistband"),
    "side view": ({"view": "right", "measurable": False}, ["rhythm"], ["film"], "Run as you do"),
    "walk breaks": ({"activity": "mixed", "drop_left": 3.0, "drop_right": 3.0},
                    ["walk breaks", "level", "alike", "rhythm"], [], "Run as you do"),
    "walking": ({"activity": "walking"}, ["walk breaks"], ["film"], "Some running, at ease"),
    "nobody": ({"activity": "none", "measurable": False}, ["clip"], ["film"],
               "Some running, at ease"),
}
each_case = pytest.mark.parametrize("choices", [case[0] for case in CASES.values()], ids=CASES)


@pytest.mark.parametrize(("choices", "good", "look", "focus"), CASES.values(), ids=CASES)
def test_what_is_said(
    choices: dict[str, Any], good: list[str], look: list[str], focus: str
) -> None:
    findings = analysed(**choices).findings
    assert [finding.topic for finding in findings.good] == good
    assert [finding.topic for finding in findings.look] == look
    assert findings.focus.title == focus


@each_case
def test_something_good_comes_first_and_at_most_three_things_to_look_at(
    choices: dict[str, Any]
) -> None:
    findings = analysed(**choices).findings
    assert findings.good
    assert len(findings.look) <= 3


@each_case
def test_drills_and_sources_that_are_pointed_to_exist(choices: dict[str, Any]) -> None:
    findings = analysed(**choices).findings
    known = {drill.id for drill in all_drills()}
    for finding in (*findings.good, *findings.look):
        assert set(finding.drills) <= known
        assert set(finding.sources) <= set(SOURCES)
    assert not findings.focus.drill or drills_named([findings.focus.drill])


@each_case
def test_every_source_of_what_is_said_is_listed_with_the_result(choices: dict[str, Any]) -> None:
    analysis = analysed(**choices)
    findings = analysis.findings
    said = {key for each in (*findings.good, *findings.look) for key in each.sources}
    assert {SOURCES[key] for key in said} <= set(sources(analysis))


@pytest.mark.parametrize("line", FORM_LINES, ids=lambda line: line.reading)
@pytest.mark.parametrize("side", [-1, 1])
def test_what_is_said_of_the_form_has_its_figures_in_its_source(line: FormLine, side: int) -> None:
    made = analysed(view="right", measurable=False)
    reading = degrees(line.reading, line.limit_deg + 2.0 * side)
    analysis = without(made, readings={**made.readings, line.reading: reading})
    findings = analysis.findings
    (told,) = (each for each in (*findings.good, *findings.look) if each.reading == line.reading)
    assert told.sources == (line.source,)
    assert SOURCES[line.source] in sources(analysis)
    assert f"{line.mean_deg:g} ± {line.sd_deg:g}°" in SOURCES[line.source].said
    assert f"{line.mean_deg:g} ± {line.sd_deg:g}°" in told.text


@each_case
def test_nothing_is_diagnosed_predicted_or_left_without_a_number(choices: dict[str, Any]) -> None:
    findings = analysed(**choices).findings
    said = [text for each in (*findings.good, *findings.look)
            for text in (each.title, each.text, each.figure)]
    text = " ".join([*said, findings.focus.title, findings.focus.text, *findings.checkup])
    assert not re.search(r"\bnan\b|None|weak|bad |poor|wrong|injur|risk|must|should", text)


@each_case
def test_flags_and_words_go_by_one_rule(choices: dict[str, Any]) -> None:
    analysis = analysed(**choices)
    deep = {flag.side for flag in analysis.flags if flag.kind != "out of line"}
    told = {finding.reading.removeprefix("pelvic_drop_") for finding in analysis.findings.look
            if finding.topic == "drop"}
    assert deep == told
    assert ("drops" in verdict(analysis).headline) == bool(deep)


def test_a_finding_carries_its_frame_number_interval_and_how_sure() -> None:
    analysis = analysed(drop_left=8.6, drop_right=3.4, half_interval=2.9, confidence="low")
    drop = analysis.findings.look[0]
    assert drop.figure == "8.6° (5.7 to 11.5°)"
    assert drop.sure == "first impression"
    assert "Film once more" in drop.text
    assert drop.flag is not None
    deepest = max(analysis.flags, key=lambda flag: flag.value_deg)
    assert analysis.flags[drop.flag - 1] == deepest
    assert drop.sources == ("bramah2018",)
    assert "dingenen2018" in analysed(drop_left=10.0).findings.look[0].sources


def test_the_deeper_leg_is_told_first() -> None:
    look = analysed(drop_left=7.6, drop_right=9.0).findings.look
    assert [finding.reading for finding in look[:2]] == ["pelvic_drop_right", "pelvic_drop_left"]


def test_a_best_guess_over_the_line_is_not_called_level() -> None:
    findings = analysed(drop_left=6.5, drop_right=6.2, half_interval=2.0).findings
    assert "level" not in [finding.topic for finding in findings.good]
    assert findings.look[0].figure == "left 6.5° (4.5 to 8.5°), right 6.2° (4.2 to 8.2°)"
    assert "the drop on either leg is below or above 5.6°" in findings.look[0].text


def test_unread_is_how_to_film_it_better_in_the_readings_own_words() -> None:
    analysis = analysed(view="left", measurable=False)
    film = analysis.findings.look[0]
    assert film.text == analysis.readings["pelvic_drop_left"].caveat
    assert film.figure == ""


def test_a_step_that_is_not_like_the_others_is_shown() -> None:
    analysis = analysed(drop_left=3.0, drop_right=3.0)
    odd = Flag(frame=30, time_s=1.0, side="left", kind="out of line", value_deg=6.5, low_deg=5.5,
               high_deg=7.5, reason="On the left leg the pelvis drops 6.5° here.")
    one = without(analysis, flags=(odd,)).findings.look
    assert (one[0].topic, one[0].flag) == ("step", 1)
    assert one[0].title == "One step is not like the others"
    two = without(analysis, flags=(odd, replace(odd, frame=60, time_s=2.0))).findings.look
    assert "1 more are marked" not in two[0].text
    assert "1 more is marked" in two[0].text


def degrees(name: str, value: float, half: float = 1.0) -> Reading:
    return Reading(name=name, label=name, unit="deg", value=value, low=value - half,
                   high=value + half, n_steps=14, confidence="high", method="told")


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [("trunk_lean", 9.0, "good"), ("trunk_lean", 12.0, ""), ("trunk_lean", 14.0, "look"),
     ("knee_flexion_at_contact", 12.0, "good"), ("knee_flexion_at_contact", 5.0, ""),
     ("knee_flexion_at_contact", 3.0, "look")])
def test_the_form_is_held_against_the_study_with_its_whole_interval(
    name: str, value: float, where: str
) -> None:
    analysis = analysed(view="right", measurable=False)
    found = without(
        analysis, readings={**analysis.readings, name: degrees(name, value)}).findings
    assert [finding.reading for finding in found.good if finding.reading == name] == (
        [name] if where == "good" else [])
    assert [finding.reading for finding in found.look if finding.reading == name] == (
        [name] if where == "look" else [])


def test_the_lines_of_the_form_are_the_studys() -> None:
    assert {line.reading: pytest.approx(line.limit_deg) for line in FORM_LINES} == {
        "trunk_lean": 12.4, "knee_flexion_at_contact": 5.4}


@pytest.mark.parametrize(("value", "half", "told"), [(3.5, 1.0, True), (2.5, 1.0, False),
                                                     (3.5, 4.0, False), (-3.5, 1.0, False)])
def test_a_growing_drop_is_told_when_it_is_sure_and_large_enough(
    value: float, half: float, told: bool
) -> None:
    analysis = analysed(drop_left=3.0, drop_right=3.0)
    trend = degrees("pelvic_drop_left", value, half)
    look = without(analysis, trends={"pelvic_drop_left": trend}).findings.look
    assert [finding.topic for finding in look] == (["tired"] if told else [])


def test_steps_that_get_slower_are_told_without_blame() -> None:
    analysis = analysed(drop_left=3.0, drop_right=3.0)
    trend = replace(degrees("cadence", -4.0), unit="spm")
    look = without(analysis, trends={"cadence": trend}).findings.look
    assert look[0].title == "Your steps get slower towards the end"
    assert "when you are fresh" in look[0].text


@pytest.mark.parametrize(("spm", "factor", "told"), [
    (45.0, 1.0, False), (45.0, 4.0, True), (125.0, 1.0, True), (170.0, 1.0, True),
    (260.0, 1.0, False),
])
def test_a_cadence_that_no_runner_has_is_no_rhythm_to_praise_or_to_train(
    spm: float, factor: float, told: bool
) -> None:
    analysis = analysed(drop_left=3.0, drop_right=3.0)
    readings = {**analysis.readings, "cadence": replace(degrees("cadence", spm), unit="spm")}
    analysis = without(analysis, readings=readings, slow_motion_factor=factor)
    assert ("rhythm" in {finding.topic for finding in analysis.findings.good}) == told
    assert any(each.yours for each in work_on(analysis).running) == told
    assert (f"{spm / 4:.0f}" in analysis.findings.focus.text) == told


def test_too_little_for_any_reading_still_says_something_good() -> None:
    analysis = make_analysis(measurable=False)
    nothing = make_analysis(activity="none", measurable=False).readings
    findings = without(analysis, readings=nothing).findings
    assert [finding.topic for finding in findings.good] == ["clip"]


def test_uneven_steps_are_not_called_steady() -> None:
    analysis = analysed(drop_left=3.0, drop_right=3.0)
    assert analysis.findings.good[-1].title == "Your rhythm is steady"
    steps = analysis.steps.assign(steady=analysis.steps["step"] > 3)
    assert without(analysis, steps=steps).findings.good[-1].title == "Your rhythm can be counted"


def test_the_beat_is_worked_out() -> None:
    focus = analysed(drop_left=8.0, drop_right=8.2, cadence=160.0).findings.focus
    assert "168 beats a minute" in focus.text
    assert "84" in focus.text
    assert focus.drill == "cadence"

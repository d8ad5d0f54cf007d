"""The verdict says what the numbers say, good things first, and judges nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from formcheck.figures import interval, number
from formcheck.readings import Reading
from formcheck.report import words
from formcheck.result import Activity
from formcheck.sources import SOURCES, sources
from tests.builders import make_analysis, without


def drop(value: float, half: float) -> Reading:
    return Reading(
        name="pelvic_drop_left", label="Pelvic drop, left stance", unit="deg", value=value,
        low=value - half, high=value + half, n_steps=9, confidence="high", method="made up")


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("both level", {"drop_left": 3.0, "drop_right": 3.4},
     "Your pelvis stays nicely level on both legs."),
    ("left above", {"drop_left": 7.6, "drop_right": 2.6},
     "On your right leg your pelvis stays nicely level; on your left leg it drops more than "
     "usual."),
    ("right above", {"drop_left": 2.6, "drop_right": 7.6},
     "On your left leg your pelvis stays nicely level; on your right leg it drops more than "
     "usual."),
    ("both above", {"drop_left": 7.6, "drop_right": 8.0},
     "Your pelvis drops more than usual on both legs."),
    ("well above", {"drop_left": 10.0, "drop_right": 3.0},
     "On your right leg your pelvis stays nicely level; on your left leg it drops clearly more "
     "than usual."),
    ("both close", {"drop_left": 5.5, "drop_right": 5.4},
     "Your pelvis looks level on both legs, as far as this clip can tell."),
    ("both close, guessed above", {"drop_left": 5.8, "drop_right": 6.0},
     "Your pelvis may drop more than usual on both legs, as far as this clip can tell."),
    ("close and above", {"drop_left": 8.6, "drop_right": 3.4, "half_interval": 2.9},
     "On your right leg your pelvis looks level; on your left leg it drops more than usual."),
    ("side view", {"view": "left", "measurable": False},
     "You take 168 steps a minute. Your pelvis cannot be read from this clip."),
    ("low confidence", {"drop_left": 3.0, "drop_right": 3.4, "confidence": "low"},
     "A first impression: your pelvis stays nicely level on both legs."),
    ("walking", {"activity": "walking"}, "This clip shows you walking."),
    ("nobody", {"activity": "none", "measurable": False},
     "No running was found in this clip."),
]


@pytest.mark.parametrize(
    ("choices", "headline"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_verdict(choices: dict[str, Any], headline: str) -> None:
    assert words.verdict(make_analysis(**choices)).headline == headline


@pytest.mark.parametrize("choices", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_nothing_is_diagnosed_predicted_or_left_without_a_number(choices: dict[str, Any]) -> None:
    said = words.verdict(make_analysis(**choices))
    text = " ".join([said.headline, *said.unsure])
    assert not re.search(r"\bnan\b|None|weak|bad |poor|wrong|injur|risk|must|should", text)


def test_one_leg_alone_is_told_as_one_leg() -> None:
    analysis = make_analysis(drop_left=3.0)
    unread = make_analysis(measurable=False).readings["pelvic_drop_right"]
    readings = {**analysis.readings, "pelvic_drop_right": unread}
    said = words.verdict(without(analysis, readings=readings))
    assert said.headline == (
        "On your left leg your pelvis stays nicely level; the right leg could not be read.")


def test_too_little_running_for_any_reading() -> None:
    analysis = make_analysis(measurable=False)
    nothing = make_analysis(activity="none", measurable=False).readings
    said = words.verdict(without(analysis, readings=nothing))
    assert said.headline == "You are running, but this clip is too little for a reading."


def test_the_reason_nobody_runs_is_told() -> None:
    analysis = make_analysis(activity="none", measurable=False)
    analysis = without(
        analysis, activity=Activity("none", (), reason="the person stands still"),
        warnings=("The picture is dark.",))
    assert words.verdict(analysis).unsure == ("The person stands still.", "The picture is dark.")


def test_what_a_finding_tells_is_not_told_again() -> None:
    analysis = make_analysis(view="left", measurable=False)
    caveat = analysis.readings["pelvic_drop_left"].caveat
    told = without(analysis, warnings=(caveat, "The picture is dark.", "The picture is dark."))
    assert told.findings.look[0].text == caveat
    assert words.verdict(told).unsure == ("The picture is dark.",)


def test_an_interval_narrower_than_its_digits_gets_one_more() -> None:
    reading = make_analysis().readings["cadence"]
    narrow = replace(reading, value=164.0, low=163.9, high=164.2)
    assert interval(narrow) == "163.9 to 164.2"
    assert interval(replace(reading, value=164.0, low=162.0, high=166.0)) == "162 to 166"
    assert interval(drop(3.0, 1.0)) == "2.0 to 4.0°"


def test_a_caveat_of_one_reading_alone_names_it() -> None:
    analysis = make_analysis()
    cadence = replace(
        analysis.readings["cadence"], confidence="medium", caveat="It rests on 9 steps.")
    said = words.verdict(without(analysis, readings={**analysis.readings, "cadence": cadence}))
    assert said.unsure == ("Cadence: It rests on 9 steps.",)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(6.54, "deg", "6.5°"), (-2.0, "deg", "−2.0°"), (-0.04, "deg", "0.0°"), (167.6, "spm", "168"),
     (0.254, "s", "0.25"), (12.34, "%", "12.3")],
)
def test_numbers_have_the_digits_they_deserve(value: float, unit: str, shown: str) -> None:
    assert number(value, unit) == shown


def test_only_the_sources_of_what_is_shown_are_named() -> None:
    everything = sources(make_analysis())
    assert [source.url for source in everything][:1] == [
        "https://doi.org/10.1177/0363546518793657"]
    assert len(everything) == 5
    assert SOURCES["bramah2019"] in sources(make_analysis(), also=["bramah2019", "bramah2018"])
    assert len(sources(make_analysis(), also=["bramah2018"])) == 5
    nobody = sources(make_analysis(activity="none", measurable=False))
    assert [source.citation[:13] for source in nobody] == ["Souza 2016", "Dingenen et a"]


def test_figures_that_are_quoted_stand_in_the_evidence() -> None:
    evidence = Path(__file__).parents[3] / "shared" / "evidence.md"
    if not evidence.is_file():
        pytest.skip("the page of evidence is not beside this checkout")
    text = evidence.read_text(encoding="utf-8")
    for source in sources(make_analysis()):
        assert source.url.removeprefix("https://doi.org/") in text
    for quoted in ("3.7 ± 1.9°", "5.6°", "8.4°", "2.7–2.8°", "165 ± 8", "155–203", "16 %"):
        assert quoted in text

"""The verdict says what the numbers say, good things first, and judges nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from formcheck.readings import Reading
from formcheck.report import words
from formcheck.report.figures import interval, number
from formcheck.report.filming import filming_advice
from formcheck.report.sources import SOURCES, sources
from formcheck.result import Activity
from formcheck.settings import FlagSettings
from tests.builders import make_analysis, without


def drop(value: float, half: float) -> Reading:
    return Reading(
        name="pelvic_drop_left", label="Pelvic drop, left stance", unit="deg", value=value,
        low=value - half, high=value + half, n_steps=9, confidence="high", method="made up")


@pytest.mark.parametrize(
    ("value", "half", "level"),
    [(3.0, 1.0, "below"), (5.0, 0.6, "below"), (5.0, 1.0, "close"), (6.5, 1.0, "close"),
     (6.7, 1.0, "above"), (9.0, 1.0, "above"), (9.5, 1.0, "well above")],
)
def test_a_drop_is_above_or_below_only_with_its_whole_interval(
    value: float, half: float, level: str
) -> None:
    assert words.level(drop(value, half), FlagSettings()) == level


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("both level", {"drop_left": 3.0, "drop_right": 3.4},
     "Your pelvis stays nicely level on both legs.", ""),
    ("left above", {"drop_left": 7.6, "drop_right": 2.6},
     "On your right leg your pelvis stays nicely level; on your left leg it drops more than "
     "usual.", "Standing on your left leg, your right side sinks 7.6°"),
    ("right above", {"drop_left": 2.6, "drop_right": 7.6},
     "On your left leg your pelvis stays nicely level; on your right leg it drops more than "
     "usual.", "Standing on your right leg, your left side sinks 7.6°"),
    ("both above", {"drop_left": 7.6, "drop_right": 8.0},
     "Your pelvis drops more than usual on both legs.", "upper edge of the usual range"),
    ("well above", {"drop_left": 10.0, "drop_right": 3.0},
     "On your right leg your pelvis stays nicely level; on your left leg it drops clearly more "
     "than usual.", "above 8.4°"),
    ("both close", {"drop_left": 5.6, "drop_right": 5.4},
     "On both legs your pelvis may be within the usual range.",
     "may lie on either side of 5.6°"),
    ("side view", {"view": "left", "measurable": False},
     "You take 168 steps a minute. Your pelvis cannot be read from this clip.", ""),
    ("low confidence", {"drop_left": 3.0, "drop_right": 3.4, "confidence": "low"},
     "A first impression: your pelvis stays nicely level on both legs.", ""),
    ("walking", {"activity": "walking"}, "This clip shows you walking.", ""),
    ("nobody", {"activity": "none", "measurable": False},
     "No running was found in this clip.", ""),
]


@pytest.mark.parametrize(
    ("choices", "headline", "noticed"), [case[1:] for case in CASES],
    ids=[case[0] for case in CASES])
def test_the_verdict(choices: dict[str, Any], headline: str, noticed: str) -> None:
    said = words.verdict(make_analysis(**choices))
    assert said.headline == headline
    assert said.good
    assert all(said.good)
    assert noticed in " ".join(said.notice)
    assert bool(said.notice) == bool(noticed)


@pytest.mark.parametrize("choices", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_nothing_is_diagnosed_predicted_or_left_without_a_number(choices: dict[str, Any]) -> None:
    analysis = make_analysis(**choices)
    said = words.verdict(analysis)
    text = " ".join([said.headline, *said.good, *said.notice, *said.unsure])
    assert not re.search(r"\bnan\b|None|weak|bad |poor|wrong|injur|risk|must|should", text)


def test_one_leg_alone_is_told_as_one_leg() -> None:
    analysis = make_analysis(drop_left=3.0)
    unread = make_analysis(measurable=False).readings["pelvic_drop_right"]
    readings = {**analysis.readings, "pelvic_drop_right": unread}
    said = words.verdict(without(analysis, readings=readings))
    assert said.headline == (
        "On your left leg your pelvis stays nicely level; the right leg could not be read.")
    assert unread.caveat in said.unsure


def test_sides_are_called_alike_or_different_by_the_interval_of_the_difference() -> None:
    alike = words.verdict(make_analysis(drop_left=3.6, drop_right=3.0, half_interval=1.0))
    assert any("alike" in line for line in alike.good)
    differ = words.verdict(make_analysis(drop_left=2.0, drop_right=5.0, half_interval=1.0))
    assert any("3.0° more drop on the right leg" in line for line in differ.notice)
    assert not any("alike" in line for line in differ.good)


def test_too_little_running_for_any_reading() -> None:
    analysis = make_analysis(measurable=False)
    nothing = make_analysis(activity="none", measurable=False).readings
    said = words.verdict(without(analysis, readings=nothing))
    assert said.headline == "You are running, but this clip is too little for a reading."


def test_mixed_clips_say_what_the_readings_are_of() -> None:
    said = words.verdict(make_analysis(activity="mixed", drop_left=3.0, drop_right=3.0))
    assert said.notice == ("You run and walk in this clip; the readings are of the running.",)


def test_the_reason_nobody_runs_is_told() -> None:
    analysis = make_analysis(activity="none", measurable=False)
    analysis = without(
        analysis, activity=Activity("none", (), reason="the person stands still"),
        warnings=("The picture is dark.",))
    assert words.verdict(analysis).unsure == ("The person stands still.", "The picture is dark.")


def test_each_caveat_and_warning_is_told_once() -> None:
    analysis = make_analysis(view="left", measurable=False)
    caveat = analysis.readings["pelvic_drop_left"].caveat
    said = words.verdict(without(analysis, warnings=(caveat, "The picture is dark.")))
    assert said.unsure == (caveat, "The picture is dark.")


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


def test_a_side_view_is_told_to_film_from_behind_first() -> None:
    assert "straight behind you" in filming_advice(
        make_analysis(view="left", measurable=False))[0]
    assert "straight behind you" not in filming_advice(make_analysis(view="rear"))[0]


def test_few_steps_ask_for_a_longer_clip() -> None:
    assert any("ten seconds" in line for line in filming_advice(make_analysis(duration_s=4)))
    assert not any(
        "ten seconds" in line for line in filming_advice(make_analysis(duration_s=12)))


def test_only_the_sources_of_what_is_shown_are_named() -> None:
    everything = sources(make_analysis())
    assert [source.url for source in everything][:1] == [
        "https://doi.org/10.1177/0363546518793657"]
    assert len(everything) == len(SOURCES)
    nobody = sources(make_analysis(activity="none", measurable=False))
    assert [source.citation for source in nobody] == ["Souza 2016"]


def test_figures_that_are_quoted_stand_in_the_evidence() -> None:
    evidence = Path(__file__).parents[3] / "shared" / "evidence.md"
    if not evidence.is_file():
        pytest.skip("the page of evidence is not beside this checkout")
    text = evidence.read_text(encoding="utf-8")
    for source in SOURCES.values():
        assert source.url.removeprefix("https://doi.org/") in text
    for quoted in ("3.7 ± 1.9°", "5.6°", "8.4°", "2.7–2.8°", "165 ± 8", "155–203", "16 %"):
        assert quoted in text

"""The section about the rest of the form: compact, by view, and honest about what is unread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.readings import Reading, not_measurable
from formcheck.report.form import form
from formcheck.report.page import piece, render
from formcheck.result import Analysis
from tests.builders import make_analysis


def reading(name: str, label: str, value: float, half: float, unit: str = "deg") -> Reading:
    return Reading(
        name=name, label=label, unit=unit, value=value, low=value - half, high=value + half,
        n_steps=14, confidence="medium", method="made up", caveat="Checked on rendered runners.",
    )


@pytest.fixture
def analysis() -> Analysis:
    made = make_analysis()
    further = [
        reading("vertical_oscillation", "Up and down", 5.4, 0.6, "%"),
        reading("knee_position_left", "Knee", 4.0, 2.0),
        reading("knee_position_right", "Knee", 1.0, 2.0),
        reading("knee_position_asymmetry", "Knee", 3.0, 2.5),
        not_measurable("trunk_lean", "Trunk lean", "deg", caveat="Film from the side."),
        not_measurable("overstride", "Foot ahead", "%", caveat="Film from the side."),
    ]
    readings = {**made.readings, **{one.name: one for one in further}}
    trends = {
        "cadence": reading("cadence_change", "Cadence", -1.0, 2.0, "spm"),
        "vertical_oscillation": reading("vertical_oscillation_change", "Up", 0.9, 0.4, "%"),
    }
    return replace(made, readings=readings, trends=trends)


def test_rows_stand_in_groups_by_view(analysis: Analysis) -> None:
    groups = form(analysis).groups
    assert list(groups) == ["Rhythm and bounce", "From behind"]
    (bounce,) = groups["Rhythm and bounce"]
    assert (bounce.values[0].figure, bounce.values[0].interval) == ("5.4 %", "4.8 to 6.0 %")


def test_the_same_rise_in_cm_stands_in_its_row(analysis: Analysis) -> None:
    cm = reading("vertical_oscillation_cm", "Up and down, in cm", 9.6, 1.1, "cm")
    told = replace(analysis, readings={**analysis.readings, cm.name: cm})
    (bounce,) = form(told).groups["Rhythm and bounce"]
    assert [value.figure for value in bounce.values] == ["5.4 %", "9.6 cm"]
    assert bounce.n_steps == 14
    assert "More readings" not in render(told, {})


def test_both_legs_share_a_row_and_their_difference_is_judged(analysis: Analysis) -> None:
    (knee,) = form(analysis).groups["From behind"]
    assert [(value.leg, value.figure) for value in knee.values] == [
        ("left", "4.0°"), ("right", "1.0°")]
    assert knee.difference == "left minus right 3.0° (0.5 to 5.5°): the legs differ"
    assert knee.n_steps == 28


def test_a_reading_that_is_not_sure_says_why(analysis: Analysis) -> None:
    assert "Checked on rendered runners." in piece(analysis, "form")


def test_what_healthy_runners_had_stands_beside_a_reading_that_a_study_knows(
    analysis: Analysis,
) -> None:
    lean = reading("trunk_lean", "Trunk lean", 9.8, 4.7)
    rows = form(replace(analysis, readings={**analysis.readings, "trunk_lean": lean})).groups
    told = {row.label: row.healthy for group in rows.values() for row in group}
    assert told["Trunk lean"] == "Healthy runners in a laboratory: 9.5 ± 2.9° (Bramah et al. 2018)."
    assert told["Up and down"] == ""


def test_what_another_view_would_tell_is_one_line(analysis: Analysis) -> None:
    assert form(analysis).unread == {
        "Film from the side.": ("Trunk lean", "Foot ahead of the hip when landing")}


def test_changes_within_the_clip_are_judged_by_their_interval(analysis: Analysis) -> None:
    verdicts = {row.label: row.difference for row in form(analysis).changes}
    assert verdicts == {"Cadence": "no change that can be told", "Up and down": "changed"}


def test_the_page_shows_the_section_once_and_no_card_of_it(analysis: Analysis) -> None:
    page = render(analysis, {})
    assert page.count("More of your form") == 1
    assert "More readings" not in page
    assert "Film from the side." in page


def test_a_result_without_such_readings_has_no_section() -> None:
    assert form(make_analysis()).empty
    assert "More of your form" not in render(make_analysis(), {})

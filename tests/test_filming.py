"""How to film the check-up: what was missing first, and what makes two films comparable."""

from __future__ import annotations

from dataclasses import replace

from formcheck.filming import checkup
from tests.builders import make_analysis, without


def test_a_side_view_is_told_to_film_from_behind_first() -> None:
    assert "straight behind you" in checkup(
        make_analysis(view="left", measurable=False))[0]
    assert "straight behind you" not in checkup(make_analysis(view="rear"))[0]


def test_a_camera_off_the_middle_is_told_by_how_many_degrees_and_which_way() -> None:
    analysis = make_analysis()
    off = without(analysis, view=replace(analysis.view, azimuth_deg=-17.6))
    assert checkup(off)[0] == (
        "The camera stood 18° to the left of you: step behind the treadmill's middle.")


def test_few_steps_ask_for_a_longer_clip() -> None:
    assert any("ten seconds" in line for line in checkup(make_analysis(duration_s=4)))
    assert not any(
        "ten seconds" in line for line in checkup(make_analysis(duration_s=12)))


def test_the_checkup_says_what_change_would_count() -> None:
    assert "less than 2.8°" in checkup(make_analysis())[-1]

"""Changes, their intervals and verdicts, from results with known numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.comparison.change import Change, changes
from formcheck.comparison.film import film_of
from formcheck.comparison.result import Comparison
from formcheck.comparison.run import compare
from formcheck.comparison.words import headline
from formcheck.errors import SettingsError
from formcheck.readings import Reading, not_measurable
from formcheck.result import Analysis
from formcheck.settings import CompareSettings, Settings
from tests.builders import make_analysis


def film(sha256: str = "cd", **choices) -> Analysis:
    made = make_analysis(**choices)
    return replace(made, clip=replace(made.clip, sha256=sha256 * 32))


def found(comparison: Comparison, name: str = "pelvic_drop_left") -> Change:
    return next(change for change in comparison.last.changes if change.name == name)


def of_left(made: tuple[Change, ...]) -> Change:
    return next(change for change in made if change.name == "pelvic_drop_left")


def test_a_clip_against_itself_has_not_changed() -> None:
    comparison = compare(film(), film())
    assert comparison.last.kin == "same file"
    assert not {"clothes", "speed"} & {said.subject for said in comparison.last.remarks}
    assert [change.change for change in comparison.last.changes] == [0.0] * 5
    assert {change.verdict for change in comparison.last.changes} == {"within error"}
    assert comparison.last.waveform is not None
    assert comparison.last.waveform.regions == ()


def test_a_large_change_is_seen_with_its_interval() -> None:
    change = found(compare(film(drop_left=7.0), film("ef", drop_left=3.0, seed=3, cadence=171)))
    assert change.verdict == "changed"
    assert change.change == pytest.approx(-4.0)
    # Two readings of ±1° each, independent: ±1.41° together.
    assert change.high - change.change == pytest.approx(np.hypot(1, 1), abs=0.1)
    assert change.change - change.low == pytest.approx(np.hypot(1, 1), abs=0.1)


def test_below_what_the_method_can_tell_nothing_is_called_changed() -> None:
    change = found(compare(
        film(drop_left=6.0, half_interval=0.3), film("ef", drop_left=3.5, half_interval=0.3)))
    assert change.high < 0
    assert change.verdict == "within error"
    assert change.could_be_seen == 2.8


def test_a_wide_interval_says_what_could_have_been_seen() -> None:
    change = found(compare(
        film(drop_left=7.0, half_interval=3.0), film("ef", drop_left=3.5, half_interval=3.0)))
    assert change.verdict == "within error"
    assert change.could_be_seen == pytest.approx(np.hypot(3, 3), abs=0.2)


def test_in_the_same_clothes_a_smaller_change_is_seen() -> None:
    before, after = (film(drop_left=7.0, half_interval=2.0),
                     film("ef", drop_left=4.7, half_interval=2.0))
    assert found(compare(before, after)).verdict == "within error"
    comparison = compare(before, after, same_clothes=True)
    change = found(comparison)
    assert change.verdict == "changed"
    # Two readings of ±2° each whose errors go together.
    share = CompareSettings().same_clothes_correlation
    assert change.high - change.change == pytest.approx(2 * np.sqrt(2 * (1 - share)), abs=0.15)
    assert ("clothes", "good") in {(said.subject, said.weight) for said in comparison.last.remarks}
    cadence = found(comparison, "cadence")
    assert cadence.high == pytest.approx(found(compare(before, after), "cadence").high, abs=0.05)


def test_the_same_clothes_from_elsewhere_help_nothing() -> None:
    before, after = (film(drop_left=7.0, half_interval=2.0),
                     film("ef", drop_left=4.7, half_interval=2.0))
    after = replace(after, view=replace(after.view, azimuth_deg=12.0))
    comparison = compare(before, after, same_clothes=True)
    assert found(comparison).verdict == "within error"
    assert ("camera angle", "caution") in {
        (said.subject, said.weight) for said in comparison.last.remarks}


def test_the_limit_is_a_setting() -> None:
    settings = replace(Settings(), compare=CompareSettings(drop_deg=1.0))
    choices = {"half_interval": 0.3}
    change = found(compare(
        film(drop_left=6.0, **choices), film("ef", drop_left=4.5, **choices), settings=settings))
    assert change.verdict == "changed"


def test_cadence_is_compared_in_any_view() -> None:
    comparison = compare(
        film(view="left", measurable=False), film("ef", view="left", measurable=False, cadence=176))
    assert found(comparison, "cadence").verdict == "changed"
    assert found(comparison, "cadence").change == pytest.approx(8.0)
    drop = found(comparison)
    assert drop.verdict == "not comparable"
    assert drop.change is None
    assert "behind" in drop.reason


def test_what_neither_film_shows_is_left_out_but_the_drop_is_always_told() -> None:
    unread = not_measurable("trunk_lean", "Trunk lean", "deg", caveat="Film from the side.")
    read = replace(unread, value=8.0, low=6.0, high=10.0, confidence="medium")
    one, two = film(measurable=False), film("ef", measurable=False)

    def names(before: Reading, after: Reading) -> set[str]:
        pair = compare(
            replace(one, readings={**one.readings, "trunk_lean": before}),
            replace(two, readings={**two.readings, "trunk_lean": after}),
        ).last
        return {change.name for change in pair.changes}

    drops = {"cadence", "pelvic_drop_left", "pelvic_drop_right", "pelvic_drop_asymmetry",
             "pelvic_drop_both_legs"}
    assert names(unread, unread) == drops
    assert names(unread, read) == {*drops, "trunk_lean"}


def test_levels_of_different_methods_are_not_subtracted() -> None:
    after = film("ef", drop_left=2.0)
    by_tape = {
        name: replace(reading, method="two tape markers") for name, reading in
        after.readings.items()
    }
    comparison = compare(film(), replace(after, readings=by_tape))
    assert found(comparison).verdict == "not comparable"
    assert "different methods" in found(comparison).reason
    assert found(comparison, "cadence").verdict == "within error"
    assert "method" in {remark.subject for remark in comparison.last.remarks}


def test_alike_films_are_seldom_called_changed_and_different_ones_are() -> None:
    rng = np.random.default_rng(11)
    error_sd, half = 0.7, 0.7 * 1.96
    false, right = 0, 0
    choices = {"half_interval": half, "duration_s": 6.0, "fps": 10.0, "flagged": False}
    for _ in range(100):
        one, two, three = (
            film_of(film(drop_left=drop, **choices))
            for drop in np.array([5.0, 5.0, 11.0]) + rng.normal(0, error_sd, 3)
        )
        false += of_left(changes(one, two, CompareSettings())).verdict == "changed"
        right += of_left(changes(one, three, CompareSettings())).verdict == "changed"
    assert false <= 5
    assert right >= 95


@pytest.mark.parametrize("speeds", [[10.0, 11.0, 12.0], [-1.0]])
def test_speeds_must_fit_the_films(speeds: list[float]) -> None:
    with pytest.raises(SettingsError, match="--speed"):
        compare(film(), film("ef"), speeds_kmh=speeds)


def test_of_more_than_two_each_is_compared_with_the_first() -> None:
    comparison = compare(
        film(drop_left=8.0), film("ef", drop_left=6.0), film("01", drop_left=3.0))
    assert [pair.before.sha256[:2] for pair in comparison.pairs] == ["cd", "cd"]
    changes = [of_left(pair.changes).change for pair in comparison.pairs]
    assert changes == pytest.approx([-2.0, -5.0])
    assert [film.sha256[:2] for film in comparison.films] == ["cd", "ef", "01"]


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    from formcheck.errors import ClipError

    with pytest.raises(ClipError, match="no whole result"):
        compare(tmp_path, film())


def test_both_legs_on_average_tell_a_smaller_change() -> None:
    """Two readings of ±2° with errors of their own have an average of ±1.4°."""
    before, after = (
        independent(film(sha256, drop_left=drop, drop_right=drop - 1, half_interval=2.0))
        for sha256, drop in (("cd", 7.0), ("ef", 4.4))
    )
    comparison = compare(before, after)
    both, left = found(comparison, "pelvic_drop_both_legs"), found(comparison)
    assert both.before.value == pytest.approx(6.5)
    assert both.before.high - both.before.value == pytest.approx(2 / np.sqrt(2))
    assert both.change == pytest.approx(-2.6)
    assert both.verdict == "changed"
    assert left.verdict == "within error"
    assert headline(comparison.last) == (
        "The pelvis drops less: 6.5° → 3.9°, both legs' average")


def test_the_average_of_an_unread_leg_is_not_measurable() -> None:
    both = found(compare(film(measurable=False), film("ef")), "pelvic_drop_both_legs")
    assert both.verdict == "not comparable"
    assert both.before.caveat


def independent(analysis: Analysis) -> Analysis:
    """The same, its difference of two sides as unsure as that of independent ones."""
    name = "pelvic_drop_asymmetry"
    reading = analysis.readings[name]
    half = 2.0 * np.sqrt(2)
    wide = replace(reading, low=reading.value - half, high=reading.value + half)
    return replace(analysis, readings={**analysis.readings, name: wide})

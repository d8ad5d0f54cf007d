"""Frames that deserve a look: above which threshold, in what words, how many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from formcheck.flags import find_flags
from formcheck.flags import level as level_of
from formcheck.readings import Reading, not_measurable
from formcheck.settings import FlagSettings

TIME_S = np.arange(600) / 30


def steps_with(left: list[float], right: list[float], *, sd: float = 0.4) -> pd.DataFrame:
    rows = []
    for index in range(max(len(left), len(right))):
        for side, drops, later in (("left", left, 0.0), ("right", right, 0.35)):
            if index < len(drops):
                peak_s = 0.5 + 0.7 * index + later
                rows.append({"side": side, "steady": True, "peak_drop_deg": drops[index],
                             "peak_drop_s": peak_s, "drop_sd_deg": sd})
    return pd.DataFrame(rows)


def drop(value: float, half: float, side: str = "left") -> Reading:
    return Reading(
        f"pelvic_drop_{side}", side, "deg", value, value - half, value + half, 12, "high", "told")


def readings(left: float = 5.0, right: float = 5.0, half: float = 1.5) -> dict[str, Reading]:
    return {
        "pelvic_drop_left": drop(left, half), "pelvic_drop_right": drop(right, half, "right")}


def flags_of(left: list[float], right: list[float], *, half: float = 0.05, **changes):
    return find_flags(
        steps_with(left, right), TIME_S,
        readings(float(np.mean(left)), float(np.mean(right)), half),
        settings=FlagSettings(**changes))


@pytest.mark.parametrize(
    ("value", "half", "level"),
    [(3.0, 1.0, "below"), (5.0, 0.6, "below"), (5.0, 1.0, "close"), (6.5, 1.0, "close"),
     (6.7, 1.0, "above"), (9.0, 1.0, "above"), (9.5, 1.0, "well above")],
)
def test_a_drop_is_above_or_below_only_with_its_whole_interval(
    value: float, half: float, level: str
) -> None:
    assert level_of(drop(value, half), FlagSettings()) == level


@pytest.mark.parametrize(
    ("drop", "kind"),
    [(5.5, None), (5.7, "deep drop"), (8.3, "deep drop"), (8.5, "deepest drop")],
)
def test_the_sourced_thresholds_decide(drop: float, kind: str | None) -> None:
    flags = flags_of([drop] * 6, [2.0] * 6)
    assert {flag.kind for flag in flags} == ({kind} if kind else set())
    assert {flag.side for flag in flags} == ({"left"} if kind else set())


@pytest.mark.parametrize("half", [0.1, 0.9, 1.1, 3.0])
def test_no_step_is_flagged_as_deep_on_a_leg_whose_interval_reaches_over_the_line(
    half: float
) -> None:
    flags = flags_of([6.6] * 6, [2.0] * 6, half=half)
    assert bool(flags) == (6.6 - half >= 5.6)


def test_a_step_above_the_upper_line_is_called_so_only_where_its_leg_is_surely_there() -> None:
    assert {flag.kind for flag in flags_of([8.6] * 6, [2.0] * 6, half=1.0)} == {"deep drop"}
    assert {flag.kind for flag in flags_of([8.6] * 6, [2.0] * 6, half=0.1)} == {"deepest drop"}


def test_flags_are_shared_between_the_legs() -> None:
    both = flags_of([7.0] * 9, [9.0] * 9)
    assert [flag.side for flag in both].count("left") == 4
    assert len(both) == 8
    assert len(flags_of([9.0] * 9, [2.0] * 9)) == 8
    assert [flag.side for flag in flags_of([7.0] * 9, [9.0] * 2)].count("left") == 6


def test_a_step_read_with_less_certainty_has_to_be_farther_out_of_line() -> None:
    left = [2.0, 2.2, 1.8, 2.1, 1.9, 5.4]
    steps = steps_with(left, [2.0] * 6, sd=2.0)
    assert find_flags(steps, TIME_S, readings(2.6, 2.0), settings=FlagSettings()) == ()


def test_a_flag_names_leg_angle_source_and_frame() -> None:
    flag = flags_of([2.0] * 6, [6.2] * 6, half=0.5)[0]
    assert flag.time_s == pytest.approx(0.85, abs=0.02)
    assert TIME_S[flag.frame] == flag.time_s
    assert flag.value_deg == 6.2
    # The step's own 0.4° and the 0.5° that is common to all.
    assert flag.high_deg - flag.value_deg == pytest.approx(np.hypot(1.96 * 0.4, 0.5))
    assert flag.value_deg - flag.low_deg == pytest.approx(np.hypot(1.96 * 0.4, 0.5))
    for words in ("right leg", "6.2°", "Bramah 2018", "5.6°"):
        assert words in flag.reason


def test_a_step_out_of_line_is_flagged_on_either_side_of_the_others() -> None:
    left = [2.0, 2.2, 1.8, 2.1, 1.9, 5.4]
    right = [4.0, 4.2, 3.8, 4.1, 3.9, 0.5]
    flags = flags_of(left, right)
    assert [(flag.side, flag.kind) for flag in flags] == [
        ("left", "out of line"), ("right", "out of line")]
    assert "3.4° more" in flags[0].reason
    assert "3.5° less" in flags[1].reason


def test_less_than_the_smallest_detectable_difference_is_in_line() -> None:
    assert flags_of([2.0, 2.0, 2.0, 2.0, 2.0, 4.7], [2.0] * 6) == ()


def test_steps_that_scatter_are_out_of_line_later() -> None:
    scattered = [1.0, 2.0, 3.0, 4.0, 5.0, 5.5]  # robust SD 2.2, reach 7.8
    assert flags_of(scattered, [2.0] * 6) == ()


def test_the_deepest_are_kept_in_order_of_time() -> None:
    drops = [6.0, 9.0, 7.0, 8.0, 6.5]
    flags = flags_of(drops, [2.0] * 5, max_flags=3, outlier_deg=20.0)
    assert [flag.value_deg for flag in flags] == [9.0, 7.0, 8.0]
    assert flags_of(drops, [2.0] * 5, max_flags=0) == ()


def test_nothing_is_flagged_where_nothing_was_measured() -> None:
    steps = steps_with([9.0] * 6, [9.0] * 6)
    none = {
        name: not_measurable(name, name, "deg", caveat="hidden") for name in readings()
    }
    assert find_flags(steps, TIME_S, none, settings=FlagSettings()) == ()
    no_drops = steps.drop(columns=["peak_drop_deg"])
    assert find_flags(no_drops, TIME_S, readings(), settings=FlagSettings()) == ()


def test_unsteady_and_unread_steps_are_left_alone() -> None:
    steps = steps_with([9.0] * 6, [2.0] * 6)
    steps.loc[steps["side"] == "left", "steady"] = False
    assert find_flags(steps, TIME_S, readings(), settings=FlagSettings()) == ()
    steps["peak_drop_deg"] = np.nan
    assert find_flags(steps, TIME_S, readings(), settings=FlagSettings()) == ()


def test_the_frame_of_a_peak_at_the_edge_of_stance_lies_within_it() -> None:
    steps = steps_with([9.0] * 6, [2.0] * 6)
    peak_s = steps["peak_drop_s"]
    steps = steps.assign(initial_contact_s=peak_s - 0.2, toe_off_s=peak_s - 0.02)
    flags = find_flags(steps, TIME_S, readings(9.0, 2.0, 0.05), settings=FlagSettings())
    assert flags
    for flag in flags:
        apart_s = peak_s - flag.time_s
        assert 0.02 - 1e-9 <= apart_s[apart_s.abs().idxmin()] <= 0.02 + 1 / 30

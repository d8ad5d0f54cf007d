"""Rows of a long clip, and dots that stand beside each other."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.report import rows


@pytest.mark.parametrize(
    ("duration_s", "count"), [(4.0, 1), (9.0, 1), (9.1, 2), (27.0, 3), (60.0, 7)])
def test_a_clip_is_split_into_equal_rows_no_longer_than_asked(
    duration_s: float, count: int
) -> None:
    windows = rows.split(2.0, 2.0 + duration_s, row_s=9.0)
    assert len(windows) == count
    assert windows[0][0] == 2.0
    assert windows[-1][1] == pytest.approx(2.0 + duration_s)
    assert np.ptp([end - start for start, end in windows]) == pytest.approx(0, abs=1e-9)


def test_of_a_long_clip_the_rows_with_flags_are_shown_in_order_of_time() -> None:
    time_s = np.arange(0, 1200, 0.1)
    flags_s = [1100.0, 605.0, 20.0]
    windows = rows.shown(time_s, np.ones(len(time_s), bool), flags_s, row_s=10, most=4)
    assert len(windows) == 4
    assert windows == sorted(windows)
    for flag_s in flags_s:
        assert any(start <= flag_s <= end for start, end in windows)


def test_rows_without_anything_measured_are_left_out() -> None:
    time_s = np.arange(0, 30, 0.1)
    measured = (time_s < 8) | (time_s > 25)
    assert rows.shown(time_s, measured, [], row_s=10, most=6) == [
        pytest.approx((0.0, 29.9 / 3)), pytest.approx((2 * 29.9 / 3, 29.9))]


def test_a_line_breaks_where_points_are_missing() -> None:
    times_s, values = rows.with_gaps(np.array([0.0, 1, 2, 5, 6]), np.arange(5.0))
    np.testing.assert_array_equal(times_s, [0, 1, 2, np.nan, 5, 6])
    np.testing.assert_array_equal(values, [0, 1, 2, np.nan, 3, 4])


def test_nothing_measured_has_no_rows() -> None:
    assert rows.shown(np.arange(5.0), np.zeros(5, bool), [], row_s=10, most=6) == []


def test_many_dots_stay_within_reach() -> None:
    heights = rows.spread(np.full(30, 4.0), apart=0.3, step=0.1, reach=0.3)
    assert len(set(heights)) == 30
    assert np.abs(heights).max() == pytest.approx(0.3)


def test_dots_of_nearly_equal_value_never_share_a_level() -> None:
    values = np.array([5.0, 5.1, 5.05, 9.0, 5.2])
    heights = rows.spread(values, apart=0.3, step=0.1)
    assert heights[3] == 0
    assert len(set(heights[[0, 1, 2, 4]])) == 4
    assert set(np.round(np.abs(heights), 3)) <= {0, 0.1, 0.2}

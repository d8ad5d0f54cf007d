"""Phases of the gait cycle between steps at known times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from formcheck.gait.phase import USUAL_CONTACT_TO_MID, gait_phase
from tests.known_pelvis import STANCE_STRIDES, STEP_S, frame_times, steps_table


def test_left_mid_stance_is_whole_and_right_mid_stance_half_a_stride() -> None:
    steps = steps_table(10)
    phase = gait_phase(steps["mid_stance_s"].to_numpy(), steps)
    np.testing.assert_allclose(phase.cycles % 1.0, [0.0, 0.5] * 5, atol=1e-9)
    assert phase.step_row.tolist() == list(range(10))


def test_a_clip_that_begins_on_the_right_leg_has_the_same_phases() -> None:
    steps = steps_table(10, first="right")
    phase = gait_phase(steps["mid_stance_s"].to_numpy(), steps)
    np.testing.assert_allclose(phase.cycles % 1.0, [0.5, 0.0] * 5, atol=1e-9)


def test_time_within_a_step_is_shared_out_evenly() -> None:
    steps = steps_table(4)
    middle = steps["mid_stance_s"].to_numpy()
    phase = gait_phase(middle[:-1] + 0.25 * STEP_S, steps)
    np.testing.assert_allclose(phase.cycles % 1.0, [0.125, 0.625, 0.125], atol=1e-9)


def test_stance_is_measured_in_strides() -> None:
    phase = gait_phase(frame_times(10), steps_table(10))
    half = STANCE_STRIDES / 2
    assert phase.stance("left") == pytest.approx((-half, half))
    assert phase.stance("right") == pytest.approx((0.5 - half, 0.5 + half))


def test_contacts_that_no_runner_has_are_not_believed() -> None:
    steps = steps_table(10)
    steps["initial_contact_s"] = steps["mid_stance_s"] - 0.9 * STEP_S
    phase = gait_phase(frame_times(10), steps)
    assert phase.contact_to_mid == USUAL_CONTACT_TO_MID / 2


@pytest.mark.parametrize("column", ["steady", "side_sure"])
def test_a_step_that_does_not_count_leaves_a_gap(column: str) -> None:
    steps = steps_table(10)
    steps.loc[4, column] = False
    phase = gait_phase(steps["mid_stance_s"].to_numpy(), steps)
    assert np.flatnonzero(np.isnan(phase.cycles)).tolist() == [4]
    assert phase.step_row[4] == -1


def test_nobody_between_two_stretches_has_a_phase() -> None:
    later = steps_table(6, first="right", start_s=5.0)
    steps = pd.concat([steps_table(6), later], ignore_index=True)
    pause = np.linspace(2.4, 4.7, 30)
    assert np.isnan(gait_phase(pause, steps).cycles).all()


def test_walking_has_no_phase() -> None:
    steps = steps_table(8).assign(activity="walking")
    assert np.isnan(gait_phase(frame_times(8), steps).cycles).all()
    assert np.isnan(gait_phase(frame_times(8), steps.iloc[:0]).cycles).all()

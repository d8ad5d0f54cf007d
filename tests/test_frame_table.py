"""A row for every frame: stance, flight, gaps, cadence, and the hip line for comparison."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from formcheck.frame_table import frame_table, hip_line, momentary_cadence, stance_of_frames
from formcheck.pose.track import Landmark, PoseTrack
from formcheck.result import Activity, Stretch
from tests.known_pelvis import STANCE_STRIDES, STEP_S, read_out, reading_of, steps_table
from tests.synthetic_runner import Part, film, unseen

HALF_STANCE_S = STANCE_STRIDES * STEP_S


def test_stance_and_flight_follow_each_other() -> None:
    steps = steps_table(6)
    middle = steps["mid_stance_s"].to_numpy()
    side, phase = stance_of_frames(middle, steps)
    assert side.tolist() == ["left", "right"] * 3
    assert set(phase) == {"stance"}
    side, phase = stance_of_frames(middle[:-1] + STEP_S / 2, steps)
    assert set(side) == {""}
    assert set(phase) == {"flight"}


def test_before_the_first_and_after_the_last_step_nothing_is_known() -> None:
    steps = steps_table(6)
    outside = np.array([0.01, steps["toe_off_s"].iloc[-1] + 0.01])
    assert stance_of_frames(outside, steps)[1].tolist() == ["", ""]


def test_a_step_without_its_contact_is_not_called_flight() -> None:
    steps = steps_table(6)
    steps.loc[3, "initial_contact_s"] = np.nan
    side, phase = stance_of_frames(steps["mid_stance_s"].to_numpy(), steps)
    assert (side[3], phase[3]) == ("", "")
    assert phase[[2, 4]].tolist() == ["stance", "stance"]


def test_nobody_flies_between_two_stretches() -> None:
    steps = pd.concat([steps_table(6), steps_table(6, start_s=6.0)], ignore_index=True)
    assert set(stance_of_frames(np.linspace(2.5, 5.5, 20), steps)[1]) == {""}


def test_a_frames_cadence_is_that_of_its_step_and_none_far_from_steps() -> None:
    steps = steps_table(6).assign(cadence_spm=[160.0, 162, 164, 166, 168, 170])
    middle = steps["mid_stance_s"].to_numpy()
    near = momentary_cadence(middle + 0.05, steps)
    np.testing.assert_allclose(near, steps["cadence_spm"])
    assert np.isnan(momentary_cadence(np.array([-1.0, 5.0]), steps)).all()
    assert np.isnan(momentary_cadence(middle, steps.iloc[:1])).all()
    apart = pd.concat([steps, steps.assign(mid_stance_s=middle + 6)], ignore_index=True)
    assert np.isnan(momentary_cadence(np.array([4.0]), apart)).all()


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_hip_line_is_positive_when_the_right_side_is_lower(mirrored: bool) -> None:
    points = np.zeros((1, 33, 2))
    points[0, Landmark.LEFT_HIP] = (100.0, 300.0)
    points[0, Landmark.RIGHT_HIP] = (200.0 if not mirrored else 0.0, 310.0)
    track = PoseTrack(np.zeros(1), points, np.zeros((1, 33, 3)), np.ones((1, 33)), 640, 480)
    assert hip_line(track)[0] == pytest.approx(np.degrees(np.arctan(0.1)))


def test_the_table_has_a_row_for_every_frame_and_keeps_the_gaps() -> None:
    filmed = film(Part(seconds=4.0), Part("standing", seconds=2.0), fps=30)
    track = unseen(filmed.track, slice(40, 46))
    readout = read_out(n_steps=24, fps=30)
    pelvis = reading_of(readout)
    activity = Activity("running", (Stretch("running", 0.0, 4.0), Stretch("standing", 4.0, 5.5)))
    n = track.n_frames
    columns = ("obliquity_deg", "sd_deg", "raw_deg")
    padded = {name: np.resize(getattr(pelvis, name), n) for name in columns}
    phase = replace(readout.phase, cycles=np.resize(readout.phase.cycles, n))
    table = frame_table(track, activity, readout.steps, phase, replace(pelvis, **padded))
    assert len(table) == n
    np.testing.assert_array_equal(table["time_s"], track.time_s)
    assert np.flatnonzero(~table["seen"]).tolist() == list(range(40, 46))
    assert table["activity"][40:46].unique().tolist() == ["unseen"]
    assert table["pelvis_x_px"][40:46].isna().all()
    assert table["landmark_confidence"][40:46].max() == 0.0
    assert table["activity"][[10, 130, 175]].tolist() == ["running", "standing", "other"]
    assert table["landmark_confidence"][0] == pytest.approx(0.9)
    assert table["cycle_percent"].dropna().between(0, 100).all()

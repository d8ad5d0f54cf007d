"""From frames to the clip's reading: refusals, camera roll, confidence, the table's columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from formcheck.gait.pelvis import fit_obliquity
from formcheck.gait.pelvis_reading import BY_NETWORK, BY_TAPE, PelvisFrames, error_of
from formcheck.result import Activity, Stretch, View
from tests.known_pelvis import REAR, SETTINGS, Pelvis, read_out, reading_of, steps_table

DROPS = ("pelvic_drop_left", "pelvic_drop_right", "pelvic_drop_asymmetry")
READOUT = read_out(Pelvis(6.0, 3.0), noise_deg=0.8)


def refusal(**changes) -> str:
    motion = reading_of(changes.pop("readout", READOUT), **changes)
    readings = [motion.readings[name] for name in DROPS]
    assert not any(reading.measurable for reading in readings)
    assert len({reading.caveat for reading in readings}) == 1
    assert motion.step_table is None
    assert motion.cycle is None
    assert np.isnan(motion.obliquity_deg).all()
    return readings[0].caveat


def with_steps(**columns):
    return replace(READOUT, steps=READOUT.steps.assign(**columns))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"view": View("left", -90.0, 6.0)}, "Filmed from the side"),
        ({"view": View("right", 90.0, 6.0)}, "Filmed from the side"),
        ({"view": View("front", 180.0, 6.0)}, "Filmed from the front"),
        ({"view": View("oblique", 45.0, 6.0)}, "from straight behind"),
        ({"view": View("unknown", None, None)}, "from straight behind"),
        ({"view": View("rear", 24.0, 6.0)}, "about 24° to the right"),
        ({"view": View("rear", -24.0, 6.0)}, "about 24° to the left"),
        ({"torso_px": 50.0}, "too small in the picture"),
        ({"activity": Activity("walking", (), "the clip shows walking")}, "the clip shows walking"),
        ({"activity": Activity("none", ())}, "no running was seen"),
        ({"readout": with_steps(side_sure=False)}, "could not be told apart"),
        ({"readout": read_out(n_steps=8)}, "Only 4 steady steps a leg"),
        ({"readout": with_steps(steady=[i < 6 for i in range(24)])}, "Only 3 steady steps a leg"),
        ({"readout": read_out(sd_deg=4.0)}, "clothes or the light hide the pelvis"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_its_reason(changes, words: str) -> None:
    assert words in refusal(**changes)


@pytest.mark.parametrize("view", [REAR, View("oblique", 45.0, 6.0)])
def test_the_dark_is_told_before_the_view_is_blamed(view: View) -> None:
    unsure = read_out(sd_deg=2.6)
    assert "too dark" in refusal(readout=unsure, view=view, dark=True)
    off_axis = refusal(readout=unsure, view=replace(REAR, azimuth_deg=30.0), dark=True)
    assert "30° to the right" in off_axis
    assert "too dark" in off_axis
    sure = reading_of(read_out(sd_deg=1.0), dark=True)
    assert sure.readings["pelvic_drop_left"].measurable


def test_an_unsure_reader_reads_too_little_and_that_is_made_good() -> None:
    blunted = replace(SETTINGS, network_blunting_per_deg=0.3)
    plain = reading_of(READOUT).readings["pelvic_drop_left"].value
    made_good = reading_of(READOUT, settings=blunted).readings["pelvic_drop_left"].value
    assert plain is not None
    assert made_good == pytest.approx(plain + 0.3, abs=0.08)


def test_a_pelvis_seen_in_few_frames_is_refused() -> None:
    angle = np.full_like(READOUT.frames.angle_deg, np.nan)
    angle[100:110] = 2.0
    frames = replace(READOUT.frames, angle_deg=angle)
    assert "too few frames" in refusal(readout=replace(READOUT, frames=frames))


def test_the_limits_are_the_settings() -> None:
    off = View("rear", 24.0, 6.0, 0.0, 0.3)
    settings = replace(SETTINGS, azimuth_max_deg=30)
    readings = reading_of(READOUT, view=off, settings=settings).readings
    assert readings["pelvic_drop_left"].measurable
    assert readings["pelvic_drop_left"].confidence == "low"
    assert "24° off straight behind" in readings["pelvic_drop_left"].caveat


def test_many_sure_steps_give_a_sure_reading() -> None:
    readout = read_out(Pelvis(6.0, 3.0), noise_deg=0.3, sd_deg=0.3, method=BY_TAPE)
    left = reading_of(readout).readings["pelvic_drop_left"]
    assert left.confidence == "high"
    assert left.caveat == ""
    assert left.n_steps == 12
    # The tape's 0.4° and half as much of either side's own, the roll's 0.3°, and what is not known
    # of the curve's shape; next to nothing from the steps.
    assert left.high is not None
    assert left.value is not None
    assert left.high - left.value == pytest.approx(1.2, abs=0.15)


@pytest.mark.parametrize(
    ("readout", "confidence", "words"),
    [
        (read_out(noise_deg=0.5, sd_deg=1.0), "medium", "good for a large change"),
        (read_out(noise_deg=0.5, sd_deg=1.0, n_steps=12), "medium", "6 steps a leg"),
        (read_out(noise_deg=0.5, sd_deg=2.5), "low", "in part"),
    ],
)
def test_confidence_falls_with_a_wide_interval_few_steps_and_doubt(
    readout, confidence: str, words: str
) -> None:
    left = reading_of(readout).readings["pelvic_drop_left"]
    assert left.confidence == confidence
    assert words in left.caveat


def test_of_the_sides_difference_the_smallest_that_can_be_told_is_said() -> None:
    found = reading_of(
        read_out(noise_deg=0.5, sd_deg=1.0), settings=replace(SETTINGS, medium_interval_deg=4.0))
    difference = found.readings["pelvic_drop_asymmetry"]
    assert difference.value is not None
    assert difference.high is not None
    half = difference.high - difference.value
    assert difference.caveat == (
        f"The interval is ±{half:.1f}°: a smaller difference cannot be told.")


def test_without_a_room_the_interval_holds_what_the_roll_may_be() -> None:
    readout = read_out(Pelvis(6.0, 3.0), roll_deg=4.0, method=BY_TAPE)
    readings = reading_of(readout, view=View("rear", 0.0, 6.0)).readings
    # What the sides differ by and the camera's roll can hardly be told apart; their mean can.
    left, right = readings["pelvic_drop_left"], readings["pelvic_drop_right"]
    assert left.value is not None
    assert right.value is not None
    assert (left.value + right.value) / 2 == pytest.approx(4.5, abs=0.2)
    assert left.confidence == "low"
    low, high = readings["pelvic_drop_asymmetry"].low, readings["pelvic_drop_asymmetry"].high
    assert low is not None
    assert high is not None
    assert low < 3.0 < high


def test_a_roll_that_nobody_knows_is_the_reason_when_it_is() -> None:
    settings = replace(SETTINGS, max_interval_deg=1.5)
    assert "How level the camera was" in refusal(
        readout=read_out(method=BY_TAPE), view=View("rear", 0.0, 6.0), settings=settings
    )


@pytest.mark.parametrize("roll_deg", [-4.0, 3.0])
def test_a_known_roll_is_taken_out(roll_deg: float) -> None:
    view = replace(REAR, camera_roll_deg=roll_deg, camera_roll_sd_deg=0.2)
    motion = reading_of(read_out(Pelvis(6.0, 3.0), roll_deg=roll_deg), view=view)
    assert motion.roll_deg == pytest.approx(roll_deg, abs=0.05)
    assert motion.readings["pelvic_drop_left"].value == pytest.approx(6.0, abs=0.35)
    assert motion.readings["pelvic_drop_right"].value == pytest.approx(3.0, abs=0.3)


def test_the_frames_hold_the_curve_with_each_steps_own_offset() -> None:
    offsets = np.zeros(24)
    offsets[10] = 3.0
    readout = read_out(Pelvis(6.0, 3.0), step_offsets_deg=offsets, method=BY_TAPE)
    motion = reading_of(readout)
    inside = np.isfinite(readout.phase.cycles)
    truth = Pelvis(6.0, 3.0).obliquity_deg(readout.phase.cycles)
    ordinary = inside & (readout.phase.step_row != 10)
    np.testing.assert_allclose(motion.obliquity_deg[ordinary], truth[ordinary], atol=0.5)
    own = readout.phase.step_row == 10
    np.testing.assert_allclose(motion.obliquity_deg[own] - truth[own], 3.0, atol=0.5)
    assert (motion.sd_deg[inside] > 0.3).all()
    assert np.isnan(motion.obliquity_deg[~inside]).all()


@pytest.mark.parametrize("sd_deg", [1.2, 2.0])
@pytest.mark.parametrize(("log_odds", "answered"), [(-3.0, True), (-1.0, False)])
def test_a_jacket_over_the_hips_is_refused_however_sure_the_network_is(
    log_odds: float, answered: bool, sd_deg: float
) -> None:
    readout = read_out(sd_deg=sd_deg)
    jacket = np.full(len(readout.time_s), log_odds)
    jacket[::2] += 0.5
    jacket[:5] = np.nan
    motion = reading_of(replace(readout, frames=replace(readout.frames, jacket=jacket)))
    reading = motion.readings["pelvic_drop_left"]
    assert (reading.value is not None) == answered
    assert ("jacket" in reading.caveat) != answered


def test_gaps_stay_gaps_in_the_frames_own_readings() -> None:
    angle = READOUT.frames.angle_deg.copy()
    angle[50:60] = np.nan
    frames = replace(READOUT.frames, angle_deg=angle)
    motion = reading_of(replace(READOUT, frames=frames))
    assert np.isnan(motion.raw_deg[50:60]).all()
    assert np.isfinite(motion.raw_deg[60:70]).all()


def test_steps_of_an_unsure_stretch_do_not_count() -> None:
    steps = steps_table(24)
    steps.loc[:5, "side_sure"] = False
    motion = reading_of(read_out(steps=steps))
    assert motion.readings["pelvic_drop_left"].n_steps == 9
    assert motion.step_table is not None
    assert motion.step_table["peak_drop_deg"][:6].isna().all()


def test_walking_in_a_mixed_clip_is_left_out() -> None:
    steps = steps_table(24)
    steps.loc[:3, "activity"] = "walking"
    activity = Activity("mixed", (Stretch("walking", 0, 1.5), Stretch("running", 1.5, 9)))
    motion = reading_of(read_out(steps=steps), activity=activity)
    assert motion.readings["pelvic_drop_left"].n_steps == 10


def test_tape_errs_by_its_own_amount_the_network_by_what_it_expects_of_itself() -> None:
    readout = read_out(sd_deg=1.5)
    fit = fit_obliquity(
        readout.frames.angle_deg, readout.frames.sd_deg, readout.phase, 24,
        rng=np.random.default_rng(0),
    )
    assert fit is not None
    assert error_of(fit, BY_TAPE, SETTINGS).scale_deg == 0.4
    assert error_of(fit, BY_NETWORK, SETTINGS).scale_deg == pytest.approx(1.0)
    assert error_of(fit, BY_NETWORK, SETTINGS).rotation_deg == 1.0


angles = st.sampled_from([np.nan, 0.0, 90.0, -90.0, 1e6]) | st.floats(-180, 180)


@settings(max_examples=30, deadline=None)
@given(
    angle=hnp.arrays(float, st.integers(1, 40), elements=angles),
    sd=hnp.arrays(float, st.integers(1, 7), elements=st.sampled_from([np.nan, 0.0, 1.0, 30.0])),
    n_steps=st.sampled_from([12, 24]),
)
def test_whatever_the_frames_say_no_reading_is_a_nan(angle, sd, n_steps) -> None:
    readout = read_out(n_steps=n_steps)
    n = len(readout.time_s)
    frames = PelvisFrames(np.resize(angle, n), np.resize(sd, n), BY_TAPE)
    motion = reading_of(replace(readout, frames=frames))
    for reading in motion.readings.values():
        assert reading.value is None or np.isfinite([reading.low, reading.high]).all()
        assert reading.value is not None or reading.caveat
    inside = np.isfinite(readout.phase.cycles)
    if motion.step_table is not None:
        assert np.isfinite(motion.obliquity_deg[inside]).all()

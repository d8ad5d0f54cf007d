"""Drop per side and step: signs, peaks, intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.drop import average_cycle, no_drop_readings, peaks, spread_about, step_drops
from formcheck.gait.pelvis import fit_obliquity
from formcheck.gait.pelvis_reading import BY_TAPE
from tests.known_pelvis import STANCE_STRIDES, STEP_S, Pelvis, read_out, reading_of


def fit_of(pelvis: Pelvis):
    readout = read_out(pelvis)
    fit = fit_obliquity(
        readout.frames.angle_deg, readout.frames.sd_deg, readout.phase, len(readout.steps),
        rng=np.random.default_rng(0),
    )
    assert fit is not None
    return fit, readout


def test_drop_is_positive_when_the_swing_side_sinks() -> None:
    # In left stance the right side sinks by 6°, in right stance the left side by 2°.
    readings = reading_of(read_out(Pelvis(6.0, 2.0), method=BY_TAPE)).readings
    assert readings["pelvic_drop_left"].value == pytest.approx(6.0, abs=0.2)
    assert readings["pelvic_drop_right"].value == pytest.approx(2.0, abs=0.1)
    assert readings["pelvic_drop_asymmetry"].value == pytest.approx(4.0, abs=0.2)


def test_a_pelvis_that_rises_on_the_swing_side_drops_less_than_nothing() -> None:
    readings = reading_of(read_out(Pelvis(-2.0, 3.0), method=BY_TAPE)).readings
    # The curve is 0.5 · (-2 - 3) + 0.5 · cos: highest, hence least negative, at mid-stance.
    assert readings["pelvic_drop_left"].value == pytest.approx(-2.0, abs=0.3)
    assert readings["pelvic_drop_right"].value == pytest.approx(3.0, abs=0.3)


def test_the_peak_is_the_largest_drop_of_the_stance_not_the_one_at_its_middle() -> None:
    pelvis = Pelvis(5.0, 5.0, twist=1.5)
    fit, readout = fit_of(pelvis)
    table = step_drops(fit, readout.phase, readout.steps)
    stance = np.linspace(-STANCE_STRIDES / 2, STANCE_STRIDES / 2, 1001)
    curve = pelvis.obliquity_deg(stance)
    left = table[readout.steps["side"] == "left"].iloc[3]
    middle_s = readout.steps["mid_stance_s"][6]
    assert left["peak_drop_deg"] == pytest.approx(curve.max(), abs=0.1)
    assert left["peak_drop_s"] - middle_s == pytest.approx(
        stance[curve.argmax()] * 2 * STEP_S, abs=0.01)
    assert left["mid_stance_drop_deg"] == pytest.approx(5.0, abs=0.1)
    assert left["drop_from_contact_deg"] == pytest.approx(curve.max() - curve[0], abs=0.1)


def test_the_average_cycle_starts_at_each_legs_own_contact() -> None:
    pelvis = Pelvis(6.0, 2.0)
    fit, readout = fit_of(pelvis)
    cycle = average_cycle(fit, readout.phase, readout.steps)
    assert cycle.toe_off_percent == pytest.approx(100 * STANCE_STRIDES)
    middle = round(50 * STANCE_STRIDES)
    assert cycle.left_deg is not None
    assert cycle.right_deg is not None
    assert cycle.left_deg[middle] == pytest.approx(6.0, abs=0.1)
    assert cycle.right_deg[middle] == pytest.approx(2.0, abs=0.1)
    # Half a stride on the other leg stands: its drop lifts this side.
    assert cycle.left_deg[middle + 50] == pytest.approx(-2.0, abs=0.1)
    assert (cycle.n_left, cycle.n_right) == (12, 12)


def test_the_headline_is_the_peak_of_the_curve_that_is_drawn() -> None:
    readout = read_out(Pelvis(6.0, 2.0), noise_deg=1.5, n_steps=14)
    motion = reading_of(readout)
    assert motion.cycle is not None
    stance = slice(0, round(motion.cycle.toe_off_percent) + 1)
    for side, curve in (("left", motion.cycle.left_deg), ("right", motion.cycle.right_deg)):
        assert curve is not None
        assert motion.readings[f"pelvic_drop_{side}"].value == pytest.approx(
            curve[stance].max(), abs=0.03)


def test_peaks_are_those_of_every_curve_drawn() -> None:
    fit, readout = fit_of(Pelvis(6.0, 2.0))
    fit = replace(fit, resampled=np.array([[0.0, 3.0, *[0.0] * 9], [1.0, 5.0, *[0.0] * 9]]))
    np.testing.assert_allclose(peaks(fit, readout.phase, "left"), [3.0, 6.0], atol=0.01)
    np.testing.assert_allclose(peaks(fit, readout.phase, "right"), [3.0, 4.0], atol=0.01)
    assert spread_about(2.0, np.array([3.0, 6.0])) == pytest.approx(np.sqrt(8.5))


def test_without_a_number_there_are_three_readings_with_one_reason() -> None:
    readings = no_drop_readings("Filmed from the side.")
    assert sorted(readings) == [
        "pelvic_drop_asymmetry", "pelvic_drop_left", "pelvic_drop_right"]
    assert {reading.caveat for reading in readings.values()} == {"Filmed from the side."}
    assert not any(reading.measurable for reading in readings.values())

"""Drop per side and step: signs, peaks, intervals."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.drop import SystematicError, average_cycle, no_drop_readings, step_drops
from formcheck.gait.pelvis import fit_obliquity
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
    readings = reading_of(read_out(Pelvis(6.0, 2.0))).readings
    assert readings["pelvic_drop_left"].value == pytest.approx(6.0, abs=0.1)
    assert readings["pelvic_drop_right"].value == pytest.approx(2.0, abs=0.1)
    assert readings["pelvic_drop_asymmetry"].value == pytest.approx(4.0, abs=0.1)


def test_a_pelvis_that_rises_on_the_swing_side_drops_less_than_nothing() -> None:
    readings = reading_of(read_out(Pelvis(-2.0, 3.0))).readings
    # The curve is 0.5 · (-2 - 3) + 0.5 · cos: highest, hence least negative, at mid-stance.
    assert readings["pelvic_drop_left"].value == pytest.approx(-2.0, abs=0.1)
    assert readings["pelvic_drop_right"].value == pytest.approx(3.0, abs=0.1)


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


def test_errors_common_to_all_steps_add_up_by_side_and_difference() -> None:
    error = SystematicError(method_sd_deg=0.8, roll_sd_deg=0.6)
    assert error.side_sd() == pytest.approx(1.0)
    # Roll adds to one side what it takes from the other.
    assert error.difference_sd() == pytest.approx(np.sqrt(2 * 0.64 + 4 * 0.36))


def test_intervals_cover_the_truth_over_seeds() -> None:
    # Random steps, frames and, as the settings say, a method and a roll that are off.
    covered = {"pelvic_drop_left": 0, "pelvic_drop_right": 0, "pelvic_drop_asymmetry": 0}
    truth = dict(zip(covered, (5.0, 3.0, 2.0), strict=True))
    n_seeds = 60
    for seed in range(n_seeds):
        rng = np.random.default_rng(1000 + seed)
        method_sd = np.hypot(0.8, 0.4 * 1.0)
        readout = read_out(
            Pelvis(5.0 + rng.normal(0, method_sd), 3.0 + rng.normal(0, method_sd)),
            n_steps=30, step_offsets_deg=rng.normal(0, 1.0, 30), noise_deg=1.0,
            roll_deg=rng.normal(0, 0.3), seed=seed,
        )
        readings = reading_of(readout).readings
        for name, value in truth.items():
            low, high = readings[name].low, readings[name].high
            assert low is not None
            assert high is not None
            covered[name] += low <= value <= high
    for name, count in covered.items():
        assert count / n_seeds >= 0.88, name


def test_without_a_number_there_are_three_readings_with_one_reason() -> None:
    readings = no_drop_readings("Filmed from the side.")
    assert sorted(readings) == [
        "pelvic_drop_asymmetry", "pelvic_drop_left", "pelvic_drop_right"]
    assert {reading.caveat for reading in readings.values()} == {"Filmed from the side."}
    assert not any(reading.measurable for reading in readings.values())

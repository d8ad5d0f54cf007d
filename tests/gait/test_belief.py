"""What was read splits into the true curve, the camera's roll and the reader's error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.belief import SHAPE, Belief, ReaderError, true_curve
from formcheck.gait.drop import SIDES, peaks, spread_about, stance_cycles
from formcheck.gait.pelvis import fit_obliquity
from formcheck.gait.plausible import basis
from formcheck.pose.track import FloatArray
from tests.known_pelvis import STANCE_STRIDES, Pelvis, Readout, read_out

Curve = Callable[[FloatArray], FloatArray]
COARSE = ReaderError(0.8, rotation_deg=2.0)
FINE = ReaderError(0.1)


def believed(
    readout: Readout, error: ReaderError, *, added: Curve | None = None,
    roll_deg: float | None = 0.0, roll_sd_deg: float | None = 0.3,
) -> Belief:
    """The curve behind a readout, to whose frames something common to all strides was added."""
    angle = readout.frames.angle_deg.copy()
    if added is not None:
        angle = angle + added(readout.phase.cycles)
    fit = fit_obliquity(
        angle, readout.frames.sd_deg, readout.phase, len(readout.steps),
        rng=np.random.default_rng(0),
    )
    assert fit is not None
    return true_curve(
        fit, readout.phase, error=error, roll_deg=roll_deg, roll_sd_deg=roll_sd_deg,
        rng=np.random.default_rng(0),
    )


def peak_of(belief: Belief, readout: Readout, side: str) -> float:
    sign = 1.0 if side == "left" else -1.0
    return float((sign * belief.fit.curve(stance_cycles(readout.phase, side))).max())


def test_a_good_reader_is_believed() -> None:
    readout = read_out(Pelvis(6.0, 3.0), noise_deg=0.3)
    belief = believed(readout, FINE)
    cycles = np.linspace(0, 1, 40)
    error = belief.fit.curve(cycles) - Pelvis(6.0, 3.0).obliquity_deg(cycles)
    assert np.abs(error).max() < 0.3
    assert peak_of(belief, readout, "left") == pytest.approx(6.0, abs=0.2)
    assert peak_of(belief, readout, "right") == pytest.approx(3.0, abs=0.2)


def test_what_swings_with_the_pelvis_rotation_is_not_taken_for_drop() -> None:
    readout = read_out(Pelvis(3.0, 3.0), noise_deg=0.5)

    def swing(cycles: FloatArray) -> FloatArray:
        return 4.0 * np.sin(2 * np.pi * cycles)

    naive = max(3 * np.cos(x) + 4 * np.sin(x) for x in 2 * np.pi * np.linspace(-0.18, 0.18, 99))
    assert naive > 4.8
    belief = believed(readout, COARSE, added=swing)
    for side in SIDES:
        assert peak_of(belief, readout, side) == pytest.approx(3.0, abs=0.8)


def test_a_pelvis_that_does_not_drop_is_read_as_such_whatever_swings() -> None:
    readout = read_out(Pelvis(0.0, 0.0), noise_deg=0.5)
    belief = believed(readout, COARSE, added=lambda c: 4.0 * np.sin(2 * np.pi * c))
    assert peak_of(belief, readout, "left") < 2.2


@pytest.mark.parametrize("drop", [3.0, 7.0, 12.0])
def test_a_large_drop_is_not_pulled_to_the_average(drop: float) -> None:
    readout = read_out(Pelvis(drop, drop), noise_deg=0.5)
    belief = believed(readout, COARSE)
    assert peak_of(belief, readout, "left") == pytest.approx(drop, abs=0.7)


def test_roll_is_told_by_the_room_and_by_the_runners_lean_together() -> None:
    readout = read_out(Pelvis(5.0, 5.0), roll_deg=3.0, noise_deg=0.3)
    sure = believed(readout, FINE, roll_deg=3.0, roll_sd_deg=0.2)
    assert sure.roll_deg == pytest.approx(3.0, abs=0.05)
    unknown = believed(readout, FINE, roll_deg=None, roll_sd_deg=None)
    assert 1.0 < unknown.roll_deg < 3.2
    assert sure.roll_sd_deg <= 0.2 < unknown.roll_sd_deg < 3.0


def test_the_interval_holds_the_truth_of_random_runners_read_with_random_errors() -> None:
    rng = np.random.default_rng(3)
    inside, errors = [], []
    for _ in range(40):
        truth = runner(rng)
        readout = read_out(Pelvis(0.0, 0.0), noise_deg=1.0, seed=int(rng.integers(1 << 30)))
        off = rng.normal(0, np.sqrt(np.diag(COARSE.covariance())))
        angle = readout.frames.angle_deg + rng.normal(0, 0.3)
        angle = angle + truth(readout.phase.cycles % 1.0) + basis(readout.phase.cycles) @ off
        read = replace(readout, frames=replace(readout.frames, angle_deg=angle))
        belief = believed(read, COARSE)
        stance = np.linspace(-STANCE_STRIDES / 2, STANCE_STRIDES / 2, 61)
        for middle, sign, side in ((0.0, 1, "left"), (0.5, -1, "right")):
            actual = (sign * truth((middle + stance) % 1.0)).max()
            value = peak_of(belief, read, side)
            spread = spread_about(value, peaks(belief.fit, read.phase, side))
            errors.append(value - actual)
            inside.append(abs(errors[-1]) < 1.96 * spread)
    assert 0.88 <= np.mean(inside) <= 0.995
    assert abs(np.mean(errors)) < 0.3
    assert np.std(errors) < 1.2


def runner(rng: np.random.Generator) -> Curve:
    """A curve of another kind than the prior's: a bell for each stance."""
    width = rng.uniform(0.09, 0.12)
    bells = [
        (sign * rng.uniform(0, 10), middle + rng.uniform(-0.08, 0.02))
        for middle, sign in ((0.0, 1.0), (0.5, -1.0))
    ]

    def curve(cycles: FloatArray) -> FloatArray:
        return np.sum([
            height * np.exp(-0.5 * ((cycles - place - turn) / width) ** 2)
            for height, place in bells for turn in (-1, 0, 1)
        ], axis=0)

    return curve


def test_an_error_has_its_shape() -> None:
    variance = np.diag(replace(COARSE, scale_deg=1.0).covariance())
    np.testing.assert_allclose(np.delete(variance, 6), np.delete(SHAPE, 6) ** 2)
    assert variance[6] == pytest.approx(SHAPE[6] ** 2 + 4.0)

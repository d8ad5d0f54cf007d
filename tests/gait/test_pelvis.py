"""The curve of obliquity against one that is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.pelvis import ObliquityFit, fit_obliquity
from formcheck.gait.plausible import HARMONICS, basis
from tests.known_pelvis import Pelvis, Readout, read_out

PELVIS = Pelvis(drop_left=6.0, drop_right=3.0, twist=0.8)
MEAN, FIRST_COSINE, SECOND_SINE = 0, 1, 1 + HARMONICS + 1


def fitted(readout: Readout) -> ObliquityFit:
    fit = fit_obliquity(
        readout.frames.angle_deg, readout.frames.sd_deg, readout.phase, len(readout.steps),
        rng=np.random.default_rng(1),
    )
    assert fit is not None
    return fit


def test_the_basis_is_one_at_the_start_of_every_stride() -> None:
    at_middle = basis(np.array([0.0, 1.0, 7.0]))
    assert at_middle.shape == (3, 1 + 2 * HARMONICS)
    np.testing.assert_allclose(at_middle[:, : 1 + HARMONICS], 1.0)
    np.testing.assert_allclose(at_middle[:, 1 + HARMONICS :], 0.0, atol=1e-12)


def test_harmonics_come_back_as_they_were_put_in() -> None:
    fit = fitted(read_out(PELVIS))
    assert fit.coefficients[MEAN] == pytest.approx(1.5, abs=0.01)
    assert fit.coefficients[FIRST_COSINE] == pytest.approx(4.5, abs=0.01)
    assert fit.coefficients[SECOND_SINE] == pytest.approx(0.8, abs=0.01)
    rest = np.delete(fit.coefficients, [MEAN, FIRST_COSINE, SECOND_SINE])
    np.testing.assert_allclose(rest, 0.0, atol=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_noise_outliers_and_gaps_move_the_curve_little(seed: int) -> None:
    readout = read_out(PELVIS, noise_deg=1.5, outlier_share=0.12, seed=seed)
    angle = readout.frames.angle_deg.copy()
    angle[100:160] = np.nan
    fit = fitted(replace(readout, frames=replace(readout.frames, angle_deg=angle)))
    cycles = np.linspace(0, 1, 50)
    error = fit.curve(cycles) - PELVIS.obliquity_deg(cycles)
    assert np.sqrt(np.mean(error**2)) < 0.35
    assert fit.residual_deg == pytest.approx(1.5, abs=0.45)


def test_a_frame_without_an_sd_does_not_count() -> None:
    readout = read_out(PELVIS)
    sd = readout.frames.sd_deg.copy()
    sd[::7] = np.nan
    angle = np.where(np.isnan(sd), 40.0, readout.frames.angle_deg)
    fit = fitted(replace(readout, frames=replace(readout.frames, angle_deg=angle, sd_deg=sd)))
    assert fit.coefficients[FIRST_COSINE] == pytest.approx(4.5, abs=0.01)


def test_sure_frames_count_more_than_doubtful_ones() -> None:
    readout = read_out(PELVIS)
    doubtful = np.arange(len(readout.time_s)) % 2 == 0
    frames = replace(
        readout.frames,
        angle_deg=readout.frames.angle_deg + np.where(doubtful, 2.0, 0.0),
        sd_deg=np.where(doubtful, 3.0, 0.3),
    )
    # Weights 1/(0.5² + sd²): the doubtful ones weigh 0.035 of the sure ones, 2 · 0.035 / 1.035.
    fit = fitted(replace(readout, frames=frames))
    assert fit.coefficients[MEAN] == pytest.approx(1.5 + 0.07, abs=0.03)


def test_too_few_frames_give_no_curve() -> None:
    readout = read_out(PELVIS)
    angle = np.full_like(readout.frames.angle_deg, np.nan)
    angle[30:50] = 1.0
    assert fit_obliquity(
        angle, readout.frames.sd_deg, readout.phase, 24, rng=np.random.default_rng(0)
    ) is None


def test_each_steps_own_offset_is_found_and_shrunk_by_its_doubt() -> None:
    offsets = np.random.default_rng(5).normal(0, 1.0, 24)
    fit = fitted(read_out(PELVIS, step_offsets_deg=offsets, noise_deg=0.5))
    found = fit.step_deviation_deg
    # The mean offset of either leg belongs to the curve, the rest to the steps.
    for leg in (0, 1):
        own = offsets[leg::2] - offsets[leg::2].mean()
        np.testing.assert_allclose(found[leg::2], own, atol=0.55)
    assert np.corrcoef(found, offsets)[0, 1] > 0.9
    assert 0.05 < np.median(fit.step_sd_deg) < 0.3


def test_a_step_out_of_line_as_a_whole_is_kept_not_thrown_out() -> None:
    offsets = np.zeros(24)
    offsets[8] = 7.0
    fit = fitted(read_out(PELVIS, step_offsets_deg=offsets, noise_deg=0.7))
    assert fit.step_deviation_deg[8] == pytest.approx(7.0, abs=0.6)
    assert np.abs(np.delete(fit.step_deviation_deg, 8)).max() < 1.0
    assert fit.coefficients[MEAN] == pytest.approx(1.5, abs=0.2)


def test_a_step_that_was_not_read_has_no_offset() -> None:
    readout = read_out(PELVIS)
    angle = np.where(readout.phase.step_row == 5, np.nan, readout.frames.angle_deg)
    fit = fitted(replace(readout, frames=replace(readout.frames, angle_deg=angle)))
    assert np.flatnonzero(np.isnan(fit.step_deviation_deg)).tolist() == [5]


def test_the_curves_sd_is_that_of_the_mean_over_strides() -> None:
    spreads, errors = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        readout = read_out(
            PELVIS, step_offsets_deg=rng.normal(0, 1.2, 60), noise_deg=0.8, n_steps=60, seed=seed
        )
        fit = fitted(readout)
        at = np.array([0.0])
        spreads.append(fit.curve_sd(at)[0])
        errors.append(fit.curve(at)[0] - PELVIS.obliquity_deg(at)[0])
    # 30 left steps of SD 1.2: the mean's SD is 0.22.
    assert np.mean(spreads) == pytest.approx(0.22, abs=0.07)
    assert np.std(errors) == pytest.approx(0.22, abs=0.12)

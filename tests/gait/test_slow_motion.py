"""Slow motion told from cadence and gravity."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.gait.slow_motion import (
    CADENCE_SPM,
    TORSO_M,
    guess_slow_motion,
    natural_oscillation_m,
    usual_factors,
    vertical_oscillation,
)


def seen(*, cadence: float, duty: float, factor: float) -> dict[str, float]:
    """What a clip shows of a runner slowed `factor` times."""
    rise = natural_oscillation_m(60 / cadence, duty_factor=duty)
    return {"cadence_spm": cadence / factor, "duty_factor": duty,
            "vertical_oscillation": rise / TORSO_M}


def test_rise_and_fall_of_a_runner() -> None:
    # 170 steps a minute, a third of the stride on the ground: 7-8 cm (Morin's model by hand:
    # t_c = 0.2353, t_f = 0.1176: 0.01697 + 0.12963 - 0.06789 = 0.0787).
    assert natural_oscillation_m(60 / 170, duty_factor=1 / 3) == pytest.approx(0.0787, abs=2e-4)


def test_flight_alone_is_a_free_fall() -> None:
    assert natural_oscillation_m(0.4, duty_factor=0.0) == pytest.approx(9.81 * 0.4**2 / 8)


@pytest.mark.parametrize("factor", [1.0, 2.0, 4.0, 8.0])
@pytest.mark.parametrize(("cadence", "duty"), [(150, 0.42), (168, 0.36), (185, 0.3), (195, 0.28)])
def test_usual_factors_are_found(factor: float, cadence: float, duty: float) -> None:
    guess = guess_slow_motion(**seen(cadence=cadence, duty=duty, factor=factor))
    assert guess.factor == factor
    assert guess.probability > 0.6


def test_cameras_and_playback_tell_the_usual_factors() -> None:
    # 60, 120 and 240 pictures a second shown at 29.97, at 24, at 25 (cameras there film 50, 100
    # and 200 as well), and 30 shown at 12 with the copies left out.
    assert set(usual_factors(29.97)) == {2, 4, 8}
    assert set(usual_factors(24.0)) == {2, 4, 8, 2.5, 5, 10}
    assert set(usual_factors(25.0)) == {2, 4, 8, 2.4, 4.8, 9.6}
    assert set(usual_factors(12.0)) == {2.5, 5, 10}
    assert set(usual_factors(240.0)) == {2, 4, 8}


@pytest.mark.parametrize(("fps", "factor"), [(24.0, 2.5), (24.0, 5.0), (10.9, 5.5), (20.0, 3.0)])
@pytest.mark.parametrize("cadence", [152, 168, 186])
def test_the_pictures_a_second_tell_between_neighbours(
    fps: float, factor: float, cadence: float
) -> None:
    guess = guess_slow_motion(**seen(cadence=cadence, duty=0.36, factor=factor), fps=fps)
    assert guess.factor == factor
    assert guess.usual


@pytest.mark.parametrize("by_gravity", [1.25, 2.0])
def test_nobody_runs_at_95_steps_a_minute(by_gravity: float) -> None:
    """However much the body bounces in the picture, as if it were hardly slowed."""
    clip = seen(cadence=190, duty=0.34, factor=2.0)
    clip["vertical_oscillation"] *= (2 / by_gravity) ** 2
    assert guess_slow_motion(**clip).factor == 2


@pytest.mark.parametrize("factor", [2.7, 3.0, 5.0, 6.0])
def test_what_lies_between_is_found(factor: float) -> None:
    guess = guess_slow_motion(**seen(cadence=168, duty=0.34, factor=factor))
    assert guess.factor == pytest.approx(factor, rel=0.2)


def test_most_runners_of_a_crowd_are_dated_right() -> None:
    rng = np.random.default_rng(4)
    right = 0
    for _ in range(400):
        factor = float(rng.choice([1.0, 2.0, 4.0, 8.0]))
        clip = seen(cadence=float(np.clip(rng.normal(168, 12), 138, 205)),
                    duty=float(rng.uniform(0.27, 0.42)), factor=factor)
        clip["vertical_oscillation"] *= float(np.exp(rng.normal(0, 0.2)))
        clip["duty_factor"] += float(rng.normal(0, 0.03))
        right += guess_slow_motion(**clip).factor == factor
    assert right >= 0.97 * 400


@pytest.mark.parametrize("cadence", [138.0, 150.0, 182.0, 205.0, 240.0])
def test_life_is_left_alone(cadence: float) -> None:
    guess = guess_slow_motion(cadence_spm=cadence)
    assert guess.factor == 1
    assert "real time" in guess.reasons[0]


def test_cadence_alone_dates_a_clip() -> None:
    guess = guess_slow_motion(cadence_spm=21.0)
    assert guess.factor == 8
    assert "168" in guess.reasons[0]


def test_gravity_speaks_against_slow_motion() -> None:
    """A slow, heavy bounce: few steps, but as high as gravity wants for them."""
    rise = natural_oscillation_m(60 / 110, duty_factor=0.36) / TORSO_M
    bouncing = guess_slow_motion(cadence_spm=110, duty_factor=0.36, vertical_oscillation=rise)
    flat = guess_slow_motion(cadence_spm=110, duty_factor=0.36, vertical_oscillation=rise / 2.4)
    assert bouncing.factor == 1
    assert flat.factor > 1.3


def test_the_flight_stands_in_for_the_duty_factor() -> None:
    step_s = 60 / 84
    by_duty = guess_slow_motion(cadence_spm=84, duty_factor=0.35, vertical_oscillation=0.15)
    by_flight = guess_slow_motion(
        cadence_spm=84, flight_s=0.3 * step_s, vertical_oscillation=0.15
    )
    assert by_flight == by_duty
    assert by_duty.factor == 2


def test_a_walker_is_no_runner_in_slow_motion() -> None:
    guess = guess_slow_motion(cadence_spm=55, duty_factor=0.62, vertical_oscillation=0.08)
    assert guess.factor == 1
    assert "not running" in guess.reasons[0]


def test_no_cadence_is_an_error() -> None:
    with pytest.raises(ValueError, match="positive cadence"):
        guess_slow_motion(cadence_spm=float("nan"))


def test_the_middle_of_the_range_is_real_time() -> None:
    assert guess_slow_motion(cadence_spm=CADENCE_SPM).probability > 0.9


def trunk(*, step_hz: float, travel_px: float, torso_px: float = 200.0) -> dict[str, np.ndarray]:
    """A trunk that bounces with the steps, sways with the strides and drifts."""
    time = np.arange(0, 8, 1 / 30)
    height = 600 + 0.5 * travel_px * np.sin(2 * np.pi * step_hz * time)
    height += 4 * np.cos(np.pi * step_hz * time) + 10 * time
    return {"time_s": time, "height_px": height, "torso_px": np.full(len(time), torso_px)}


@pytest.mark.parametrize("step_hz", [1.1, 2.0, 2.8])
def test_rise_and_fall_is_read_off_the_trunk(step_hz: float) -> None:
    found = vertical_oscillation(**trunk(step_hz=step_hz, travel_px=30), cadence_spm=60 * step_hz)
    assert found == pytest.approx(0.15, rel=0.02)


def test_rise_and_fall_needs_a_stretch_without_gaps() -> None:
    clip = trunk(step_hz=2.0, travel_px=30)
    clip["height_px"][::25] = np.nan
    assert vertical_oscillation(**clip, cadence_spm=120) is None

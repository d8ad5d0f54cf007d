"""Slow motion that was baked into a clip: how many times slower it plays than life.

A phone that films 240 pictures a second and writes them at 30 leaves no mark in the file. Three
things date it: runners take a known range of steps a minute; cameras film 30, 60, 120 or 240
pictures a second, of which the clip shows so many; and gravity sets how far a body rises and sinks
in the time of a step. With ground contact t_c and flight t_f a springy runner travels

    g t_f^2 / 8  +  g t_c (t_f + t_c) / (2 pi)  -  g t_c^2 / 8

up and down: the free flight, and the sinking on a leg whose force is half a sine (Morin 2005,
J Appl Biomech 21:167). In a clip k times slowed all times are k times too long and this is k^2
times too much for the rise and fall that is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formcheck.pose.track import FloatArray

GRAVITY = 9.81
# Steps per minute of runners: middle and relative SD (recreational 171 +- 8, elite 155-203,
# slow joggers near 140: the tails are wide).
CADENCE_SPM = 167.0
CADENCE_SD = 0.095
# Degrees of freedom of what is told by Student's t, and of cadences below the middle: 100 steps a
# minute are no run in real time, however little the body bounces.
ODD, SLOW_SIDE = 4.0, 10.0
# Share of the stride that a runner's foot is down, where the clip does not tell.
USUAL_DUTY_FACTOR = 0.36
# Mid-shoulder to mid-hip of grown people, m (0.29 of stature).
TORSO_M = 0.50
# Relative SD of the slowing told by gravity: torso length, the reading of rise and fall, the
# model, and the duty factor together.
GRAVITY_SD = 0.22
# Steps in one window of the fit of rise and fall.
WINDOW_STEPS = 4
# How often clips are slowed: not at all; so that the pictures of a camera with one of these rates
# are shown at the clip's own, the second kind where clips play 25 a second; to a half, a quarter or
# an eighth by an editor; by anything else.
SHARE_REAL_TIME = 0.80
SHARE_FILMED_AT = {30.0: 0.02, 60.0: 0.05, 120.0: 0.05, 240.0: 0.04}
SHARE_FILMED_AT_IN_PAL = {50.0: 0.02, 100.0: 0.02, 200.0: 0.02}
SHARE_EDITED = {2.0: 0.01, 4.0: 0.01, 8.0: 0.01}
SHARE_ELSE = 0.03
# Pictures a second at which clips play, where that is not known, and in PAL countries.
USUAL_FPS, PAL_FPS = 30.0, 25.0
# Editors write no fewer; they repeat pictures, which are not counted.
SLOWEST_PLAYED_FPS = 23.0
# A clip's rate counts as another within this share: 29.97 for 30.
SAME_FPS = 0.02
# Slowest that is thought of.
MOST = 12.0
# Slower by less than this is not told from life.
LEAST = 1.25
# A guess counts as right when it is within this share.
NEAR = 0.2


@dataclass(frozen=True)
class SlowMotionGuess:
    """How many times slower than life a clip plays.

    Attributes
    ----------
    factor : float
        1 for real time; what cameras and editors make when that fits (2, 4 or 8 in a clip of 30
        pictures a second), else what fits best, to a tenth.
    probability : float
        That the true factor lies within 20 % of it.
    reasons : tuple of str
        Plain sentences.
    usual : bool
        Whether it is what cameras or editors make.
    """

    factor: float
    probability: float
    reasons: tuple[str, ...]
    usual: bool = True


def guess_slow_motion(
    *, cadence_spm: float, duty_factor: float | None = None, flight_s: float | None = None,
    vertical_oscillation: float | None = None, fps: float = USUAL_FPS,
) -> SlowMotionGuess:
    """The likely factor of slow motion, from a runner's steps as the clip plays them.

    Parameters
    ----------
    cadence_spm : float
        Steps per minute of the clip's own time.
    duty_factor : float, optional
        Share of the stride that a foot is down (no clock changes it).
    flight_s : float, optional
        Flight per step in the clip's own time; stands in for the duty factor.
    vertical_oscillation : float, optional
        Rise and fall of the hips per step, lowest to highest, in torso lengths.
    fps : float
        Pictures a second that the clip shows, copies of the one before not counted.

    Raises
    ------
    ValueError
        When the cadence is not positive.
    """
    if not cadence_spm > 0:
        raise ValueError(f"Expected a positive cadence, got {cadence_spm}")
    step_s = 60 / cadence_spm
    if duty_factor is None and flight_s is not None:
        duty_factor = (1 - min(max(flight_s / step_s, 0.0), 1.0)) / 2
    if duty_factor is not None and duty_factor >= 0.5:
        return SlowMotionGuess(1.0, 0.5, ("There is no flight between the steps: not running.",))
    by_gravity = None
    if vertical_oscillation is not None and vertical_oscillation > 0:
        duty = USUAL_DUTY_FACTOR if duty_factor is None else duty_factor
        fall = natural_oscillation_m(step_s, duty_factor=duty)
        by_gravity = float(np.sqrt(fall / (TORSO_M * vertical_oscillation)))
    usual = usual_factors(fps)
    factor, probability = _best(CADENCE_SPM / cadence_spm, by_gravity, usual)
    reasons = _reasons(factor, cadence_spm, step_s, by_gravity, fps)
    return SlowMotionGuess(factor, probability, reasons, usual=factor == 1 or factor in usual)


def usual_factors(fps: float) -> dict[float, float]:
    """How often a clip of so many pictures a second is slowed by each of the usual factors."""
    share = dict(SHARE_EDITED) if fps > SLOWEST_PLAYED_FPS else {}
    for camera_fps, its_share in _cameras(fps).items():
        factor = _in_round_numbers(camera_fps / fps)
        if LEAST <= factor <= MOST:
            share[factor] = share.get(factor, 0.0) + its_share
    return share


def _cameras(fps: float) -> dict[float, float]:
    """Pictures a second of the cameras that may have made the clip, with their shares."""
    in_pal = abs(fps / PAL_FPS - 1) < SAME_FPS
    return SHARE_FILMED_AT | SHARE_FILMED_AT_IN_PAL if in_pal else SHARE_FILMED_AT


def _in_round_numbers(factor: float) -> float:
    whole = float(round(factor))
    return whole if abs(factor - whole) < SAME_FPS * factor else round(factor, 1)


def natural_oscillation_m(step_s: float, *, duty_factor: float) -> float:
    """Rise and fall of a springy runner whose step takes `step_s` in real time, metres."""
    contact = 2 * duty_factor * step_s
    flight = step_s - contact
    return GRAVITY * (flight**2 / 8 + contact * step_s / (2 * np.pi) - contact**2 / 8)


def vertical_oscillation(
    *, time_s: FloatArray, height_px: FloatArray, torso_px: FloatArray, cadence_spm: float
) -> float | None:
    """Rise and fall per step, lowest to highest, in torso lengths.

    Parameters
    ----------
    time_s : (n,) array
    height_px : (n,) array
        Height in the picture of the trunk (mid-hip and mid-shoulder averaged: less noise),
        the camera's motion taken out; NaN where not seen.
    torso_px : (n,) array
    cadence_spm : float
        In the time of `time_s`.

    Returns
    -------
    float or None
        Median over windows of `WINDOW_STEPS` steps; None when no window is seen throughout.

    Notes
    -----
    In each window a drift, the stride and the first two harmonics of the step are fitted; only
    the step's own part counts.
    """
    window_s = WINDOW_STEPS * 60 / cadence_spm
    seen = np.isfinite(height_px) & np.isfinite(torso_px)
    found = []
    for start in np.arange(time_s[0], time_s[-1] - window_s, window_s / 2):
        inside = (time_s >= start) & (time_s < start + window_s)
        if inside.sum() >= 2 * _N_TERMS and seen[inside].all():
            travel = _travel(time_s[inside] - start, height_px[inside], cadence_spm / 60)
            found.append(travel / float(np.median(torso_px[inside])))
    return float(np.median(found)) if found else None


_N_TERMS = 9


def _travel(time_s: FloatArray, height_px: FloatArray, step_hz: float) -> float:
    """Lowest to highest of the part that repeats with every step."""

    def waves(time: np.ndarray, *shares: float) -> list[np.ndarray]:
        phases = [2 * np.pi * step_hz * share * time for share in shares]
        return [wave(phase) for phase in phases for wave in (np.cos, np.sin)]

    drift = [np.ones_like(time_s), time_s, time_s**2]
    terms = np.column_stack([*waves(time_s, 1.0, 2.0, 0.5), *drift])
    weights = np.linalg.lstsq(terms, height_px, rcond=None)[0]
    one_step = np.linspace(0, 1 / step_hz, 101)
    return float(np.ptp(np.column_stack(waves(one_step, 1.0, 2.0)) @ weights[:4]))


def _best(
    by_cadence: float, by_gravity: float | None, usual: Mapping[float, float]
) -> tuple[float, float]:
    """Most likely factor and the probability of its neighbourhood."""
    between = np.exp(np.linspace(np.log(LEAST), np.log(MOST), 400))
    factors = np.concatenate([[1.0], list(usual), between])
    share = np.concatenate([
        [SHARE_REAL_TIME], list(usual.values()),
        np.full(len(between), SHARE_ELSE / len(between)),
    ])
    weight = share * _likelihood(factors, by_cadence, by_gravity)
    weight /= weight.sum()
    named = 1 + len(usual)
    if weight[:named].max() > weight[named:].sum():
        factor = float(factors[np.argmax(weight[:named])])
    else:
        factor = round(float(between[np.argmax(weight[named:])]), 1)
    near = np.abs(np.log(factors / factor)) < np.log(1 + NEAR)
    return factor, float(weight[near].sum())


def _likelihood(
    factors: FloatArray, by_cadence: float, by_gravity: float | None
) -> FloatArray:
    misfit = np.log(factors / by_cadence) / CADENCE_SD
    # There are odd runners, though fewer who take hardly any steps.
    likelihood = _student_t(misfit, np.where(misfit < 0, SLOW_SIDE, ODD))
    if by_gravity is not None:
        likelihood = likelihood * _student_t(np.log(factors / by_gravity) / GRAVITY_SD, ODD)
    return np.asarray(likelihood)


def _student_t(z: FloatArray, freedom: FloatArray | float) -> FloatArray:
    """Student's t density against its peak."""
    return np.asarray((1 + z**2 / freedom) ** (-(freedom + 1) / 2))


def _reasons(
    factor: float, cadence_spm: float, step_s: float, by_gravity: float | None, fps: float
) -> tuple[str, ...]:
    if factor == 1:
        return (f"{cadence_spm:.0f} steps a minute is what a runner does in real time.",)
    told = [
        f"{cadence_spm:.0f} steps a minute is far below running; {factor:g} times faster it is"
        f" {factor * cadence_spm:.0f}."
    ]
    if by_gravity is not None and by_gravity > LEAST:
        told.append(
            f"The body rises and falls as in a step of {step_s / by_gravity:.2f} s under gravity,"
            f" but the step takes {step_s:.2f} s in the clip: about {by_gravity:.1f} times slowed."
        )
    cameras = [
        camera for camera in _cameras(fps) if _in_round_numbers(camera / fps) == factor
    ]
    if cameras:
        told.append(
            f"Many cameras film {cameras[0]:.0f} pictures a second; this clip shows {fps:.0f}."
        )
    return tuple(told)

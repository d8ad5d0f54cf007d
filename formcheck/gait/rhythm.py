"""The rhythm of the legs: how fast, and whether it is running, walking or neither."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind
from formcheck.signals import GRID_HZ, bandpass, stride_frequency

# SD of the ankles' difference, in torso lengths, of somebody who stands.
STANDING_AMPLITUDE = 0.045
# Share of the legs' motion that a rhythm explains, below which there is none.
MIN_RHYTHM = 0.35
# At mid-stance a runner's trunk is lowest, a walker's highest. Phase (degrees) of the trunk's
# bounce against the ankles' height difference in running, by view: from behind the belt
# carries the foot down the picture, from the front up.
RUNNING_PHASE_DEG = {"rear": 40.0, "front": -40.0, "left": -45.0, "right": -45.0}
RUNNING_PHASE_SIDEWAYS_DEG = 180.0
# Bounce (amplitude at the step frequency, torso lengths) between walking and running, and
# the width of the change; a trunk of 0.5 m that flies for 0.1 s rises by about 0.05.
BOUNCE_BETWEEN, BOUNCE_WIDTH = 0.036, 0.015
# Steps a minute between a walker's and a runner's, and the width of the change.
CADENCE_BETWEEN, CADENCE_WIDTH = 130.0, 15.0
# Steps a minute below which hardly anybody walks: a slowed clip, whose cadence tells nothing.
# Of the real clips at hand the slowest walker takes 81, a runner slowed 2.7 times 66 to 71.
SLOWEST_WALK_SPM = 72.0
# Steps a minute above which nobody walks: fast feet on the spot hardly bounce, and their trunk's
# phase is as good as noise.
FASTEST_WALK_SPM = 230.0


@dataclass(frozen=True)
class Rhythm:
    """Rhythm of one stretch.

    Attributes
    ----------
    kind : str
        ``running``, ``walking``, ``standing`` or ``other`` (moving without a steady rhythm).
    stride_hz : float
        Strides a second; 0 where there is no rhythm.
    strength : float
        Share of the legs' motion that the rhythm and its overtones explain, 0 to 1.
    running_score : float
        Above 0 for running, below for walking.
    """

    kind: str
    stride_hz: float
    strength: float
    running_score: float


def find_rhythm(motion: Motion, view: ViewKind) -> Rhythm:
    """Rhythm of the legs over one stretch, and what it is."""
    legs = np.concatenate([motion.ankles, motion.knees], axis=1)
    if float(np.hypot(*motion.ankles.std(axis=0))) < STANDING_AMPLITUDE:
        return Rhythm("standing", 0.0, 0.0, 0.0)
    stride_hz = stride_frequency(legs, motion.body_down)
    if stride_hz == 0:
        return Rhythm("other", 0.0, 0.0, 0.0)
    strength = _explained(legs, stride_hz)
    if strength < MIN_RHYTHM:
        return Rhythm("other", stride_hz, strength, 0.0)
    score = running_score(motion, stride_hz, view)
    return Rhythm("running" if score > 0 else "walking", stride_hz, strength, score)


def running_score(motion: Motion, stride_hz: float, view: ViewKind) -> float:
    """Running (above 0) or walking (below): phase of the bounce, its size, the cadence."""
    bounce = _component(motion.body_down, 2 * stride_hz)
    up_down = _component(motion.ankles[:, 1], stride_hz)
    to_and_fro = _component(motion.ankles[:, 0], stride_hz)

    def in_phase(legs: complex, running_deg: float) -> float:
        phase = np.angle(bounce) - 2 * np.angle(legs)
        return float(np.cos(phase - np.radians(running_deg)))

    phase_score = in_phase(up_down, RUNNING_PHASE_DEG.get(view, 0.0))
    if view in ("left", "right"):
        sideways = in_phase(to_and_fro, RUNNING_PHASE_SIDEWAYS_DEG)
        weight = abs(to_and_fro) / (abs(to_and_fro) + abs(up_down) + 1e-9)
        phase_score = weight * sideways + (1 - weight) * phase_score
    bounce_score = np.tanh((abs(bounce) - BOUNCE_BETWEEN) / BOUNCE_WIDTH)
    cadence_spm = 120 * stride_hz
    cadence_score = (
        np.tanh((cadence_spm - CADENCE_BETWEEN) / CADENCE_WIDTH)
        if cadence_spm > SLOWEST_WALK_SPM else 0.0
    )
    score = float(phase_score + 0.5 * bounce_score + 0.5 * cadence_score)
    return abs(score) if cadence_spm > FASTEST_WALK_SPM else score


def _explained(legs: FloatArray, stride_hz: float) -> float:
    total = float(np.var(legs, axis=0).sum())
    kept = 0.0
    for overtone in (1, 2, 3):
        band = (overtone * stride_hz * 0.8, overtone * stride_hz * 1.2)
        if band[1] < 0.45 * GRID_HZ:
            kept += float(np.var(bandpass(legs, *band), axis=0).sum())
    return min(1.0, kept / (total + 1e-12))


def _component(values: FloatArray, frequency_hz: float) -> complex:
    """Complex amplitude of a signal at one frequency (Hann window)."""
    window = np.hanning(len(values))
    turns = np.exp(-2j * np.pi * frequency_hz * np.arange(len(values)) / GRID_HZ)
    return complex(2 * np.sum((values - values.mean()) * window * turns) / window.sum())

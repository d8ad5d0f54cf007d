"""Cadence: steps a minute, from the whole clip and step by step, with its interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from formcheck.gait.slow_motion import NEAR, SlowMotionGuess
from formcheck.gait.steps import unbroken_runs
from formcheck.pose.track import FloatArray
from formcheck.readings import Confidence, Reading, not_measurable
from formcheck.settings import GaitSettings

LABEL = "Cadence"
METHOD = "times of mid-stance over the steady running steps (regression), true timestamps"
ALL_VIEWS = ("rear", "front", "left", "right", "oblique", "unknown")
MIN_STEPS = 4
# Steps in a row that a rate is read from.
MIN_RUN = 3
STEPS_FOR_HIGH = 12
# Width of the interval (spm) up to which cadence is called high and medium.
HIGH_WIDTH_SPM, MEDIUM_WIDTH_SPM = 4.0, 10.0
# SD of one mid-stance's time beyond what the steps' own variation shows, seconds.
TIMING_SD_S = 0.010
# Residual times wander like a random walk: one step in so many counts as independent, which
# covered the truth on runners with stride-to-stride variation.
STEPS_ALIKE = 3.0
# The slope through a random walk of n steps strays from its pace by their SD times the square root
# of this over n.
WANDERING = 6 / 5
# Cadence that no runner's feet reach down to, steps a minute.
SLOW_MOTION_SPM = 120.0


def cadence_reading(
    steps: pd.DataFrame,
    *,
    settings: GaitSettings,
    reason_for_none: str = "",
    slow_motion: float = 1.0,
) -> Reading:
    """Mean cadence of the steady running steps.

    The slope of step number against time within each unbroken run of steps, pooled; the
    interval holds the error of the steps' times, with the neighbouring steps' likeness allowed
    for, and by how much so many steps stray from the runner's own pace.

    Parameters
    ----------
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    settings : GaitSettings
    reason_for_none : str
        Why there is no running, if there is none.
    slow_motion : float
        Factor that was told, 1 if none.
    """
    usable = ((steps["activity"] == "running") & steps["steady"]).to_numpy(dtype=bool)
    middle_s = steps["mid_stance_s"].to_numpy(dtype=float)
    runs = [middle_s[run] for run in unbroken_runs(steps, usable) if len(run) >= MIN_RUN]
    n_steps = sum(len(run) for run in runs)
    if n_steps < MIN_STEPS:
        reason = reason_for_none or (
            f"only {usable.sum()} steady running steps were seen; "
            "film at least 10 seconds of steady running"
        )
        return not_measurable(
            "cadence", LABEL, "spm", caveat=_sentence(reason), method=METHOD, n_steps=n_steps,
            views=ALL_VIEWS,
        )
    value, error = _pooled_rate(runs)
    half = float(stats.t.ppf(0.975, max(n_steps - 4, 2))) * error
    confidence, caveat = _confidence(value, half, n_steps, settings, slow_motion)
    return Reading(
        name="cadence", label=LABEL, unit="spm", value=value, low=value - half,
        high=value + half, n_steps=n_steps, confidence=confidence, method=METHOD, caveat=caveat,
        views=ALL_VIEWS,
    )


def cadence_if_slowed(reading: Reading, guess: SlowMotionGuess) -> Reading:
    """The cadence of a clip whose slow motion was worked out from the clip itself.

    A factor that cameras make leaves the interval as it is; one in between is itself uncertain,
    and was found by what runners' cadences are.
    """
    if reading.value is None or reading.low is None or reading.high is None:
        return reading
    caveat = (
        f"Real time follows from a slow-motion factor of {guess.factor:g} that was worked out "
        "from the clip itself."
    )
    if guess.usual:
        confidence: Confidence = "low" if reading.confidence == "low" else "medium"
        return replace(reading, confidence=confidence, caveat=caveat)
    return replace(
        reading, low=reading.low * (1 - NEAR), high=reading.high * (1 + NEAR), confidence="low",
        caveat=caveat,
    )


def looks_slowed(value_spm: float | None, slow_motion: float) -> bool:
    """Whether a cadence is too slow for running, and nobody said that time was stretched."""
    return value_spm is not None and value_spm < SLOW_MOTION_SPM and slow_motion == 1


def _pooled_rate(runs: list[FloatArray]) -> tuple[float, float]:
    """Steps a minute and its standard error from the times of runs of consecutive steps."""
    times = np.concatenate([run - run.mean() for run in runs])
    counts = np.concatenate([np.arange(len(run)) - (len(run) - 1) / 2 for run in runs])
    leverage = float((counts**2).sum())
    step_s = float((counts * times).sum()) / leverage
    scatter = max(float(np.std(times - step_s * counts, ddof=2)), TIMING_SD_S)
    timing_s = scatter * np.sqrt(STEPS_ALIKE / leverage)
    pace_s = _step_sd(runs) * np.sqrt(WANDERING / len(counts))
    return 60 / step_s, 60 / step_s**2 * float(np.hypot(timing_s, pace_s))


def _step_sd(runs: list[FloatArray]) -> float:
    """SD of a step's length, seconds, by which a few steps stray from the runner's pace.

    From strides, so that a left step that is always longer than a right one does not count, and
    with what following strides have against each other, the error of their common end.
    """
    strides = [run[2:] - run[:-2] for run in runs if len(run) > 2]
    mean = float(np.mean(np.concatenate(strides)))
    off = [stride - mean for stride in strides]
    own = float(np.mean(np.concatenate(off) ** 2))
    following = np.concatenate([stride[2:] * stride[:-2] for stride in off])
    against = float(following.mean()) if len(following) else 0.0
    n_steps = sum(map(len, runs))
    # Taken about their own mean, few strides scatter too little.
    few = n_steps / max(n_steps - 5, 1)
    return float(np.sqrt(few * max(own + 2 * against, 0.0) / 2))


def _confidence(
    value: float, half: float, n_steps: int, settings: GaitSettings, slow_motion: float
) -> tuple[Confidence, str]:
    low, high = settings.running_cadence_spm
    if looks_slowed(value, slow_motion):
        return "low", (
            f"{value:.0f} steps a minute is slower than anybody runs: this looks like slow motion. "
            "Tell formcheck the factor (--slow-motion) to get real-time numbers."
        )
    if not low <= value <= high:
        return "low", (
            f"{value:.0f} steps a minute lies outside of what running feet do "
            f"({low:.0f} to {high:.0f}); please check the clip's speed."
        )
    if n_steps >= STEPS_FOR_HIGH and 2 * half <= HIGH_WIDTH_SPM:
        return "high", ""
    reason = f"It rests on {n_steps} steps; a longer clip of steady running gives a surer number."
    return ("medium" if 2 * half <= MEDIUM_WIDTH_SPM else "low"), reason


def _sentence(reason: str) -> str:
    return reason[0].upper() + reason[1:].rstrip(".") + "."

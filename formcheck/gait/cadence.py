"""Cadence: steps a minute, from the whole clip and step by step, with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from formcheck.pose.track import FloatArray
from formcheck.readings import Confidence, Reading, not_measurable
from formcheck.settings import GaitSettings

LABEL = "Cadence"
METHOD = "times of mid-stance over the steady running steps (regression), true timestamps"
ALL_VIEWS = ("rear", "front", "left", "right", "oblique", "unknown")
MIN_STEPS = 4
STEPS_FOR_HIGH = 12
# Width of the interval (spm) up to which cadence is called high and medium.
HIGH_WIDTH_SPM, MEDIUM_WIDTH_SPM = 4.0, 10.0
# SD of one mid-stance's time beyond what the steps' own variation shows, seconds.
TIMING_SD_S = 0.010


def cadence_reading(
    steps: pd.DataFrame, *, settings: GaitSettings, reason_for_none: str = "", slowed: bool = False
) -> Reading:
    """Mean cadence of the steady running steps.

    The slope of step number against time within each unbroken run of steps, pooled; the
    interval is that of the slope, with the neighbouring steps' likeness allowed for.

    Parameters
    ----------
    steps : DataFrame
        With ``activity``, ``steady``, ``mid_stance_s``.
    settings : GaitSettings
    reason_for_none : str
        Why there is no running, if there is none.
    slowed : bool
        The clip looks like slow motion and nobody said by how much.
    """
    running = steps[(steps["activity"] == "running") & steps["steady"]] if len(steps) else steps
    n_steps = len(running)
    if n_steps < MIN_STEPS:
        reason = reason_for_none or (
            f"only {n_steps} running steps were seen; film at least 10 seconds of steady running"
        )
        return not_measurable(
            "cadence", LABEL, "spm", caveat=_sentence(reason), method=METHOD, n_steps=n_steps,
            views=ALL_VIEWS,
        )
    value, error = _pooled_rate(running["mid_stance_s"].to_numpy(), running.index.to_numpy())
    half = float(stats.t.ppf(0.975, max(n_steps - 2, 1))) * error
    confidence, caveat = _confidence(value, half, n_steps, settings, slowed)
    return Reading(
        name="cadence", label=LABEL, unit="spm", value=value, low=value - half,
        high=value + half, n_steps=n_steps, confidence=confidence, method=METHOD, caveat=caveat,
        views=ALL_VIEWS,
    )


def _pooled_rate(time_s: FloatArray, number: FloatArray) -> tuple[float, float]:
    """Steps a minute and its standard error from runs of consecutive steps."""
    runs = np.split(np.arange(len(time_s)), np.flatnonzero(np.diff(number) != 1) + 1)
    numerator = denominator = 0.0
    residuals: list[float] = []
    for run in (run for run in runs if len(run) >= 3):
        count = number[run] - number[run].mean()
        moment = time_s[run] - time_s[run].mean()
        numerator += float((count * moment).sum())
        denominator += float((count * count).sum())
    if denominator == 0:
        step_s = np.diff(time_s)[np.diff(number) == 1]
        mean = float(step_s.mean()) if len(step_s) else float("inf")
        return 60 / mean, 60 / mean**2 * TIMING_SD_S
    step_s = numerator / denominator
    for run in (run for run in runs if len(run) >= 3):
        moment = time_s[run] - time_s[run].mean()
        residuals += list(moment - step_s * (number[run] - number[run].mean()))
    scatter = max(float(np.std(residuals, ddof=min(2, len(residuals) - 1))), TIMING_SD_S)
    # Residual times wander like a random walk; counting every third step as independent
    # covered the truth on rendered runners with stride-to-stride variation.
    error_s = scatter * np.sqrt(3.0 / denominator)
    return 60 / step_s, 60 / step_s**2 * error_s


def _confidence(
    value: float, half: float, n_steps: int, settings: GaitSettings, slowed: bool
) -> tuple[Confidence, str]:
    low, high = settings.running_cadence_spm
    if slowed:
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

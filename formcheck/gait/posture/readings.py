"""From the steps' values to readings: mean, interval, confidence, left against right."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from formcheck.gait.posture.calibration import Calibration
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray
from formcheck.readings import Confidence, Reading, not_measurable
from formcheck.resampling import standard_error
from formcheck.result import ViewKind
from formcheck.settings import PostureSettings

SIDES = ("left", "right")
Z95 = 1.96
CHECKED = "checked on rendered runners (validation/posture.md)"
UNIT_SIGNS = {"deg": "°", "%": " %", "ms": " ms", "cm": " cm"}


@dataclass(frozen=True)
class Mean:
    """The mean of some steps and its standard error from drawing the steps again."""

    value: float
    error: float
    n_steps: int


def mean_of(values: FloatArray, settings: PostureSettings) -> Mean | None:
    """The mean over the steps that have a value; None when they are too few."""
    known = values[np.isfinite(values)]
    if len(known) < max(settings.steps_for_any, 2):
        return None
    error = standard_error(known, block=settings.block_steps)
    return Mean(float(known.mean()), error, len(known))


def names_of(measure: Measure) -> list[tuple[str, str]]:
    """Names and labels of a measure's readings."""
    if measure.legs != "each":
        return [(measure.name, measure.label)]
    return [
        *((f"{measure.name}_{side}", f"{measure.label}, {side} stance") for side in SIDES),
        (f"{measure.name}_asymmetry", f"{measure.label}, left minus right"),
    ]


def unread(measure: Measure, reason: str) -> dict[str, Reading]:
    """A measure's readings without a value, all with one reason."""
    return {
        name: not_measurable(name, label, measure.unit, caveat=reason, views=measure.views)
        for name, label in names_of(measure)
    }


def readings_of(
    measure: Measure,
    values: FloatArray,
    steps: pd.DataFrame,
    calibration: Calibration,
    *,
    view: ViewKind,
    roll_sd_deg: float,
    settings: PostureSettings,
) -> dict[str, Reading]:
    """All readings of a measure from its corrected values, a row a step."""
    legs = steps["side"].to_numpy()
    systematic = float(np.hypot(calibration.sd, measure.roll_effect * roll_sd_deg))
    names = names_of(measure)

    def told(name: str, label: str, found: Mean | None, sd: float) -> Reading:
        return _reading(measure, name, label, found, sd, settings=settings)

    if measure.legs != "each":
        mine = legs == view if measure.legs == "near" else np.ones(len(legs), dtype=bool)
        return {measure.name: told(*names[0], mean_of(values[mine], settings), systematic)}
    means = {side: mean_of(values[legs == side], settings) for side in SIDES}
    found = {
        name: told(name, label, means[side], systematic)
        for side, (name, label) in zip(SIDES, names, strict=False)
    }
    name, label = names[-1]
    difference_sd = float(np.hypot(
        calibration.difference_sd, 2 * measure.roll_effect * roll_sd_deg))
    difference = told(name, label, _difference(means["left"], means["right"]), difference_sd)
    return {**found, name: _with_smallest(difference)}


def _difference(left: Mean | None, right: Mean | None) -> Mean | None:
    if left is None or right is None:
        return None
    error = float(np.hypot(left.error, right.error))
    return Mean(left.value - right.value, error, min(left.n_steps, right.n_steps))


def _with_smallest(difference: Reading) -> Reading:
    if difference.value is None or difference.high is None:
        return difference
    half = difference.high - difference.value
    digits = 0 if difference.unit == "ms" else 1
    sign = UNIT_SIGNS[difference.unit]
    return replace(
        difference,
        caveat=f"A difference under {half:.{digits}f}{sign} cannot be told from this clip.",
    )


def _reading(
    measure: Measure, name: str, label: str, found: Mean | None, sd: float, *,
    settings: PostureSettings,
) -> Reading:
    method = f"{measure.method}; {CHECKED}"
    if found is None:
        return not_measurable(
            name, label, measure.unit, method=method, views=measure.views,
            caveat=f"Fewer than {settings.steps_for_any} steps could be read; film 10 seconds or "
            "more of steady running.",
        )
    half = Z95 * float(np.hypot(found.error, sd))
    confidence, caveat = _confidence(measure, half, found.n_steps, settings)
    return Reading(
        name=name, label=label, unit=measure.unit, value=found.value, low=found.value - half,
        high=found.value + half, n_steps=found.n_steps, confidence=confidence, method=method,
        caveat=caveat, views=measure.views,
    )


def _confidence(
    measure: Measure, half: float, n_steps: int, settings: PostureSettings
) -> tuple[Confidence, str]:
    if n_steps < settings.steps_for_sure:
        return "low", (
            f"It rests on {n_steps} steps; {settings.steps_for_sure} or more make it steady."
        )
    if half > measure.fine:
        return "low", "The interval is wide: take it as a hint."
    return "medium", "Checked on rendered runners, not yet against a laboratory."

"""Contralateral pelvic drop: per step, per side, with an interval that says how sure it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.pelvis import ObliquityFit
from formcheck.gait.phase import GaitPhase
from formcheck.gait.plausible import basis
from formcheck.gait.steps import counted
from formcheck.pose.track import FloatArray
from formcheck.readings import Confidence, Reading, not_measurable
from formcheck.result import GaitCycle, Side
from formcheck.settings import PelvisSettings

SIDES: tuple[Side, Side] = ("left", "right")
# Drop is positive when the swing side sinks: that is the right side in left stance.
SIGN = {"left": 1.0, "right": -1.0}
VIEWS = ("rear",)
NAMES = {"left": "pelvic_drop_left", "right": "pelvic_drop_right"}
LABELS = {"left": "Pelvic drop, left stance", "right": "Pelvic drop, right stance"}
ASYMMETRY, ASYMMETRY_LABEL = "pelvic_drop_asymmetry", "Pelvic drop, left minus right"
Z95 = 1.96
DROP_COLUMNS = (
    "peak_drop_deg", "peak_drop_s", "mid_stance_drop_deg", "drop_from_contact_deg",
    "drop_sd_deg",
)
# Points on the stance at which the peak is looked for.
STANCE_POINTS = 61


def average_cycle(
    fit: ObliquityFit, phase: GaitPhase, steps: pd.DataFrame
) -> GaitCycle:
    """The average drop over each leg's own gait cycle, with its 95 % band.

    Parameters
    ----------
    fit : ObliquityFit
    phase : GaitPhase
    steps : DataFrame
    """
    percent: FloatArray = np.arange(101, dtype=np.float64)
    sides = steps["side"][counted(steps)]
    curves: dict[str, FloatArray] = {}
    for side in SIDES:
        cycles = phase.stance(side)[0] + percent / 100
        mean = SIGN[side] * fit.curve(cycles)
        spread = Z95 * fit.curve_sd(cycles)
        curves |= {side: mean, f"{side}_low": mean - spread, f"{side}_high": mean + spread}
    return GaitCycle(
        percent=percent,
        left_deg=curves["left"], left_low_deg=curves["left_low"],
        left_high_deg=curves["left_high"],
        right_deg=curves["right"], right_low_deg=curves["right_low"],
        right_high_deg=curves["right_high"],
        toe_off_percent=100 * (phase.contact_to_mid + phase.mid_to_toe_off),
        n_left=int((sides == "left").sum()),
        n_right=int((sides == "right").sum()),
    )


def peaks(fit: ObliquityFit, phase: GaitPhase, side: str) -> FloatArray:
    """Largest drop in one leg's stance of every curve that the true one may be, degrees."""
    curves = SIGN[side] * fit.resampled @ basis(stance_cycles(phase, side)).T
    largest: FloatArray = curves.max(axis=1)
    return largest


def spread_about(value: float, draws: FloatArray) -> float:
    """How far what may be true lies from the value given, as SD.

    The peak of the likeliest curve is lower than the mean of the peaks that the true one may have
    (a maximum over what is not known is biased upwards); that difference is part of the doubt.
    """
    return float(np.sqrt(np.mean((draws - value) ** 2)))


def stance_cycles(phase: GaitPhase, side: str) -> FloatArray:
    """Phases over one leg's mean stance, in strides, shape (61,)."""
    start, end = phase.stance(side)
    return start + (end - start) * np.arange(STANCE_POINTS) / (STANCE_POINTS - 1)


def step_drops(fit: ObliquityFit, phase: GaitPhase, steps: pd.DataFrame) -> pd.DataFrame:
    """Drop of each step: peak in stance, at mid-stance, and from contact to peak, degrees.

    Each is the average curve over the stance plus the step's own deviation.
    """
    columns: dict[str, FloatArray] = {
        name: np.full(len(steps), np.nan) for name in DROP_COLUMNS
    }
    stride_s = 2 * 60 / steps["cadence_spm"].to_numpy()
    for side in SIDES:
        rows = np.flatnonzero((steps["side"] == side) & np.isfinite(fit.step_deviation_deg))
        cycles = stance_cycles(phase, side)
        drop = SIGN[side] * fit.curve(cycles)
        peak_at = int(np.argmax(drop))
        middle_cycles = 0.0 if side == "left" else 0.5
        own = SIGN[side] * fit.step_deviation_deg[rows]
        middle_s = steps["mid_stance_s"].to_numpy()[rows]
        columns["peak_drop_deg"][rows] = drop[peak_at] + own
        columns["peak_drop_s"][rows] = middle_s + (cycles[peak_at] - middle_cycles) * stride_s[rows]
        at_middle = SIGN[side] * float(fit.curve(np.array([middle_cycles]))[0])
        columns["mid_stance_drop_deg"][rows] = at_middle + own
        columns["drop_from_contact_deg"][rows] = drop[peak_at] - drop[0]
        columns["drop_sd_deg"][rows] = np.hypot(
            fit.step_sd_deg[rows], fit.curve_sd(cycles[[peak_at]])[0]
        )
    return pd.DataFrame(columns, index=steps.index)


def drop_readings(
    fit: ObliquityFit,
    phase: GaitPhase,
    n_steps: dict[str, int],
    *,
    settings: PelvisSettings,
    method: str,
    cap: Confidence = "high",
    cap_reason: str = "",
) -> dict[str, Reading]:
    """Left, right and their difference: the peak of the average curve in stance (Bramah 2018).

    Parameters
    ----------
    fit : ObliquityFit
    phase : GaitPhase
    n_steps : dict
        Steps read on each side.
    settings : PelvisSettings
    method : str
    cap, cap_reason : str
        Confidence that what was seen of the clip allows at most, and why.
    """
    values: dict[str, float] = {}
    draws: dict[str, FloatArray] = {}
    names: dict[str, tuple[str, str]] = {side: (NAMES[side], LABELS[side]) for side in SIDES}
    names["difference"] = (ASYMMETRY, ASYMMETRY_LABEL)
    for side in SIDES:
        draws[side] = peaks(fit, phase, side)
        values[side] = float((SIGN[side] * fit.curve(stance_cycles(phase, side))).max())
    values["difference"] = values["left"] - values["right"]
    draws["difference"] = draws["left"] - draws["right"]
    steps = n_steps | {"difference": min(n_steps.values())}
    return {
        name: _reading(
            name, label, values[which], spread_about(values[which], draws[which]), steps[which],
            settings=settings, method=method, cap=cap, cap_reason=cap_reason,
        )
        for which, (name, label) in names.items()
    }


def no_drop_readings(reason: str, *, method: str = "none") -> dict[str, Reading]:
    """The three drop readings, not measurable, with one reason."""
    names = [(NAMES[side], LABELS[side]) for side in SIDES] + [(ASYMMETRY, ASYMMETRY_LABEL)]
    return {
        name: not_measurable(name, label, "deg", caveat=reason, method=method, views=VIEWS)
        for name, label in names
    }


def _reading(
    name: str, label: str, value: float, sd: float, n_steps: int, *, settings: PelvisSettings,
    method: str, cap: Confidence, cap_reason: str,
) -> Reading:
    half = Z95 * sd
    if n_steps < settings.steps_for_any:
        return not_measurable(
            name, label, "deg", n_steps=n_steps, method=method, views=VIEWS,
            caveat=f"Only {n_steps} steps could be read on a side; at least "
            f"{settings.steps_for_any} are needed. Film 10 seconds or more.",
        )
    small = "a smaller difference cannot be told" if name == ASYMMETRY else (
        "good for a large change, not for a small one")
    confidence, caveat = _confidence(half, n_steps, settings, small=small)
    reading = Reading(
        name=name, label=label, unit="deg", value=value, low=value - half, high=value + half,
        n_steps=n_steps, confidence=confidence, method=method, caveat=caveat, views=VIEWS,
    )
    return reading.capped(cap, cap_reason)


def _confidence(
    half: float, n_steps: int, settings: PelvisSettings, *, small: str
) -> tuple[Confidence, str]:
    if half <= settings.high_interval_deg and n_steps >= settings.steps_for_high:
        return "high", ""
    wide = f"The interval is ±{half:.1f}°"
    if n_steps < settings.steps_for_high:
        return "medium" if half <= settings.medium_interval_deg else "low", (
            f"It rests on {n_steps} steps a leg; {settings.steps_for_high} or more make it steady."
        )
    if half <= settings.medium_interval_deg:
        return "medium", f"{wide}: {small}."
    return "low", (
        f"{wide}: take it as a hint. Fitted clothes, good light and two strips of bright tape on "
        "the back of the waistband make it sharper."
    )

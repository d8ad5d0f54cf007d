"""One clip's readings against its truth: a row for the clip, one for every reading and step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from validation.benchmark.measured import Measured
from validation.benchmark.truth_file import (
    DROP_SIGN,
    SIDES,
    FloatArray,
    Truth,
    average_stance,
)

READINGS = {
    "left": "pelvic_drop_left",
    "right": "pelvic_drop_right",
    "left minus right": "pelvic_drop_asymmetry",
}
# A measured step is a true one when their mid-stances lie nearer than this share of a step.
SAME_STEP = 0.45
# True steps nearer to the clip's ends than this many steps are not expected to be found.
EDGE_STEPS = 1.0
TIMES = {"contact": "initial_contact_s", "mid-stance": "mid_stance_s", "toe-off": "toe_off_s"}
TAPE_WORD = "tape"


@dataclass(frozen=True)
class Comparison:
    """Readings and truth of one clip.

    Attributes
    ----------
    clip : dict
        One row for the clip: view, cadence, roll, steps found, curve, answer.
    drops : list of dict
        A row for the left side, the right side and their difference.
    steps : list of dict
        A row for every step that was found and is true: sides and timing errors.
    """

    clip: dict[str, Any]
    drops: list[dict[str, Any]]
    steps: list[dict[str, Any]]


def compare(name: str, truth: Truth, measured: Measured, about: dict[str, Any]) -> Comparison:
    """Put a clip's readings beside its truth.

    Parameters
    ----------
    name : str
    truth : Truth
    measured : Measured
    about : dict
        What is known of the clip's making (class, clothes, light, ...), added to every row.
        Needs ``true_view``, ``azimuth_deg`` and ``fps``.
    """
    about = {"clip": name, **about}
    matched, counts = match_steps(truth, measured.steps)
    # Turning the camera turns level lines the other way for a runner who is seen from the front.
    roll = truth.roll_deg * (-1 if about["true_view"] == "front" else 1)
    drops = [{**about, **row} for row in _drop_rows(truth, measured, roll)]
    steps = [{**about, **row} for row in matched]
    clip = {
        **about,
        **_answer(measured),
        **_view(truth, measured, about),
        **_cadence(truth, measured),
        **_curve(truth, measured),
        **counts,
        "analysis_s": round(measured.seconds, 2),
    }
    return Comparison(clip, drops, steps)


def hip_line_peak(measured: Measured, side: str, *, roll_deg: float = 0.0) -> float:
    """Peak in stance of the average curve of MediaPipe's hip line, after `roll_deg` is taken out.

    Stances and their legs are those that formcheck found, which is kind to the hip line: the
    tools that report it seldom know them.
    """
    frames, steps = measured.frames, measured.steps
    if not len(frames) or not len(steps):
        return float("nan")
    chosen = steps[(steps["side"] == side) & steps["steady"].astype(bool)]
    line = frames["mediapipe_hip_line_deg"].to_numpy() - roll_deg
    curve = average_stance(frames["time_s"].to_numpy(), DROP_SIGN[side] * line, chosen)
    return float(curve.max()) if curve is not None else float("nan")


def match_steps(
    truth: Truth, found: pd.DataFrame
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Pair measured steps with true ones by their mid-stance.

    Returns
    -------
    rows : list of dict
        ``true_side``, ``side`` and errors in ms (found minus true) of every pair.
    counts : dict
        ``steps_true``, ``steps_missed``, ``steps_invented``, ``steps_wrong_side``.
    """
    true = truth.steps
    step_s = 60 / truth.cadence_spm
    middle = true["mid_stance_s"].to_numpy(dtype=float)
    first, last = truth.time_s[0] + EDGE_STEPS * step_s, truth.time_s[-1] - EDGE_STEPS * step_s
    expected = (middle >= first) & (middle <= last)
    rows, taken, invented = [], np.zeros(len(true), dtype=bool), 0
    for _, step in found.iterrows():
        nearest = int(np.argmin(np.abs(middle - step["mid_stance_s"])))
        near = abs(middle[nearest] - step["mid_stance_s"]) <= SAME_STEP * step_s
        if not near or taken[nearest]:
            invented += 1
            continue
        taken[nearest] = True
        rows.append(_step_row(true.iloc[nearest], step))
    counts = {
        "steps_true": int(expected.sum()),
        "steps_missed": int((expected & ~taken).sum()),
        "steps_invented": invented,
        "steps_wrong_side": sum(row["side"] != row["true_side"] for row in rows),
    }
    return rows, counts


def _step_row(true: pd.Series, found: pd.Series) -> dict[str, Any]:
    errors = {
        f"{event}_error_ms": 1000 * (found[column] - float(true[column]))
        for event, column in TIMES.items()
    }
    return {"true_side": true["side"], "side": found["side"], **errors}


def _drop_rows(truth: Truth, measured: Measured, roll_deg: float) -> list[dict[str, Any]]:
    true = {side: truth.peak_drop_deg(side) for side in SIDES}
    line = {side: hip_line_peak(measured, side) for side in SIDES}
    level = {side: hip_line_peak(measured, side, roll_deg=roll_deg) for side in SIDES}
    peaks = {side: truth.mean_of_peaks_deg(side) for side in SIDES}
    for values in (true, line, level, peaks):
        values["left minus right"] = values["left"] - values["right"]
    rows = []
    for reading, key in READINGS.items():
        said = measured.readings.get(key, {})
        rows.append({
            "reading": reading,
            "truth_deg": true[reading],
            "mean_of_peaks_deg": peaks[reading],
            "value_deg": _number(said.get("value")),
            "low_deg": _number(said.get("low")),
            "high_deg": _number(said.get("high")),
            "confidence": said.get("confidence", "not measurable"),
            "n_steps": said.get("n_steps", 0),
            "method": said.get("method", "none"),
            "hip_line_deg": line[reading],
            "hip_line_level_deg": level[reading],
        })
    return rows


def _answer(measured: Measured) -> dict[str, Any]:
    said = [measured.readings.get(key, {}) for key in READINGS.values()]
    answered = all(reading.get("value") is not None for reading in said)
    reason = measured.failure or next(
        (reading["caveat"] for reading in said if reading.get("value") is None), ""
    )
    return {
        "answered": answered,
        "reason": "" if answered else reason,
        "method": measured.pelvis_method,
        "by_tape": TAPE_WORD in measured.pelvis_method,
    }


def _view(truth: Truth, measured: Measured, about: dict[str, Any]) -> dict[str, Any]:
    view = measured.view
    azimuth, roll = _number(view.get("azimuth_deg")), _number(view.get("camera_roll_deg"))
    return {
        "view": view.get("kind", "unknown"),
        "azimuth_error_deg": _turn(azimuth - about["azimuth_deg"]),
        "true_roll_deg": truth.roll_deg,
        "roll_deg": roll,
        "roll_error_deg": roll - truth.roll_deg,
        "roll_sd_deg": _number(view.get("camera_roll_sd_deg")),
    }


def _cadence(truth: Truth, measured: Measured) -> dict[str, Any]:
    said = measured.readings.get("cadence", {})
    return {
        "true_cadence_spm": truth.cadence_spm,
        "cadence_spm": _number(said.get("value")),
        "cadence_low_spm": _number(said.get("low")),
        "cadence_high_spm": _number(said.get("high")),
        "cadence_error_spm": _number(said.get("value")) - truth.cadence_spm,
    }


def _curve(truth: Truth, measured: Measured) -> dict[str, Any]:
    """RMS over frames of formcheck's curve and of the hip line, and without their mean error."""
    frames = measured.frames
    time_s = frames["time_s"].to_numpy(dtype=float)
    true = np.interp(time_s, truth.time_s, truth.obliquity_deg)
    columns = {"curve": "pelvic_obliquity_deg", "hip_line_curve": "mediapipe_hip_line_deg"}
    rows = {}
    for key, column in columns.items():
        error = frames[column].to_numpy(dtype=float) - true
        error = error[np.isfinite(error)]
        rows[f"{key}_rms_deg"] = _rms(error)
        rows[f"{key}_shape_rms_deg"] = _rms(error - error.mean()) if len(error) else float("nan")
    return rows


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else float("nan")


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _turn(angle_deg: float) -> float:
    """An angle brought to -180..180."""
    return (angle_deg + 180) % 360 - 180

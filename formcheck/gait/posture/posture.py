"""The rest of the form: every registered reading of a clip, and its values step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from formcheck.gait.activity import Moving
from formcheck.gait.posture.bounce import BOUNCE
from formcheck.gait.posture.calibration import calibration_of
from formcheck.gait.posture.measure import Measure
from formcheck.gait.posture.raw import bodies, raw_values
from formcheck.gait.posture.readings import readings_of, unread
from formcheck.gait.posture.registry import MEASURES
from formcheck.pose.track import FloatArray, PoseTrack
from formcheck.readings import Reading
from formcheck.result import Activity, View
from formcheck.settings import Settings

CM = "vertical_oscillation_cm"
_FILMED = {
    "rear": "from behind", "front": "from the front", "left": "from the side",
    "right": "from the side",
}


@dataclass(frozen=True)
class Posture:
    """Readings of the form.

    Attributes
    ----------
    readings : mapping of str to Reading
        In the registry's order.
    columns : mapping of str to (k,) array
        The value of every step, for the table of steps; NaN where there is none.
    """

    readings: Mapping[str, Reading] = field(default_factory=dict)
    columns: Mapping[str, FloatArray] = field(default_factory=dict)


def read_posture(
    track: PoseTrack,
    moving: Sequence[Moving],
    steps: pd.DataFrame,
    view: View,
    activity: Activity,
    *,
    settings: Settings,
    camera_down_px: FloatArray | None = None,
    smoothed: bool = True,
) -> Posture:
    """Everything registered that was shown to be true in some view, for this clip.

    Parameters
    ----------
    track : PoseTrack
    moving : sequence of Moving
        Running and walking stretches, as from `formcheck.gait.activity.find_activity`.
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    view : View
    activity : Activity
    settings : Settings
    camera_down_px : (n,) array or None
        Vertical motion of the background that the camera caused.
    smoothed : bool
        Whether MediaPipe smoothed the limbs' landmarks.
    """
    fps = _frame_rate(track)
    calibrated = {measure: calibration_of(measure.name) for measure in MEASURES}
    shown = {measure: found for measure, found in calibrated.items() if found}
    why_not = {measure: _why_not(measure, view, activity, fps) for measure in shown}
    able = [measure for measure in shown if not why_not[measure]]
    stretches = bodies(
        track, moving if able else (), view, slow_motion=settings.told_slow_motion,
        camera_down_px=camera_down_px, smoothed=smoothed,
    )
    raw = raw_values(able, stretches, steps)
    readings: dict[str, Reading] = {}
    columns: dict[str, FloatArray] = {}
    for measure, calibration in shown.items():
        if why_not[measure]:
            readings |= unread(measure, why_not[measure])
            continue
        values = calibration.corrected(raw[measure.name])
        columns[measure.column] = values
        readings |= readings_of(
            measure, values, steps, calibration, view=view.kind,
            roll_sd_deg=roll_sd_deg(view, settings), settings=settings.posture,
        )
        if measure is BOUNCE:
            readings |= _in_cm(readings[BOUNCE.name], settings)
    return Posture(readings, columns)


def _frame_rate(track: PoseTrack) -> float:
    return float(1 / np.median(np.diff(track.time_s))) if track.n_frames > 1 else 0.0


def _why_not(measure: Measure, view: View, activity: Activity, fps: float) -> str:
    """Why a measure cannot be read from this clip, or an empty string."""
    if activity.kind not in ("running", "mixed"):
        why = f": {activity.reason}." if activity.reason else "; film 10 seconds or more of it."
        return "This is read from running" + why
    if view.kind not in measure.views:
        ways = list(dict.fromkeys(_FILMED[kind] for kind in measure.views))
        unclear = f"Where the camera stood is not clear: {view.reason}. " if view.reason else ""
        return f"{unclear if view.kind == 'unknown' else ''}Film {' or '.join(ways)} to read this."
    if fps < measure.min_fps:
        return (
            f"It takes {measure.min_fps:.0f} frames a second or more to read this; "
            f"this clip has {fps:.0f}."
        )
    return ""


def roll_sd_deg(view: View, settings: Settings) -> float:
    """How well the camera's roll is known; what it can be at all where nothing told it."""
    if view.camera_roll_deg is None or view.camera_roll_sd_deg is None:
        return settings.posture.unknown_roll_sd_deg
    return view.camera_roll_sd_deg


def _in_cm(share: Reading, settings: Settings) -> dict[str, Reading]:
    """How far the body goes up and down in cm, when it was measured and the height was told."""
    if settings.height_cm is None or share.value is None:
        return {}
    assert share.low is not None
    assert share.high is not None
    cm = settings.height_cm / 100
    return {CM: replace(
        share, name=CM, label=f"{share.label}, in cm", unit="cm",
        value=cm * share.value, low=cm * share.low, high=cm * share.high,
    )}

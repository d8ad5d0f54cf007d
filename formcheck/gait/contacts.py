"""Initial contact and toe-off, from cues of the legs that each view can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind
from formcheck.signals import GRID_HZ, parabolic_peak


@dataclass(frozen=True)
class Cue:
    """A turning point of a signal that comes a steady share of a step after an event.

    Attributes
    ----------
    signal : str
        Which signal (see `_signals`); its maximum is looked for.
    window : (2,) tuple of float
        Where to look, in shares of a step from mid-stance.
    lag : float
        Time from the event to the cue, in shares of a step.
    """

    signal: str
    window: tuple[float, float]
    lag: float


@dataclass(frozen=True)
class HalfStance:
    """Half of a runner's stance and its SD, in strides."""

    strides: float
    sd: float


_REAR_CONTACT = (
    Cue("ankle up", (-1.3, 0.0), -0.487),
    Cue("knee falling", (-0.7, 0.28), -0.068),
    Cue("ankle falling", (-1.0, 0.0), -0.133),
    Cue("trunk falling", (-0.57, 0.0), 0.176),
)
_REAR_TOE_OFF = (
    Cue("trunk rising", (0.0, 0.57), -0.014),
    Cue("toe rising", (0.0, 0.9), 0.385),
    Cue("ankle kicked up", (0.0, 0.9), 0.164),
)
_FRONT_CONTACT = (
    Cue("heel on ground", (-0.7, 0.57), 0.011),
    Cue("ankle on ground", (-0.7, 0.57), 0.011),
    Cue("trunk falling", (-0.57, 0.0), 0.2),
)
_FRONT_TOE_OFF = (
    Cue("ankle rising", (0.0, 1.0), 0.303),
    Cue("toe rising", (0.0, 1.0), 0.303),
    Cue("trunk rising", (0.0, 0.57), -0.09),
)
_SIDE_CONTACT = (
    Cue("heel down", (-0.7, 0.3), 0.042),
    Cue("ankle down", (-0.7, 0.3), 0.062),
    Cue("feet apart", (-0.7, 0.1), -0.074),
    Cue("trunk falling", (-0.57, 0.0), 0.176),
)
_SIDE_TOE_OFF = (
    Cue("toe behind", (0.0, 1.0), 0.36),
    Cue("toe on ground", (0.0, 0.57), -0.008),
    Cue("feet apart", (0.1, 0.95), 0.204),
)

# Half of a runner's stance and its SD among runners, in strides: a duty factor of 0.35 +- 0.04.
HALF_STANCE, HALF_STANCE_SD = 0.175, 0.02
# The same from behind: weights of 1, of half the time from the trunk's fastest fall to its fastest
# rise, and of the time from mid-stance to the toe's lowest point, in strides. Fitted on 19 rendered
# tune clips (duty factors 0.29 to 0.41) and, for a tenth of the weight, on another renderer's; each
# clip left out in turn it is out by 8.0 ms RMS.
_HALF_STANCE_CUES = (
    Cue("trunk rising", (-0.6, 0.6), 0.0),
    Cue("trunk falling", (-0.6, 0.6), 0.0),
    Cue("toe on ground", (-0.05, 1.1), 0.0),
)
_HALF_STANCE_WEIGHTS = np.array([0.068, 0.674, 0.093])
SEEN_HALF_STANCE_SD = 0.0115
POSSIBLE_HALF_STANCE = (0.12, 0.225)
# Steps that must show a cue, in number and as a share.
MIN_STEPS, MIN_SHARE = 4, 0.6
# SD of what the cues say against the truth, in strides: rendered runners that the lags were not
# measured on, and annotated clips. From behind and in front the foot's way down hides the contact.
CONTACT_SD: Mapping[str, float] = {"rear": 0.08, "front": 0.10}
USUAL_CONTACT_SD, TOE_OFF_SD = 0.03, 0.03

# SD of what is given against the truth, seconds of real time: rendered runners of our own with duty
# factors of 0.29 to 0.42 at 24 to 60 frames a second (from behind 19 clips, each left out in turn;
# 4 from in front, 8 from the side). Most of it is one error for a whole clip, not scatter.
TIMING_SD_S: Mapping[str, tuple[float, float]] = {"rear": (0.011, 0.013), "front": (0.019, 0.027)}
USUAL_TIMING_SD_S = (0.017, 0.023)

# Lags measured on the clips of another renderer (one gait template, duty factor near 0.36);
# `believable` holds against them what is usual in runners.
CONTACT_CUES: Mapping[ViewKind, tuple[Cue, ...]] = {
    "rear": _REAR_CONTACT, "front": _FRONT_CONTACT, "left": _SIDE_CONTACT,
    "right": _SIDE_CONTACT, "oblique": _SIDE_CONTACT, "unknown": _SIDE_CONTACT,
}
TOE_OFF_CUES: Mapping[ViewKind, tuple[Cue, ...]] = {
    "rear": _REAR_TOE_OFF, "front": _FRONT_TOE_OFF, "left": _SIDE_TOE_OFF,
    "right": _SIDE_TOE_OFF, "oblique": _SIDE_TOE_OFF, "unknown": _SIDE_TOE_OFF,
}


def contact_times(
    motion: Motion, mid_stance_s: FloatArray, sides: list[str], view: ViewKind, stride_hz: float
) -> tuple[FloatArray, FloatArray]:
    """Initial contact and toe-off of each step: the median of what the view's cues say.

    Returns
    -------
    initial_contact_s, toe_off_s : (k,) arrays
        NaN where they lie outside of the stretch.
    """
    step_s = 1 / (2 * stride_hz)
    signals = {side: _signals(motion, side) for side in ("left", "right")}

    def event(cues: tuple[Cue, ...], mid_s: float, side: str) -> float:
        times = [_event_time(cue, signals[side], motion, mid_s, step_s) for cue in cues]
        known = [time for time in times if np.isfinite(time)]
        return float(np.median(known)) if len(known) >= 2 else np.nan

    contacts = [event(CONTACT_CUES[view], *step) for step in zip(mid_stance_s, sides, strict=True)]
    toe_offs = [event(TOE_OFF_CUES[view], *step) for step in zip(mid_stance_s, sides, strict=True)]
    return np.array(contacts), np.array(toe_offs)


def half_stance(
    motion: Motion, mid_stance_s: FloatArray, sides: list[str], view: ViewKind, stride_hz: float
) -> HalfStance:
    """Half of the runner's stance, from all steps together; what is usual where they do not tell.

    In flight the trunk only slows down on its way up and gains speed on its way down: the time
    from its fastest fall to its fastest rise grows with the stance. And the belt or the ground
    carries the toe down the picture until it leaves.
    """
    if view != "rear":
        return HalfStance(HALF_STANCE, HALF_STANCE_SD)
    signals = {side: _signals(motion, side) for side in ("left", "right")}

    def median_after(cue: Cue) -> float:
        times = [
            _event_time(cue, signals[side], motion, mid_s, 1 / (2 * stride_hz)) - mid_s
            for mid_s, side in zip(mid_stance_s, sides, strict=True)
        ]
        known = [time for time in times if np.isfinite(time)]
        enough = len(known) >= max(MIN_STEPS, MIN_SHARE * len(times))
        return float(np.median(known)) * stride_hz if enough else np.nan

    rising, falling, toe_lowest = (median_after(cue) for cue in _HALF_STANCE_CUES)
    turns = np.array([rising, -falling])
    if not np.isfinite(turns).any():
        return HalfStance(HALF_STANCE, HALF_STANCE_SD)
    half = float(_HALF_STANCE_WEIGHTS @ [1.0, np.nanmean(turns), toe_lowest])
    if not POSSIBLE_HALF_STANCE[0] <= half <= POSSIBLE_HALF_STANCE[1]:
        return HalfStance(HALF_STANCE, HALF_STANCE_SD)
    return HalfStance(half, SEEN_HALF_STANCE_SD)


def believable(
    contact_s: FloatArray, toe_off_s: FloatArray, middle_s: FloatArray, stride_s: float,
    view: ViewKind, *, half: HalfStance,
) -> tuple[FloatArray, FloatArray]:
    """Initial contact and toe-off as each step's cues and all steps together say.

    Each counts by its certainty: where a view's cues scatter more than runners differ, half of
    the runner's stance around the known mid-stance counts more.
    """
    half_s = half.strides * stride_s
    contact_sd = CONTACT_SD.get(view, USUAL_CONTACT_SD)
    return (
        _between(middle_s - half_s, contact_s, contact_sd, half.sd),
        _between(middle_s + half_s, toe_off_s, TOE_OFF_SD, half.sd),
    )


def timing_sd_s(view: ViewKind, frame_s: float) -> tuple[float, float]:
    """SD of one initial contact and of one toe-off, seconds: the view's, and that of the frames.

    Parameters
    ----------
    view : ViewKind
    frame_s : float
        Real time from one frame to the next.
    """
    contact_sd, toe_off_sd = TIMING_SD_S.get(view, USUAL_TIMING_SD_S)
    between_frames = frame_s / np.sqrt(12)
    return float(np.hypot(contact_sd, between_frames)), float(np.hypot(toe_off_sd, between_frames))


def _between(
    usual_s: FloatArray, seen_s: FloatArray, seen_sd: float, usual_sd: float
) -> FloatArray:
    trust = usual_sd**2 / (usual_sd**2 + seen_sd**2)
    return usual_s + trust * (seen_s - usual_s)


def _event_time(
    cue: Cue, signals: Mapping[str, FloatArray], motion: Motion, mid_s: float, step_s: float
) -> float:
    values = signals[cue.signal]
    first, last = (
        int(np.ceil((mid_s + edge * step_s - motion.grid_s[0]) * GRID_HZ)) for edge in cue.window
    )
    if first < 1 or last >= len(values) - 1 or last - first < 3:
        return np.nan
    peak = first + int(np.argmax(values[first : last + 1]))
    if peak in (first, last):
        return np.nan
    return float(motion.grid_s[0] + parabolic_peak(values, peak) / GRID_HZ - cue.lag * step_s)


def _speed(path: FloatArray) -> FloatArray:
    change: FloatArray = np.gradient(path) * GRID_HZ
    return change


def _signals(motion: Motion, side: str) -> Mapping[str, FloatArray]:
    leg = motion.left_leg if side == "left" else motion.right_leg
    facing = np.sign(np.median(leg["toe"][:, 0] - leg["heel"][:, 0])) or 1.0
    return {
        "ankle up": -leg["ankle"][:, 1],
        "ankle down": leg["ankle"][:, 1],
        "heel down": leg["heel"][:, 1],
        "ankle on ground": leg["ankle"][:, 1] + motion.body_down,
        "heel on ground": leg["heel"][:, 1] + motion.body_down,
        "toe on ground": leg["toe"][:, 1] + motion.body_down,
        "knee falling": _speed(leg["knee"][:, 1]),
        "ankle falling": _speed(leg["ankle"][:, 1]),
        "ankle rising": -_speed(leg["ankle"][:, 1]),
        "toe rising": -_speed(leg["toe"][:, 1]),
        "ankle kicked up": -_speed(_speed(leg["ankle"][:, 1])),
        "trunk falling": _speed(motion.body_down),
        "trunk rising": -_speed(motion.body_down),
        "toe behind": -facing * leg["toe"][:, 0],
        "feet apart": np.abs(motion.ankles[:, 0]),
    }

"""Initial contact and toe-off, by what trunk and legs do around mid-stance.

A foot that touches the ground is hidden by the picture's few pixels and frames, but all steps of a
runner are alike. So each event lies at a steady part of the stride from mid-stance, and that part
is told by how high the runner bounces (`formcheck.gait.flight`) and by turning points of trunk and
legs, each the median over the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formcheck.gait.flight import half_stance
from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind
from formcheck.signals import GRID_HZ, parabolic_peak

# Where a turning point is looked for, in shares of a step from mid-stance.
_BEFORE, _AROUND, _AFTER = (-0.8, 0.1), (-0.45, 0.45), (-0.1, 0.9)


@dataclass(frozen=True)
class Cue:
    """A turning point of a signal.

    Attributes
    ----------
    signal : str
        Which signal (see `_signals`); its maximum is looked for.
    window : (2,) tuple of float
        Where to look, in shares of a step from mid-stance.
    weight : float
        Of its time from mid-stance.
    """

    signal: str
    window: tuple[float, float]
    weight: float


@dataclass(frozen=True)
class Event:
    """How an event's time from mid-stance follows from cues: a constant and their weighted sum.

    Attributes
    ----------
    constant : float
        Strides.
    by_bounce : float
        Weight of half the stance that the bounce tells.
    cues : tuple of Cue
    possible : (2,) tuple of float
        Times, in strides from mid-stance, outside of which the cues are not believed.
    usual : float
        Strides from mid-stance where the cues do not tell.
    """

    constant: float
    by_bounce: float
    cues: tuple[Cue, ...]
    possible: tuple[float, float]
    usual: float


@dataclass(frozen=True)
class Timing:
    """When an event of a runner comes.

    Attributes
    ----------
    strides : float
        From mid-stance.
    told : bool
        Whether bounce and cues tell it; else it is in part what is usual in runners.
    """

    strides: float
    told: bool


# Half of a runner's stance and its SD among runners, in strides: a duty factor of 0.35 +- 0.04.
HALF_STANCE, HALF_STANCE_SD = 0.175, 0.02


def _contact(constant: float, by_bounce: float, *cues: Cue) -> Event:
    return Event(constant, by_bounce, cues, (-0.26, -0.09), -HALF_STANCE)


def _toe_off(constant: float, by_bounce: float, *cues: Cue) -> Event:
    return Event(constant, by_bounce, cues, (0.09, 0.28), HALF_STANCE)


# Constants and weights: least squares over rendered runners (duty factors of 0.28 to 0.42), 34
# clips from behind, 25 from the side, 11 from in front, and, with the weight of five, over another
# renderer's, whose force is half a sine and whose runners bounce higher for it.
_SIDE = (
    _contact(0.050, -0.677, Cue("heel halting", _BEFORE, 0.410)),
    _toe_off(
        -0.039, 0.872, Cue("knee behind", _AFTER, 0.229), Cue("heel lifting", _AFTER, 0.041)),
)
EVENTS: Mapping[ViewKind, tuple[Event, Event]] = {
    "rear": (
        _contact(-0.068, -0.578, Cue("toe on ground", _AFTER, -0.052)),
        _toe_off(
            -0.024, 0.627,
            Cue("trunk rising", _AROUND, 0.390), Cue("ankle lifting", _AFTER, 0.112)),
    ),
    "front": (
        _contact(0.008, -0.916, Cue("ankle lifting", _AFTER, -0.156)),
        _toe_off(0.023, 0.319, Cue("heel on ground", _AROUND, -0.600)),
    ),
    "left": _SIDE, "right": _SIDE, "oblique": _SIDE, "unknown": _SIDE,
}
# Steps that must show a cue, in number and as a share.
MIN_STEPS, MIN_SHARE = 4, 0.6

# SD of one contact and one toe-off against the truth, seconds of real time, on those clips, each
# left out in turn, and a quarter more: other runners are worse (validation/accuracy.md). Most of it
# is one error for a whole clip, not scatter.
TIMING_SD_S: Mapping[str, tuple[float, float]] = {"rear": (0.015, 0.014), "front": (0.013, 0.017)}
USUAL_TIMING_SD_S = (0.015, 0.019)


def event_timings(
    motion: Motion, mid_stance_s: FloatArray, sides: list[str], view: ViewKind, stride_hz: float
) -> tuple[Timing, Timing]:
    """Initial contact and toe-off of the runner's usual step."""
    signals = {side: _signals(motion, side) for side in ("left", "right")}

    def median(cue: Cue) -> float:
        times = [
            _turning_time(signals[side][cue.signal], cue.window, motion, mid_s, stride_hz) - mid_s
            for mid_s, side in zip(mid_stance_s, sides, strict=True)
        ]
        known = [time for time in times if np.isfinite(time)]
        enough = len(known) >= max(MIN_STEPS, MIN_SHARE * len(times))
        return float(np.median(known)) * stride_hz if enough else np.nan

    stance = half_stance(motion, mid_stance_s, stride_hz)
    contact, toe_off = (
        _timing(event, stance, [median(cue) for cue in event.cues]) for event in EVENTS[view]
    )
    return contact, toe_off


def _timing(event: Event, stance: float, cues: list[float]) -> Timing:
    bounces = bool(np.isfinite(stance))
    strides = event.constant + event.by_bounce * (stance if bounces else HALF_STANCE) + sum(
        cue.weight * time for cue, time in zip(event.cues, cues, strict=True))
    earliest, latest = event.possible
    if not earliest <= strides <= latest:
        return Timing(event.usual, told=False)
    return Timing(strides, told=bounces)


def timing_sd_s(
    view: ViewKind, frame_s: float, *, told: tuple[bool, bool], stride_s: float
) -> tuple[float, float]:
    """SD of one initial contact and of one toe-off, seconds: the view's, and that of the frames.

    Parameters
    ----------
    view : ViewKind
    frame_s : float
        Real time from one frame to the next.
    told : (2,) tuple of bool
        Whether the cues tell them; else what runners differ by comes on top.
    stride_s : float
    """
    between_frames = frame_s / np.sqrt(12)
    contact, toe_off = (
        float(np.hypot(sd, between_frames) if by_cues
              else np.linalg.norm([sd, between_frames, HALF_STANCE_SD * stride_s]))
        for sd, by_cues in zip(TIMING_SD_S.get(view, USUAL_TIMING_SD_S), told, strict=True)
    )
    return contact, toe_off


def _turning_time(
    values: FloatArray, window: tuple[float, float], motion: Motion, mid_s: float, stride_hz: float
) -> float:
    """Time of the maximum; NaN where the stretch ends before, or the maximum is at an edge."""
    first, last = (
        int(np.ceil((mid_s + edge / (2 * stride_hz) - motion.grid_s[0]) * GRID_HZ))
        for edge in window
    )
    if first < 1 or last >= len(values) - 1 or last - first < 3:
        return np.nan
    peak = first + int(np.argmax(values[first : last + 1]))
    if peak in (first, last):
        return np.nan
    return float(motion.grid_s[0] + parabolic_peak(values, peak) / GRID_HZ)


def _speed(path: FloatArray) -> FloatArray:
    change: FloatArray = np.gradient(path) * GRID_HZ
    return change


def _signals(motion: Motion, side: str) -> Mapping[str, FloatArray]:
    leg = motion.left_leg if side == "left" else motion.right_leg
    facing = np.sign(np.median(leg["toe"][:, 0] - leg["heel"][:, 0])) or 1.0
    heel_down = leg["heel"][:, 1] + motion.body_down
    return {
        "trunk rising": -_speed(motion.body_down),
        "ankle lifting": -_speed(leg["ankle"][:, 1] + motion.body_down),
        "heel lifting": -_speed(heel_down),
        "heel on ground": heel_down,
        "toe on ground": leg["toe"][:, 1] + motion.body_down,
        "heel halting": -facing * _speed(_speed(leg["heel"][:, 0])),
        "knee behind": -facing * leg["knee"][:, 0],
    }

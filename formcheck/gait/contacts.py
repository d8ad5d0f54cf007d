"""Initial contact and toe-off, by what trunk and legs do around mid-stance.

A foot that touches the ground is hidden by the picture's few pixels and frames, but all steps of a
runner are alike. So each event lies at a steady part of the stride from mid-stance, and that part
is told by how high the runner bounces (`formcheck.gait.flight`) and by turning points of trunk and
legs, looked for in the usual step of either leg: the median of all its steps.
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

# Where a turning point is looked for, in shares of a step from mid-stance, and at how many moments.
_BEFORE, _LANDING, _SINKING = (-0.9, 0.0), (-0.85, -0.05), (-0.7, 0.1)
_AROUND, _AFTER = (-0.45, 0.45), (-0.1, 0.9)
_MOMENTS = 201


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
# clips from behind, 44 from the side, 20 from in front, and, with a fifth of the weight, 17 of
# another renderer's, whose force is half a sine and whose runners bounce higher for it
# (`make contacts`, validation/contacts.md).
_SIDE = (
    _contact(
        0.015, -0.405, Cue("heel ahead", _BEFORE, 0.324), Cue("ankle falling", _LANDING, 0.128)),
    _toe_off(
        -0.004, 1.033, Cue("knee behind", _AFTER, 0.168), Cue("trunk falling", _SINKING, 0.302)),
)
EVENTS: Mapping[ViewKind, tuple[Event, Event]] = {
    "rear": (
        _contact(
            -0.077, -0.439,
            Cue("toe on ground", _AFTER, -0.068), Cue("ankle falling", _LANDING, 0.059)),
        _toe_off(0.008, 0.690, Cue("trunk rising", _AROUND, 0.355)),
    ),
    "front": (
        _contact(
            -0.049, -0.833,
            Cue("trunk rising", _AROUND, 0.422), Cue("heel on ground", _AROUND, 0.296)),
        _toe_off(0.048, 0.250, Cue("heel on ground", _AROUND, -0.473)),
    ),
    "left": _SIDE, "right": _SIDE, "oblique": _SIDE, "unknown": _SIDE,
}
# Steps of a leg that make a usual one.
MIN_STEPS = 2

# SD of one contact and one toe-off against the truth, seconds of real time, on those clips, each
# left out in turn, and a quarter more: other runners are worse (validation/accuracy.md). Most of it
# is one error for a whole clip, not scatter.
TIMING_SD_S: Mapping[str, tuple[float, float]] = {"rear": (0.015, 0.014), "front": (0.013, 0.017)}
# From the side rendered runners would tell of 0.015 and 0.019 s, but all of them fly. In six real
# clips whose contacts are marked by hand the errors are 0.08 s RMS: two of the six runners never
# leave the ground, and their contacts come up to 0.15 s after the marks (validation/contacts.md).
USUAL_TIMING_SD_S = (0.08, 0.08)


@dataclass(frozen=True)
class Clues:
    """What tells contact and toe-off of the runner's usual step, in strides.

    Attributes
    ----------
    half_stance : float
        By the bounce; NaN where that does not tell.
    contact, toe_off : tuple of float
        Times of the events' cues from mid-stance, the mean of both legs; NaN where not found.
    """

    half_stance: float
    contact: tuple[float, ...]
    toe_off: tuple[float, ...]


def event_timings(
    motion: Motion, mid_stance_s: FloatArray, sides: list[str], view: ViewKind, stride_hz: float
) -> tuple[Timing, Timing]:
    """Initial contact and toe-off of the runner's usual step."""
    clues = clues_of(motion, mid_stance_s, sides, view, stride_hz)
    contact, toe_off = EVENTS[view]
    return (
        _timing(contact, clues.half_stance, clues.contact),
        _timing(toe_off, clues.half_stance, clues.toe_off),
    )


def clues_of(
    motion: Motion, mid_stance_s: FloatArray, sides: list[str], view: ViewKind, stride_hz: float
) -> Clues:
    """What the usual step shows of its contact and its toe-off."""
    legs = [
        (_signals(motion, side), mid_stance_s[np.array(sides) == side])
        for side in ("left", "right")
    ]

    def time_of(cue: Cue) -> float:
        times = [
            _turning_point(signals[cue.signal], cue.window, motion, mid_s, 1 / (2 * stride_hz)) / 2
            for signals, mid_s in legs
        ]
        known = [time for time in times if np.isfinite(time)]
        return float(np.mean(known)) if known else np.nan

    contact, toe_off = (tuple(map(time_of, event.cues)) for event in EVENTS[view])
    return Clues(half_stance(motion, mid_stance_s, stride_hz), contact, toe_off)


def _timing(event: Event, stance: float, cues: tuple[float, ...]) -> Timing:
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


def _turning_point(
    values: FloatArray, window: tuple[float, float], motion: Motion, mid_s: FloatArray,
    step_s: float,
) -> float:
    """Where the usual step has its maximum, shares of a step from mid-stance.

    NaN where too few steps are whole, or the maximum is at an edge.
    """
    moments = np.linspace(*window, _MOMENTS)
    time_s = mid_s[:, None] + step_s * moments
    whole = (time_s[:, 0] >= motion.grid_s[0]) & (time_s[:, -1] <= motion.grid_s[-1])
    if whole.sum() < MIN_STEPS:
        return np.nan
    usual = np.median(np.interp(time_s[whole], motion.grid_s, values), axis=0)
    peak = int(np.argmax(usual))
    if peak in (0, _MOMENTS - 1):
        return np.nan
    return float(np.interp(parabolic_peak(usual, peak), np.arange(_MOMENTS), moments))


def _speed(path: FloatArray) -> FloatArray:
    change: FloatArray = np.gradient(path) * GRID_HZ
    return change


def _signals(motion: Motion, side: str) -> Mapping[str, FloatArray]:
    leg = motion.left_leg if side == "left" else motion.right_leg
    facing = np.sign(np.median(leg["toe"][:, 0] - leg["heel"][:, 0])) or 1.0
    heel_down, ankle_down, toe_down = (
        leg[part][:, 1] + motion.body_down for part in ("heel", "ankle", "toe"))
    return {
        "trunk falling": _speed(motion.body_down),
        "trunk rising": -_speed(motion.body_down),
        "ankle falling": _speed(ankle_down),
        "heel on ground": heel_down,
        "toe on ground": toe_down,
        "heel ahead": facing * leg["heel"][:, 0],
        "knee behind": -facing * leg["knee"][:, 0],
    }

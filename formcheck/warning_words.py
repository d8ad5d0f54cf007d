"""What a user should know about the clip before trusting the numbers, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from formcheck.gait.cadence import looks_slowed
from formcheck.gait.camera_motion import CameraMotion
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.pose.runner import Followed
from formcheck.readings import Reading
from formcheck.result import Activity, Shot
from formcheck.settings import AUTO, Settings

# Frames a second below which angles suffer (evidence: 30 fps is fine for angles and cadence).
MIN_FPS = 23.0
# Share of frames with the runner in them below which it is worth a word.
MOSTLY_SEEN = 0.8
# Share of frames that copy the one before, above which it is worth a word.
MANY_COPIES = 0.2
# Time without a picture, seconds, from which it is said.
LONG_GAP_S = 1.0
# Share of running steps that are not steady, from which it is said.
LEFT_OUT_SHARE = 0.1


def warnings_of(
    *,
    footage: Iterable[str],
    followed: Followed,
    motion: CameraMotion,
    activity: Activity,
    sides_sure: bool,
    cadence: Reading,
    fps: float,
    seen_share: float,
    settings: Settings,
    slow_motion: SlowMotionGuess | None = None,
    shots: Sequence[Shot] = (),
    steps: pd.DataFrame | None = None,
    time_s: Sequence[float] | np.ndarray = (),
) -> tuple[str, ...]:
    """Sentences about footage, people, camera, speed and sides, the gravest first."""
    found = list(footage)
    if gap := _longest_gap(np.asarray(time_s, dtype=float)):
        found.append(gap)
    if slow_motion:
        found.append(_slowed(slow_motion, applied=settings.slow_motion == AUTO))
    elif looks_slowed(cadence.value, settings.told_slow_motion):
        found.append(
            "This looks like slow motion: all times and the cadence are those of the file. "
            "Tell formcheck the factor (--slow-motion) to get real-time numbers."
        )
    if followed.ambiguous:
        found.append(
            f"{followed.candidates} people move in this clip; the one who runs most was followed. "
            "To follow another, choose person 1, 2 … (--person)."
        )
    elif followed.lost_s and not motion.cuts:
        found.append(
            f"The runner was out of sight for {followed.lost_s:.1f} s, and it may be somebody else "
            "afterwards. If so, cut the clip there and measure each part by itself."
        )
    if motion.cuts:
        found.append(_cut(len(motion.cuts), shots))
    if motion.kind == "moving":
        found.append("The camera moved along; put it on a stand for the surest numbers.")
    repeated = float(motion.repeated.mean()) if len(motion.repeated) else 0.0
    if repeated > MANY_COPIES:
        found.append(
            f"{100 * repeated:.0f} % of the frames are copies of the one before: "
            "the true frame rate is lower than the file says."
        )
    if 0 < fps < MIN_FPS:
        found.append(
            f"Only {fps:.0f} frames a second: fine for cadence, coarse for angles. "
            "60 or more show each step better."
        )
    if seen_share < MOSTLY_SEEN:
        found.append(f"The runner was seen in {100 * seen_share:.0f} % of the frames.")
    if activity.kind == "mixed":
        found.append(_mixed(activity))
    if steps is not None and (left_out := _left_out(steps)):
        found.append(left_out)
    if activity.kind == "running" and not sides_sure:
        found.append("Left and right could not be told apart with certainty.")
    return tuple(found)


def _slowed(guess: SlowMotionGuess, *, applied: bool) -> str:
    because = " ".join(guess.reasons)
    if applied:
        return (
            f"This is slow motion, most likely {guess.factor:g} times: {because} All numbers are "
            "for real time with this factor; if you know better, tell formcheck the factor "
            "(--slow-motion)."
        )
    return (
        f"This looks like slow motion, most likely {guess.factor:g} times: {because} All times "
        "here are those of the file; measured as slow motion (--slow-motion auto), it "
        "gives real-time numbers."
    )


def _longest_gap(time_s: np.ndarray) -> str:
    gaps_s = np.diff(time_s)
    if not len(gaps_s) or gaps_s.max() < LONG_GAP_S:
        return ""
    first = int(np.argmax(gaps_s))
    return (
        f"From {time_s[first]:.1f} s on the clip has no picture for {gaps_s[first]:,.1f} seconds, "
        "by its own clock; nothing is measured across that gap."
    )


def _cut(n_cuts: int, shots: Sequence[Shot]) -> str:
    cuts = "a cut" if n_cuts == 1 else f"{n_cuts} cuts"
    used = [shot for shot in shots if shot.used]
    if not used or len(used) == len(shots):
        return f"The clip has {cuts}; each part was read by itself."
    times = " and ".join(f"{shot.start_s:.1f}–{shot.end_s:.1f} s" for shot in used)
    others = [
        f"{shot.cadence_spm:.0f} at {shot.start_s:.1f}–{shot.end_s:.1f} s"
        for shot in shots if not shot.used and shot.cadence_spm is not None
    ]
    beside = f" Steps a minute in the others: {', '.join(others)}." if others else ""
    return f"The clip has {cuts}; the numbers are of {times}, the longest good running.{beside}"


def _mixed(activity: Activity) -> str:
    words = [
        f"{stretch.kind} {stretch.start_s:.0f}–{stretch.end_s:.0f} s"
        for stretch in activity.stretches if stretch.kind in ("running", "walking", "standing")
    ]
    return (
        f"Walking and running were told apart ({', '.join(words)}); the numbers are of the running "
        "alone. Running with walks between is running too."
    )


def _left_out(steps: pd.DataFrame) -> str:
    """What of the running did not count, once it is worth a word."""
    running = steps[steps["activity"] == "running"]
    uneven = int((~running["steady"].astype(bool)).sum())
    if not len(running) or uneven < max(3, LEFT_OUT_SHARE * len(running)):
        return ""
    return (
        f"{uneven} of {len(running)} running steps were left out: starting, stopping, or out of "
        "rhythm. Only steady running counts."
    )

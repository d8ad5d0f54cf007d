"""What a user should know about the clip before trusting the numbers, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.gait.cadence import looks_slowed
from formcheck.gait.camera_motion import CameraMotion
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.pose.runner import Followed
from formcheck.readings import Reading
from formcheck.result import Activity
from formcheck.settings import AUTO, Settings

# Frames a second below which angles suffer (evidence: 30 fps is fine for angles and cadence).
MIN_FPS = 23.0
# Share of frames with the runner in them below which it is worth a word.
MOSTLY_SEEN = 0.8
# Share of frames that copy the one before, above which it is worth a word.
MANY_COPIES = 0.2


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
) -> tuple[str, ...]:
    """Sentences about footage, people, camera, speed and sides, the gravest first."""
    found = list(footage)
    if slow_motion:
        found.append(_slowed(slow_motion, applied=settings.slow_motion == AUTO))
    elif looks_slowed(cadence.value, settings.told_slow_motion):
        found.append(
            "This looks like slow motion: all times and the cadence are those of the file. "
            "Give the factor with --slow-motion to get real-time numbers."
        )
    if followed.ambiguous:
        found.append(
            f"{followed.candidates} people move in this clip; the one who runs most was followed."
        )
    if motion.cuts:
        cuts = "a cut" if len(motion.cuts) == 1 else f"{len(motion.cuts)} cuts"
        found.append(f"The clip has {cuts}; each part was read by itself.")
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
        found.append("Walking and running were told apart; the numbers are of the running alone.")
    if activity.kind == "running" and not sides_sure:
        found.append("Left and right could not be told apart with certainty.")
    return tuple(found)


def _slowed(guess: SlowMotionGuess, *, applied: bool) -> str:
    because = " ".join(guess.reasons)
    if applied:
        return (
            f"This is slow motion, most likely {guess.factor:g} times: {because} All numbers are "
            f"for real time with this factor; if you know better, give it with --slow-motion."
        )
    return (
        f"This looks like slow motion, most likely {guess.factor:g} times: {because} All times "
        "here are those of the file; --slow-motion auto, or the factor if you know it, gives "
        "real-time numbers."
    )

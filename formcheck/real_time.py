"""The runner of a clip in real time: its leading shot, and the slow motion undone."""

from __future__ import annotations

from formcheck.gait.dating import propose_slow_motion, shown_fps
from formcheck.gait.motion import steadier
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.observe import Observations
from formcheck.result import Shot
from formcheck.running import Running, running_at
from formcheck.settings import AUTO, Settings
from formcheck.shots import lead_shots


def find_running(
    seen: Observations, *, settings: Settings
) -> tuple[Running, SlowMotionGuess | None, tuple[Shot, ...]]:
    """The runner in real time, the slow motion that the clip looks like, and its shots.

    The guess is None where the clip is plausible as it plays, or where the user told the factor.
    It is followed where the settings ask for it.
    """
    factor = settings.told_slow_motion
    running, shots = _leading(seen, factor, settings)
    guess = None if factor != 1 else propose_slow_motion(
        running.track, running.moving, running.steps,
        trunk_down_px=steadier(
            running.trunk_down_px - seen.motion.path_px[:, 1], running.trunk_down_px),
        fps=shown_fps(seen.time_s[seen.looked], seen.motion.repeated[seen.looked]),
        settings=settings.gait,
    )  # fmt: skip
    if guess and settings.slow_motion == AUTO:
        running, shots = _leading(seen, guess.factor, settings)
    return running, guess, shots


def _leading(
    seen: Observations, slow_motion: float, settings: Settings
) -> tuple[Running, tuple[Shot, ...]]:
    shown, shots = lead_shots(seen, slow_motion, settings=settings)
    return running_at(shown, slow_motion, settings=settings), shots

"""How long a runner's foot stays down, by gravity: who is in the air for longer bounces higher.

In flight the trunk falls freely; on the ground it sinks and comes up about like half a sine. So the
height of the bounce, against the square of the time of a step, tells the share of the step that is
flight, from any side and however hidden the feet are. Where the *force* is half a sine (Morin 2005,
doi 10.1123/jab.21.2.167), as another renderer has it, the same stance bounces a third higher: a
high bounce is therefore read as a short stance and no more.
"""

from __future__ import annotations

import numpy as np

from formcheck.gait.motion import Motion
from formcheck.pose.track import FloatArray

GRAVITY_M_S2 = 9.81
# Length of the trunk in the picture, metres, with which rendered runners keep to this law (SD of
# clips 0.05 from behind, 0.09 from the side).
TRUNK_M = 0.472
# Half stances that are told apart, strides: duty factors of 0.31 to 0.44. With less at the short
# end the other renderer's contacts come out later, and this one's no truer.
HALF_STANCES = (0.155, 0.22)
# Bounce over g times the square of the time of a step, for a share u of flight: a u - b u^2.
_A, _B = 1 / (2 * np.pi), 1 / (2 * np.pi) - 1 / 8
MIN_STEPS = 4
# Steps a minute of the slowest runner: below, the clip plays slowly, and gravity with it.
SLOWEST_SPM = 130.0
# A bounce smaller than this (torso lengths) is none.
MIN_BOUNCE = 0.008


def half_stance(motion: Motion, mid_stance_s: FloatArray, stride_hz: float) -> float:
    """Half of the runner's usual stance in strides; NaN where too few steps show a bounce.

    NaN, too, where the clip plays more slowly than anybody runs.

    Parameters
    ----------
    motion : Motion
    mid_stance_s : (n,) array
    stride_hz : float
    """
    half_step_s = 1 / (4 * stride_hz)
    seen = (mid_stance_s - half_step_s >= motion.grid_s[0]) & (
        mid_stance_s + half_step_s <= motion.grid_s[-1])
    if seen.sum() < MIN_STEPS or 120 * stride_hz < SLOWEST_SPM:
        return float("nan")
    lowest, before, after = (
        np.interp(mid_stance_s[seen] + offset_s, motion.grid_s, motion.body_down)
        for offset_s in (0.0, -half_step_s, half_step_s)
    )
    bounce = float(np.median(lowest - (before + after) / 2))
    if bounce < MIN_BOUNCE:
        return float("nan")
    return _half_stance(TRUNK_M * bounce / (GRAVITY_M_S2 * (2 * half_step_s) ** 2))


def _half_stance(bounce: float) -> float:
    """Half a stance, strides, of a bounce in units of g times the square of the step's time."""
    root = np.sqrt(max(_A**2 - 4 * _B * bounce, 0.0))
    flight = (_A - root) / (2 * _B)
    return float(np.clip((1 - flight) / 4, *HALF_STANCES))

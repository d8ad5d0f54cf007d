"""Whether the feet go the way that the runner is said to face.

In the dark MediaPipe may take a back for a face throughout a clip; then every left is a right one,
and nothing in its landmarks contradicts. The ground does: a foot that stands is carried towards a
camera behind the runner, hence down the picture against the hips, and up it before a camera in
front, whichever leg it is called.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from formcheck.gait.activity import Moving
from formcheck.result import View, ViewKind

# Feet that sink or rise faster than this about mid-stance (torso lengths a stride, median over the
# steps) belong to the other view. Seen from behind: -0.3 (uphill) to 1.3 in 52 clips; from in
# front: -1.9 to 0.1, which is running in place, in 15.
SINKING_IN_FRONT = 0.35
RISING_FROM_BEHIND = 0.65
# Shares of a stride to either side of mid-stance between which the motion is taken.
AROUND = 0.1
MIN_STEPS = 4


def faces_away(view: ViewKind, moving: Sequence[Moving], steps: pd.DataFrame) -> bool:
    """Whether the standing feet contradict a view from behind or from in front.

    Parameters
    ----------
    view : ViewKind
        As the landmarks have it.
    moving : sequence of Moving
    steps : DataFrame
        As from `formcheck.gait.steps.find_steps`.
    """
    if view not in ("rear", "front"):
        return False
    sinking = _sinking(moving, steps)
    if len(sinking) < MIN_STEPS:
        return False
    usual = float(np.median(sinking))
    return usual > SINKING_IN_FRONT if view == "front" else usual < -RISING_FROM_BEHIND


def not_told() -> View:
    """The view of a runner whose feet contradict it."""
    return View(
        "unknown", None, None,
        reason="shoulders and feet disagree on whether the camera stood behind or in front",
    )


def _sinking(moving: Sequence[Moving], steps: pd.DataFrame) -> list[float]:
    """How fast each standing foot moves down the picture against the hips, torsos a stride."""
    speeds = []
    for part in moving:
        motion, stride_s = part.motion, 1 / part.rhythm.stride_hz
        own = steps["mid_stance_s"].between(motion.grid_s[0], motion.grid_s[-1])
        for middle_s, side in steps.loc[own & (steps["activity"] == "running"),
                                        ["mid_stance_s", "side"]].itertuples(index=False):
            leg = motion.left_leg if side == "left" else motion.right_leg
            down = (leg["ankle"][:, 1] + leg["heel"][:, 1]) / 2
            around_s = middle_s + AROUND * stride_s * np.array([-1, 1])
            before, after = np.interp(around_s, motion.grid_s, down)
            speeds.append(float(after - before) / (2 * AROUND))
    return speeds

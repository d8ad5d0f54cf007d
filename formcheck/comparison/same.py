"""Whether two films show the very same run: a copy, a re-encoded copy, or its mirror image."""

from __future__ import annotations

from typing import Literal

import numpy as np

from formcheck.comparison.film import Film
from formcheck.pose.track import FloatArray

Kinship = Literal["same file", "same film", "mirror image", "different"]

# The path of the pelvis through two films of the same run is one and the same but for a pixel;
# of two runs, even the rhythm does not keep step for long.
CORRELATION = 0.98
LENGTH_S = 0.15
PLACE_SHARE = 0.02
POINTS = 400


def kinship(before: Film, after: Film) -> Kinship:
    """How two films are related, told by the path of the pelvis through them."""
    if before.sha256 == after.sha256:
        return "same file"
    one, other = _path(before), _path(after)
    if one is None or other is None or abs(one[1] - other[1]) > LENGTH_S:
        return "different"
    (x1, y1), (x2, y2) = one[0], other[0]
    if _correlation(y1, y2) < CORRELATION:
        return "different"
    across = _correlation(x1, x2)
    if across > CORRELATION and abs(x1.mean() - x2.mean()) < PLACE_SHARE:
        return "same film"
    if across < -CORRELATION and abs(x1.mean() + x2.mean() - 1) < PLACE_SHARE:
        return "mirror image"
    return "different"


def _path(film: Film) -> tuple[tuple[FloatArray, FloatArray], float] | None:
    """The pelvis's path as shares of the width at even times, and how long it takes."""
    frames = film.frames
    seen = frames["pelvis_x_px"].notna().to_numpy()
    if seen.sum() < POINTS // 10:
        return None
    time_s = frames["time_s"].to_numpy(float)
    even_s = np.linspace(time_s[0], time_s[-1], POINTS)
    x, y = (
        np.interp(even_s, time_s[seen], frames[name].to_numpy(float)[seen]) / film.width_px
        for name in ("pelvis_x_px", "pelvis_y_px")
    )
    return (x, y), float(time_s[-1] - time_s[0])


def _correlation(a: FloatArray, b: FloatArray) -> float:
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])

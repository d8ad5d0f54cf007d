"""Whether two films show the very same run: a copy, a re-encoded copy, or its mirror image."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from formcheck.clip import open_clip
from formcheck.comparison.film import Film
from formcheck.pose.track import FloatArray

Kinship = Literal["same file", "same film", "mirror image", "different"]

# The pelvis's path through two films of the same run is the same but for the scatter of the
# landmarks, which is large against the little that a runner sways: paths alone must agree nearly
# to the last digit (two runs of one rhythm may begin on different feet).
PATHS_ALONE = 0.98
# Else the rises and falls agree, and the pictures tell: saved anew or turned, every still agrees to
# 0.9999 (a sample clip); other moments of that clip to 0.97, one pair in nine to 0.99.
RISES_WITH_PICTURES = 0.9
PICTURES, PICTURES_APART = 0.99, 0.02
LENGTH_S = 0.15
PLACE_SHARE = 0.02
POINTS = 400
STILLS, STILL_PX = 3, (48, 48)


def kinship(before: Film, after: Film) -> Kinship:
    """How two films are related, told by the pelvis's path through them and by their pictures."""
    if before.sha256 == after.sha256:
        return "same file"
    one, other = _path(before), _path(after)
    if one is None or other is None or abs(one[1] - other[1]) > LENGTH_S:
        return "different"
    (x1, y1), (x2, y2) = one[0], other[0]
    down, across = _correlation(y1, y2), _correlation(x1, x2)
    mirrored = across < 0
    place = x1.mean() + x2.mean() - 1 if mirrored else x1.mean() - x2.mean()
    if min(down, abs(across)) >= PATHS_ALONE and abs(place) <= PLACE_SHARE:
        return "mirror image" if mirrored else "same film"
    return _by_pictures(before, after) if down > RISES_WITH_PICTURES else "different"


def _by_pictures(before: Film, after: Film) -> Kinship:
    """Whether stills of both show the same, straight or in the mirror, and not both alike."""
    if before.clip is None or after.clip is None:
        return "different"
    first, second = _stills(before.clip), _stills(after.clip)
    if not first or len(first) != len(second):
        return "different"
    straight = min(_correlation(a, b) for a, b in zip(first, second, strict=True))
    turned = min(_correlation(a, b[:, ::-1]) for a, b in zip(first, second, strict=True))
    if max(straight, turned) < PICTURES or abs(straight - turned) < PICTURES_APART:
        return "different"
    return "mirror image" if turned > straight else "same film"


def _stills(clip: Path) -> list[FloatArray]:
    stills = open_clip(clip).stills(STILLS, max_side_px=4 * max(STILL_PX))
    return [
        cv2.resize(still.image_bgr, STILL_PX, interpolation=cv2.INTER_AREA).mean(axis=2)
        for still in stills
    ]


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
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])

"""The small picture that stands for a clip in the table."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from formcheck.clip import open_clip
from formcheck.report.draw import Picture, resized
from formcheck.report.pictures import picture_of, typical_moment
from formcheck.result import Analysis

HEIGHT_PX = 260
QUALITY = 82
# Larger than what is shown, so that the lines are drawn on a sharp runner.
_READ_SIDE_PX = 960


def small_picture(analysis: Analysis, result_dir: Path) -> bytes | None:
    """JPEG of the runner with the lines: the deepest flagged frame, or a typical moment.

    None when nobody was seen.
    """
    picture = _deepest_flag(analysis, result_dir)
    if picture is None:
        picture = _typical(analysis)
    if picture is None:
        return None
    height, width = picture.shape[:2]
    small = resized(picture, (round(width * HEIGHT_PX / height), HEIGHT_PX), cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1].tobytes())


def _deepest_flag(analysis: Analysis, result_dir: Path) -> Picture | None:
    if not analysis.flags:
        return None
    number = 1 + int(np.argmax([flag.value_deg for flag in analysis.flags]))
    for path in (result_dir / "flagged").glob(f"{number:02d}_*.jpg"):
        return np.asarray(cv2.imread(str(path)), np.uint8)
    return None


def _typical(analysis: Analysis) -> Picture | None:
    moment = typical_moment(analysis)
    if moment is None:
        return None
    frames = open_clip(analysis.clip.path).frames(max_side_px=_READ_SIDE_PX)
    frame = next(islice(frames, moment.frame, None), None)
    if frame is None:
        return None
    return picture_of(analysis, moment, analysis.shown(frame.index, frame.image_bgr))

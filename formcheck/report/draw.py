"""Drawing on pictures: anti-aliased lines with a dark edge, and text with any character."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from formcheck.pose.track import FloatArray
from formcheck.report.style import OVERLAY_RGB, Colour

Picture = NDArray[np.uint8]
Point = tuple[float, float]

# Fixed-point digits of OpenCV's coordinates: lines move by a sixteenth of a pixel, not in jumps.
_SHIFT = 4
_FIGURES = tuple("0123456789.")


def bgr(name: str) -> Colour:
    """A colour of the overlay in OpenCV's order."""
    red, green, blue = OVERLAY_RGB[name]
    return blue, green, red


def line(
    picture: Picture, start: Point, end: Point, colour: Colour, width: float, *, edge: float = 0.0
) -> None:
    """A line in place; `edge` is the width of the dark rim that keeps it visible on anything."""
    lines(picture, np.array([[start, end]], float), colour, width, edge=edge)


def lines(
    picture: Picture, ends: FloatArray, colour: Colour, width: float, *, edge: float = 0.0
) -> None:
    """Lines (n, start and end, x and y) in place, as `line` draws one; NaN is left out.

    All rims lie under all lines, and one call of OpenCV draws each.
    """
    known = ends[np.isfinite(ends).all(axis=(1, 2))]
    if not len(known):
        return
    fixed = list(np.round(known * 2**_SHIFT).astype(np.int32))
    if edge > 0:
        _polylines(picture, fixed, bgr("edge"), width + 2 * edge)
    _polylines(picture, fixed, colour, width)


def dashed(
    picture: Picture, start: Point, end: Point, colour: Colour, width: float, *, dash: float,
    edge: float = 0.0,
) -> None:
    """A dashed line in place; `dash` is the length of a dash and of a gap, in pixels."""
    first, last = np.array(start, float), np.array(end, float)
    length = float(np.linalg.norm(last - first))
    if not np.isfinite(length) or length == 0:
        return
    count = max(1, round((length / dash + 1) / 2))
    shares = (2 * np.arange(count)[:, None] + [0, 1]) / (2 * count - 1)
    lines(picture, first + (last - first) * shares[..., None], colour, width, edge=edge)


def dot(picture: Picture, centre: Point, colour: Colour, radius: float, *, edge: float = 0) -> None:
    """A filled circle in place."""
    if not np.isfinite(centre).all():
        return
    for size, shade in ((radius + edge, bgr("edge")), (radius, colour)):
        cv2.circle(
            picture, _fixed(centre), round(size * 2**_SHIFT), shade, -1, cv2.LINE_AA, _SHIFT
        )


def veil(picture: Picture, box: tuple[int, int, int, int], *, opacity: float) -> None:
    """Darken a box (left, top, right, bottom) in place, so that text on it can be read."""
    left, top, right, bottom = box
    part = picture[max(top, 0):max(bottom, 0), max(left, 0):max(right, 0)]
    if part.size:
        part[:] = cv2.LUT(part, _veiled(opacity))


@lru_cache(maxsize=16)
def _veiled(opacity: float) -> Picture:
    """What becomes of every value of each channel under a veil, shape (1, 256, 3)."""
    values = np.arange(256)[:, None] * (1 - opacity) + np.array(bgr("panel")) * opacity
    return np.round(values).astype(np.uint8)[None]


def text(
    picture: Picture, words: str, where: Point, *, height: float, colour: Colour,
    bold: bool = False, anchor: str = "left",
) -> int:
    """Write in place, the line's top at `where`, and tell how wide the text is in pixels.

    Parameters
    ----------
    height : float
        Height of the letters' body in pixels (font size).
    anchor : {"left", "middle", "right"}
        Which part of the text `where` names.
    """
    mask = _letters(words, max(6, round(height)), bold)
    _rows, columns = mask.shape
    left = round(where[0] - {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor] * columns)
    _blend(picture, mask, left, round(where[1]), colour)
    return columns


def fitting_height(words: str, *, height: float, width: float, bold: bool = False) -> float:
    """The letters' height at which these words are no wider than `width`; `height` at most."""
    return min(height, height * width / max(1, text_width(words, height=height, bold=bold)))


def text_width(words: str, *, height: float, bold: bool = False) -> int:
    """How wide `text` would write these words, in pixels."""
    return _letters(words, max(6, round(height)), bold).shape[1]


def resized(picture: Picture, size: tuple[int, int], interpolation: int) -> Picture:
    """The picture in another size (width, height)."""
    return np.asarray(cv2.resize(picture, size, interpolation=interpolation), np.uint8)


def _polylines(
    picture: Picture, fixed: list[NDArray[np.int32]], colour: Colour, width: float
) -> None:
    cv2.polylines(picture, fixed, False, colour, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * 2**_SHIFT), round(point[1] * 2**_SHIFT)


@lru_cache(maxsize=2048)
def _letters(words: str, size: int, bold: bool) -> NDArray[np.float32]:
    """Opacity of the written words, one line high.

    Figures are as wide as one another, so that numbers, which are many, are put together from them.
    """
    if len(words) > 1 and words[0] in _FIGURES:
        return np.hstack([_letters(words[0], size, bold), _letters(words[1:], size, bold)])
    font = _font(size, bold)
    left, _, right, _ = font.getbbox(words)
    width = font.getlength(words) if words in _FIGURES else right - min(left, 0)
    ascent, descent = font.getmetrics()
    canvas = Image.new("L", (max(1, round(width)), ascent + descent))
    ImageDraw.Draw(canvas).text((-min(left, 0), 0), words, font=font, fill=255)
    return np.asarray(np.asarray(canvas, np.float32) / 255, np.float32)


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """The font that comes with matplotlib: OpenCV's own has no degree sign and no dash."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name, size)


def _blend(
    picture: Picture, mask: NDArray[np.float32], left: int, top: int, colour: Colour
) -> None:
    rows, columns = mask.shape
    y0, x0 = max(top, 0), max(left, 0)
    y1, x1 = min(top + rows, picture.shape[0]), min(left + columns, picture.shape[1])
    if y1 <= y0 or x1 <= x0:
        return
    share = mask[y0 - top:y1 - top, x0 - left:x1 - left]
    part = picture[y0:y1, x0:x1]
    letters = np.empty_like(part)
    letters[:] = colour
    part[:] = cv2.blendLinear(part, letters, 1 - share, share)

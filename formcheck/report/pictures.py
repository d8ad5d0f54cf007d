"""Single pictures for the page: a flagged frame, and a measured patch with its line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from formcheck.pose.track import FloatArray
from formcheck.report import draw
from formcheck.report.draw import Picture, resized
from formcheck.report.overlay import HALF_LINE, pelvic_line, skeleton, slope_in_picture
from formcheck.result import Analysis, Flag, PelvisPicture

# Width against height of a flagged picture, without the words under it.
ASPECT = 0.8
# Around the landmarks, as a share of their height: head, hands and feet go beyond them.
MARGIN = 0.12
# Least height that counts for that margin, as a share of the picture's.
SMALLEST = 0.1
# Height of the words under a picture, as a share of the whole.
WORDS_HEIGHT = 0.16
PATCH_WIDTH_PX = 480
JPEG_QUALITY = 86


@dataclass(frozen=True)
class Crop:
    """A part of the picture, turned upright and scaled: ``out = matrix @ (x, y, 1)``."""

    matrix: FloatArray
    width_px: int
    height_px: int

    @property
    def scale(self) -> float:
        """Pixels of the crop for a pixel of the frame it is cut from."""
        return float(np.linalg.norm(self.matrix[:, 0]))

    def picture(self, image: Picture) -> Picture:
        cut = cv2.warpAffine(
            image, self.matrix, (self.width_px, self.height_px), flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(cut, np.uint8)

    def points(self, points: FloatArray) -> FloatArray:
        """Points of shape (..., 2) in the crop's pixels."""
        return np.asarray(points @ self.matrix[:, :2].T + self.matrix[:, 2])


def upright_crop(
    box: tuple[float, float, float, float], *, roll_deg: float, height_px: int
) -> Crop:
    """The crop that shows a box (left, top, right, bottom) with the camera's roll taken out.

    Parameters
    ----------
    roll_deg : float
        How far the picture's verticals lean to the right.
    """
    left, top, right, bottom = box
    scale = height_px / (bottom - top)
    width_px = round((right - left) * scale)
    cosine, sine = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
    turn = scale * np.array([[cosine, sine], [-sine, cosine]])
    centre = np.array([(left + right) / 2, (top + bottom) / 2])
    shift = np.array([width_px / 2, height_px / 2]) - turn @ centre
    return Crop(np.column_stack([turn, shift]), width_px, height_px)


@dataclass(frozen=True)
class Moment:
    """A frame to be shown as a picture.

    Attributes
    ----------
    frame : int
        Row of the table of frames.
    stance : {"left", "right", ""}
    obliquity_deg : float or None
        Slope of the pelvis, positive when the right side is lower; None when not measured.
    title, words : str
        The two lines under the picture.
    number : int or None
        The flag's number on the plot of the pelvis over time.
    """

    frame: int
    stance: str
    obliquity_deg: float | None
    title: str
    words: str
    number: int | None = None


def flagged_moment(flag: Flag, number: int) -> Moment:
    """The moment of a flag, with its angle and interval in words."""
    interval = f"{flag.low_deg:.1f} to {flag.high_deg:.1f}°".replace("-", "−")
    return Moment(
        frame=flag.frame, stance=flag.side, number=number,
        obliquity_deg=flag.value_deg if flag.side == "left" else -flag.value_deg,
        title=f"{flag.side} leg stands", words=f"{interval}  ·  {flag.time_s:.2f} s",
    )


def typical_moment(analysis: Analysis) -> Moment | None:
    """What to show of a clip without flags: its deepest drop, or how the runner was found.

    None when the runner was seen in no frame.
    """
    frames = analysis.frames[analysis.pose.seen]
    if frames.empty:
        return None
    side = frames["stance_side"].fillna("")
    sign = side.map({"left": 1.0, "right": -1.0})
    drop = (frames["pelvic_obliquity_deg"] * sign).dropna()
    measured = len(drop) > 0
    stood = frames[sign.notna()] if sign.notna().any() else frames
    surest = stood["landmark_confidence"].fillna(0.0)
    frame = int((drop if measured else surest).idxmax())
    row, stance = frames.loc[frame], str(side.loc[frame])
    return Moment(
        frame=frame, stance=stance,
        obliquity_deg=float(row["pelvic_obliquity_deg"]) if measured else None,
        title=f"{stance} leg stands" if stance else "this is who was found",
        words=f"at {row['time_s']:.2f} s",
    )


def picture_of(analysis: Analysis, moment: Moment, image_bgr: Picture) -> Picture:
    """A frame cropped to the runner and turned upright: skeleton, pelvic line, horizontal, words.

    Parameters
    ----------
    image_bgr : (h, w, 3) uint8 array
        The frame, of any size.
    """
    track, row = analysis.pose, analysis.frames.iloc[moment.frame]
    to_image = image_bgr.shape[1] / track.width_px
    points = track.landmarks_px[moment.frame] * to_image
    pelvis = np.array([row["pelvis_x_px"], row["pelvis_y_px"]], float) * to_image
    crop = upright_crop(
        _box_around(points, pelvis, image_bgr), roll_deg=analysis.view.camera_roll_deg or 0.0,
        height_px=round(analysis.settings.report.overlay_max_side_px * (1 - WORDS_HEIGHT)),
    )
    picture = crop.picture(image_bgr)
    width = 0.006 * picture.shape[1]
    skeleton(
        picture, crop.points(points), track.visibility[moment.frame], stance=moment.stance,
        width=width,
    )
    if moment.obliquity_deg is not None:
        x, y = crop.points(pelvis)
        pelvic_line(
            picture, (x, y), level_deg=0.0, width=1.5 * width,
            line_deg=slope_in_picture(analysis.view.kind, moment.obliquity_deg, 0.0),
            half_px=1.3 * HALF_LINE * float(row["torso_px"]) * to_image * crop.scale,
        )
    if moment.number is not None:
        _badge(picture, moment.number, moment.stance)
    return _with_words(picture, moment)


def measured_patch(measured: PelvisPicture, *, roll_deg: float) -> Picture:
    """A measured patch, enlarged, with the line that was read and the true horizontal (BGR)."""
    scale = PATCH_WIDTH_PX / measured.image_rgb.shape[1]
    size = PATCH_WIDTH_PX, round(measured.image_rgb.shape[0] * scale)
    picture = resized(np.ascontiguousarray(measured.image_rgb[:, :, ::-1]), size, cv2.INTER_CUBIC)
    centre = (measured.centre_px[0] + 0.5) * scale, (measured.centre_px[1] + 0.5) * scale
    pelvic_line(
        picture, centre, line_deg=measured.line_deg, level_deg=roll_deg,
        half_px=0.4 * PATCH_WIDTH_PX, width=0.008 * PATCH_WIDTH_PX,
    )
    return picture


def jpeg(picture: Picture) -> bytes:
    """A BGR picture as JPEG."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()


def _box_around(
    points: FloatArray, pelvis: FloatArray, image: Picture
) -> tuple[float, float, float, float]:
    """A box of the right aspect around the runner, the pelvis in its middle if there is room."""
    tall, wide = float(image.shape[0]), float(image.shape[1])
    seen = points[np.isfinite(points).all(axis=1)]
    if len(seen) == 0:
        return 0.0, 0.0, wide, tall
    margin = MARGIN * max(float(np.ptp(seen[:, 1])), SMALLEST * tall)
    top = max(float(seen[:, 1].min()) - margin, 0.0)
    bottom = min(float(seen[:, 1].max()) + margin, tall)
    centre = float(pelvis[0] if np.isfinite(pelvis[0]) else seen[:, 0].mean())
    half = max(ASPECT * (bottom - top) / 2, 1.05 * float(np.abs(seen[:, 0] - centre).max()))
    if 2 * half <= wide:
        centre = min(max(centre, half), wide - half)
    return centre - half, top, centre + half, bottom


def _badge(picture: Picture, number: int, side: str) -> None:
    radius = 0.075 * picture.shape[1]
    centre = (1.35 * radius, 1.35 * radius)
    draw.dot(picture, centre, draw.bgr(side), radius, edge=0.06 * radius)
    draw.text(
        picture, str(number), (centre[0], centre[1] - 0.72 * radius), height=1.2 * radius,
        colour=draw.bgr("panel"), bold=True, anchor="middle",
    )


def _with_words(picture: Picture, moment: Moment) -> Picture:
    """On a panel under the picture: the angle, the leg, its interval and the time."""
    tall, wide = picture.shape[:2]
    panel = np.full((round(tall * WORDS_HEIGHT / (1 - WORDS_HEIGHT)), wide, 3), 0, np.uint8)
    panel[:] = draw.bgr("panel")
    unit, margin = panel.shape[0], 0.045 * wide
    left = margin
    if moment.obliquity_deg is not None:
        drop = moment.obliquity_deg if moment.stance == "left" else -moment.obliquity_deg
        left += margin + draw.text(
            panel, f"{drop:.1f}°".replace("-", "−"), (margin, 0.14 * unit), height=0.55 * unit,
            colour=draw.bgr("line"), bold=True,
        )
    room = wide - left - margin
    for words, top, size, colour, bold in (
        (moment.title, 0.13 * unit, 0.28 * unit, moment.stance or "text", True),
        (moment.words, 0.52 * unit, 0.25 * unit, "text", False),
    ):
        draw.text(
            panel, words, (left, top), colour=draw.bgr(colour), bold=bold,
            height=draw.fitting_height(words, height=size, width=room, bold=bold),
        )
    return np.vstack([picture, panel])

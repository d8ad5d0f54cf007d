"""What is drawn on the footage: skeleton, stance leg, pelvic line against the horizontal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from formcheck.pose.track import FloatArray, Landmark
from formcheck.report import draw
from formcheck.report.draw import Picture, Point
from formcheck.result import Analysis, ViewKind

# Bones by the colour they are drawn in. The line from hip to hip is left out: it does not follow
# the pelvis, and would stand beside the line that does.
BONES: dict[str, tuple[tuple[Landmark, Landmark], ...]] = {
    "middle": ((Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),),
    "left": (
        (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW), (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
        (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP), (Landmark.LEFT_HIP, Landmark.LEFT_KNEE),
        (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE), (Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL),
        (Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX),
    ),
    "right": (
        (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW),
        (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
        (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP), (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE),
        (Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE), (Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL),
        (Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX),
    ),
}
_BONES = {side: np.array(bones) for side, bones in BONES.items()}
MIN_VISIBILITY = 0.3
# Half-length of the pelvic line in torso lengths: a little wider than the pelvis, so that its
# slope can be seen.
HALF_LINE = 0.42
# Below this a pelvis is called level in words.
LEVEL_DEG = 0.5


def slope_in_picture(view: ViewKind, obliquity_deg: float, roll_deg: float) -> float:
    """Slope of the pelvic line in the picture, in degrees, positive when it falls to the right.

    Obliquity is positive when the runner's right side is lower. From behind that side is on the
    picture's right, from the front on its left; the camera's roll comes on top.
    """
    return (-obliquity_deg if view == "front" else obliquity_deg) + roll_deg


def lower_side(obliquity_deg: float) -> str:
    """The angle in words, e.g. ``"right side lower"``."""
    if abs(obliquity_deg) < LEVEL_DEG:
        return "level"
    return "right side lower" if obliquity_deg > 0 else "left side lower"


def skeleton(
    picture: Picture, points: FloatArray, visibility: FloatArray, *, stance: str, width: float
) -> None:
    """Draw the bones in place; the leg that stands is drawn thick.

    Parameters
    ----------
    points : (33, 2) array
        Landmarks in pixels of `picture`; NaN is left out.
    visibility : (33,) array
    stance : {"left", "right", ""}
    width : float
        Line width in pixels.
    """
    seen = visibility >= MIN_VISIBILITY
    for side, bones in _BONES.items():
        shown = bones[seen[bones].all(axis=1)]
        standing = (shown[:, 0] >= Landmark.LEFT_HIP) & (side == stance)
        for part, thickness in ((~standing, 1.0), (standing, 2.2)):
            draw.lines(
                picture, points[shown[part]], draw.bgr(side), thickness * width, edge=0.35 * width)


def pelvic_line(
    picture: Picture, centre: Point, *, line_deg: float, level_deg: float, half_px: float,
    width: float,
) -> None:
    """Draw the pelvic line, the horizontal and the wedge between them in place.

    Parameters
    ----------
    line_deg, level_deg : float
        Slopes in the picture of the pelvic line and of the true horizontal, in degrees,
        positive when they fall to the right.
    half_px : float
        Half the length of the pelvic line.
    """
    if not np.isfinite([*centre, line_deg, level_deg, half_px]).all():
        return
    wide = 1.25 * half_px
    _wedge(picture, centre, line_deg, level_deg, half_px)
    draw.dashed(
        picture, _along(centre, level_deg, -wide), _along(centre, level_deg, wide),
        draw.bgr("level"), max(1.0, 0.55 * width), dash=4 * width, edge=0.3 * width,
    )
    ends = _along(centre, line_deg, -half_px), _along(centre, line_deg, half_px)
    draw.line(picture, *ends, draw.bgr("line"), width, edge=0.4 * width)
    for end in ends:
        draw.dot(picture, end, draw.bgr("line"), 1.1 * width, edge=0.4 * width)


@dataclass(frozen=True)
class Overlay:
    """Draws the frames of one clip at one size.

    Attributes
    ----------
    scale : float
        From pixels of the upright clip to pixels of the drawn picture.
    """

    view: ViewKind
    roll_deg: float
    scale: float
    points: FloatArray
    visibility: FloatArray
    time_s: FloatArray
    stance: tuple[str, ...]
    obliquity_deg: FloatArray
    pelvis_px: FloatArray
    torso_px: FloatArray

    @classmethod
    def of(cls, analysis: Analysis, *, scale: float) -> Overlay:
        frames = analysis.frames
        return cls(
            view=analysis.view.kind, roll_deg=analysis.view.camera_roll_deg or 0.0, scale=scale,
            points=analysis.pose.landmarks_px * scale, visibility=analysis.pose.visibility,
            time_s=frames["time_s"].to_numpy(float),
            stance=tuple(frames["stance_side"].fillna("").astype(str)),
            obliquity_deg=frames["pelvic_obliquity_deg"].to_numpy(float),
            pelvis_px=frames[["pelvis_x_px", "pelvis_y_px"]].to_numpy(float) * scale,
            torso_px=frames["torso_px"].to_numpy(float) * scale,
        )

    def draw(self, picture: Picture, frame: int) -> None:
        """Draw everything known of a frame in place."""
        width = self._line_width(frame, picture)
        skeleton(
            picture, self.points[frame], self.visibility[frame], stance=self.stance[frame],
            width=width,
        )
        pelvic_line(
            picture, (self.pelvis_px[frame, 0], self.pelvis_px[frame, 1]),
            line_deg=slope_in_picture(self.view, self.obliquity_deg[frame], self.roll_deg),
            level_deg=self.roll_deg, half_px=HALF_LINE * self.torso_px[frame], width=1.6 * width,
        )
        self._tell(picture, frame)

    def _line_width(self, frame: int, picture: Picture) -> float:
        """In keeping with the runner's size in the picture, so that lines do not hide the body."""
        torso = self.torso_px[frame]
        usual = 0.016 * torso if math.isfinite(torso) else 0.004 * min(picture.shape[:2])
        return float(np.clip(usual, 1.2, 6.0))

    def _tell(self, picture: Picture, frame: int) -> None:
        """The leg, the angle and the time, in the picture's upper corners."""
        size = 0.05 * min(picture.shape[:2])
        margin = round(0.5 * size)
        stance, angle = self.stance[frame], self.obliquity_deg[frame]
        lines: list[tuple[str, str, float]] = []
        if stance:
            lines.append((f"{stance} leg", stance, 1.0))
        if math.isfinite(angle):
            lines.append((f"{abs(angle):.1f}°", "text", 1.5))
            lines.append((lower_side(angle), "text", 0.8))
        _box_of_lines(picture, lines, size=size, margin=margin)
        clock = f"{self.time_s[frame]:.2f} s"
        wide = draw.text_width(clock, height=size)
        right = picture.shape[1] - margin
        draw.veil(
            picture, (right - wide - margin, margin, right, margin + round(1.6 * size)),
            opacity=0.55,
        )
        draw.text(
            picture, clock, (right - 0.5 * margin, margin + 0.2 * size), height=size,
            colour=draw.bgr("text"), anchor="right",
        )


def _box_of_lines(
    picture: Picture, lines: list[tuple[str, str, float]], *, size: float, margin: int
) -> None:
    """Lines of (words, colour, size) on a dark panel whose width does not jump with the words."""
    if not lines:
        return
    widest = max(
        draw.text_width("right side lower", height=0.8 * size),
        draw.text_width("right leg", height=size, bold=True),
    ) if len(lines) > 1 else draw.text_width("right leg", height=size, bold=True)
    tall = sum(1.25 * size * share for _, _, share in lines)
    draw.veil(
        picture, (margin, margin, margin + widest + margin, margin + round(tall + 0.5 * size)),
        opacity=0.55,
    )
    top = margin + 0.2 * size
    for words, colour, share in lines:
        draw.text(
            picture, words, (1.5 * margin, top), height=share * size, colour=draw.bgr(colour),
            bold=share >= 1,
        )
        top += 1.25 * size * share


def _along(centre: Point, slope_deg: float, distance: float) -> Point:
    angle = math.radians(slope_deg)
    return centre[0] + distance * math.cos(angle), centre[1] + distance * math.sin(angle)


def _wedge(
    picture: Picture, centre: Point, line_deg: float, level_deg: float, half_px: float
) -> None:
    """A translucent wedge on both sides of the centre."""
    reach = math.ceil(half_px) + 2
    left, top = max(0, int(centre[0]) - reach), max(0, int(centre[1]) - reach)
    part = picture[top:int(centre[1]) + reach, left:int(centre[0]) + reach]
    if not part.size:
        return
    tinted = part.copy()
    for sign in (-1, 1):
        corners = [
            centre, _along(centre, line_deg, sign * half_px),
            _along(centre, level_deg, sign * half_px),
        ]
        shape = np.round((np.array(corners) - [left, top]) * 16).astype(np.int32)
        cv2.fillPoly(tinted, [shape], draw.bgr("line"), cv2.LINE_AA, 4)
    part[:] = cv2.addWeighted(part, 0.55, tinted, 0.45, 0)

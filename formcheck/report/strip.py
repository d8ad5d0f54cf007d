"""The running curve under the overlay video: the pelvis over the last and the next seconds."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import BoolArray, FloatArray
from formcheck.report import draw
from formcheck.report.draw import Picture
from formcheck.result import Analysis

# Seconds of the clip seen at once; now is in the middle.
SPAN_S = 4.0
# The curve's widest swing fills this share of the strip's half-height.
FILL = 0.82
_SHIFT = 4


@dataclass(frozen=True)
class CurveStrip:
    """The curve of one stretch of a clip, drawn once; every frame shows a window of it.

    Attributes
    ----------
    drawn : (height, w, 3) uint8 array
        The whole stretch with half a window of margin at both ends.
    start_s : float
        Time at the left edge of `drawn`.
    px_per_s, px_per_deg : float
    width_px : int
        Width of a window.
    """

    drawn: Picture
    start_s: float
    px_per_s: float
    px_per_deg: float
    width_px: int
    time_s: FloatArray
    obliquity_deg: FloatArray

    @classmethod
    def of(
        cls, analysis: Analysis, *, first_s: float, last_s: float, width_px: int, height_px: int
    ) -> CurveStrip | None:
        """The strip of a stretch; None when the pelvis was not measured in it."""
        frames = analysis.frames[analysis.frames["time_s"].between(first_s, last_s)]
        angles = frames["pelvic_obliquity_deg"].to_numpy(float)
        if not np.isfinite(angles).any():
            return None
        highest = max(float(np.nanmax(np.abs(angles))), analysis.settings.flags.deep_drop_deg)
        px_per_s = width_px / SPAN_S
        strip = cls(
            drawn=np.empty(
                (height_px, round((last_s - first_s + SPAN_S) * px_per_s) + 1, 3), np.uint8),
            start_s=first_s - SPAN_S / 2, px_per_s=px_per_s,
            px_per_deg=FILL * height_px / 2 / highest, width_px=width_px,
            time_s=frames["time_s"].to_numpy(float), obliquity_deg=angles,
        )
        strip.drawn[:] = draw.bgr("panel")
        strip._draw_stances(analysis)
        strip._draw_levels(analysis.settings.flags.drop_deg)
        strip._draw_curve(frames["stance_side"].fillna("").to_numpy(str))
        return strip

    def at(self, time_s: float) -> Picture:
        """The window around a time, now marked in the middle."""
        left = round((time_s - self.start_s) * self.px_per_s - self.width_px / 2)
        left = min(max(left, 0), self.drawn.shape[1] - self.width_px)
        window = self.drawn[:, left:left + self.width_px].copy()
        height, now = window.shape[0], (time_s - self.start_s) * self.px_per_s - left
        draw.line(window, (now, 0), (now, height), draw.bgr("text"), max(1, height // 80))
        nearest = int(np.argmin(np.abs(self.time_s - time_s)))
        draw.dot(
            window, (now, self._y(self.obliquity_deg[nearest])), draw.bgr("line"),
            0.05 * height, edge=0.015 * height,
        )
        self._draw_words(window)
        return window

    def _x(self, time_s: FloatArray) -> FloatArray:
        return (time_s - self.start_s) * self.px_per_s

    def _y(self, obliquity_deg: float) -> float:
        return self.drawn.shape[0] / 2 - obliquity_deg * self.px_per_deg

    def _draw_stances(self, analysis: Analysis) -> None:
        steps = analysis.steps
        known = steps[steps["toe_off_s"].notna() & steps["initial_contact_s"].notna()]
        starts, ends = (
            self._x(known[name].to_numpy(float)).astype(int)
            for name in ("initial_contact_s", "toe_off_s")
        )
        for side, left, right in zip(known["side"], starts, ends, strict=True):
            part = self.drawn[:, max(left, 0):max(right, 0)]
            if part.size:
                tint = np.full_like(part, draw.bgr(str(side)))
                part[:] = cv2.addWeighted(part, 0.7, tint, 0.3, 0)

    def _draw_levels(self, threshold_deg: float) -> None:
        wide, thin = float(self.drawn.shape[1]), max(1, self.drawn.shape[0] // 110)
        draw.line(self.drawn, (0, self._y(0)), (wide, self._y(0)), draw.bgr("muted"), thin)
        for level in (threshold_deg, -threshold_deg):
            draw.dashed(
                self.drawn, (0, self._y(level)), (wide, self._y(level)), draw.bgr("muted"), thin,
                dash=self.px_per_s / 25,
            )

    def _draw_curve(self, stance: NDArray[np.str_]) -> None:
        height = self.drawn.shape[0]
        corners = np.column_stack([
            self._x(self.time_s), height / 2 - self.obliquity_deg * self.px_per_deg])
        self._draw_runs(corners, np.isfinite(self.obliquity_deg), "middle", height / 70)
        for side in ("left", "right"):
            standing = np.isfinite(self.obliquity_deg) & (stance == side)
            self._draw_runs(corners, standing, side, height / 28)

    def _draw_runs(
        self, corners: FloatArray, wanted: BoolArray, colour: str, width: float
    ) -> None:
        """Draw the curve's unbroken runs of wanted corners: a gap stays a gap."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], wanted.astype(int), [0]])))
        for first, last in edges.reshape(-1, 2):
            run = np.round(corners[first:last] * 2**_SHIFT).astype(np.int32)
            cv2.polylines(
                self.drawn, [run], False, draw.bgr(colour), max(1, round(width)), cv2.LINE_AA,
                _SHIFT,
            )

    def _draw_words(self, window: Picture) -> None:
        size, margin = 0.12 * window.shape[0], 0.05 * window.shape[0]
        low = window.shape[0] - margin - 1.25 * size
        for words, top in (("right side lower", margin), ("left side lower", low)):
            wide = draw.text_width(words, height=size)
            draw.veil(
                window, (0, round(top), round(wide + 2 * margin), round(top + 1.25 * size)),
                opacity=0.7,
            )
            draw.text(window, words, (margin, top), height=size, colour=draw.bgr("text"))

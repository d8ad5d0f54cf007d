"""Both runners beside each other: the same size, upright, at the same phase of the step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from formcheck.clip import open_clip
from formcheck.comparison.curve_strip import CURSOR_BGR, Strip
from formcheck.comparison.film import Film
from formcheck.comparison.lockstep import Lockstep, lockstep
from formcheck.comparison.result import Pair
from formcheck.figures import number
from formcheck.observe import Progress
from formcheck.pose.track import FloatArray
from formcheck.report import draw
from formcheck.report.draw import Picture
from formcheck.report.overlay import HALF_LINE, lower_side, pelvic_line, slope_in_picture
from formcheck.report.pictures import upright_crop
from formcheck.report.video import h264
from formcheck.settings import CompareSettings

STAGE = "Drawing side by side"
PANEL_PX = (480, 852)
# What is shown of the runner, in torso lengths above and below the pelvis.
ABOVE, BELOW = 2.05, 2.25
# The video plays slower than life: at full speed nobody sees a step.
SLOWER = 2.0
# The camera that follows the runner does not bounce along, seconds.
FOLLOW_S = 1.0


@dataclass(frozen=True)
class _Panel:
    """One runner's half of the picture."""

    film: Film
    title: str
    centre_px: FloatArray
    torso_px: float

    @classmethod
    def of(cls, film: Film, title: str) -> _Panel:
        path = film.frames[["pelvis_x_px", "pelvis_y_px"]]
        interval_s = float(film.frames["time_s"].diff().median())
        window = max(3, round(FOLLOW_S / interval_s))
        calm = path.interpolate(limit_direction="both").rolling(
            window, center=True, min_periods=1).mean()
        return cls(
            film=film, title=title, centre_px=calm.to_numpy(float),
            torso_px=float(film.frames["torso_px"].median()),
        )

    def picture(self, image: Picture, row: int) -> Picture:
        width, height = PANEL_PX
        x, y = self.centre_px[row]
        tall = (ABOVE + BELOW) * self.torso_px
        half = tall * width / height / 2
        top = y - ABOVE * self.torso_px
        roll_deg = self.film.view["camera_roll_deg"] or 0.0
        crop = upright_crop((x - half, top, x + half, top + tall), roll_deg=roll_deg,
                            height_px=height)
        shown = draw.resized(crop.picture(image), PANEL_PX, 1)
        frame = self.film.frames.iloc[row]
        self._line(shown, frame, crop.points(frame[["pelvis_x_px", "pelvis_y_px"]].to_numpy(float)),
                   crop.scale)
        self._words(shown, frame)
        return shown

    def _line(
        self, shown: Picture, frame: pd.Series, centre: FloatArray, scale: float
    ) -> None:
        obliquity = float(frame["pelvic_obliquity_deg"])
        pelvic_line(
            shown, (float(centre[0]), float(centre[1])),
            line_deg=slope_in_picture(self.film.view["kind"], obliquity, 0.0), level_deg=0.0,
            half_px=HALF_LINE * self.torso_px * scale, width=4.0,
        )

    def _words(self, shown: Picture, frame: pd.Series) -> None:
        width, height = PANEL_PX
        draw.veil(shown, (0, 0, width, 92), opacity=0.6)
        draw.text(shown, self.title, (18, 10), height=30, colour=draw.bgr("text"), bold=True)
        draw.text(shown, _short(self.film.name), (18, 52), height=20, colour=draw.bgr("muted"))
        angle, side = float(frame["pelvic_obliquity_deg"]), str(frame["stance_side"] or "")
        if math.isfinite(angle):
            draw.text(shown, f"{abs(angle):.1f}°", (width - 18, 6), height=40,
                      colour=draw.bgr("text"), bold=True, anchor="right")
            draw.text(shown, lower_side(angle), (width - 18, 56), height=20,
                      colour=draw.bgr("muted"), anchor="right")
        draw.veil(shown, (0, height - 46, width, height), opacity=0.6)
        draw.text(shown, self._readings(), (18, height - 38), height=20, colour=draw.bgr("text"))
        if side:
            draw.text(shown, f"{side} leg", (width - 18, height - 38), height=20,
                      colour=draw.bgr(side), bold=True, anchor="right")

    def _readings(self) -> str:
        parts = []
        for name, label in (("pelvic_drop_left", "L"), ("pelvic_drop_right", "R"), ("cadence", "")):
            reading = self.film.readings.get(name)
            if reading is not None and reading.value is not None:
                unit = " spm" if name == "cadence" else ""
                parts.append(f"{label} {number(reading.value, reading.unit)}{unit}".strip())
        return "  ·  ".join(parts)


def write_side_by_side(
    pair: Pair, path: Path, *, settings: CompareSettings, blur_faces: bool = False,
    progress: Progress | None = None,
) -> bool:
    """Write the video of both films in step.

    Parameters
    ----------
    pair : Pair
    path : Path
        The mp4 to write.
    settings : CompareSettings
    blur_faces : bool
        Show no film whose heads are not known; where they are, they are always blurred.
    progress : callable, optional

    Returns
    -------
    bool
        False when it cannot be made: the footage is not at hand or may not be shown, or a film
        has no whole stride.
    """
    films = pair.before, pair.after
    if any(film.clip is None or (blur_faces and film.heads is None) for film in films):
        return False
    steps = lockstep(pair.before, pair.after, longest_s=settings.video_max_s / SLOWER)
    if steps is None:
        return False
    panels = _Panel.of(pair.before, "Before"), _Panel.of(pair.after, "After")
    width, height = PANEL_PX
    strip = Strip.of(pair.waveform, width_px=2 * width)
    tall = height + (0 if strip is None else strip.height_px)
    rate = 1 / float(np.median(np.diff(steps.time_s))) / SLOWER
    with h264(path, 2 * width, tall, rate=rate) as write:
        for shown, both in enumerate(_pictures(panels, steps)):
            picture = np.hstack(both)
            picture[:, width - 1:width + 1] = CURSOR_BGR
            if strip is not None:
                picture = np.vstack([picture, strip.at(steps.cycle_percent[shown])])
            write(np.ascontiguousarray(picture), SLOWER * steps.time_s[shown])
            if progress is not None:
                progress(STAGE, shown + 1, len(steps.time_s))
    return True


def _pictures(
    panels: tuple[_Panel, _Panel], steps: Lockstep
) -> Iterator[tuple[Picture, Picture]]:
    first = _rows(panels[0], steps.before)
    second = _rows(panels[1], steps.after)
    yield from zip(first, second, strict=True)


def _rows(panel: _Panel, rows: np.ndarray) -> Iterator[Picture]:
    """The panel's picture for each wanted row; a row may come twice, never an earlier one."""
    film = panel.film
    assert film.clip is not None
    clip = film.summary["clip"]
    frames = open_clip(film.clip).frames(max_side_px=max(clip["width_px"], clip["height_px"]))
    frame = next(frames)
    for row in rows:
        while frame.index < row:
            frame = next(frames)
        image = film.shown(frame.index, frame.image_bgr)
        image = image[:, ::-1] if film.mirrored else image
        yield panel.picture(np.ascontiguousarray(image), int(row))


def _short(name: str, most: int = 30) -> str:
    return name if len(name) <= most else f"{name[:most - 1]}…"

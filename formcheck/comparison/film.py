"""A film as a comparison sees it: what an analysis, or the folder of its result, has to tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.blur import blur_circles
from formcheck.errors import ClipError
from formcheck.files import sha256_of
from formcheck.gait.cadence import looks_slowed
from formcheck.gait.posture.shoulder_level import SHOULDER_LEVEL
from formcheck.heads import Heads
from formcheck.readings import Reading
from formcheck.report.files import FRAMES, HEADS, STEPS, SUMMARY
from formcheck.result import Analysis

OTHER_SIDE = {"left": "right", "right": "left"}
_SIGNED_COLUMNS = (
    "pelvic_obliquity_deg", "pelvic_obliquity_raw_deg", "pelvic_obliquity_network_deg",
    "pelvic_obliquity_tape_deg", "mediapipe_hip_line_deg",
)


@dataclass(frozen=True)
class Film:
    """One film with its result.

    Attributes
    ----------
    name : str
        Of the clip's file.
    sha256 : str
    summary : mapping
        What ``summary.json`` holds.
    readings : mapping of str to Reading
    frames, steps : DataFrame
        As `formcheck.result.Analysis` describes them.
    clip : Path or None
        The footage, where it is at hand.
    mirrored : bool
        Left and right were exchanged: the footage is a mirror image.
    heads : Heads or None
        To be made unrecognisable, in the footage's own pixels.
    """

    name: str
    sha256: str
    summary: Mapping[str, Any]
    readings: Mapping[str, Reading]
    frames: pd.DataFrame
    steps: pd.DataFrame
    clip: Path | None = None
    mirrored: bool = False
    heads: Heads | None = None

    @property
    def view(self) -> Mapping[str, Any]:
        view: Mapping[str, Any] = self.summary["view"]
        return view

    @property
    def slow_motion_factor(self) -> float:
        """How many times slower than life the clip plays, as far as that was told or found."""
        return float(self.summary.get("slow_motion_factor") or 1.0)

    @property
    def looks_slowed(self) -> bool:
        """Whether it seems to be slow motion that nobody has taken out."""
        cadence = self.readings.get("cadence")
        return cadence is not None and looks_slowed(cadence.value, self.slow_motion_factor)

    def shown(self, frame: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A frame of the footage, in its own size, as others may see it."""
        if self.heads is None:
            return picture
        return blur_circles(picture, self.heads.in_frame(frame))

    @property
    def width_px(self) -> int:
        return int(self.summary["clip"]["width_px"])

    @property
    def steady_steps(self) -> pd.DataFrame:
        """Steps that count for the readings."""
        return self.steps[self.steps["steady"].astype(bool)] if len(self.steps) else self.steps


def film_of(analysis: Analysis) -> Film:
    """The film of an analysis just made."""
    return Film(
        name=analysis.clip.name, sha256=analysis.clip.sha256, summary=analysis.summary(),
        readings=analysis.readings, frames=analysis.frames, steps=analysis.steps,
        clip=analysis.clip.path if analysis.clip.path.is_file() else None, heads=analysis.heads,
    )


def is_result(path: Path) -> bool:
    return (path / SUMMARY).is_file()


def read_film(folder: Path, *, clip: Path | None = None) -> Film:
    """The film of a result folder.

    Parameters
    ----------
    folder : Path
    clip : Path, optional
        Its footage; else it is looked for by name beside the folder and where we stand.

    Raises
    ------
    ClipError
        When the folder is not a whole result.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        frames = pd.read_csv(folder / FRAMES, keep_default_na=True)
        steps = pd.read_csv(folder / STEPS)
        heads = Heads.read(folder / HEADS) if (folder / HEADS).exists() else None
        readings = {name: _reading(values) for name, values in summary["readings"].items()}
        name, sha256 = summary["clip"]["name"], summary["clip"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClipError(
            f"{folder.name}: this is no whole result of formcheck; give a clip, or a folder that "
            "'formcheck analyze' has made."
        ) from error
    texts = {column: frames[column].fillna("") for column in ("stance_side", "gait_phase")}
    return Film(
        name=name, sha256=sha256, summary=summary, readings=readings,
        frames=frames.assign(**texts), steps=steps, clip=clip or _footage(folder, name, sha256),
        heads=heads,
    )


def mirror_image(film: Film) -> Film:
    """The film with left and right exchanged, as of footage that a mirror has turned."""
    view = dict(film.view)
    view["kind"] = OTHER_SIDE.get(view["kind"], view["kind"])
    for name in ("azimuth_deg", "camera_roll_deg"):
        view[name] = None if view[name] is None else -view[name]
    frames, steps = film.frames.copy(), film.steps.copy()
    for name in _SIGNED_COLUMNS:
        if name in frames:
            frames[name] = -frames[name]
    frames["pelvis_x_px"] = film.width_px - frames["pelvis_x_px"]
    frames["stance_side"] = frames["stance_side"].replace(OTHER_SIDE)
    # The cycle is counted from the left foot's landing, which was the right one's.
    frames["cycle_percent"] = (frames["cycle_percent"] + 50) % 100
    steps["side"] = steps["side"].replace(OTHER_SIDE)
    return replace(
        film, summary={**film.summary, "view": view}, frames=frames, steps=steps,
        readings=_exchanged(film.readings), mirrored=not film.mirrored,
    )


def _exchanged(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Left for right; differences of the two, and what is signed by the side, change sign."""
    exchanged = {}
    for name, reading in readings.items():
        side = next((side for side in OTHER_SIDE if name.endswith(f"_{side}")), "")
        partner = name.removesuffix(side) + OTHER_SIDE[side] if side else name
        of_partner = readings.get(partner, reading)
        signed = name.endswith("_asymmetry") or name == SHOULDER_LEVEL.name
        if signed and reading.value is not None:
            assert reading.low is not None
            assert reading.high is not None
            of_partner = replace(
                reading, value=-reading.value, low=-reading.high, high=-reading.low)
        exchanged[name] = replace(of_partner, name=name, label=reading.label)
    return exchanged


def _reading(values: Mapping[str, Any]) -> Reading:
    return Reading(**{**values, "views": tuple(values["views"])})


def _footage(folder: Path, name: str, sha256: str) -> Path | None:
    resolved = folder.resolve()
    places = (resolved.parent, resolved.parent.parent, Path.cwd())
    for path in dict.fromkeys(place / name for place in places):
        if path.is_file() and sha256_of(path) == sha256:
            return path
    return None

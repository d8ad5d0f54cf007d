"""What rendered runners with a known skeleton taught about each reading (validation/posture.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind

FILE = "posture.json"
VIEW_GROUPS: dict[ViewKind, str] = {
    "rear": "rear", "front": "front", "left": "side", "right": "side",
}


@dataclass(frozen=True)
class Calibration:
    """How a raw value becomes a reading in one view: ``(raw - offset) / slope``.

    Attributes
    ----------
    slope, offset : float
        Of the raw value against the truth, on the tuning half of the rendered clips.
    sd : float
        Of what is left, which does not average out over steps, in the reading's unit.
    difference_sd : float
        The same for left minus right; 0 where there is no such reading.
    clips : int
        Rendered clips behind it.
    """

    slope: float
    offset: float
    sd: float
    difference_sd: float
    clips: int

    def corrected(self, raw: FloatArray) -> FloatArray:
        """Raw values as readings."""
        values: FloatArray = (raw - self.offset) / self.slope
        return values


def calibration_of(name: str, view: ViewKind) -> Calibration | None:
    """The calibration of a reading in a view; None where it does not hold, and is not shown."""
    entry = _file().get(name, {}).get(VIEW_GROUPS.get(view, ""))
    return Calibration(**entry) if entry else None


def views_of(name: str) -> tuple[ViewKind, ...]:
    """The views in which a reading is shown."""
    return tuple(view for view in VIEW_GROUPS if calibration_of(name, view))


def holds_anywhere(name: str) -> bool:
    """Whether a reading is shown in any view."""
    return bool(_file().get(name))


@cache
def _file() -> dict[str, Any]:
    text = (files("formcheck") / "weights" / FILE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content

"""What rendered runners with a known skeleton taught about each reading (validation/posture.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from formcheck.pose.track import FloatArray

FILE = "posture.json"


@dataclass(frozen=True)
class Calibration:
    """How a raw value becomes a reading: what it is off by on average is taken out, no more.

    Attributes
    ----------
    offset : float
        Mean of raw value less truth on the tuning half of the rendered clips.
    sd : float
        Of what is left, which does not average out over steps, in the reading's unit; the fewer
        the clips, the wider.
    difference_sd : float
        The same for left minus right; 0 where there is no such reading.
    clips : int
        Rendered clips of the tuning half.
    """

    offset: float
    sd: float
    difference_sd: float
    clips: int

    def corrected(self, raw: FloatArray) -> FloatArray:
        """Raw values as readings."""
        return raw - self.offset


def calibration_of(name: str) -> Calibration | None:
    """The calibration of a reading; None where it did not hold, and is not shown."""
    entry = _file().get(name)
    return Calibration(**entry) if entry else None


@cache
def _file() -> dict[str, Any]:
    text = (files("formcheck") / "weights" / FILE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content

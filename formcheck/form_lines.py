"""Sourced lines for the rest of the form: mean and spread of healthy runners in one study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.readings import Reading


@dataclass(frozen=True)
class FormLine:
    """What healthy runners had, and on which side of it injured ones were found.

    Attributes
    ----------
    reading, topic : str
        Name of the reading, and topic of its finding.
    mean_deg, sd_deg : float
        Of the healthy runners.
    far : {"above", "below"}
        Where the injured runners of the study were; the line is one SD on that side.
    when : str
        The instant, in words.
    good, look : str
        Titles of the finding on the near and on the far side.
    source : str
    """

    reading: str
    topic: str
    mean_deg: float
    sd_deg: float
    far: Literal["above", "below"]
    when: str
    good: str
    look: str
    source: str

    @property
    def limit_deg(self) -> float:
        return self.mean_deg + (self.sd_deg if self.far == "above" else -self.sd_deg)


FORM_LINES = (
    FormLine(
        "trunk_lean", "trunk", 9.5, 2.9, "above", "at mid-stance",
        "You run tall", "Your trunk leans forward more than usual", "bramah2018",
    ),
    FormLine(
        "knee_flexion_at_contact", "landing", 10.2, 4.8, "below", "as the foot lands",
        "Your knee is softly bent as you land", "You land on a straighter knee than usual",
        "bramah2018",
    ),
)  # fmt: skip


def place(reading: Reading, line: FormLine) -> Literal["near", "close", "far"]:
    """On which side of the line a reading lies with its whole interval; ``close``: on neither."""
    if reading.low is None or reading.high is None:
        return "close"
    above, below = reading.low >= line.limit_deg, reading.high <= line.limit_deg
    if not (above or below):
        return "close"
    return "far" if above == (line.far == "above") else "near"

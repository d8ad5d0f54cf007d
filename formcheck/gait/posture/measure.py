"""What a reading of the form is: how one step gives a value, and in which words it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from formcheck.gait.posture.body import Body
from formcheck.pose.track import FloatArray
from formcheck.result import ViewKind

Legs = Literal["each", "near", "both"]
SUFFIXES = {"deg": "_deg", "%": "_percent", "ms": "_ms"}


@dataclass(frozen=True)
class Measure:
    """One reading of the form.

    Attributes
    ----------
    name, label, unit : str
        As in `formcheck.readings.Reading`.
    explained : str
        What it is, in one sentence for a runner.
    views : tuple of ViewKind
        Views in which it can be tried; `calibration` says where it holds.
    legs : {"each", "near", "both"}
        A value for each leg and their difference; of the leg nearer to the camera alone; or one
        value from all steps.
    per_step : callable
        The raw value of each step (rows of the table of steps) in one stretch, NaN where unseen.
    method : str
        In a few words.
    fine : float
        Half-width of the 95 % interval, in `unit`, up to which the reading is called fairly
        sure: a judgement, not a finding.
    min_fps : float
        Frame rate below which it is not told.
    roll_effect : float
        Change of the reading, in `unit`, by a degree of the camera's roll.
    """

    name: str
    label: str
    unit: str
    explained: str
    views: tuple[ViewKind, ...]
    legs: Legs
    per_step: Callable[[Body, pd.DataFrame], FloatArray]
    method: str
    fine: float
    min_fps: float = 0.0
    roll_effect: float = 0.0

    @property
    def column(self) -> str:
        """Its column in the table of steps."""
        return self.name + SUFFIXES[self.unit]

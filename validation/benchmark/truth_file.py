"""The truth beside a clip: the JSON of a rendered runner, read into tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

FloatArray = NDArray[np.float64]

SIDES = ("left", "right")
# Drop is positive when the swing side sinks; obliquity is positive when the right side does.
DROP_SIGN = {"left": 1.0, "right": -1.0}
STANCE_POINTS = 61


@dataclass(frozen=True)
class Truth:
    """What is true of one clip.

    Attributes
    ----------
    time_s, obliquity_deg : (n,) arrays
        Of every frame; obliquity in 3D, positive when the runner's right side is lower.
    steps : DataFrame
        ``side`` ("left", "right": the stance leg), ``initial_contact_s``, ``mid_stance_s``,
        ``toe_off_s``, ``peak_drop_deg``.
    cadence_spm : float
    roll_deg : float
        Mean roll of the camera, positive when level lines look lower at the picture's right.
    facing_right : bool
        Whether the runner's toes point to the picture's right on average.
    parameters : mapping
        What the clip was made from.
    """

    time_s: FloatArray
    obliquity_deg: FloatArray
    steps: pd.DataFrame
    cadence_spm: float
    roll_deg: float
    facing_right: bool
    parameters: Mapping[str, Any]

    def whole_steps(self, side: str) -> pd.DataFrame:
        """Steps of a leg whose whole stance was filmed."""
        steps = self.steps
        filmed = (steps["initial_contact_s"] >= self.time_s[0]) & (
            steps["toe_off_s"] <= self.time_s[-1]
        )
        return steps[(steps["side"] == side) & filmed]

    def peak_drop_deg(self, side: str) -> float:
        """Peak over stance of the average true curve of one leg, degrees.

        Every whole step's curve is stretched from contact to toe-off to the same length, the
        curves are averaged, and the peak of the average is taken (Bramah 2018 takes the peak
        between initial contact and toe-off). NaN when no whole step was filmed.
        """
        curve = average_stance(
            self.time_s, DROP_SIGN[side] * self.obliquity_deg, self.whole_steps(side)
        )
        return float(curve.max()) if curve is not None else float("nan")

    def mean_of_peaks_deg(self, side: str) -> float:
        """Mean of the whole steps' own peaks: the other usual definition, for comparison."""
        return float(self.whole_steps(side)["peak_drop_deg"].mean())


def average_stance(
    time_s: FloatArray, values: FloatArray, steps: pd.DataFrame
) -> FloatArray | None:
    """Mean of a signal over the stances of `steps`, each stretched to 61 points.

    Frames without a value are left out; None when nothing is left of any stance.
    """
    known = np.isfinite(values)
    if known.sum() < 4 or not len(steps):
        return None
    curve = CubicSpline(time_s[known], values[known], extrapolate=False)
    share = np.linspace(0.0, 1.0, STANCE_POINTS)
    start = steps["initial_contact_s"].to_numpy(dtype=float)[:, None]
    end = steps["toe_off_s"].to_numpy(dtype=float)[:, None]
    stances = curve(start + share * (end - start))
    whole = np.isfinite(stances).all(axis=1)
    return np.asarray(stances[whole].mean(axis=0)) if whole.any() else None


def read_truth(path: Path) -> Truth:
    """Truth from a JSON of the kind that lies beside every rendered clip.

    Raises
    ------
    ValueError
        When the file is not such a truth.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        frames, steps = content["frames"], pd.DataFrame(content["steps"])
        return Truth(
            time_s=np.array([frame["time_s"] for frame in frames], dtype=float),
            obliquity_deg=np.array([frame["pelvic_obliquity_deg"] for frame in frames], float),
            steps=steps.assign(side=steps["side"].map({"L": "left", "R": "right"})),
            cadence_spm=float(content["cadence_spm"]),
            roll_deg=_mean_roll(content),
            facing_right=_facing_right(frames),
            parameters=content["parameters"],
        )
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}: not the truth of a rendered clip ({error}).") from error


def _mean_roll(content: Mapping[str, Any]) -> float:
    per_frame = [frame.get("camera_roll_deg") for frame in content["frames"]]
    if None not in per_frame:
        return float(np.mean(per_frame))
    return float(content["parameters"]["roll"])


def _facing_right(frames: list[dict[str, Any]]) -> bool:
    ahead = [
        frame["pixels"][f"toe{side}"][0] - frame["pixels"][f"heel{side}"][0]
        for frame in frames
        for side in "LR"
    ]
    return float(np.mean(ahead)) > 0

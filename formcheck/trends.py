"""Change within the clip: each reading's last third against its first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from formcheck.gait.posture.steps_behind import steps_behind
from formcheck.gait.steps import counted
from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.resampling import standard_error
from formcheck.result import ViewKind
from formcheck.settings import PostureSettings

METHOD = (
    "mean of the last third's steps less the mean of the first third's, steps drawn again in "
    "blocks of neighbours; what is common to both thirds cancels"
)


@dataclass(frozen=True)
class Third:
    """Mean, standard error and number of the steps in one third of the running."""

    mean: float
    error: float
    n_steps: int


def trends(
    readings: Mapping[str, Reading], steps: pd.DataFrame, view: ViewKind, *,
    settings: PostureSettings,
) -> dict[str, Reading]:
    """The change of every reading that has enough steps in the first and in the last third.

    Parameters
    ----------
    readings : mapping of str to Reading
    steps : DataFrame
        The table of steps with the readings' columns.
    view : ViewKind
    settings : PostureSettings

    Returns
    -------
    dict
        By the reading's own name; empty for a clip that is too short.
    """
    behind = {"cadence": ("cadence_spm", ("left", "right")), **steps_behind(view)}
    running = steps[counted(steps)]
    found = {}
    for name, (column, legs) in behind.items():
        if name not in readings or column not in running or not readings[name].measurable:
            continue
        mine = running[running["side"].isin(legs)]
        reading = _trend(readings[name], mine["mid_stance_s"].to_numpy(),
                         mine[column].to_numpy(dtype=float), settings)
        if reading:
            found[name] = reading
    return found


def _trend(
    reading: Reading, time_s: FloatArray, values: FloatArray, settings: PostureSettings
) -> Reading | None:
    known = np.isfinite(values)
    time_s, values = time_s[known], values[known]
    if len(values) < 3 * settings.steps_a_third:
        return None
    first_end, last_start = np.quantile([time_s[0], time_s[-1]], [1 / 3, 2 / 3])
    first = _third(values[time_s <= first_end], settings.block_steps)
    last = _third(values[time_s >= last_start], settings.block_steps)
    n_steps = min(first.n_steps, last.n_steps)
    if n_steps < settings.steps_a_third:
        return None
    change = last.mean - first.mean
    surely = float(stats.t.ppf(0.975, first.n_steps + last.n_steps - 2))
    half = surely * float(np.hypot(first.error, last.error))
    return Reading(
        name=f"{reading.name}_change", label=f"{reading.label}: last third less first",
        unit=reading.unit, value=change, low=change - half, high=change + half, n_steps=n_steps,
        confidence="medium" if n_steps >= settings.steps_for_sure else "low", method=METHOD,
        caveat=f"{n_steps} steps in each third; a longer clip tells smaller changes.",
        views=reading.views,
    )


def _third(values: FloatArray, block: int) -> Third:
    if len(values) < 2:
        return Third(np.nan, np.nan, len(values))
    return Third(float(values.mean()), standard_error(values, block=block), len(values))

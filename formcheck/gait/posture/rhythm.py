"""How even the rhythm is: from step to step, and left against right; from any view."""

from __future__ import annotations

import numpy as np
import pandas as pd

from formcheck.gait.posture.body import ACROSS_VIEWS, SIDE_VIEWS, Body
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# SD of one from the mean size of a difference of two, normally distributed: sqrt(pi) / 2.
SD_OF_A_DIFFERENCE = np.sqrt(np.pi) / 2


def step_length_percent(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Time from a leg's mid-stance to the other's, in percent of the mean step: 100 = even."""
    middle_s = steps["mid_stance_s"].to_numpy()
    lengths_s = np.append(np.diff(middle_s), np.nan)
    lengths_s[lengths_s > 1.5 * np.nanmedian(lengths_s)] = np.nan
    return 100 * lengths_s / np.nanmean(lengths_s)


def unevenness_percent(body: Body, steps: pd.DataFrame) -> FloatArray:
    """How far each stride's time is from the one before's, as an SD, percent of a stride."""
    stride_s = two_steps_apart(steps["mid_stance_s"].to_numpy())
    change = np.append(np.diff(stride_s), np.nan) / np.nanmean(stride_s)
    return 100 * SD_OF_A_DIFFERENCE * np.abs(change)


def two_steps_apart(middle_s: FloatArray) -> FloatArray:
    """Time from each mid-stance to the next of the same leg; NaN where it was not seen."""
    stride_s = np.full(len(middle_s), np.nan)
    stride_s[:-2] = middle_s[2:] - middle_s[:-2]
    stride_s[stride_s > 1.5 * np.nanmedian(stride_s)] = np.nan
    return stride_s


STEP_TIME = Measure(
    name="step_time",
    label="Length of the step in time",
    unit="%",
    explained="How long the step after each leg's stance takes; 100 % is even.",
    views=(*ACROSS_VIEWS, *SIDE_VIEWS),
    legs="each",
    per_step=step_length_percent,
    method="time from one mid-stance to the next, over the mean step",
    fine=1.5,
)

STEADINESS = Measure(
    name="stride_variation",
    label="Change from stride to stride",
    unit="%",
    explained="How much the time of a stride changes from one to the next.",
    views=(*ACROSS_VIEWS, *SIDE_VIEWS),
    legs="both",
    per_step=unevenness_percent,
    method="time between mid-stances of one leg, from stride to stride",
    fine=0.5,
)

"""Time on the ground and in the air, where the frame rate carries it."""

from __future__ import annotations

from functools import partial

import pandas as pd

from formcheck.gait.posture.body import SIDE_VIEWS, Body
from formcheck.gait.posture.measure import Measure
from formcheck.pose.track import FloatArray

# Below, one frame is more than what runners differ by.
MIN_FPS = 100.0


def stance_ms(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Time from initial contact to toe-off."""
    stance: FloatArray = 1000 * (steps["toe_off_s"] - steps["initial_contact_s"]).to_numpy()
    return stance


def flight_ms(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Time from toe-off to the next contact: the step less its stance."""
    flight: FloatArray = 60_000 / steps["cadence_spm"].to_numpy() - stance_ms(body, steps)
    return flight


def duty_percent(body: Body, steps: pd.DataFrame) -> FloatArray:
    """Stance over the stride."""
    duty: FloatArray = stance_ms(body, steps) * steps["cadence_spm"].to_numpy() / 1200
    return duty


_measure = partial(
    Measure, views=SIDE_VIEWS, legs="near",
    method="from initial contact to toe-off, by the cues of the feet", min_fps=MIN_FPS,
)  # fmt: skip
STANCE_TIME = _measure(
    name="stance_time", label="Time on the ground", unit="ms", per_step=stance_ms, fine=15.0,
    explained="How long one foot is on the ground.",
)  # fmt: skip
FLIGHT_TIME = _measure(
    name="flight_time", label="Time in the air", unit="ms", per_step=flight_ms, fine=15.0,
    explained="How long both feet are in the air between two steps.",
)  # fmt: skip
DUTY_FACTOR = _measure(
    name="duty_factor", label="Share of a stride on the ground", unit="%", per_step=duty_percent,
    fine=3.0, explained="How much of a whole stride one foot is on the ground.",
)  # fmt: skip

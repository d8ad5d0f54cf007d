"""A pelvis that moves as told: steps at known times, and what each frame would read of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.gait.pelvis_reading import BY_NETWORK, PelvicMotion, PelvisFrames, read_pelvis
from formcheck.gait.phase import GaitPhase, gait_phase
from formcheck.pose.track import FloatArray
from formcheck.result import Activity, Stretch, View
from formcheck.settings import PelvisSettings

STEP_S = 0.36
STANCE_STRIDES = 0.36
REAR = View("rear", 0.0, 6.0, camera_roll_deg=0.0, camera_roll_sd_deg=0.3)
# Fixed here, so that a better network changes no number below.
SETTINGS = PelvisSettings(
    steps_for_high=7, steps_for_any=5, azimuth_good_deg=12.0, azimuth_max_deg=20.0,
    high_interval_deg=1.5, medium_interval_deg=2.5, min_torso_px=70.0,
    network_sd_deg=0.8, network_sd_share=0.4, rotation_sd_deg=1.0, network_blunting_per_deg=0.0,
    tape_sd_deg=0.4, doubt_noise_sd_deg=2.2, max_noise_sd_deg=3.2,
    max_jacket_log_odds=-2.0,
)
RUNNING = Activity("running", (Stretch("running", 0.0, 60.0),))


@dataclass(frozen=True)
class Pelvis:
    """Obliquity = drop of either stance at its middle, a sine of its own, offsets a step."""

    drop_left: float = 5.0
    drop_right: float = 3.0
    twist: float = 0.0

    def obliquity_deg(self, cycles: FloatArray) -> FloatArray:
        """Positive = right side lower; `cycles` in strides from left mid-stance."""
        angle = 2 * np.pi * np.asarray(cycles)
        mean, swing = (self.drop_left - self.drop_right) / 2, (self.drop_left + self.drop_right) / 2
        return mean + swing * np.cos(angle) + self.twist * np.sin(2 * angle)


def steps_table(n: int = 24, *, first: str = "left", start_s: float = 0.2) -> pd.DataFrame:
    """Even running steps, legs in turn."""
    middle_s = start_s + STEP_S * np.arange(n)
    half = STANCE_STRIDES * STEP_S
    other = "right" if first == "left" else "left"
    return pd.DataFrame({
        "step": np.arange(1, n + 1), "activity": "running",
        "side": [first if i % 2 == 0 else other for i in range(n)],
        "initial_contact_s": middle_s - half, "mid_stance_s": middle_s,
        "toe_off_s": middle_s + half, "cadence_spm": 60 / STEP_S, "steady": True,
        "side_sure": True,
    })


def frame_times(n_steps: int, *, fps: float = 60.0) -> FloatArray:
    return np.arange(round((0.4 + n_steps * STEP_S) * fps)) / fps


@dataclass(frozen=True)
class Readout:
    """Frames of a pelvis as a reader with an own SD would read them."""

    time_s: FloatArray
    steps: pd.DataFrame
    phase: GaitPhase
    frames: PelvisFrames


def read_out(
    pelvis: Pelvis | None = None,
    *,
    n_steps: int = 24,
    noise_deg: float = 0.0,
    sd_deg: float = 1.0,
    step_offsets_deg: FloatArray | None = None,
    roll_deg: float = 0.0,
    outlier_share: float = 0.0,
    fps: float = 60.0,
    seed: int = 0,
    method: str = BY_NETWORK,
    steps: pd.DataFrame | None = None,
) -> Readout:
    """Readings of every frame: truth, each step's offset, the camera's roll, noise, outliers."""
    rng = np.random.default_rng(seed)
    steps = steps_table(n_steps) if steps is None else steps
    time_s = frame_times(n_steps, fps=fps)
    phase = gait_phase(time_s, steps)
    angle = (pelvis or Pelvis()).obliquity_deg(phase.cycles) + roll_deg
    if step_offsets_deg is not None:
        offsets = np.append(step_offsets_deg, 0.0)  # the last belongs to frames of no step
        angle = angle + offsets[phase.step_row]
    angle = angle + rng.normal(0, noise_deg, len(angle))
    wrong = rng.random(len(angle)) < outlier_share
    angle = np.where(wrong, angle + rng.choice([-25.0, 25.0], len(angle)), angle)
    frames = PelvisFrames(angle, np.full(len(angle), sd_deg), method)
    return Readout(time_s, steps, phase, frames)


def reading_of(
    readout: Readout,
    *,
    view: View = REAR,
    activity: Activity = RUNNING,
    torso_px: float = 200.0,
    settings: PelvisSettings = SETTINGS,
    dark: bool = False,
) -> PelvicMotion:
    """The clip's reading of it."""
    return read_pelvis(
        readout.frames,
        view=view,
        activity=activity,
        steps=readout.steps,
        phase=readout.phase,
        torso_px=np.full(len(readout.time_s), torso_px),
        settings=settings,
        dark=dark,
    )

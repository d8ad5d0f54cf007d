"""A runner's or walker's gait: named independent parameters, and the timetable of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

FloatArray = NDArray[np.floating[Any]]
GRAVITY_M_S2 = 9.81
STANCE_SIGN = {"L": 1.0, "R": -1.0}
HORIZON_S = (-4.0, 64.0)


@dataclass(frozen=True)
class Gait:
    """Everything about how one runner moves; every parameter is independent of the others.

    Angles in degrees, lengths in metres. ``drop_*_deg`` is the peak contralateral drop in the
    stance of that leg. Phases are fractions of a stride counted from left initial contact.
    """

    running: bool = True
    cadence_spm: float = 168.0
    speed_m_s: float = 2.8
    duty_factor: float = 0.34
    drop_left_deg: float = 5.0
    drop_right_deg: float = 5.0
    drop_peak_in_stance: float = 0.42
    drop_at_contact_deg: float = 0.0
    drop_at_toe_off_deg: float = -1.0
    pelvic_rotation_deg: float = 6.0
    pelvic_rotation_phase: float = 0.05
    anterior_tilt_deg: float = 6.0
    anterior_tilt_swing_deg: float = 2.0
    lumbar_compensation: float = 0.7
    trunk_lean_deg: float = 6.0
    side_bend_deg: float = 2.0
    side_bend_phase: float = 0.2
    trunk_rotation_deg: float = 8.0
    trunk_rotation_phase: float = 0.05
    sway_m: float = 0.012
    surge_m: float = 0.008
    step_width_m: float = 0.06
    knee_valgus_deg: float = 0.0
    toe_out_deg: float = 6.0
    contact_ahead: float = 0.36
    foot_strike_deg: float = 8.0
    crouch: float = 0.004
    swing_knee_deg: float = 95.0
    swing_thigh_deg: float = 36.0
    arm_swing_deg: float = 28.0
    arm_phase: float = 0.0
    arm_abduction_deg: float = 12.0
    arm_inward_deg: float = 25.0
    elbow_deg: float = 88.0
    dip_phase: float = 0.0
    timing_sd: float = 0.012
    drop_sd_deg: float = 0.5
    left_right_timing: float = 0.0
    drop_drift_deg_per_s: float = 0.0
    cadence_drift_spm_per_s: float = 0.0
    left_first: bool = True
    start_s: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Timetable:
    """All steps of a gait: arrays with one entry a step, in time order."""

    gait: Gait
    left: NDArray[np.bool_]
    contact_s: FloatArray
    toe_off_s: FloatArray
    peak_drop_deg: FloatArray
    lateral_m: FloatArray

    @cached_property
    def _obliquity(self) -> PchipInterpolator:
        gait, sign = self.gait, np.where(self.left, STANCE_SIGN["L"], STANCE_SIGN["R"])
        stance = self.toe_off_s - self.contact_s
        knots = [
            (self.contact_s, sign * gait.drop_at_contact_deg),
            (self.contact_s + gait.drop_peak_in_stance * stance, sign * self.peak_drop_deg),
        ]
        if gait.running:
            knots.append((self.toe_off_s, sign * gait.drop_at_toe_off_deg))
        times, values = (np.concatenate(column) for column in zip(*knots, strict=True))
        order = np.argsort(times)
        return PchipInterpolator(times[order], values[order])

    @cached_property
    def _stride_phase(self) -> PchipInterpolator:
        count = np.arange(len(self.contact_s)) * 0.5
        return PchipInterpolator(self.contact_s, count + (0.0 if self.left[0] else 0.5))

    @cached_property
    def _lateral(self) -> PchipInterpolator:
        middle = self.contact_s + 0.5 * (self.toe_off_s - self.contact_s)
        return PchipInterpolator(middle, np.where(self.left, -1.0, 1.0) * self.gait.sway_m)

    def obliquity_deg(self, t: float) -> float:
        """Pelvic obliquity, positive = right side lower."""
        return float(self._obliquity(t))

    def stride_phase(self, t: float) -> float:
        """Strides since the first left contact; its fraction is the phase."""
        return float(self._stride_phase(t))

    def lateral_sway_m(self, t: float) -> float:
        return float(self._lateral(t))

    def vertical_m(self, t: float) -> float:
        """Height of the pelvis against its height at running's initial contact."""
        if not self.gait.running:
            phase = self.stride_phase(t) - 0.055 - self.gait.dip_phase * 0.3
            return float(-0.020 * np.cos(4 * np.pi * phase))
        step = max(int(np.searchsorted(self.contact_s, t, side="right")) - 1, 1)
        since = t - self.contact_s[step]
        stance = self.toe_off_s[step] - self.contact_s[step]
        flight = self.contact_s[step + 1] - self.toe_off_s[step]
        if since >= stance:
            return float(0.5 * GRAVITY_M_S2 * (since - stance) * (flight + stance - since))
        earlier = self.contact_s[step] - self.toe_off_s[step - 1]
        depth = GRAVITY_M_S2 * 0.5 * (flight + earlier) * stance / (2 * np.pi)
        share = since / stance
        share += self.gait.dip_phase * 16 * (share * (1 - share)) ** 2
        return float(-depth * np.sin(np.pi * share))

    def steps_of(self, side: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.left == (side == "L"))


@lru_cache(maxsize=256)
def timetable(gait: Gait) -> Timetable:
    """The steps of a gait from 4 s before to 64 s after the clip's start."""
    rng = np.random.default_rng([gait.seed, 17])
    early, late = HORIZON_S
    count = int((late - early) * (gait.cadence_spm + 30) / 60)
    times, left = [early], [gait.left_first]
    for _ in range(count):
        cadence = gait.cadence_spm + gait.cadence_drift_spm_per_s * np.clip(times[-1], 0, 60)
        uneven = 1 + gait.left_right_timing * (1 if left[-1] else -1)
        times.append(times[-1] + 60 / cadence * uneven * (1 + gait.timing_sd * _normal(rng)))
        left.append(not left[-1])
    contact, is_left = np.array(times) + gait.start_s, np.array(left)
    stride = 120 / (gait.cadence_spm + gait.cadence_drift_spm_per_s * np.clip(contact, 0, 60))
    jitter = 1 + gait.timing_sd * np.clip(rng.standard_normal(len(contact)), -2, 2)
    stance = gait.duty_factor * stride * jitter
    peak = np.where(is_left, gait.drop_left_deg, gait.drop_right_deg)
    peak = peak + gait.drop_sd_deg * np.clip(rng.standard_normal(len(contact)), -2, 2)
    peak = peak + gait.drop_drift_deg_per_s * np.clip(contact, 0, 60)
    width = gait.step_width_m * 0.5 + 0.006 * np.clip(rng.standard_normal(len(contact)), -2, 2)
    lateral = np.where(is_left, -1.0, 1.0) * width
    return Timetable(gait, is_left, contact, contact + stance, peak, lateral)


def _normal(rng: np.random.Generator) -> float:
    return float(np.clip(rng.standard_normal(), -2, 2))

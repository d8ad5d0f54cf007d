"""What is true of each step of a rendered runner, from the posed skeleton in space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from validation.render import Scene
from validation.render.pose import Pose
from validation.render.scene import pose_at, skin_points
from validation.render.truth import JOINT_PIXELS, StepTruth, step_truths

FloatArray = NDArray[np.float64]
# Mid-stance reaches this far to either side, in steps.
NEAR_STEPS = 0.3
LETTER = {"left": "L", "right": "R"}
# Points over a step or a stride at which extremes and means are taken.
POINTS = 25


@dataclass(frozen=True)
class Skeleton:
    """A scene's runner in space: x to their right, y ahead, z up, metres."""

    scene: Scene

    @cached_property
    def _kept(self) -> dict[float, Pose]:
        return {}

    def pose(self, t: float) -> Pose:
        key = round(t, 5)
        if key not in self._kept:
            self._kept[key] = pose_at(self.scene, t)
        return self._kept[key]

    def at(self, t: float, name: str, side: str = "") -> FloatArray:
        """A joint at a time; without a side the middle of left and right."""
        if not side:
            return (self.at(t, name, "left") + self.at(t, name, "right")) / 2
        return np.asarray(self.pose(t).of(JOINT_PIXELS[f"{name}{LETTER[side]}"]))

    def skin(self, t: float, name: str, side: str) -> FloatArray:
        """A landmark of the skin at a time."""
        point = f"{name}{LETTER[side]}"
        return np.asarray(skin_points(self.scene, t, (point,))[point])

    def leg_m(self, t: float, side: str) -> float:
        hip, knee, ankle = (self.at(t, name, side) for name in ("hip", "knee", "ankle"))
        return float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))


@dataclass(frozen=True)
class TrueStep:
    """One step, with the time to the next one."""

    side: str
    contact_s: float
    middle_s: float
    toe_off_s: float
    step_s: float

    def stride(self) -> FloatArray:
        """Times over the stride around mid-stance."""
        return np.asarray(np.linspace(self.middle_s - self.step_s, self.middle_s + self.step_s,
                                      POINTS))


Truth = Callable[[Skeleton, TrueStep], float]


def true_steps(scene: Scene, start_s: float, end_s: float) -> list[TrueStep]:
    """The whole steps between two times."""
    found: list[StepTruth] = step_truths(scene, start_s, end_s)
    return [
        TrueStep(
            {"L": "left", "R": "right"}[step.side], step.initial_contact_s, step.mid_stance_s,
            step.toe_off_s, after.mid_stance_s - step.mid_stance_s,
        )
        for step, after in pairwise(found)
        if step.initial_contact_s >= start_s and after.toe_off_s <= end_s
    ]  # fmt: skip


def true_values(scene: Scene, start_s: float, end_s: float) -> pd.DataFrame:
    """A row a step: its side and the true value of every reading."""
    skeleton, steps = Skeleton(scene), true_steps(scene, start_s, end_s)
    rows = [
        {"side": step.side, "middle_s": step.middle_s,
         **{name: truth(skeleton, step) for name, truth in TRUTHS.items()}}
        for step in steps
    ]  # fmt: skip
    return _rhythm(pd.DataFrame(rows))


def _rhythm(table: pd.DataFrame) -> pd.DataFrame:
    step_s = np.append(np.diff(table["middle_s"]), np.nan)
    stride_s = pd.Series(step_s) + np.append(step_s[1:], np.nan)
    change = stride_s.diff().abs() * np.sqrt(np.pi) / 2
    return table.assign(
        step_time=100 * step_s / np.nanmean(step_s),
        stride_variation=100 * change / np.nanmean(stride_s),
    )


def _lean(lower: FloatArray, upper: FloatArray, axis: int) -> float:
    """Degrees by which a line leans from the vertical towards x (axis 0) or ahead (axis 1)."""
    line = upper - lower
    return float(np.degrees(np.arctan2(line[axis], line[2])))


def _bend(upper: FloatArray, middle: FloatArray, lower: FloatArray) -> float:
    first, second = middle - upper, lower - middle
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _knee_bend(skeleton: Skeleton, t: float, side: str) -> float:
    return _bend(*(skeleton.at(t, name, side) for name in ("hip", "knee", "ankle")))


def _outward(step: TrueStep) -> float:
    return 1.0 if step.side == "right" else -1.0


def _trunk(skeleton: Skeleton, t: float, axis: int) -> float:
    return _lean(skeleton.at(t, "hip"), skeleton.at(t, "shoulder"), axis)


def _overstride(skeleton: Skeleton, step: TrueStep) -> float:
    t, side = step.contact_s, step.side
    ahead = skeleton.at(t, "ankle", side)[1] - skeleton.at(t, "hip")[1]
    return float(100 * ahead / skeleton.leg_m(t, side))


def _shank(skeleton: Skeleton, step: TrueStep) -> float:
    t, side = step.contact_s, step.side
    return -_lean(skeleton.at(t, "ankle", side), skeleton.at(t, "knee", side), 1)


def _hip_extension(skeleton: Skeleton, step: TrueStep) -> float:
    side = step.side
    times = np.linspace(step.middle_s, step.middle_s + step.step_s, POINTS).tolist()
    return max(
        _lean(skeleton.at(t, "knee", side), skeleton.at(t, "hip", side), 1) for t in times)


def _knee_flexion_in_stance(skeleton: Skeleton, step: TrueStep) -> float:
    around = step.middle_s + NEAR_STEPS * step.step_s * np.linspace(-1, 1, POINTS)
    return max(_knee_bend(skeleton, t, step.side) for t in around.tolist())


def _foot_pitch(skeleton: Skeleton, t: float, side: str) -> float:
    sole = skeleton.skin(t, "toe", side) - skeleton.skin(t, "heel", side)
    return float(np.degrees(np.arctan2(sole[2], np.hypot(sole[0], sole[1]))))


def _foot_angle(skeleton: Skeleton, step: TrueStep) -> float:
    return _foot_pitch(skeleton, step.contact_s, step.side) - _foot_pitch(
        skeleton, step.middle_s, step.side)


def _heel_recovery(skeleton: Skeleton, step: TrueStep) -> float:
    side = step.side
    times = np.linspace(step.middle_s - 1.6 * step.step_s, step.middle_s, POINTS)
    nearest = min(
        float(np.linalg.norm(skeleton.at(t, "hip", side) - skeleton.at(t, "ankle", side)))
        for t in times.tolist()
    )
    return 100 * (1 - nearest / skeleton.leg_m(step.middle_s, side))


def _side_bend(skeleton: Skeleton, step: TrueStep) -> float:
    return _outward(step) * _trunk(skeleton, step.middle_s, 0)


def _knee_position(skeleton: Skeleton, step: TrueStep) -> float:
    t, side = step.middle_s, step.side
    hip, knee, ankle = (skeleton.at(t, name, side) for name in ("hip", "knee", "ankle"))
    return _outward(step) * (_lean(knee, hip, 0) - _lean(ankle, knee, 0))


def _step_width(skeleton: Skeleton, step: TrueStep) -> float:
    t, side = step.middle_s, step.side
    midline = np.mean([skeleton.at(s, "hip")[0] for s in step.stride().tolist()])
    away = _outward(step) * (skeleton.at(t, "ankle", side)[0] - midline)
    return float(200 * away / skeleton.leg_m(t, side))


def _shoulder_tilt(skeleton: Skeleton, t: float) -> float:
    line = skeleton.at(t, "shoulder", "right") - skeleton.at(t, "shoulder", "left")
    return float(np.degrees(np.arctan2(-line[2], line[0])))


def _shoulder_level(skeleton: Skeleton, step: TrueStep) -> float:
    return float(np.mean([_shoulder_tilt(skeleton, t) for t in step.stride().tolist()]))


def _arm_swing(skeleton: Skeleton, step: TrueStep) -> float:
    heights = [
        skeleton.at(t, "wrist", step.side)[2] - skeleton.at(t, "shoulder", step.side)[2]
        for t in step.stride().tolist()
    ]
    trunk = skeleton.at(step.middle_s, "shoulder") - skeleton.at(step.middle_s, "hip")
    return float(100 * np.ptp(heights) / np.linalg.norm(trunk))


def _bounce(skeleton: Skeleton, step: TrueStep) -> float:
    heights = [
        (skeleton.at(t, "hip")[2] + skeleton.at(t, "shoulder")[2]) / 2
        for t in np.linspace(step.middle_s, step.middle_s + step.step_s, POINTS).tolist()
    ]
    return float(100 * np.ptp(heights) / skeleton.scene.body.stature_m)


TRUTHS: dict[str, Truth] = {
    "vertical_oscillation": _bounce,
    "stance_time": lambda _, step: 1000 * (step.toe_off_s - step.contact_s),
    "flight_time": lambda _, step: 1000 * (step.step_s - step.toe_off_s + step.contact_s),
    "duty_factor": lambda _, step: 50 * (step.toe_off_s - step.contact_s) / step.step_s,
    "trunk_lean": lambda skeleton, step: _trunk(skeleton, step.middle_s, 1),
    "overstride": _overstride,
    "shank_angle_at_contact": _shank,
    "knee_flexion_at_contact": lambda skeleton, step: _knee_bend(
        skeleton, step.contact_s, step.side),
    "foot_angle_at_contact": _foot_angle,
    "knee_flexion_in_stance": _knee_flexion_in_stance,
    "hip_extension": _hip_extension,
    "heel_recovery": _heel_recovery,
    "trunk_side_bend": _side_bend,
    "knee_position": _knee_position,
    "step_width": _step_width,
    "shoulder_level": _shoulder_level,
    "arm_swing": _arm_swing,
}

"""All readings of the form, in the order in which they are told."""

from __future__ import annotations

from formcheck.gait.posture.arm_swing import ARM_SWING
from formcheck.gait.posture.bounce import BOUNCE
from formcheck.gait.posture.foot_strike import FOOT_STRIKE
from formcheck.gait.posture.ground_contact import DUTY_FACTOR, FLIGHT_TIME, STANCE_TIME
from formcheck.gait.posture.heel_recovery import HEEL_RECOVERY
from formcheck.gait.posture.hip_extension import HIP_EXTENSION
from formcheck.gait.posture.knee_flexion import (
    KNEE_FLEXION_AT_CONTACT,
    KNEE_FLEXION_IN_STANCE,
)
from formcheck.gait.posture.knee_position import KNEE_POSITION
from formcheck.gait.posture.measure import Measure
from formcheck.gait.posture.overstride import OVERSTRIDE
from formcheck.gait.posture.rhythm import STEADINESS, STEP_TIME
from formcheck.gait.posture.shank import SHANK_AT_CONTACT
from formcheck.gait.posture.shoulder_level import SHOULDER_LEVEL
from formcheck.gait.posture.side_bend import SIDE_BEND
from formcheck.gait.posture.step_width import STEP_WIDTH
from formcheck.gait.posture.trunk_lean import TRUNK_LEAN

MEASURES: tuple[Measure, ...] = (
    BOUNCE, STEADINESS, STEP_TIME, STANCE_TIME, FLIGHT_TIME, DUTY_FACTOR,
    TRUNK_LEAN, OVERSTRIDE, SHANK_AT_CONTACT, KNEE_FLEXION_AT_CONTACT, FOOT_STRIKE,
    KNEE_FLEXION_IN_STANCE, HIP_EXTENSION, HEEL_RECOVERY,
    SIDE_BEND, KNEE_POSITION, STEP_WIDTH, SHOULDER_LEVEL, ARM_SWING,
)  # fmt: skip

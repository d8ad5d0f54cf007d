"""Where the feet go: planted on the belt in stance, swung forward between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from validation.render.body import SOLE_M, BodyMesh, FloatArray, joint_index
from validation.render.gait import Gait, Timetable, timetable
from validation.render.rotations import pitch, yaw

REACH = 0.988
CLEARANCE_M = 0.035
LIFT_STARTS = {True: 0.52, False: 0.56}
LAST_PITCH_DEG = {True: -52.0, False: -50.0}
TOE_BEND_LIMIT_DEG = 32.0


def two_bone(
    hip: FloatArray, ankle: FloatArray, upper: float, lower: float, pole: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Knee position, and the ankle pulled within reach; the knee bends towards the pole."""
    to_ankle = ankle - hip
    distance = float(np.linalg.norm(to_ankle))
    reach = float(np.clip(distance, abs(upper - lower) + 1e-4, 0.9995 * (upper + lower)))
    along = to_ankle / distance
    ahead = pole - along * (pole @ along)
    ahead /= np.linalg.norm(ahead)
    cosine = (upper**2 + reach**2 - lower**2) / (2 * upper * reach)
    sine = np.sqrt(max(1 - cosine**2, 0.0))
    return hip + upper * (cosine * along + sine * ahead), hip + reach * along


@dataclass(eq=False)
class LegMotion:
    """Foot paths of one gait on one body."""

    gait: Gait
    upper_m: float
    lower_m: float
    ankle_height_m: float
    heel_behind_m: float
    ball_ahead_m: float
    flat_foot: dict[str, FloatArray]
    pelvis_height_m: float = 0.0
    hip_offset_m: float = 0.0
    _swings: dict[tuple[str, int], _Swing] = field(default_factory=dict)

    def stance_pitch_deg(self, share: float) -> float:
        gait = self.gait
        start = LIFT_STARTS[gait.running]
        if share < 0.14:
            return gait.foot_strike_deg * (1 - share / 0.14) ** 2
        if share < start:
            return 0.0
        lifted = (share - start) / (1 - start)
        return LAST_PITCH_DEG[gait.running] * lifted**2 * (1.6 - 0.6 * lifted)

    def planted_ankle(self, table: Timetable, step: int, t: float) -> FloatArray:
        """Ankle of a stance foot; heel or ball stays where it is on the belt."""
        gait = self.gait
        contact, stance = table.contact_s[step], table.toe_off_s[step] - table.contact_s[step]
        angle = self.stance_pitch_deg((t - contact) / stance)
        pivot_y = -self.heel_behind_m if angle > 0 else self.ball_ahead_m
        pivot = np.array([0.0, pivot_y, -self.ankle_height_m])
        ahead = gait.contact_ahead * gait.speed_m_s * gait.duty_factor * 120 / gait.cadence_spm
        flat = np.array(
            [table.lateral_m[step], ahead - gait.speed_m_s * (t - contact), self.ankle_height_m]
        )
        heading = yaw((1.0 if table.left[step] else -1.0) * gait.toe_out_deg)
        return flat + heading @ (pivot - pitch(angle) @ pivot)

    def ankle_at(self, table: Timetable, side: str, t: float, hip: FloatArray) -> FloatArray:
        step, share = self.phase(table, side, t)
        if share <= 1.0:
            return self.planted_ankle(table, step, t)
        return self._swing(table, side, step).ankle(t, hip)

    def foot_pitch(
        self, table: Timetable, side: str, t: float, shank_deg: float
    ) -> tuple[float, float]:
        """Pitch of the foot and bend of the toes against it, degrees."""
        step, share = self.phase(table, side, t)
        if share <= 1.0:
            angle = self.stance_pitch_deg(share)
            return angle, float(np.clip(-angle, 0.0, TOE_BEND_LIMIT_DEG))
        swing = self._swing(table, side, step)
        part = swing.part(t)
        toe = TOE_BEND_LIMIT_DEG * max(0.0, 1 - part / 0.2) ** 2
        return shank_deg + float(swing.ankle_deg(part)), toe

    def phase(self, table: Timetable, side: str, t: float) -> tuple[int, float]:
        """The side's latest step, and the time since its contact in stances."""
        steps = table.steps_of(side)
        latest = int(np.searchsorted(table.contact_s[steps], t, side="right")) - 1
        step = int(steps[max(latest, 0)])
        since = t - table.contact_s[step]
        return step, float(since / (table.toe_off_s[step] - table.contact_s[step]))

    def hip_at(self, table: Timetable, side: str, t: float) -> FloatArray:
        """Hip joint of a level pelvis: what the swing's shape is fitted to."""
        out = 1.0 if side == "R" else -1.0
        height = self.pelvis_height_m + table.vertical_m(t)
        return np.array([table.lateral_sway_m(t) + out * self.hip_offset_m, 0.0, height])

    def _swing(self, table: Timetable, side: str, step: int) -> _Swing:
        key = (side, step)
        if key not in self._swings:
            self._swings[key] = _Swing.fit(self, table, side, step)
        return self._swings[key]


@dataclass(frozen=True, eq=False)
class _Swing:
    """One swing: angle templates plus a correction that meets the stances on both sides."""

    motion: LegMotion
    table: Timetable
    side: str
    start_s: float
    end_s: float
    correction: CubicHermiteSpline
    ankle_deg: PchipInterpolator
    lift_m: float = 0.0

    @classmethod
    def fit(cls, motion: LegMotion, table: Timetable, side: str, step: int) -> _Swing:
        start, end = float(table.toe_off_s[step]), float(table.contact_s[step + 2])
        small = 1e-3
        offsets, slopes, flexed = [], [], []
        for at, other, way in ((start, step, -1.0), (end, step + 2, 1.0)):
            near = [at + way * small * i for i in (0, 1)]
            planted = [motion.planted_ankle(table, other, t) for t in near]
            hips = [motion.hip_at(table, side, t) for t in near]
            parts = [(t - start) / (end - start) for t in near]
            planned = [_swung_ankle(motion, p, hip) for p, hip in zip(parts, hips, strict=True)]
            gap = [a - b for a, b in zip(planted, planned, strict=True)]
            offsets.append(gap[0])
            slopes.append((gap[1] - gap[0]) * way / small * (end - start))
            pitch_deg = motion.stance_pitch_deg(1.0 if way < 0 else 0.0)
            flexed.append(pitch_deg - _shank_of(motion, hips[0], planted[0]))
        correction = CubicHermiteSpline([0.0, 1.0], offsets, slopes)
        loose = -18.0 if motion.gait.running else -4.0
        ankle = PchipInterpolator(
            [0, 0.3, 0.65, 0.9, 1], [flexed[0], loose, 0.0, 0.5 * flexed[1], flexed[1]]
        )
        swing = cls(motion, table, side, start, end, correction, ankle)
        return replace(swing, lift_m=swing.missing_clearance())

    def missing_clearance(self) -> float:
        """How much the middle of the swing must rise for the shoe to clear the belt."""
        motion, lacking = self.motion, 0.0
        points = np.array([-motion.heel_behind_m, 1.45 * motion.ball_ahead_m])
        for part in np.linspace(0.25, 0.85, 13):
            t = self.start_s + part * (self.end_s - self.start_s)
            hip = motion.hip_at(self.table, self.side, t)
            ankle = self.ankle(t, hip)
            turned = np.radians(_shank_of(motion, hip, ankle) + float(self.ankle_deg(part)))
            soles = points * np.sin(turned) - motion.ankle_height_m * np.cos(turned)
            lacking = max(lacking, (CLEARANCE_M - ankle[2] - soles.min()) / _bump(float(part)))
        return float(lacking)

    def part(self, t: float) -> float:
        return float(np.clip((t - self.start_s) / (self.end_s - self.start_s), 0.0, 1.0))

    def ankle(self, t: float, hip: FloatArray) -> FloatArray:
        """Where the ankle is; a tilted pelvis carries the swing foot, but not at its ends."""
        part = self.part(t)
        level = self.motion.hip_at(self.table, self.side, t)
        carried = (hip - level) * np.array([1.0, 0.0, 1.0]) * _plateau(part)
        lifted = np.array([0.0, 0.0, self.lift_m * _bump(part)])
        shape = _swung_ankle(self.motion, part, level)
        return np.asarray(shape + self.correction(part) + carried + lifted)


def _swung_ankle(motion: LegMotion, part: float, hip: FloatArray) -> FloatArray:
    """The ankle by the angle templates alone."""
    thigh_deg, knee_deg = _templates(motion.gait)
    thigh = np.radians(float(thigh_deg(part)))
    shank = thigh - np.radians(float(knee_deg(part)))
    ahead = motion.upper_m * np.sin(thigh) + motion.lower_m * np.sin(shank)
    below = motion.upper_m * np.cos(thigh) + motion.lower_m * np.cos(shank)
    return np.asarray(hip + np.array([0.0, ahead, -below]))


def _plateau(part: float) -> float:
    """0 at both ends of a swing, 1 in its middle, smooth."""
    ramp = min(max(min(part, 1.0 - part) / 0.3, 0.0), 1.0)
    return ramp * ramp * (3.0 - 2.0 * ramp)


@lru_cache(maxsize=256)
def _templates(gait: Gait) -> tuple[PchipInterpolator, PchipInterpolator]:
    """Thigh angle against the vertical and knee flexion over the swing, degrees."""
    if gait.running:
        thigh = PchipInterpolator(
            [-0.1, 0, 0.12, 0.5, 0.75, 1, 1.1],
            [-19, -25, -23, 0.78 * gait.swing_thigh_deg, gait.swing_thigh_deg, 26, 20],
        )
        knee = PchipInterpolator(
            [-0.1, 0, 0.15, 0.43, 0.7, 0.93, 1, 1.1],
            [15, 20, 42, gait.swing_knee_deg, 0.74 * gait.swing_knee_deg, 20, 16, 22],
        )
        return thigh, knee
    thigh = PchipInterpolator([-0.1, 0, 0.5, 0.8, 1, 1.1], [-12, -8, 20, 27, 24, 21])
    knee = PchipInterpolator([-0.1, 0, 0.35, 0.8, 0.95, 1, 1.1], [30, 42, 62, 16, 4, 5, 9])
    return thigh, knee


def _bump(part: float) -> float:
    return float((4 * part * (1 - part)) ** 2)


def _shank_of(motion: LegMotion, hip: FloatArray, ankle: FloatArray) -> float:
    """Angle of the shank against the vertical, positive with the ankle ahead, degrees."""
    forward = np.array([0.0, 1.0, 0.0])
    knee, ankle = two_bone(hip, ankle, motion.upper_m, motion.lower_m, forward)
    return float(np.degrees(np.arctan2(ankle[1] - knee[1], knee[2] - ankle[2])))


def _pelvis_height(motion: LegMotion) -> float:
    """The greatest height at which no stance overstretches the leg."""
    gait, table = motion.gait, timetable(motion.gait)
    legs = REACH * (motion.upper_m + motion.lower_m)
    step = int(table.steps_of("L")[3])
    heights = []
    for t in np.linspace(table.contact_s[step], table.toe_off_s[step], 25):
        ankle = motion.planted_ankle(table, step, float(t))
        side = ankle[0] + motion.hip_offset_m - table.lateral_sway_m(float(t))
        room = legs**2 - ankle[1] ** 2 - side**2
        heights.append(ankle[2] + np.sqrt(max(room, 0.01)) - table.vertical_m(float(t)))
    return float(min(heights)) - gait.crouch


@lru_cache(maxsize=256)
def leg_motion(mesh: BodyMesh, gait: Gait) -> LegMotion:
    """The foot paths for a body, its pelvis height included."""
    joints = mesh.joints
    thigh, shin, foot, ball = (
        joints[joint_index(f"{n}R")] for n in ("thigh", "shin", "foot", "toe")
    )
    floor = float(mesh.vertices[:, 2].min())
    heel = mesh.landmarks["heelR"]
    flat = {}
    for side in "LR":
        pointing = joints[joint_index(f"toe{side}")] - joints[joint_index(f"foot{side}")]
        flat[side] = yaw(float(np.degrees(np.arctan2(pointing[0], pointing[1]))))
    motion = LegMotion(
        gait=gait,
        upper_m=float(np.linalg.norm(thigh - shin)),
        lower_m=float(np.linalg.norm(shin - foot)),
        ankle_height_m=float(foot[2]) - floor + SOLE_M,
        heel_behind_m=float(foot[1] - heel[1]),
        ball_ahead_m=float(np.hypot(*(ball - foot)[:2])),
        flat_foot=flat,
        hip_offset_m=float(thigh[0]),
    )
    motion.pelvis_height_m = _pelvis_height(motion)
    return motion

"""A stick figure on a treadmill, filmed from anywhere: every step's time and side are known.

The body stands at the origin (r to its right, u up, f forward, metres) and is seen by a pinhole
camera that turns around it: azimuth 0 from behind, 90 from the runner's right side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import PchipInterpolator

from formcheck.pose.landmarker import Person
from formcheck.pose.runner import Followed
from formcheck.pose.track import N_LANDMARKS, FloatArray, Landmark, PoseTrack
from formcheck.pose.unsmoothed import SQUARE_TORSOS, smoothed_as_by_mediapipe

WIDTH_PX, HEIGHT_PX = 720, 1280
FOCAL_PX = 1500.0
CAMERA_AWAY_M, CAMERA_UP_M = 4.0, 1.0
HIP_UP_M, TORSO_M, HIP_OUT_M, SHOULDER_OUT_M, FOOT_OUT_M = 0.90, 0.50, 0.10, 0.18, 0.06
THIGH_M, SHANK_M, ANKLE_UP_M = 0.44, 0.44, 0.08


@dataclass(frozen=True)
class Part:
    """A stretch of one activity: ``running``, ``walking`` or ``standing``."""

    kind: str = "running"
    seconds: float = 8.0
    cadence_spm: float = 172.0
    duty: float = 0.36
    bounce_m: float = 0.04
    reach_m: float = 0.30
    kick_m: float = 0.35
    step_sd: float = 0.0


WALKING = Part("walking", cadence_spm=112.0, duty=0.62, bounce_m=0.018, reach_m=0.33, kick_m=0.12)
STANDING = Part("standing")


@dataclass(frozen=True)
class Filmed:
    """The track of a figure, and what it did; steps of all parts in order of time."""

    track: PoseTrack
    mid_stance_s: FloatArray
    contact_s: FloatArray
    toe_off_s: FloatArray
    sides: tuple[str, ...]
    ends_s: tuple[float, ...]


def film(
    *parts: Part,
    fps: float = 60.0,
    times_s: FloatArray | None = None,
    azimuth_deg: float | FloatArray = 0.0,
    first_side: str = "left",
    first_mid_stance_s: float = 0.13,
    noise_px: float = 0.0,
    seed: int = 0,
) -> Filmed:
    """Film the parts one after the other.

    `times_s` are the frames' times where they are not even; `step_sd` of a part is the SD of its
    steps' lengths as a share, `noise_px` that of every coordinate in the picture; `azimuth_deg` is
    one for all frames or one for each.
    """
    rng = np.random.default_rng(seed)
    parts = parts or (Part(),)
    ends = np.cumsum([part.seconds for part in parts])
    time_s = np.arange(round(ends[-1] * fps)) / fps if times_s is None else times_s
    body = np.zeros((len(time_s), N_LANDMARKS, 3))
    steps: list[tuple[float, float, float, str]] = []
    for part, end in zip(parts, ends, strict=True):
        start = end - part.seconds
        inside = (time_s >= start) & (time_s < end if end < ends[-1] else time_s <= end)
        middle = _mid_stances(part, start + first_mid_stance_s, end, rng)
        count = np.arange(len(middle)) / 2 + (0.0 if first_side == "left" else 0.5)
        strides = PchipInterpolator(middle, count, extrapolate=True)(time_s[inside])
        body[inside] = _body(part, strides)
        steps += _steps(part, middle, start, end, first_side)
    picture, world = _seen(body, azimuth_deg)
    picture += rng.normal(0, noise_px, picture.shape) if noise_px else 0.0
    track = PoseTrack(
        time_s, picture, world, np.full(picture.shape[:2], 0.9), WIDTH_PX, HEIGHT_PX
    )
    middle, contact, toe_off = (np.array([step[i] for step in steps]) for i in range(3))
    return Filmed(
        track, middle, contact, toe_off, tuple(step[3] for step in steps), tuple(ends.tolist())
    )


def _mid_stances(
    part: Part, first_s: float, end_s: float, rng: np.random.Generator
) -> FloatArray:
    step_s = 60 / part.cadence_spm
    n = int(np.ceil((end_s - first_s) / step_s)) + 4
    lengths = step_s * (1 + part.step_sd * rng.standard_normal(n + 2))
    return first_s + np.concatenate([[-lengths[:2].sum(), -lengths[1], 0], lengths[2:].cumsum()])


def _steps(
    part: Part, middle: FloatArray, start_s: float, end_s: float, first_side: str
) -> list[tuple[float, float, float, str]]:
    if part.kind == "standing":
        return []
    half_stance = 0.5 * part.duty * 120 / part.cadence_spm
    sides = ("left", "right") if first_side == "left" else ("right", "left")
    return [
        (float(time), float(time - half_stance), float(time + half_stance), sides[i % 2])
        for i, time in enumerate(middle)
        if start_s <= time <= end_s
    ]


def _body(part: Part, strides: FloatArray) -> FloatArray:
    """Landmarks at phases in strides, an integer at each left mid-stance."""
    if part.kind == "standing":
        strides = np.zeros_like(strides)
        part = replace(part, bounce_m=0.0, reach_m=0.0, kick_m=0.0)
    sign = 1.0 if part.kind == "walking" else -1.0
    hip_up = HIP_UP_M + sign * part.bounce_m * np.cos(4 * np.pi * strides)
    body = np.zeros((len(strides), N_LANDMARKS, 3))
    head = np.stack([np.zeros_like(hip_up), hip_up + TORSO_M + 0.25, np.full(len(hip_up), 0.1)], 1)
    body[:, : Landmark.LEFT_SHOULDER] = head[:, None]
    for out, side, phase in ((-1, "LEFT", strides), (1, "RIGHT", strides + 0.5)):
        swing = 0.15 * np.sin(2 * np.pi * phase)
        for name, r, u, f in (
            ("SHOULDER", SHOULDER_OUT_M, TORSO_M, 0.0), ("ELBOW", 0.25, 0.22, -0.1 - swing),
            ("WRIST", 0.2, 0.2, 0.15 - swing), ("PINKY", 0.2, 0.2, 0.2 - swing),
            ("INDEX", 0.2, 0.2, 0.2 - swing), ("THUMB", 0.2, 0.2, 0.2 - swing),
            ("HIP", HIP_OUT_M, 0.0, 0.0),
        ):
            body[:, Landmark[f"{side}_{name}"]] = _points(out * r, hip_up + u, f)
        forward, up = _foot(part, (phase + part.duty / 2) % 1.0)
        tilt = np.clip((up - ANKLE_UP_M) / 0.3, 0, 1)  # heel up, toe down while the leg swings
        knee_f, knee_u = _knee(forward, up, hip_up)
        body[:, Landmark[f"{side}_KNEE"]] = _points(out * 0.08, knee_u, knee_f)
        body[:, Landmark[f"{side}_ANKLE"]] = _points(out * FOOT_OUT_M, up, forward)
        body[:, Landmark[f"{side}_HEEL"]] = _points(
            out * FOOT_OUT_M, up - 0.05 + 0.04 * tilt, forward - 0.05)
        body[:, Landmark[f"{side}_FOOT_INDEX"]] = _points(
            out * FOOT_OUT_M, up - 0.06 - 0.08 * tilt, forward + 0.14)
    return body


def _points(r: float, u: FloatArray, f: FloatArray | float) -> FloatArray:
    return np.stack([np.full_like(u, r), u, np.broadcast_to(f, u.shape)], axis=1)


def _foot(part: Part, phase: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ankle forward of the hip and above the ground, phase 0 at contact: down it moves with
    the belt, up it is kicked and brought forward again."""
    duty, reach = part.duty, part.reach_m
    down = phase < duty
    swing = np.clip((phase - duty) / (1 - duty), 0, 1)
    slope = -2 * reach * (1 - duty) / duty  # the belt's speed, in units of swing
    back = (
        (2 * swing**3 - 3 * swing**2 + 1) * -reach + (swing**3 - 2 * swing**2 + swing) * slope
        + (3 * swing**2 - 2 * swing**3) * reach + (swing**3 - swing**2) * slope
    )
    forward = np.where(down, reach * (1 - 2 * phase / duty), back)
    lift = part.kick_m * np.sin(np.pi * swing ** 0.8) ** 2
    return forward, ANKLE_UP_M + np.where(down, 0.0, lift)


def _knee(
    ankle_f: FloatArray, ankle_u: FloatArray, hip_u: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Two links between hip and ankle, the knee in front."""
    down = hip_u - ankle_u
    length = np.minimum(np.hypot(ankle_f, down), 0.999 * (THIGH_M + SHANK_M))
    along = (THIGH_M**2 - SHANK_M**2 + length**2) / (2 * length)
    bent = np.sqrt(np.maximum(THIGH_M**2 - along**2, 0.0))
    leg_f, leg_u = ankle_f / np.hypot(ankle_f, down), -down / np.hypot(ankle_f, down)
    return along * leg_f - bent * leg_u, hip_u + along * leg_u + bent * leg_f


def _seen(body: FloatArray, azimuth_deg: float | FloatArray) -> tuple[FloatArray, FloatArray]:
    """Picture (n, 33, 2) in px and MediaPipe's kind of world (n, 33, 3) in m."""
    turn = np.radians(np.atleast_1d(azimuth_deg))[:, None]
    right, up, forward = np.moveaxis(body, 2, 0)
    x = np.cos(turn) * right + np.sin(turn) * forward
    away = np.cos(turn) * forward - np.sin(turn) * right
    scale = FOCAL_PX / (CAMERA_AWAY_M + away)
    picture = np.stack(
        [WIDTH_PX / 2 + scale * x, HEIGHT_PX / 2 - scale * (up - CAMERA_UP_M)], axis=2
    )
    world = np.stack([x, -up, away], axis=2)
    middle = (world[:, [Landmark.LEFT_HIP]] + world[:, [Landmark.RIGHT_HIP]]) / 2
    return picture, world - middle


def smoothed(track: PoseTrack, *, slowed: float = 1.0) -> PoseTrack:
    """The track as MediaPipe gives it, from a file that plays so many times slower than life."""
    square_px = SQUARE_TORSOS * float(np.median(track.torso_px))
    paths = (track.landmarks_px / square_px).reshape(track.n_frames, -1)
    paths = smoothed_as_by_mediapipe(slowed * track.time_s, paths)
    return replace(track, landmarks_px=square_px * paths.reshape(track.landmarks_px.shape))


def unseen(track: PoseTrack, frames: Sequence[int] | np.ndarray | slice) -> PoseTrack:
    """The same track with gaps at `frames`."""
    landmarks, world = track.landmarks_px.copy(), track.world_m.copy()
    visibility = track.visibility.copy()
    landmarks[frames] = world[frames] = np.nan
    visibility[frames] = 0.0
    return replace(track, landmarks_px=landmarks, world_m=world, visibility=visibility)


def people_of(
    track: PoseTrack, *, scale: float = 1.0, shift_px: tuple[float, float] = (0.0, 0.0)
) -> list[list[Person]]:
    """What MediaPipe would say of each frame; scaled about the picture's middle and shifted."""
    centre = np.array([track.width_px, track.height_px]) / 2
    return [
        [Person(scale * (points - centre) + centre + np.array(shift_px), world, visibility)]
        if np.isfinite(points).all() else []
        for points, world, visibility in zip(
            track.landmarks_px, track.world_m, track.visibility, strict=True)
    ]


def alone(n: int) -> Followed:
    """The choice of the only person of every frame."""
    return Followed(person=np.zeros(n, dtype=int), candidates=1, ambiguous=False)

"""What a phone, its owner and its codec do to a patch, drawn anew every time it is seen."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_patch import ABOVE_TORSO, BELOW_TORSO, HALF_WIDTH_TORSO, PATCH_W
from validation.train.shards import POINTS, STORE_MARGIN, STORE_PX, Shard
from validation.train.strangers import as_picture, backdrop, occlude, stranger

Picture = NDArray[np.uint8]

PX_PER_TORSO = PATCH_W / (2 * HALF_WIDTH_TORSO)
STORE_PX_PER_TORSO = STORE_PX / (2 * HALF_WIDTH_TORSO * STORE_MARGIN)
MIDDLE_BELOW_HIP = (BELOW_TORSO - ABOVE_TORSO) / 2
SWAPPED = [
    POINTS.index(name[:-1] + {"L": "R", "R": "L"}.get(name[-1], name[-1])) for name in POINTS
]
STRANGER_ANGLE_DEG = 16.0


@dataclass(frozen=True)
class Strength:
    """How much is varied. MediaPipe's mid-hip scatters by 0.02 torso lengths around the middle
    of the hip joints, and its torso is 1.03 to 1.10 of theirs; the ranges are wider."""

    roll_deg: float = 8.0
    shift_torso: float = 0.08
    scale: tuple[float, float] = (0.85, 1.2)
    wrong_crop: float = 0.03
    strangers: float = 0.04
    new_backdrop: float = 0.45
    occluder: float = 0.15
    spoil: float = 1.0


TRAINING = Strength()
# Every other patch is met as an ordinary clip shows it: what can be read must be read well.
MILD = Strength(8.0, 0.05, (0.92, 1.18), 0.0, 0.0, 0.25, 0.05, 0.45)
# For judging: as an ordinary clip would show it, always the same for the same patch.
JUDGING = Strength(4.0, 0.03, (0.97, 1.13), 0.0, 0.0, 0.0, 0.0, 0.5)


def draw(
    shard: Shard, row: int, rng: np.random.Generator, strength: Strength
) -> tuple[Picture, float, NDArray[np.float32], bool]:
    """One patch as the network meets it: picture, angle, points, and whether it is a runner."""
    if rng.random() < strength.strangers:
        angle = rng.uniform(-STRANGER_ANGLE_DEG, STRANGER_ANGLE_DEG)
        picture = spoil(stranger(np.asarray(shard.patch[row]), PATCH_W, rng), rng, strength.spoil)
        return picture, angle, np.zeros((len(POINTS), 2), np.float32), False
    roll = rng.uniform(-strength.roll_deg, strength.roll_deg)
    scale = rng.uniform(*strength.scale)
    wrong = rng.random() < strength.wrong_crop
    shift = rng.uniform(-1, 1, 2) * (0.45 if wrong else strength.shift_torso)
    to_patch = _to_patch(roll, scale, shift)
    picture = _warp(shard.patch[row], to_patch, cv2.BORDER_REPLICATE)
    if rng.random() < strength.new_backdrop:
        mask = _warp(shard.mask[row], to_patch, cv2.BORDER_REPLICATE)
        picture = _in_front_of(picture, mask, backdrop(PATCH_W, rng))
    points = _points(shard.points[row], roll, scale, shift)
    angle = float(shard.angle_deg[row]) + roll
    if rng.random() < 0.5:
        picture, angle = np.ascontiguousarray(picture[:, ::-1]), -angle
        points = points[SWAPPED] * np.array([-1, 1], np.float32)
    if rng.random() < strength.occluder:
        picture = occlude(picture, rng)
    return spoil(picture, rng, strength.spoil), angle, points, True


def _to_patch(roll_deg: float, scale: float, shift: NDArray[np.float64]) -> NDArray[np.float64]:
    """Affine map from a patch's pixel to the stored patch's: turned about the mid-hip."""
    step = scale * STORE_PX_PER_TORSO / PX_PER_TORSO
    turn = np.radians(roll_deg)
    back = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    hip_there = STORE_PX / 2 - 0.5 - np.array([0, MIDDLE_BELOW_HIP * STORE_PX_PER_TORSO])
    hip_here = PATCH_W / 2 - 0.5 - (np.array([0, MIDDLE_BELOW_HIP]) + shift) * PX_PER_TORSO
    linear = back * step
    return np.column_stack([linear, hip_there - linear @ hip_here])


def _warp(stored: Picture, to_patch: NDArray[np.float64], border: int) -> Picture:
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (PATCH_W, PATCH_W)
    return as_picture(
        cv2.warpAffine(np.asarray(stored), to_patch, size, flags=way, borderMode=border)
    )


def _points(
    points: NDArray[np.float32], roll_deg: float, scale: float, shift: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Points in half patch widths from the patch's middle."""
    turn = np.radians(roll_deg)
    forth = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    moved = np.asarray(points) @ forth.T / scale - shift - np.array([0, MIDDLE_BELOW_HIP])
    return (moved / HALF_WIDTH_TORSO).astype(np.float32)


def _in_front_of(picture: Picture, mask: Picture, behind: Picture) -> Picture:
    share = mask[..., None].astype(np.uint16)
    return ((picture * share + behind * (255 - share)) // 255).astype(np.uint8)


def spoil(picture: Picture, rng: np.random.Generator, strength: float) -> Picture:
    """Light, colour, focus, motion, resolution, noise and compression."""

    def happens(probability: float) -> bool:
        return bool(rng.random() < probability * strength)

    if happens(0.35):
        picture = _uneven_light(picture, rng)
    if happens(0.35):
        picture = _mix_colours(picture, rng)
    if happens(0.10):
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        picture = np.repeat(gray[..., None], 3, axis=2)
    if happens(0.8):
        picture = as_picture(cv2.LUT(picture, _curve(rng, dark=happens(0.12))))
    if happens(0.25):
        picture = as_picture(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.8)))
    if happens(0.25):
        picture = _motion_blur(picture, rng)
    if happens(0.30):
        size = int(PATCH_W * rng.uniform(0.28, 0.9))
        small = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        way = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
        picture = as_picture(cv2.resize(small, (PATCH_W, PATCH_W), interpolation=way))
    if happens(0.6):
        picture = _noise(picture, rng)
    if happens(0.15):
        soft = cv2.GaussianBlur(picture, (0, 0), 1.0)
        picture = as_picture(cv2.addWeighted(picture, 1.8, soft, -0.8, 0))
    if happens(0.45):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(12, 85))]
        coded = cv2.imencode(".jpg", picture, quality)[1]
        picture = as_picture(cv2.imdecode(coded, cv2.IMREAD_COLOR))
    return picture


def _uneven_light(picture: Picture, rng: np.random.Generator) -> Picture:
    coarse = rng.uniform(0.45, 1.5, (int(rng.integers(2, 5)), int(rng.integers(2, 5))))
    light = cv2.resize(coarse.astype(np.float32), (PATCH_W, PATCH_W), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture * light[..., None], 0, 255).astype(np.uint8)


def _mix_colours(picture: Picture, rng: np.random.Generator) -> Picture:
    mixing = np.eye(3) + rng.normal(0, 0.22, (3, 3))
    return as_picture(cv2.transform(picture, mixing.astype(np.float32)))


def _curve(rng: np.random.Generator, *, dark: bool) -> Picture:
    """Tone curves (1, 256, 3): gamma, contrast, brightness and a tint."""
    x = np.linspace(0, 1, 256)[:, None]
    gamma = rng.uniform(1.6, 3.2) if dark else np.exp(rng.uniform(-0.6, 0.6))
    gain = rng.uniform(0.25, 0.6) if dark else rng.uniform(0.6, 1.3)
    low = 0.0 if dark else rng.uniform(-0.12, 0.15)
    tint = rng.uniform(0.88, 1.12, 3)
    return np.clip(255 * (low + gain * tint * x**gamma), 0, 255).astype(np.uint8)[None]


def _motion_blur(picture: Picture, rng: np.random.Generator) -> Picture:
    length, angle = rng.uniform(2, 8), rng.uniform(0, np.pi)
    kernel = np.zeros((9, 9), np.float32)
    reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = [np.round((4 + sign * reach) * 16).astype(int) for sign in (-1, 1)]
    a, b = ((int(end[0]), int(end[1])) for end in ends)
    cv2.line(kernel, a, b, 1.0, 1, cv2.LINE_8, shift=4)
    return as_picture(cv2.filter2D(picture, -1, kernel / kernel.sum()))


def _noise(picture: Picture, rng: np.random.Generator) -> Picture:
    size = int(rng.choice([PATCH_W, PATCH_W, PATCH_W // 2]))
    shape = (size, size, 3 if rng.random() < 0.6 else 1)
    grain = rng.standard_normal(shape, dtype=np.float32) * rng.uniform(1, 12)
    if size != PATCH_W:
        wide = cv2.resize(grain, (PATCH_W, PATCH_W)).reshape(PATCH_W, PATCH_W, -1)
        return np.clip(picture + wide, 0, 255).astype(np.uint8)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)

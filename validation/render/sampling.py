"""Random scenes: training, tuning and reporting never share a body, an outfit or a room."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from validation.render.backdrop import INDOOR, TEST_BACKDROPS, TRAIN_BACKDROPS, Backdrop
from validation.render.body import Body, is_woman
from validation.render.camera import Camera
from validation.render.gait import Gait
from validation.render.outfit import Cloth, Colour, Outfit
from validation.render.patterns import SHARED_PATTERNS, TEST_PATTERNS, TRAIN_PATTERNS
from validation.render.picture import Light, Sensor
from validation.render.scene import Bystander, Scene

Split = Literal["train", "tune", "test"]
View = Literal["rear", "front", "left", "right", "oblique"]
BODY_RANGE = {"train": (0, 440), "tune": (440, 540), "test": (540, 640)}
SEED_RANGE = {"train": (0, 10**6), "tune": (10**6, 2 * 10**6), "test": (2 * 10**6, 3 * 10**6)}
SKINS: tuple[Colour, ...] = (
    (0.93, 0.78, 0.69), (0.87, 0.68, 0.55), (0.78, 0.57, 0.43), (0.62, 0.43, 0.31),
    (0.44, 0.29, 0.21), (0.30, 0.20, 0.15),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (0.07, 0.06, 0.06), (0.20, 0.12, 0.07), (0.38, 0.24, 0.13), (0.72, 0.56, 0.33),
    (0.50, 0.22, 0.10), (0.62, 0.62, 0.62),
)  # fmt: skip
LONGEST_FLIGHT_S = 0.15
VIEW_AZIMUTH = {"rear": 0.0, "right": 90.0, "front": 180.0, "left": 270.0}


def random_seed(rng: np.random.Generator, split: Split) -> int:
    low, high = SEED_RANGE[split]
    return int(rng.integers(low, high))


def random_body(rng: np.random.Generator, split: Split) -> Body:
    """A body of the split's own part of the family."""
    low, high = BODY_RANGE[split]
    index = int(rng.integers(low, high))
    mean, spread = (1.65, 0.065) if is_woman(index) else (1.78, 0.07)
    return Body(index, float(np.clip(rng.normal(mean, spread), 1.50, 1.95)))


def random_gait(rng: np.random.Generator, *, running: bool = True) -> Gait:
    """Every parameter drawn by itself, so that none tells the drop."""
    draw = rng.uniform
    cadence = draw(140, 200) if running else draw(92, 128)
    shortest = max(0.27, 0.5 - LONGEST_FLIGHT_S * cadence / 120)
    duty = draw(shortest, 0.42) if running else draw(0.58, 0.64)
    fastest = 0.80 * cadence / (120 * duty)
    speed = min(draw(1.9, 3.9) if running else draw(0.9, 1.6), fastest)
    return Gait(
        running=running,
        cadence_spm=cadence,
        speed_m_s=float(speed),
        duty_factor=duty,
        drop_left_deg=draw(-3, 12),
        drop_right_deg=draw(-3, 12),
        drop_peak_in_stance=draw(0.28, 0.60) if running else draw(0.25, 0.40),
        drop_at_contact_deg=draw(-3, 4),
        drop_at_toe_off_deg=draw(-4, 3),
        pelvic_rotation_deg=draw(-3, 12),
        pelvic_rotation_phase=draw(-0.12, 0.2),
        anterior_tilt_deg=draw(-4, 16),
        anterior_tilt_swing_deg=draw(0, 5),
        lumbar_compensation=draw(0, 1.1),
        trunk_lean_deg=draw(-2, 14) if running else draw(-2, 5),
        side_bend_deg=draw(0, 6),
        side_bend_phase=draw(0, 1),
        trunk_rotation_deg=draw(2, 14),
        trunk_rotation_phase=draw(-0.1, 0.15),
        sway_m=draw(0.0, 0.03),
        surge_m=draw(0.0, 0.02),
        step_width_m=draw(-0.02, 0.15),
        knee_valgus_deg=draw(-12, 16),
        toe_out_deg=draw(-6, 18),
        contact_ahead=draw(0.30, 0.42) if running else draw(0.31, 0.38),
        foot_strike_deg=draw(-6, 16) if running else draw(10, 20),
        crouch=draw(0.0, 0.03),
        swing_knee_deg=draw(75, 118) if running else draw(55, 66),
        swing_thigh_deg=draw(26, 52),
        arm_swing_deg=draw(10, 42) if running else draw(8, 24),
        arm_phase=draw(-0.06, 0.06),
        arm_abduction_deg=draw(6, 26),
        arm_inward_deg=draw(0, 45),
        elbow_deg=draw(65, 115) if running else draw(8, 35),
        dip_phase=draw(-0.06, 0.06),
        timing_sd=draw(0.0, 0.03),
        drop_sd_deg=draw(0.1, 1.2),
        left_right_timing=draw(-0.03, 0.03),
        drop_drift_deg_per_s=draw(-0.15, 0.15),
        cadence_drift_spm_per_s=draw(-0.5, 0.5),
        left_first=bool(rng.integers(2)),
        start_s=draw(0, 0.5),
        seed=int(rng.integers(1 << 30)),
    )


def _colour(rng: np.random.Generator, *, dark: bool = False) -> Colour:
    kind = rng.uniform()
    if dark or kind < 0.3:
        value, tint = rng.uniform(0.03, 0.20), 0.25
    elif kind < 0.5:
        value, tint = rng.uniform(0.55, 0.95), 0.08
    else:
        value, tint = rng.uniform(0.2, 0.7), 0.7
    r, g, b = np.clip(value * (1 + tint * rng.uniform(-1, 1, 3)), 0.02, 1.0)
    return float(r), float(g), float(b)


def _brighter(colour: Colour) -> Colour:
    r, g, b = (min(c * 1.8 + 0.03, 1.0) for c in colour)
    return r, g, b


def _cloth(rng: np.random.Generator, split: Split, *, dark: bool, plain: float) -> Cloth:
    own = TEST_PATTERNS if split == "test" else TRAIN_PATTERNS
    pattern = SHARED_PATTERNS[0] if rng.uniform() < plain else str(rng.choice(own))
    first = _colour(rng, dark=dark)
    second = _brighter(first) if dark else _colour(rng)
    return Cloth(first, second, pattern, float(rng.uniform(0.5, 2.0)), random_seed(rng, split))


def random_outfit(rng: np.random.Generator, split: Split) -> Outfit:
    """Fitted or loose, tucked or not, dark on dark or bright."""
    draw, chance = rng.uniform, rng.uniform
    dark = chance() < 0.22
    top = str(rng.choice(["none", "bra", "singlet", "tshirt", "long", "jacket"],
                         p=[0.05, 0.08, 0.2, 0.42, 0.13, 0.12]))  # fmt: skip
    bottom = str(rng.choice(["shorts", "tights", "skirt", "trousers"], p=[0.52, 0.32, 0.08, 0.08]))
    waist = draw(0.13, 0.27)
    tucked = chance() < 0.3
    fitted = bottom == "tights" or tucked
    ease_top = draw(0.02, 0.045) if top == "jacket" else draw(0.005, 0.035)
    if top in ("none", "bra") or (top != "jacket" and fitted and chance() < 0.5):
        ease_top = 0.0
    length = {"shorts": draw(0.14, 0.46), "skirt": 0.2, "trousers": 0.95}.get(bottom, 0.0)
    if bottom == "tights":
        length = float(rng.choice([draw(0.25, 0.45), draw(0.6, 0.75), draw(0.93, 1.0)]))
    ease = {"shorts": draw(0.008, 0.04), "trousers": draw(0.01, 0.025), "skirt": draw(0.01, 0.02)}
    sleeve = {"tshirt": draw(0.2, 0.45), "long": 0.95, "jacket": 0.97}.get(top, 0.0)
    return Outfit(
        top=top,
        top_cloth=_cloth(rng, split, dark=dark, plain=0.45),
        top_ease_m=ease_top,
        top_hem=draw(-0.20 if ease_top else 0.04, waist - 0.04),
        tucked=tucked,
        sleeve=sleeve,
        drape=draw(0.1, 1.0),
        flare_m=draw(-0.01, 0.03),
        fold_m=draw(0.001, 0.008),
        folds=int(rng.integers(4, 10)),
        top_follows_pelvis=draw(0.0, 1.0),
        top_lag_s=draw(0.0, 0.12),
        top_swing_deg=draw(0.0, 5.0),
        bottom=bottom,
        bottom_cloth=_cloth(rng, split, dark=dark or chance() < 0.45, plain=0.7),
        bottom_ease_m=ease.get(bottom, 0.0),
        bottom_length=length,
        waist=waist,
        waist_slide=draw(0.0, 0.35) * (chance() < 0.6),
        waist_lag_s=draw(0.0, 0.1),
        waistband=_colour(rng) if chance() < 0.35 else None,
        side_stripe=_colour(rng) if chance() < 0.2 else None,
        belt=_colour(rng) if chance() < 0.08 else None,
        shoe=_colour(rng),
        sole=_colour(rng),
        sock=_colour(rng),
        sock_height=draw(0.72, 1.0),
        skin=SKINS[int(rng.integers(len(SKINS)))],
        hair=HAIRS[int(rng.integers(len(HAIRS)))],
        hair_style=str(rng.choice(["bald", "short", "ponytail", "bun", "bob"],
                                  p=[0.06, 0.42, 0.26, 0.13, 0.13])),
        seed=random_seed(rng, split),
    )  # fmt: skip


def random_camera(rng: np.random.Generator, view: View) -> Camera:
    draw = rng.uniform
    if view == "oblique":
        azimuth = float(rng.choice([0.0, 180.0]) + rng.choice([-1, 1]) * draw(20, 60))
    else:
        azimuth = VIEW_AZIMUTH[view] + float(np.clip(rng.normal(0, 5), -14, 14))
    distance = draw(2.2, 5.0)
    wide = draw(1.35, 2.1) if distance > 2.6 else draw(1.9, 2.3)
    fov = 2 * np.degrees(np.arctan(0.5 * wide * 1.25 / distance))
    shaky = rng.uniform() < 0.35
    return Camera(
        fps=float(rng.choice([30, 30, 60])),
        azimuth_deg=azimuth % 360,
        distance_m=distance,
        height_m=draw(0.45, 1.6),
        aim_height_m=draw(0.82, 0.98),
        aim_yaw_deg=draw(-2.5, 2.5),
        roll_deg=float(np.clip(rng.normal(0, 2.0), -5, 5)),
        vertical_fov_deg=float(np.clip(fov, 26, 66)),
        shutter=draw(0.0, 0.6) * (rng.uniform() < 0.6),
        shake_deg=draw(0.1, 0.8) if shaky else 0.0,
        seed=int(rng.integers(1 << 30)),
    )


def random_light(rng: np.random.Generator) -> Light:
    direct = rng.uniform(0.1, 0.9)
    return Light(
        azimuth_deg=rng.uniform(-180, 180),
        elevation_deg=rng.uniform(15, 80),
        direct=direct,
        ambient=float(np.clip(rng.uniform(0.85, 1.15) - 0.75 * direct, 0.25, 1.0)),
        shadow=rng.uniform(0.15, 0.6),
    )


def random_sensor(rng: np.random.Generator) -> Sensor:
    dim = rng.uniform() < 0.2
    return Sensor(
        exposure=rng.uniform(0.4, 0.65) if dim else rng.uniform(0.75, 1.25),
        warmth=float(rng.normal(0, 0.05)),
        contrast=rng.uniform(0.8, 1.2),
        saturation=rng.uniform(0.6, 1.15),
        grain=rng.uniform(3, 9) if dim else rng.uniform(0.5, 4),
        blur_px=rng.uniform(0.0, 1.2),
        seed=int(rng.integers(1 << 30)),
    )


def random_backdrop(rng: np.random.Generator, split: Split, view: View) -> Backdrop:
    kinds = TEST_BACKDROPS if split == "test" else TRAIN_BACKDROPS
    kind = str(rng.choice(kinds))
    return Backdrop(
        kind=kind,
        treadmill=kind in INDOOR,
        console=view == "rear" and rng.uniform() < 0.85,
        belt_length_m=rng.uniform(1.5, 2.0),
        belt_width_m=rng.uniform(0.48, 0.62),
        deck_height_m=rng.uniform(0.10, 0.28),
        seed=random_seed(rng, split),
    )


def random_bystander(
    rng: np.random.Generator, split: Split, camera: Camera, backdrop: Backdrop
) -> Bystander:
    """Somebody standing, walking past behind the runner, or past between runner and camera."""
    draw, side = rng.uniform, float(rng.choice([-1.0, 1.0]))
    away = np.radians(camera.azimuth_deg)
    ahead = np.array([-np.sin(away), np.cos(away)])
    across = side * np.array([ahead[1], -ahead[0]])
    walks, speed = bool(backdrop.treadmill and rng.uniform() < 0.65), draw(0.7, 1.5)
    between = walks and rng.uniform() < 0.3
    depth = -camera.distance_m * draw(0.35, 0.55) if between else draw(1.0, 3.0)
    sideways = -speed * draw(1.5, 6.0) if walks else draw(1.0, 2.2)
    if not backdrop.treadmill:
        ahead, across = np.array([0.0, 1.0]), np.array([side, 0.0])
        depth, sideways = draw(4.0, 25.0), draw(1.4, 3.0)
    place = depth * ahead + sideways * across
    heading = np.degrees(np.arctan2(-across[0], across[1])) if walks else draw(-180, 180)
    return Bystander(
        body=random_body(rng, split),
        outfit=random_outfit(rng, split),
        x_m=float(place[0]),
        y_m=float(place[1]),
        heading_deg=float(heading),
        speed_m_s=speed if walks else 0.0,
        seed=int(rng.integers(1 << 30)),
    )


def random_scene(
    rng: np.random.Generator,
    *,
    split: Split = "train",
    view: View = "rear",
    running: bool = True,
    bystander: float = 0.1,
    **fixed: Any,
) -> Scene:
    """A scene drawn at random.

    Parameters
    ----------
    rng
        Source of chance; the same state gives the same scene.
    split
        Bodies, outfits and rooms come from disjoint sets; "test" also holds patterns and rooms
        of kinds that the others never show.
    view
        Where the camera stands.
    running
        False walks.
    bystander
        Chance that somebody else is there.
    **fixed
        Parts of the scene that are given and not drawn: ``body``, ``gait``, ``outfit``, ...
    """
    drawn: dict[str, Any] = {
        "body": random_body(rng, split),
        "gait": random_gait(rng, running=running),
        "outfit": random_outfit(rng, split),
        "camera": random_camera(rng, view),
        "light": random_light(rng),
        "sensor": random_sensor(rng),
        "backdrop": random_backdrop(rng, split, view),
    }
    drawn |= fixed
    somebody = random_bystander(rng, split, drawn["camera"], drawn["backdrop"])
    if rng.uniform() < bystander:
        drawn["bystander"] = somebody
    return Scene(**(drawn | fixed))

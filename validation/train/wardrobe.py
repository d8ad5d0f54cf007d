"""Runners drawn at random: what they wear, how they move, who films, where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from validation.render.backdrop import TEST_BACKDROPS, TRAIN_BACKDROPS, Backdrop
from validation.render.camera import Camera
from validation.render.gait import Gait
from validation.render.outfit import HAIR_STYLES, Cloth, Colour, Outfit
from validation.render.patterns import TEST_PATTERNS, TRAIN_PATTERNS
from validation.render.picture import Light
from validation.render.sampling import Split, random_body, random_outfit, random_seed
from validation.render.scene import Scene

SPLIT_SEED = {"train": 101, "tune": 202, "test": 303}
WIDEST_DEG = 15.0
SCENES_PER_ROOM = 8
# Scenes dressed as the benchmark's; the others wear anything with anything.
LIKELY_OUTFITS = 0.4

Rng = np.random.Generator


def draw_scene(split: Split, number: int) -> Scene:
    """The scene with a number in a split; the same number always gives the same scene."""
    rng = np.random.default_rng([SPLIT_SEED[split], number])
    body = replace(random_body(rng, split), stature_m=float(rng.uniform(1.5, 1.98)))
    outfit = random_outfit(rng, split) if rng.random() < LIKELY_OUTFITS else draw_outfit(split, rng)
    backdrop = draw_backdrop(split, number // SCENES_PER_ROOM)
    light = Light(
        azimuth_deg=float(rng.uniform(0, 360)),
        elevation_deg=float(rng.uniform(5, 85)),
        direct=float(rng.uniform(0.0, 1.0)),
        ambient=float(rng.uniform(0.2, 0.85)),
    )
    return Scene(body, draw_gait(rng), outfit, draw_camera(rng), light, backdrop=backdrop)


def hides_pelvis(outfit: Outfit) -> str:
    """What hangs over the pelvis; empty when its outline shows."""
    if outfit.top == "jacket" and outfit.top_hem < 0.05:
        return "jacket"
    return "skirt" if outfit.bottom == "skirt" else ""


def draw_backdrop(split: Split, number: int) -> Backdrop:
    """The room with a number; building one is slow, so that a few scenes share it."""
    rng = np.random.default_rng([SPLIT_SEED[split], number, 5])
    return Backdrop(
        kind=str(rng.choice(TEST_BACKDROPS if split == "test" else TRAIN_BACKDROPS)),
        treadmill=bool(rng.random() < 0.7),
        console=bool(rng.random() < 0.7),
        seed=random_seed(rng, split),
    )


def draw_outfit(split: Split, rng: Rng) -> Outfit:
    """Clothes, hair and skin; every choice independent of the others but for colours."""
    colours = _colours(rng)
    top = str(rng.choice(["none", "bra", "singlet", "tshirt", "long"]))
    bottom = str(rng.choice(["shorts", "tights", "trousers", "skirt"], p=[0.5, 0.34, 0.09, 0.07]))
    tight_top = rng.random() < 0.25
    tucked = rng.random() < 0.15
    top_ease = 0.0 if tight_top else float(rng.uniform(0.004, 0.04))
    top_hem = float(rng.uniform(-0.10, 0.17))
    if rng.random() < 0.10:
        top = "jacket"
        top_ease, top_hem = _jacket_ease_and_hem(rng)
    waist = float(rng.uniform(0.12, 0.27))
    slides = rng.random() < 0.4
    return Outfit(
        top=top,
        top_cloth=_cloth(colours[0], split, rng),
        top_ease_m=top_ease,
        top_hem=top_hem,
        tucked=tucked and top != "jacket",
        sleeve=float(rng.uniform(0.15, 0.5)) if top == "tshirt" else float(rng.uniform(0.6, 1.0)),
        drape=float(rng.uniform(0, 1)),
        flare_m=float(rng.uniform(-0.01, 0.03)),
        fold_m=float(rng.uniform(0, 0.010)),
        folds=int(rng.integers(3, 13)),
        top_follows_pelvis=float(rng.uniform(0, 1)),
        top_lag_s=float(rng.uniform(0, 0.12)),
        top_swing_deg=float(rng.uniform(0, 6)),
        bottom=bottom,
        bottom_cloth=_cloth(colours[1], split, rng),
        bottom_ease_m=_bottom_ease(bottom, rng),
        bottom_length=_bottom_length(bottom, rng),
        waist=waist,
        waist_slide=float(rng.uniform(0, 0.25)) if slides else 0.0,
        waist_lag_s=float(rng.uniform(0, 0.08)),
        waistband=_any_colour(rng) if rng.random() < 0.3 else None,
        side_stripe=_any_colour(rng) if rng.random() < 0.2 else None,
        belt=_any_colour(rng) if rng.random() < 0.07 else None,
        tape=_any_colour(rng) if rng.random() < 0.05 else None,
        sock=_any_colour(rng),
        sock_height=float(rng.uniform(0.5, 0.95)),
        skin=_skin(rng),
        hair=_any_colour(rng),
        hair_style=str(rng.choice(HAIR_STYLES)),
        seed=random_seed(rng, split),
    )


def in_a_jacket(outfit: Outfit, rng: Rng) -> Outfit:
    """The same outfit with a jacket over the hips for a top."""
    ease, hem = _jacket_ease_and_hem(rng)
    sleeve = float(rng.uniform(0.6, 1.0))
    return replace(
        outfit, top="jacket", top_ease_m=ease, top_hem=hem, tucked=False, sleeve=sleeve
    )


def _jacket_ease_and_hem(rng: Rng) -> tuple[float, float]:
    return float(rng.uniform(0.025, 0.07)), float(rng.uniform(-0.22, 0.0))


def _bottom_ease(bottom: str, rng: Rng) -> float:
    if bottom == "tights":
        return 0.0
    low, high = (0.01, 0.045) if bottom == "trousers" else (0.0, 0.05)
    return float(rng.uniform(low, high))


def _bottom_length(bottom: str, rng: Rng) -> float:
    if bottom == "trousers":
        return float(rng.uniform(0.8, 1.0))
    longest = 1.0 if bottom == "tights" else 0.5
    return float(rng.uniform(0.10, longest))


def _any_colour(rng: Rng) -> Colour:
    r, g, b = rng.uniform(0.02, 1.0, 3)
    return float(r), float(g), float(b)


def _colours(rng: Rng) -> tuple[Colour, Colour]:
    """Of top and bottom: any, dark, the same, or nearly so."""
    kind = rng.random()
    if kind < 0.55:
        return _any_colour(rng), _any_colour(rng)
    dark = [
        tuple(float(v) for v in rng.uniform(0.02, 0.16) * rng.uniform(0.8, 1.2, 3)) for _ in "12"
    ]
    if kind < 0.72:
        return dark[0], dark[1]  # type: ignore[return-value]
    if kind < 0.88:
        return _any_colour(rng), dark[1]  # type: ignore[return-value]
    one = np.array(_any_colour(rng))
    r, g, b = np.clip(one + rng.normal(0, 0.02, 3), 0, 1)
    return (float(one[0]), float(one[1]), float(one[2])), (float(r), float(g), float(b))


def _cloth(colour: Colour, split: Split, rng: Rng) -> Cloth:
    patterns = TEST_PATTERNS if split == "test" else TRAIN_PATTERNS
    pattern = "plain" if rng.random() < 0.55 else str(rng.choice(patterns))
    return Cloth(
        colour, _any_colour(rng), pattern, float(rng.uniform(0.5, 2.2)), random_seed(rng, split)
    )


def _skin(rng: Rng) -> Colour:
    light, dark = np.array([0.93, 0.76, 0.66]), np.array([0.20, 0.12, 0.09])
    r, g, b = np.clip(dark + rng.random() * (light - dark) + rng.normal(0, 0.03, 3), 0.03, 1)
    return float(r), float(g), float(b)


def draw_gait(rng: Rng) -> Gait:
    """A gait in which nothing but chance ties the pelvis to the legs and the trunk.

    The obliquity at a moment has the same distribution whatever the phase, both signs alike.
    """

    def angle() -> float:
        return float(rng.uniform(-WIDEST_DEG, WIDEST_DEG))

    def normal(sd: float) -> float:
        return float(rng.normal(0, sd))

    return Gait(
        running=bool(rng.random() < 0.93),
        cadence_spm=float(rng.uniform(145, 205)),
        speed_m_s=float(rng.uniform(1.8, 4.8)),
        duty_factor=float(rng.uniform(0.24, 0.42)),
        drop_left_deg=angle(),
        drop_right_deg=angle(),
        drop_peak_in_stance=float(rng.uniform(0.2, 0.7)),
        drop_at_contact_deg=angle(),
        drop_at_toe_off_deg=angle(),
        pelvic_rotation_deg=normal(7),
        pelvic_rotation_phase=float(rng.random()),
        anterior_tilt_deg=float(rng.uniform(-6, 20)),
        anterior_tilt_swing_deg=float(rng.uniform(0, 5)),
        lumbar_compensation=float(rng.uniform(-0.2, 1.2)),
        trunk_lean_deg=float(rng.uniform(-4, 18)),
        side_bend_deg=normal(5),
        side_bend_phase=float(rng.random()),
        trunk_rotation_deg=normal(9),
        trunk_rotation_phase=float(rng.random()),
        sway_m=float(rng.uniform(0, 0.03)),
        step_width_m=float(rng.uniform(-0.02, 0.16)),
        knee_valgus_deg=normal(5),
        toe_out_deg=float(rng.uniform(-6, 18)),
        contact_ahead=float(rng.uniform(0.3, 0.5)),
        swing_knee_deg=float(rng.uniform(60, 125)),
        swing_thigh_deg=float(rng.uniform(22, 60)),
        arm_swing_deg=float(rng.uniform(8, 45)),
        arm_phase=float(rng.uniform(-0.15, 0.15)),
        arm_abduction_deg=float(rng.uniform(0, 40)),
        arm_inward_deg=float(rng.uniform(0, 50)),
        elbow_deg=float(rng.uniform(30, 125)),
        crouch=float(rng.uniform(0, 0.06)),
        seed=int(rng.integers(1 << 30)),
    )


def draw_camera(rng: Rng) -> Camera:
    """Behind the runner within 30 degrees, mostly nearly straight; never rolled."""
    azimuth = rng.uniform(-30, 30) if rng.random() < 0.35 else rng.normal(0, 7)
    return Camera(
        azimuth_deg=float(np.clip(azimuth, -30, 30)),
        distance_m=float(np.exp(rng.uniform(np.log(1.5), np.log(9)))),
        height_m=float(rng.uniform(0.25, 2.0)),
        aim_height_m=float(rng.uniform(0.6, 1.2)),
        aim_yaw_deg=float(rng.uniform(-12, 12)) if rng.random() < 0.4 else float(rng.normal(0, 2)),
    )

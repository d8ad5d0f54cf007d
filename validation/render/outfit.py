"""What the runner wears: every choice explicit, so that a scene can be told and repeated."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Cloth:
    """Colours (0..1, sRGB) and pattern of one garment."""

    colour: Colour = (0.2, 0.3, 0.6)
    second: Colour = (0.9, 0.9, 0.9)
    pattern: str = "plain"
    scale: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Outfit:
    """Clothes, hair and skin.

    Trunk heights are in trunk coordinates: 0 at the hip joints, 0.16 at the sacrum's top, 0.2 at
    the iliac crests, 1 at the neck. Leg and sleeve lengths: 0 at the hip or shoulder, 0.5 at the
    knee or elbow, 1 at the ankle or wrist. ``*_ease_m`` is the room between skin and cloth;
    0 paints the cloth on the skin. ``top_follows_pelvis`` is how much of the pelvis' tilt (the
    rest is the trunk's, late) a loose hem takes; ``waist_slide`` how far a waistband follows the
    trunk and not the pelvis.
    """

    top: str = "tshirt"
    top_cloth: Cloth = Cloth()
    top_ease_m: float = 0.0
    top_hem: float = 0.10
    tucked: bool = False
    sleeve: float = 0.35
    drape: float = 0.7
    flare_m: float = 0.01
    fold_m: float = 0.004
    folds: int = 7
    top_follows_pelvis: float = 0.5
    top_lag_s: float = 0.06
    top_swing_deg: float = 2.0
    bottom: str = "shorts"
    bottom_cloth: Cloth = Cloth((0.1, 0.1, 0.12))
    bottom_ease_m: float = 0.02
    bottom_length: float = 0.28
    waist: float = 0.21
    waist_slide: float = 0.0
    waist_lag_s: float = 0.05
    waistband: Colour | None = None
    side_stripe: Colour | None = None
    belt: Colour | None = None
    tape: Colour | None = None
    shoe: Colour = (0.85, 0.85, 0.85)
    sole: Colour = (0.95, 0.95, 0.95)
    sock: Colour = (0.9, 0.9, 0.9)
    sock_height: float = 0.9
    skin: Colour = (0.80, 0.60, 0.48)
    hair: Colour = (0.18, 0.11, 0.07)
    hair_style: str = "short"
    seed: int = 0


TOPS = ("none", "bra", "singlet", "tshirt", "long", "jacket")
BOTTOMS = ("shorts", "tights", "skirt", "trousers")
HAIR_STYLES = ("bald", "short", "ponytail", "bun", "bob")

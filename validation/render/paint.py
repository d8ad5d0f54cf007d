"""The texture stack of a dressed body: skin with what is painted on it, and loose cloth."""

from __future__ import annotations

import numpy as np

from validation.render.outfit import Colour, Outfit
from validation.render.patterns import HEIGHT, WIDTH, Image, smooth_noise, weave
from validation.render.surfaces import PARTS, texture_row

EXTRA_LAYERS = ("top", "sleeves", "hips", "legs", "shoes", "tail", "belt", "tape", "skirt")
LAYERS = PARTS + EXTRA_LAYERS
LAYER = {name: index for index, name in enumerate(LAYERS)}
COVERED_MARGIN = 0.05


def _plain(colour: Colour) -> Image:
    return np.tile(np.array(colour, dtype=np.float32), (HEIGHT, WIDTH, 1))


def _rows(part: str, low: float, high: float) -> slice:
    start, stop = (float(texture_row(part, value)) * HEIGHT for value in (low, high))
    return slice(max(round(start), 0), max(round(stop), 0))


def has_loose_top(outfit: Outfit) -> bool:
    return outfit.top not in ("none", "bra") and outfit.top_ease_m > 0.0


def has_loose_bottom(outfit: Outfit) -> bool:
    return outfit.bottom_ease_m > 0.0 or outfit.bottom == "skirt"


def textures(outfit: Outfit) -> Image:
    """RGBA textures (layers, HEIGHT, WIDTH, 4), sRGB 0..1; alpha 0 cuts the surface away."""
    rng = np.random.default_rng([outfit.seed, 11])
    stack = np.ones((len(LAYERS), HEIGHT, WIDTH, 4), dtype=np.float32)
    for layer in ("torso", "legL", "legR", "armL", "armR", "head", "footL", "footR"):
        tone = 1 + 0.04 * smooth_noise(rng, 10, 6)[:, :, None]
        stack[LAYER[layer], :, :, :3] = np.clip(_plain(outfit.skin) * tone, 0, 1)
    stack[LAYER["eye"], :, :, :3] = (0.30, 0.26, 0.24)
    stack[LAYER["lips"], :, :, :3] = np.array(outfit.skin) * (0.85, 0.62, 0.62)
    _paint_head(stack, outfit)
    layers = [_paint_bottom, _paint_top]
    for paint in reversed(layers) if outfit.tucked or has_loose_top(outfit) else layers:
        paint(stack, outfit)
    _paint_small_things(stack, outfit)
    return stack


def _paint_head(stack: Image, outfit: Outfit) -> None:
    if outfit.hair_style == "bald":
        return
    stack[LAYER["head"], :, :, :3] = np.where(
        hair_mask()[:, :, None], np.array(outfit.hair), stack[LAYER["head"], :, :, :3]
    )


def hair_mask() -> np.ndarray:
    """Where hair grows on the head's texture (HEIGHT, WIDTH)."""
    rows = (np.arange(HEIGHT) + 0.5) / HEIGHT
    angles = (np.arange(WIDTH) + 0.5) / WIDTH * 2 * np.pi
    return hair_grows(rows[:, None], np.cos(angles)[None], np.sin(angles)[None])


def hair_grows(row: np.ndarray, right: np.ndarray, front: np.ndarray) -> np.ndarray:
    """Whether a point of the head, by texture row and direction, carries hair."""
    low, high = float(texture_row("head", 0.30)), float(texture_row("head", 0.84))
    line = low + (high - low) / (1 + np.exp(-(front - 0.25) * 9.0))
    return np.asarray(row > line)


def _paint_bottom(stack: Image, outfit: Outfit) -> None:
    cloth = weave(outfit.bottom_cloth)
    loose = has_loose_bottom(outfit)
    for layer in ("hips", "legs", "skirt"):
        stack[LAYER[layer], :, :, :3] = cloth
    if outfit.side_stripe is not None:
        stack[LAYER["legs"], :, 60:68, :3] = outfit.side_stripe
    if not loose:
        for side in "LR":
            reach = _rows("leg", -0.3, outfit.bottom_length)
            stack[LAYER[f"leg{side}"], reach, :, :3] = cloth[reach]
            if outfit.side_stripe is not None:
                outer = slice(60, 68) if side == "L" else np.r_[-4:4]
                stack[LAYER[f"leg{side}"], reach, outer, :3] = outfit.side_stripe
    trunk = _rows("torso", -0.5, outfit.waist)
    stack[LAYER["torso"], trunk, :, :3] = cloth[trunk]
    if loose:
        for side in "LR":
            covered = _rows("leg", -0.3, outfit.bottom_length - 2 * COVERED_MARGIN)
            stack[LAYER[f"leg{side}"], covered, :, :3] = cloth[covered]
    if outfit.waistband is not None:
        band = _rows("torso", outfit.waist - 0.055, outfit.waist)
        stack[LAYER["torso"], band, :, :3] = outfit.waistband
        stack[LAYER["hips"], band, :, :3] = outfit.waistband
        stack[LAYER["skirt"], band, :, :3] = outfit.waistband


def _paint_top(stack: Image, outfit: Outfit) -> None:
    cloth = weave(outfit.top_cloth)
    stack[LAYER["top"], :, :, :3] = cloth
    stack[LAYER["sleeves"], :, :, :3] = cloth
    torso = stack[LAYER["torso"]]
    if outfit.top == "none":
        return
    if outfit.top == "bra":
        band = _rows("torso", 0.52, 0.78)
        torso[band, :, :3] = cloth[band]
        _straps(torso, cloth)
        return
    under = outfit.tucked or has_loose_top(outfit)
    low = outfit.waist - COVERED_MARGIN if under else outfit.top_hem
    body = _rows("torso", low, 0.70)
    torso[body, :, :3] = cloth[body]
    if outfit.top == "singlet":
        _straps(torso, cloth)
        return
    shoulder = _rows("torso", 0.5, 1.04)
    torso[shoulder, :, :3] = cloth[shoulder]
    for side in "LR":
        sleeve = _rows("arm", -0.4, outfit.sleeve)
        stack[LAYER[f"arm{side}"], sleeve, :, :3] = cloth[sleeve]


def _straps(torso: Image, cloth: Image) -> None:
    """Two straps over the shoulders, from a yoke that leaves them bare."""
    sideways = np.abs(np.cos(np.arange(WIDTH) / WIDTH * 2 * np.pi))
    for low, high, inner, outer in ((0.68, 0.86, 0.0, 0.80), (0.84, 1.04, 0.25, 0.74)):
        rows, columns = _rows("torso", low, high), (sideways >= inner) & (sideways < outer)
        torso[rows, columns, :3] = cloth[rows][:, columns]


def _paint_small_things(stack: Image, outfit: Outfit) -> None:
    for side in "LR":
        stack[LAYER[f"foot{side}"], :, :, :3] = outfit.sock
        sock = _rows("leg", outfit.sock_height, 1.2)
        stack[LAYER[f"leg{side}"], sock, :, :3] = outfit.sock
    stack[LAYER["shoes"], :, :, :3] = outfit.shoe
    below = np.sin(np.arange(WIDTH) / WIDTH * 2 * np.pi) < -0.62
    stack[LAYER["shoes"], :, below, :3] = outfit.sole
    stack[LAYER["tail"], :, :, :3] = outfit.hair
    for layer, colour in (("belt", outfit.belt), ("tape", outfit.tape)):
        if colour is not None:
            stack[LAYER[layer], :, :, :3] = colour

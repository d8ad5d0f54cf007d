"""From a case of the design to the scene that the renderer draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from validation.benchmark.design import Case
from validation.render import Body, Camera, Cloth, Gait, Outfit, Scene, Sensor, random_scene
from validation.render.body import is_woman
from validation.render.clip import Encoding

Rng = np.random.Generator

# Grey of black cloth, 0..1.
BLACK = (0.02, 0.05)
TAPES = (
    (0.95, 0.95, 0.95), (1.0, 0.85, 0.05), (0.2, 0.95, 0.25), (1.0, 0.35, 0.1), (0.1, 0.8, 1.0),
)  # fmt: skip
# Exposure and grain (grey levels) of each kind of light.
LIGHTS = {
    "bright": ((0.9, 1.2), (0.5, 2.0)),
    "indoor": ((0.7, 0.95), (1.0, 4.0)),
    "dim": ((0.42, 0.6), (3.0, 7.0)),
    "dark": ((0.18, 0.3), (6.0, 10.0)),
}
# Height of the picture at the runner, metres: head and feet in, with some room.
PICTURED_M = (2.0, 2.6)
# Share of clips with motion blur, and the exposed share of a frame there.
BLURRED, SHUTTER = 0.35, (0.15, 0.5)
SHAKE_DEG = (0.1, 0.6)
# Shares of HEVC and of variable frame rate; range of the encoder's constant quality.
HEVC, VARIABLE_RATE, QUALITY = 0.2, 0.2, (20, 29)
# Fastest that a stance of this length allows, in leg sweeps (metres) per stance.
LONGEST_SWEEP_M = 0.8


def scene_of(case: Case) -> Scene:
    """The scene of a case; the same case gives the same scene every time."""
    rng = np.random.default_rng(case.seed)
    runner = np.random.default_rng(case.gait_seed)
    drawn = random_scene(rng, split=case.set_name)
    return replace(
        drawn,
        body=_body(case, runner),
        gait=_gait(case, random_scene(runner, split=case.set_name).gait),
        outfit=dressed(case.clothes, drawn.outfit, rng),
        camera=_camera(case, drawn.camera, rng),
        sensor=_sensor(case.light, drawn.sensor, rng),
        backdrop=replace(drawn.backdrop, console=drawn.backdrop.console and case.view == "rear"),
    )


def encoding_of(case: Case) -> Encoding:
    """How the case's file is written: codecs, quality and frame times as phones have them."""
    rng = np.random.default_rng([case.seed, 1])
    return Encoding(
        codec="hevc" if rng.random() < HEVC else "h264",
        crf=int(rng.integers(*QUALITY)),
        variable_rate=bool(rng.random() < VARIABLE_RATE),
        seed=case.seed,
    )


def dressed(clothes: str, outfit: Outfit, rng: Rng) -> Outfit:
    """An outfit of one of the design's families, the rest as drawn."""
    bottom = outfit.bottom if outfit.bottom in ("shorts", "tights") else "shorts"
    outfit = replace(
        outfit,
        bottom=bottom,
        bottom_length=outfit.bottom_length if bottom == outfit.bottom else _in(rng, 0.2, 0.45),
        bottom_ease_m=_in(rng, 0.008, 0.04) if bottom == "shorts" else 0.0,
        tape=None,
    )
    return _FAMILIES[clothes](outfit, rng)


def _fitted(outfit: Outfit, rng: Rng) -> Outfit:
    outfit = _wearing(outfit, _one_of(rng, "none", "bra", "singlet", "tshirt", "long"), rng)
    return replace(
        outfit, tucked=False, top_ease_m=0.0, top_hem=_in(rng, 0.04, outfit.waist - 0.04),
        waist_slide=0.0, belt=None,
        bottom_ease_m=0.0 if outfit.bottom == "tights" else _in(rng, 0.002, 0.01),
    )  # fmt: skip


def _tucked(outfit: Outfit, rng: Rng) -> Outfit:
    outfit = _wearing(outfit, _one_of(rng, "singlet", "tshirt", "long"), rng)
    return replace(outfit, tucked=True, top_ease_m=_in(rng, 0.006, 0.03))


def _loose(outfit: Outfit, rng: Rng) -> Outfit:
    """An untucked shirt whose hem slides over the hips and lags behind them."""
    outfit = _wearing(outfit, _one_of(rng, "singlet", "tshirt", "tshirt", "long"), rng)
    return replace(
        outfit, tucked=False, top_ease_m=_in(rng, 0.01, 0.035), top_hem=_in(rng, -0.12, 0.08),
        top_follows_pelvis=_in(rng, 0.0, 0.8), top_lag_s=_in(rng, 0.02, 0.12),
        top_swing_deg=_in(rng, 0.5, 5.0), waist_slide=_in(rng, 0.0, 0.35),
    )  # fmt: skip


def _taped(outfit: Outfit, rng: Rng) -> Outfit:
    """Tucked or bare at the waist, with a strip of tape over each PSIS."""
    tape = TAPES[int(rng.integers(len(TAPES)))]
    if rng.random() < 0.3:
        outfit = replace(_fitted(outfit, rng), top=_one_of(rng, "none", "bra"))
    else:
        outfit = _tucked(outfit, rng)
    return replace(outfit, waist_slide=0.0, belt=None, tape=tape)


def _jacket(outfit: Outfit, rng: Rng) -> Outfit:
    """A loose jacket over the hips, which leans with the trunk."""
    return replace(
        _wearing(outfit, "jacket", rng), tucked=False, top_ease_m=_in(rng, 0.035, 0.065),
        top_hem=_in(rng, -0.2, -0.1), top_follows_pelvis=_in(rng, 0.0, 0.3),
        top_swing_deg=_in(rng, 1.0, 5.0), drape=_in(rng, 0.6, 1.0),
    )  # fmt: skip


def _wearing(outfit: Outfit, top: str, rng: Rng) -> Outfit:
    sleeve = {"tshirt": _in(rng, 0.2, 0.45), "long": 0.95, "jacket": 0.97}
    return replace(outfit, top=top, sleeve=sleeve.get(top, 0.0))


def _dark(outfit: Outfit, rng: Rng) -> Outfit:
    """Black, loose and untucked over black."""
    return replace(
        _loose(outfit, rng), top_cloth=_black(outfit.top_cloth, rng),
        bottom_cloth=_black(outfit.bottom_cloth, rng), waistband=None, side_stripe=None, belt=None,
    )  # fmt: skip


def _black(cloth: Cloth, rng: Rng) -> Cloth:
    grey = _in(rng, *BLACK)
    return replace(cloth, colour=(grey, grey, grey), pattern="plain")


_FAMILIES = {
    "fitted": _fitted, "tucked": _tucked, "loose": _loose, "tape": _taped, "jacket": _jacket,
    "dark": _dark,
}


def _body(case: Case, rng: Rng) -> Body:
    mean, spread = (1.65, 0.065) if is_woman(case.body) else (1.78, 0.07)
    return Body(case.body, float(np.clip(rng.normal(mean, spread), 1.50, 1.95)))


def _gait(case: Case, gait: Gait) -> Gait:
    fastest = LONGEST_SWEEP_M * case.cadence_spm / (120 * gait.duty_factor)
    return replace(
        gait,
        drop_left_deg=case.drop_left_deg,
        drop_right_deg=case.drop_right_deg,
        cadence_spm=case.cadence_spm,
        speed_m_s=min(gait.speed_m_s, fastest),
    )


def _camera(case: Case, camera: Camera, rng: Rng) -> Camera:
    pictured = _in(rng, *PICTURED_M)
    return replace(
        camera,
        fps=case.fps,
        azimuth_deg=case.azimuth_deg % 360,
        distance_m=case.distance_m,
        height_m=case.height_m,
        roll_deg=case.roll_deg,
        vertical_fov_deg=float(2 * np.degrees(np.arctan(0.5 * pictured / case.distance_m))),
        shutter=_in(rng, *SHUTTER) if rng.random() < BLURRED else 0.0,
        shake_deg=_in(rng, *SHAKE_DEG) if case.held == "hand" else 0.0,
    )


def _sensor(light: str, sensor: Sensor, rng: Rng) -> Sensor:
    exposure, grain = LIGHTS[light]
    return replace(sensor, exposure=_in(rng, *exposure), grain=_in(rng, *grain))


def _in(rng: Rng, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _one_of(rng: Rng, *names: str) -> str:
    return str(rng.choice(names))

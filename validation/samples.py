"""Render the sample clips: ``python -m validation.samples``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from validation.render import (
    Backdrop,
    Body,
    Camera,
    Cloth,
    Encoding,
    Gait,
    Light,
    Outfit,
    Scene,
    Sensor,
    make_clip,
)

FOLDER = Path(__file__).parent.parent / "sample_videos"
DURATION_S = 10.0
ENCODING = Encoding(crf=23, preset="medium")
CLEAN = Sensor(grain=1.0, blur_px=0.4)
PHONE = Camera(distance_m=3.2, height_m=1.0, aim_height_m=0.85, shutter=0.2, seed=1)

BRIGHT_TEE = Outfit(
    top="tshirt", top_cloth=Cloth((0.82, 0.86, 0.88), (0.2, 0.4, 0.7), "blocks", seed=4),
    top_ease_m=0.0, tucked=True, bottom="shorts", bottom_ease_m=0.012, bottom_length=0.22,
    bottom_cloth=Cloth((0.12, 0.16, 0.30)), waistband=(0.75, 0.78, 0.80), waist=0.20,
    hair_style="ponytail", hair=(0.38, 0.24, 0.13), skin=(0.87, 0.68, 0.55), shoe=(0.9, 0.45, 0.2),
)  # fmt: skip
RED_SINGLET = Outfit(
    top="singlet", top_cloth=Cloth((0.72, 0.16, 0.16)), top_ease_m=0.0, tucked=True,
    bottom="shorts", bottom_cloth=Cloth((0.13, 0.13, 0.15)), bottom_ease_m=0.010,
    bottom_length=0.20, waistband=(0.85, 0.85, 0.85), waist=0.21,
    hair=(0.07, 0.06, 0.06), skin=(0.62, 0.43, 0.31), shoe=(0.85, 0.9, 0.3),
)  # fmt: skip
GREEN_TEE = Outfit(
    top="tshirt", top_cloth=Cloth((0.25, 0.50, 0.38)), top_ease_m=0.010, top_hem=0.10, drape=0.4,
    top_follows_pelvis=0.75, top_swing_deg=1.0, bottom="tights",
    bottom_cloth=Cloth((0.10, 0.10, 0.13)), bottom_ease_m=0.0, bottom_length=0.70, waist=0.22,
    hair_style="bun", hair=(0.72, 0.56, 0.33),
    skin=(0.93, 0.78, 0.69), shoe=(0.85, 0.85, 0.9),
)  # fmt: skip
TAPED = replace(
    RED_SINGLET, top="tshirt", top_cloth=Cloth((0.86, 0.86, 0.84)), tape=(0.98, 0.92, 0.10),
    waistband=None, skin=(0.78, 0.57, 0.43), hair=(0.20, 0.12, 0.07), bottom_length=0.30,
)  # fmt: skip
JACKET = Outfit(
    top="jacket", top_cloth=Cloth((0.14, 0.15, 0.19)), top_ease_m=0.045, top_hem=-0.16, sleeve=0.96,
    drape=1.0, flare_m=0.02, top_follows_pelvis=0.1, top_lag_s=0.08, top_swing_deg=3.5,
    bottom="tights", bottom_cloth=Cloth((0.10, 0.10, 0.12)), bottom_ease_m=0.0, bottom_length=0.97,
    hair=(0.2, 0.12, 0.07), skin=(0.78, 0.57, 0.43),
)  # fmt: skip

BEFORE = Gait(
    cadence_spm=158, speed_m_s=2.7, duty_factor=0.36, drop_left_deg=8.5, drop_right_deg=7.5,
    drop_peak_in_stance=0.45, contact_ahead=0.40, foot_strike_deg=14, knee_valgus_deg=6, seed=31,
)  # fmt: skip
SCENES = {
    "even_runner": Scene(
        Body(21, 1.68), Gait(cadence_spm=174, drop_left_deg=4.0, drop_right_deg=4.0, seed=11),
        BRIGHT_TEE, PHONE, Light(-30, 55, 0.55, 0.55), CLEAN, Backdrop("gym", seed=23),
    ),
    "drops_on_one_side": Scene(
        Body(12, 1.80),
        Gait(cadence_spm=166, speed_m_s=2.9, drop_left_deg=9.0, drop_right_deg=3.5, seed=12),
        RED_SINGLET, replace(PHONE, distance_m=3.4), Light(35, 50, 0.5, 0.6), CLEAN,
        Backdrop("room", seed=9),
    ),
    "before": Scene(
        Body(35, 1.66), BEFORE, GREEN_TEE, replace(PHONE, roll_deg=0.8), Light(20, 60, 0.45, 0.62),
        CLEAN, Backdrop("room", seed=21),
    ),
    "after": Scene(
        Body(35, 1.66),
        replace(BEFORE, cadence_spm=172, duty_factor=0.35, drop_left_deg=5.0, drop_right_deg=4.5,
                contact_ahead=0.36, foot_strike_deg=7, knee_valgus_deg=2, seed=32),
        GREEN_TEE, replace(PHONE, roll_deg=-0.6, distance_m=3.3, height_m=1.05),
        Light(20, 60, 0.45, 0.62), CLEAN, Backdrop("room", seed=21),
    ),
    "tape_markers": Scene(
        Body(48, 1.76), Gait(cadence_spm=170, drop_left_deg=7.0, drop_right_deg=5.0, seed=14),
        TAPED, replace(PHONE, distance_m=2.9), Light(0, 55, 0.5, 0.6), CLEAN,
        Backdrop("gym", seed=18),
    ),
    "side_view": Scene(
        Body(41, 1.70), Gait(cadence_spm=170, speed_m_s=3.0, seed=15),
        replace(BRIGHT_TEE, hair_style="short"),
        replace(PHONE, azimuth_deg=90, distance_m=3.6, height_m=0.95), Light(100, 50, 0.5, 0.6),
        CLEAN, Backdrop("hall", console=False, seed=7),
    ),
    "hard_to_measure": Scene(
        Body(66, 1.79), Gait(cadence_spm=162, drop_left_deg=6.0, drop_right_deg=6.0, seed=16),
        JACKET, replace(PHONE, azimuth_deg=32, shake_deg=0.35, shutter=0.6),
        Light(60, 40, 0.35, 0.55), Sensor(exposure=0.55, grain=2.5, blur_px=0.7, seed=2),
        Backdrop("garage", seed=6),
    ),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *SCENES], help="only these clips")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    for name in arguments.names or SCENES:
        truth = make_clip(
            SCENES[name], arguments.folder / f"{name}.mp4", duration_s=DURATION_S,
            encoding=ENCODING, processes=arguments.processes,
        )  # fmt: skip
        kept = arguments.folder / "truth" / truth.name
        kept.parent.mkdir(exist_ok=True)
        truth.replace(kept)
        print(
            f"{name}: {(arguments.folder / name).with_suffix('.mp4').stat().st_size / 1e6:.1f} MB"
        )


if __name__ == "__main__":
    main()

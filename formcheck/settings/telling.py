"""What is said of the measurements: flags, the first look, the report, a comparison."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlagSettings:
    """Which frames deserve a look."""

    # Bramah 2018: healthy mean + 1 SD (3.7 + 1.9); also the entry threshold of Bramah 2019.
    drop_deg: float = 5.6
    # The above plus the smallest detectable difference of 2D video, 2.8 (Dingenen 2018).
    deep_drop_deg: float = 8.4
    # A step is out of line when it differs from its side's median by this many robust SDs...
    outlier_sds: float = 3.5
    # ...and by at least this much, the smallest detectable difference.
    outlier_deg: float = 2.8
    # Frames flagged at most, the deepest first.
    max_flags: int = 8


@dataclass(frozen=True)
class PreflightSettings:
    """What a clip's first seconds should be like; pairs are good from, and useless below.

    Where no source is named the limits are our own: what the analysis still coped with.
    """

    # Frames looked at, out of the first so many seconds and frames at most: a few seconds' work.
    looks: int = 14
    first_s: float = 5.0
    first_frames: int = 150
    # Brightness of the runner (median gray level, 0 to 255).
    brightness: tuple[float, float] = (60.0, 30.0)
    # Torso in pixels; the second is `pelvis.min_torso_px`.
    torso_px: tuple[float, float] = (100.0, 70.0)
    # Frames a second: angles and cadence are fine at 30 (evidence), rhythm is lost near 12.
    fps: tuple[float, float] = (24.0, 12.0)
    # From here on ground contact can be timed (Souza 2016: 120 fps or more).
    timing_fps: float = 100.0
    # Share of the looks that show the runner, feet and hips in the picture.
    visible: tuple[float, float] = (0.9, 0.6)
    # Difference of colour (CIE76) between shirt and shorts below which the waist hides.
    clothes_contrast: float = 10.0


@dataclass(frozen=True)
class ReportSettings:
    """How the result is shown."""

    # Longer side of the overlay video and height of flagged pictures, px.
    overlay_max_side_px: int = 960
    # Longest overlay written, seconds of clip; a longer clip shows its best stretch.
    overlay_max_s: float = 60.0


@dataclass(frozen=True)
class CompareSettings:
    """The smallest change between two films that counts, whatever their intervals say."""

    # Dingenen 2018: smallest detectable difference of 2D video a week apart. Our own figure under
    # another camera position and other clothes is 2.7 (95 % of the errors of a change, tune cases).
    drop_deg: float = 2.8
    # A difference of two sides, each with an error of its own: the above times sqrt(2).
    asymmetry_deg: float = 4.0
    # Both legs on average (95 % of the errors of a change, tune cases of validation/pelvis_pairs).
    both_legs_deg: float = 2.2
    # Two films in the same clothes from the same place: how far the pelvis's readings err alike
    # (correlation of what does not average out over steps), and the smallest changes that could
    # then be told (95 % of the errors of a change; validation/pelvis_pairs, tune cases).
    same_clothes_correlation: float = 0.75
    same_clothes_asymmetry_correlation: float = 0.65
    same_clothes_both_legs_correlation: float = 0.85
    same_clothes_drop_deg: float = 1.8
    same_clothes_asymmetry_deg: float = 2.6
    same_clothes_both_legs_deg: float = 1.2
    # Shirts or shorts whose colours lie further apart than this (CIE Lab of 8 bits) are others: of
    # the same pairs in the same clothes none does (the furthest 28), in other clothes 60 %.
    unlike_clothes: float = 30.0
    # Cadence is right within 0.8 a clip (validation): both films may be off by that.
    cadence_spm: float = 1.6
    # Steps of a leg drawn together when resampling, since neighbouring steps are alike.
    block_steps: int = 3
    # Strides averaged into one curve of the waveform test, for the same reason.
    block_strides: int = 2
    # Camera angles that differ by more are said.
    azimuth_deg: float = 8.0
    # Longest side-by-side video, seconds.
    video_max_s: float = 20.0

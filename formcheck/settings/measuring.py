"""What is seen in a clip and measured from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PoseSettings:
    """How the runner is found."""

    # Bundle of the pose model: lite, full or heavy. Full: accuracy of heavy within the noise of
    # the timing cues at a third of its cost.
    model: str = "full"
    # The longer side of a frame is reduced to this before anything else sees it; MediaPipe works
    # on 256 px crops, the pelvis patch on about 100 px.
    max_side_px: int = 1280
    # Below this, MediaPipe's own scores for detection, presence and tracking count as "not seen".
    min_confidence: float = 0.5
    # People looked for when more than one is in the picture.
    max_people: int = 4
    # Look for as many people in any case, not only where the first look shows company; whoever
    # passes by for a moment is found too, at the price of time.
    everyone: bool = False
    # Still frames looked at first, to learn how many people there are.
    scout_frames: int = 9
    # People are looked for so often a second of clip at most; a stride has 1.5 Hz, and landmark
    # paths are low-passed at 8 Hz.
    looks_per_s: float = 60.0
    # A clip is shared by two landmarkers in stretches of so many frames at most, each begun so
    # many frames early for MediaPipe's smoothing to settle.
    stretch_frames: int = 150
    warm_up_frames: int = 10


@dataclass(frozen=True)
class GaitSettings:
    """How steps are found."""

    # Plausible steps per minute of a person who runs; Burns 2019 saw 155-203 in elite runners,
    # slow joggers are found near 140.
    running_cadence_spm: tuple[float, float] = (130.0, 230.0)
    # Low-pass for landmark paths (zero-phase Butterworth): six times the fastest step rate's
    # fundamental is well below it.
    landmark_lowpass_hz: float = 8.0
    # Gaps up to this long are bridged for filtering and put back as gaps afterwards.
    max_bridge_s: float = 0.12


@dataclass(frozen=True)
class PelvisSettings:
    """How the pelvis is read."""

    # Low-pass for the place and the scale of the patch: the body bounces at 2.3 to 3.8 Hz, and a
    # torso's length in the picture changes with the trunk's lean alone.
    mid_hip_lowpass_hz: float = 6.0
    torso_lowpass_hz: float = 1.0
    # Patches are read so often a second of clip at most: neighbouring ones err alike. Read 15 or 30
    # times a second the drop differs by 0.02 of its interval (RMS of 29 clips; at most 0.09, in one
    # of 5 s), a step's by 0.15 degrees.
    reads_per_s: float = 15.0
    # Steps a leg for high confidence and for any reading (Dingenen 2018: the mean is stable
    # after 6.3 steps).
    steps_for_high: int = 7
    steps_for_any: int = 5
    # Camera off the axis straight behind, in degrees: up to here without a word, and at all.
    azimuth_good_deg: float = 12.0
    azimuth_max_deg: float = 17.0
    # Half-width of the 95 % interval for high and medium confidence, degrees.
    high_interval_deg: float = 1.5
    medium_interval_deg: float = 2.5
    # Half-width beyond which there is no reading: the whole range of runners is hardly wider.
    max_interval_deg: float = 4.5
    # Torso in pixels below which the patch is too coarse.
    min_torso_px: float = 70.0
    # SD of the error that all strides of a clip share, as SD of both legs' drop together, degrees:
    # a floor, a share of the network's own SD for single frames, what swings with the pelvis's
    # rotation besides; and by how much an unsure network reads both legs' drop too small, per
    # square of that SD (validation/pelvis.md).
    network_sd_deg: float = 0.4
    network_sd_share: float = 0.42
    rotation_sd_deg: float = 2.0
    network_blunting_per_deg: float = 0.15
    tape_sd_deg: float = 0.2
    # Median of the network's own SD for single frames above which the confidence is low, and
    # above which the pelvis counts as hidden, degrees.
    doubt_noise_sd_deg: float = 2.0
    max_noise_sd_deg: float = 3.2
    # Mean log-odds over the clip above which a jacket is taken to hang over the hips: of 160 clips
    # in jackets 4 % are below, of 240 as advised 5 % above (validation/pelvis.md).
    max_jacket_log_odds: float = -0.7
    # The pelvis is in the dark when nine tenths of what is around it are darker than this (gray
    # level of 255) and its gray levels scatter by less than that (validation/pelvis.md).
    dark_gray: float = 50.0
    dark_contrast: float = 8.0


@dataclass(frozen=True)
class PostureSettings:
    """How the rest of the form is read from the landmarks."""

    # Steps (a leg, where legs are told apart) for any reading, and for one that is fairly sure
    # (Dingenen 2018: a mean of video angles is stable after 6.3 steps).
    steps_for_any: int = 5
    steps_for_sure: int = 7
    # Neighbouring steps drawn together when resampling, since they are alike.
    block_steps: int = 3
    # SD of a hand-held or propped camera's roll where the picture does not tell it, degrees.
    unknown_roll_sd_deg: float = 2.0
    # Least steps in the first and in the last third of a clip for a change within it.
    steps_a_third: int = 4

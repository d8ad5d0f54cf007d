"""Every adjustable number, what it does and where it comes from; a TOML file can override them."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from formcheck.errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Views that a user can name.
VIEWS = ("rear", "front", "left", "right")
# Least and largest height that a runner may have, cm.
HEIGHTS_CM = (50.0, 250.0)
# Slow motion is worked out from the clip itself.
AUTO = "auto"
# Settings that may be a word instead of a number.
WORDS = {"slow_motion": AUTO}


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
    # Mean log-odds over the clip above which a jacket is taken to hang over the hips.
    max_jacket_log_odds: float = -1.9
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

    # Dingenen 2018: smallest detectable difference of 2D video a week apart, until our own
    # figure under another camera position and other clothes is measured.
    drop_deg: float = 2.8
    # A difference of two sides, each with an error of its own: the above times sqrt(2).
    asymmetry_deg: float = 4.0
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


@dataclass(frozen=True)
class CacheSettings:
    """What is remembered of clips, so that a second look is quick; no part of a result."""

    # Whether what a pass over a clip saw is remembered, and taken up.
    use: bool = True
    # Beyond this what was not asked for longest is thrown out; a minute of one runner at 30 fps
    # takes 25 MB.
    max_bytes: int = 2_000_000_000


@dataclass(frozen=True)
class ArchiveLimits:
    """What a zip archive of clips may hold; no part of a result."""

    # A season of a large club; each name costs memory before anything is unpacked.
    max_files: int = 2_000
    # An hour of a phone's 4K footage; what comes out counts, not what the archive declares.
    max_bytes: int = 20_000_000_000


@dataclass(frozen=True)
class PageSettings:
    """What the page takes and keeps; no part of a result."""

    # Largest upload: three minutes of a phone's 1080p footage at 60 frames a second.
    max_upload_mb: int = 400
    # Longest clip: a stable average takes seven steps a leg, some ten seconds.
    max_clip_s: float = 180.0
    # Clips in one upload or archive, and their size unpacked.
    max_clips: int = 50
    max_unpacked_bytes: int = 4_000_000_000
    # Entries of one visitor that may wait or be worked on at a time.
    max_under_way: int = 6
    # After this a piece of work is stopped.
    work_limit_s: float = 1800.0
    # Where others visit: hours until everything of an entry is removed.
    keep_h: float = 24.0
    # How often the page looks how far a piece of work is.
    look_s: float = 0.5


@dataclass(frozen=True)
class Settings:
    """All settings of an analysis; written into every result."""

    pose: PoseSettings = field(default_factory=PoseSettings)
    gait: GaitSettings = field(default_factory=GaitSettings)
    pelvis: PelvisSettings = field(default_factory=PelvisSettings)
    posture: PostureSettings = field(default_factory=PostureSettings)
    flags: FlagSettings = field(default_factory=FlagSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    preflight: PreflightSettings = field(default_factory=PreflightSettings)
    compare: CompareSettings = field(default_factory=CompareSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    # Factor by which the clip is slowed down (4 = 240 fps shown at 60); auto = as the clip shows.
    slow_motion: float | Literal["auto"] = 1.0
    # View told by the user, instead of the one found in the picture.
    view: str | None = None
    # The runner's height, cm; None = lengths are told as shares of it alone.
    height_cm: float | None = None
    # Number of the person to follow, 0 = the one who runs most; None = choose.
    person: int | None = None
    # Make the heads of everybody in the pictures unrecognisable in whatever is written.
    blur_faces: bool = False
    # A pose model file of the user's own.
    model_path: str | None = None

    def __post_init__(self) -> None:
        if self.slow_motion != AUTO and not _is_factor(self.slow_motion):
            raise SettingsError(
                "slow_motion is auto or a factor above 0 (4 = four times slower), "
                f"not {self.slow_motion}."
            )
        if self.view is not None and self.view not in VIEWS:
            raise SettingsError(f"view is one of {', '.join(VIEWS)}, not {self.view!r}.")
        shortest, tallest = HEIGHTS_CM
        if self.height_cm is not None and not shortest <= self.height_cm <= tallest:
            raise SettingsError(
                f"A runner's height is from {shortest:g} to {tallest:g} cm, "
                f"not {self.height_cm:g}."
            )
        if self.person is not None and (type(self.person) is not int or self.person < 0):
            raise SettingsError(f"person is a number from 0 on, not {self.person!r}.")
        if self.model_path is not None and not isinstance(self.model_path, str):
            raise SettingsError(f"model_path is the name of a file, not {self.model_path!r}.")

    @property
    def told_slow_motion(self) -> float:
        """The factor that the user named; 1 where the clip itself is asked."""
        return 1.0 if isinstance(self.slow_motion, str) else self.slow_motion

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON or TOML."""
        return asdict(self)


def load_settings(path: Path, *, base: Settings | None = None) -> Settings:
    """Settings from a TOML file laid over `base`.

    Raises
    ------
    SettingsError
        When the file cannot be read, is not TOML, or names an unknown or ill-typed setting.
    """
    try:
        overrides = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path.name}: the settings file cannot be read ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: not a valid TOML file ({error}).") from error
    return override(base or Settings(), overrides, source=path.name)


def override(settings: Settings, overrides: Mapping[str, Any], *, source: str) -> Settings:
    """`settings` with the values of a (nested) mapping laid over them."""
    changed: Settings = _override(settings, overrides, source)
    return changed


def _override(part: Any, overrides: Mapping[str, Any], where: str) -> Any:
    known = {item.name: getattr(part, item.name) for item in fields(part)}
    changes = {}
    for name, value in overrides.items():
        if name not in known:
            raise SettingsError(
                f"{where}: there is no setting called “{name}”; known here: {', '.join(known)}."
            )
        if name in WORDS and value == WORDS[name]:
            changes[name] = value
        else:
            old = 1.0 if name in WORDS else known[name]
            changes[name] = _checked(old, value, f"{where}, {name}")
    try:
        return replace(part, **changes)
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def _is_factor(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0


def _checked(old: Any, new: Any, where: str) -> Any:
    if isinstance(new, Mapping) and hasattr(old, "__dataclass_fields__"):
        return _override(old, new, where)
    if isinstance(old, tuple) and isinstance(new, list) and len(new) == len(old):
        return tuple(_checked(a, b, where) for a, b in zip(old, new, strict=True))
    if isinstance(new, int | float) and not 0 <= new < math.inf:
        raise SettingsError(f"{where}: expected a number from 0 on, got {new!r}.")
    if isinstance(old, float) and isinstance(new, int | float) and not isinstance(new, bool):
        return float(new)
    if type(old) is type(new) or (old is None and isinstance(new, str | int | float)):
        return new
    raise SettingsError(f"{where}: expected a value like {old!r}, got {new!r}.")

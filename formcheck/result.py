"""The result of an analysis: what every face of formcheck (report, page, comparison) reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.blur import blur_circles
from formcheck.files import plain_name
from formcheck.finding import Findings
from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.heads import Heads
from formcheck.pose.everybody import SeenPerson
from formcheck.pose.track import FloatArray, PoseTrack
from formcheck.readings import Reading
from formcheck.settings import Settings

Side = Literal["left", "right"]
ViewKind = Literal["rear", "front", "left", "right", "oblique", "unknown"]
ActivityKind = Literal["running", "walking", "mixed", "none"]


@dataclass(frozen=True)
class ClipInfo:
    """What is known of the file itself."""

    path: Path
    sha256: str
    width_px: int
    height_px: int
    fps: float
    duration_s: float
    n_frames: int

    @property
    def name(self) -> str:
        """The file's name as it is shown."""
        return plain_name(self.path.name)


@dataclass(frozen=True)
class View:
    """Where the camera stood.

    Attributes
    ----------
    kind : {"rear", "front", "left", "right", "oblique", "unknown"}
        ``left`` = the runner's left side faces the camera.
    azimuth_deg : float or None
        0 = straight behind, 90 = the runner's right side, 180 = straight in front,
        -90 = the runner's left side.
    azimuth_sd_deg : float or None
    camera_roll_deg : float or None
        How far the camera was turned about its own axis, in degrees; positive when the
        picture's verticals lean clockwise (to the right). None when nothing told.
    camera_roll_sd_deg : float or None
    reason : str
        Plain words when the view is not clear.
    """

    kind: ViewKind
    azimuth_deg: float | None
    azimuth_sd_deg: float | None
    camera_roll_deg: float | None = None
    camera_roll_sd_deg: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Stretch:
    """A part of the clip with one activity.

    ``running``, ``walking``, ``standing``, ``other`` (moving without a steady rhythm) or
    ``hidden`` (the legs are not in the picture).
    """

    kind: str
    start_s: float
    end_s: float
    reason: str = ""


@dataclass(frozen=True)
class Shot:
    """A part of the clip between two cuts.

    Attributes
    ----------
    start_s, end_s : float
    view : str
    activity : str
    cadence_spm : float or None
        Of its longest running stretch.
    used : bool
        Whether the readings rest on it: the shot with the longest running, and those of the same
        set-up.
    """

    start_s: float
    end_s: float
    view: ViewKind
    activity: ActivityKind
    cadence_spm: float | None
    used: bool


@dataclass(frozen=True)
class Activity:
    kind: ActivityKind
    stretches: tuple[Stretch, ...]
    reason: str = ""


@dataclass(frozen=True)
class GaitCycle:
    """The average pelvic drop over the gait cycle of each leg.

    Attributes
    ----------
    percent : (101,) array
        0 = initial contact of the leg, 100 = its next initial contact.
    left_deg, right_deg : (101,) arrays or None
        Mean drop relative to this stance leg, positive = the other (swing) side is lower.
        None when that leg was not measurable.
    left_low_deg, left_high_deg, right_low_deg, right_high_deg : (101,) arrays or None
        95 % band of the mean.
    toe_off_percent : float
        Mean end of stance, in percent of the cycle.
    n_left, n_right : int
        Cycles averaged.
    """

    percent: FloatArray
    left_deg: FloatArray | None
    left_low_deg: FloatArray | None
    left_high_deg: FloatArray | None
    right_deg: FloatArray | None
    right_low_deg: FloatArray | None
    right_high_deg: FloatArray | None
    toe_off_percent: float
    n_left: int
    n_right: int


@dataclass(frozen=True)
class PelvisPicture:
    """A patch that was measured, for the human eye to judge.

    Attributes
    ----------
    title : str
        E.g. ``"Left stance, average of 12 steps"`` or ``"Left stance at 3.42 s"``.
    image_rgb : (h, w, 3) uint8 array
    line_deg : float
        Slope of the measured pelvic line in the picture (camera roll included), degrees,
        positive when it falls to the picture's right.
    centre_px : (2,) float pair
        Where in the patch the line is centred (x, y).
    drop_deg : float
        The drop that this line means after the camera's roll was taken out.
    frame : int or None
        Frame number when it is one frame, None for an average.
    """

    title: str
    image_rgb: NDArray[np.uint8]
    line_deg: float
    centre_px: tuple[float, float]
    drop_deg: float
    frame: int | None = None


@dataclass(frozen=True)
class Flag:
    """A frame that deserves a look.

    Attributes
    ----------
    frame : int
        Row of the table of frames.
    time_s : float
    side : {"left", "right"}
        Stance leg.
    kind : {"deep drop", "deepest drop", "out of line"}
    value_deg, low_deg, high_deg : float
        Pelvic drop at that frame with its 95 % interval.
    reason : str
        One plain sentence.
    """

    frame: int
    time_s: float
    side: Side
    kind: str
    value_deg: float
    low_deg: float
    high_deg: float
    reason: str


@dataclass(frozen=True)
class Analysis:
    """Everything formcheck knows about one clip.

    Attributes
    ----------
    clip : ClipInfo
    settings : Settings
        The settings used.
    pose : PoseTrack
    view : View
    activity : Activity
    frames : DataFrame
        A row for every frame: ``frame``, ``time_s``, ``seen``, ``landmark_confidence``,
        ``activity`` (running, walking, standing, other, hidden, unseen), ``stance_side``
        (left, right or empty), ``gait_phase`` (``stance``, ``flight`` or empty),
        ``cycle_percent`` (of the left leg's gait cycle), ``pelvic_obliquity_deg`` (fitted
        curve, camera roll out, positive = right side lower), ``pelvic_obliquity_sd_deg``,
        ``pelvic_obliquity_raw_deg`` (this frame's own reading, by the method used),
        ``pelvic_obliquity_network_deg`` and ``pelvic_obliquity_tape_deg`` (the same by
        either method), ``pelvis_x_px``, ``pelvis_y_px``, ``torso_px``, ``cadence_spm``,
        ``mediapipe_hip_line_deg`` (for comparison only), ``flag``.  Missing values are NaN
        here and empty in the CSV.
    steps : DataFrame
        A row per step: ``step``, ``side`` (stance leg), ``initial_contact_s``,
        ``mid_stance_s``, ``toe_off_s``, ``initial_contact_sd_s`` and ``toe_off_sd_s`` (of one
        step, the frame rate included), ``cadence_spm``, ``steady`` (as long as its
        neighbours), ``side_sure`` (left and right could be told), ``peak_drop_deg``,
        ``peak_drop_s``, ``mid_stance_drop_deg``, ``drop_from_contact_deg``,
        ``drop_sd_deg``, ``flag``, and a column for every reading of the form that this view
        carries (``trunk_lean_deg``, ...).
    cycle : GaitCycle or None
    readings : mapping of str to Reading
    trends : mapping of str to Reading
        Change within the clip, last third less first, by the name of the reading that changes.
    flags : tuple of Flag
        In order of time.
    pictures : tuple of PelvisPicture
        The measured patches, averages first.
    heads : Heads or None
        Of everybody in the pictures, where they are to be made unrecognisable.
    warnings : tuple of str
        Plain sentences.
    people : tuple of SeenPerson
        Where there are several: everybody, the one who runs most first.
    shots : tuple of Shot
        The parts of a clip with cuts; empty without.
    slow_motion_factor : float
        How many times slower than life the clip plays; all times here are real time.
    slow_motion_proposal : SlowMotionGuess or None
        The factor that the clip looks like, with its reasons; None for a clip that is plausible
        in real time. Applied where the settings say ``auto``.
    provenance : mapping
        formcheck version, model name and sha256, steps of the method.
    """

    clip: ClipInfo
    settings: Settings
    pose: PoseTrack
    view: View
    activity: Activity
    frames: pd.DataFrame
    steps: pd.DataFrame
    cycle: GaitCycle | None
    readings: Mapping[str, Reading]
    trends: Mapping[str, Reading] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    pictures: tuple[PelvisPicture, ...] = ()
    heads: Heads | None = None
    warnings: tuple[str, ...] = ()
    people: tuple[SeenPerson, ...] = ()
    shots: tuple[Shot, ...] = ()
    slow_motion_factor: float = 1.0
    slow_motion_proposal: SlowMotionGuess | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> Findings:
        """What a coach would say of it: see `formcheck.findings`."""
        from formcheck.findings import find_findings

        return find_findings(self)

    def shown(self, frame: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A frame of the clip, of any size, as others may see it."""
        if self.heads is None:
            return picture
        return blur_circles(
            picture, self.heads.in_frame(frame) * picture.shape[1] / self.pose.width_px)

    def summary(self) -> dict[str, Any]:
        """The result as plain values: what ``summary.json`` holds."""
        from formcheck.summary import summarise

        return summarise(self)

"""From single frames' readings of the pelvis to the clip's: gates, camera roll, curve, drop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.gait.belief import Belief, ReaderError, true_curve
from formcheck.gait.drop import (
    SIDES,
    Z95,
    average_cycle,
    drop_readings,
    no_drop_readings,
    peaks,
    step_drops,
)
from formcheck.gait.pelvis import ObliquityFit, fit_obliquity
from formcheck.gait.phase import GaitPhase
from formcheck.gait.steps import counted
from formcheck.pose.track import FloatArray
from formcheck.readings import Confidence, Reading
from formcheck.result import Activity, GaitCycle, View
from formcheck.settings import PelvisSettings

BY_NETWORK = "pelvis read in the picture by a network trained on rendered runners"
BY_TAPE = "two tape markers on the back of the waistband"
ADVICE = (
    "Tuck the shirt in, wear fitted shorts, find good light, or put two strips of bright tape on "
    "the back of the waistband."
)
JACKET = (
    "A jacket or a long loose top hangs over the hips and leans with the trunk, not with the "
    "pelvis. Take it off or tuck it in, or put two strips of bright tape on the waistband below it."
)
DARK = (
    "It is too dark around the hips to read the pelvis. Find more light, wear shorts that stand "
    "out against the shirt, or put two strips of bright tape on the back of the waistband."
)
HIDDEN = "The clothes or the light hide the pelvis in this clip. " + ADVICE


@dataclass(frozen=True)
class PelvisFrames:
    """What every frame says of the pelvis, by one method.

    Attributes
    ----------
    angle_deg : (n,) array
        Slope of the pelvis in the picture, positive when it falls to the right; NaN if unread.
    sd_deg : (n,) array
    method : str
        `BY_NETWORK` or `BY_TAPE`.
    jacket : (n,) array or None
        Log-odds that a jacket hangs over the hips; None when that does not matter.
    """

    angle_deg: FloatArray
    sd_deg: FloatArray
    method: str
    jacket: FloatArray | None = None


@dataclass(frozen=True)
class PelvicMotion:
    """The pelvis over the clip.

    Attributes
    ----------
    readings : dict of str to Reading
    raw_deg : (n,) array
        Each frame's own obliquity, camera roll out; NaN where unread.
    obliquity_deg, sd_deg : (n,) arrays
        The fitted curve with each step's own deviation, and its SD; NaN outside of steady
        running or when not measurable.
    step_table : DataFrame or None
        The columns of `step_drops`.
    cycle : GaitCycle or None
    roll_deg, roll_sd_deg : float or None
        Camera roll that was taken out.
    method : str
    """

    readings: dict[str, Reading]
    raw_deg: FloatArray
    obliquity_deg: FloatArray
    sd_deg: FloatArray
    step_table: pd.DataFrame | None
    cycle: GaitCycle | None
    roll_deg: float | None
    roll_sd_deg: float | None
    method: str


def read_pelvis(
    frames: PelvisFrames,
    *,
    view: View,
    activity: Activity,
    steps: pd.DataFrame,
    phase: GaitPhase,
    torso_px: FloatArray,
    settings: PelvisSettings,
    dark: bool = False,
) -> PelvicMotion:
    """Pelvic drop of a clip, or the reason why it has none.

    Parameters
    ----------
    frames : PelvisFrames
    view : View
    activity : Activity
    steps : DataFrame
    phase : GaitPhase
    torso_px : (n,) array
    settings : PelvisSettings
    dark : bool
        The patches are too dark to show much.
    """
    refused = _in_the_dark(frames, view, activity, settings) if dark else ""
    refused = refused or _refusal(view, activity, steps, torso_px, settings)
    fit, rng = None, np.random.default_rng(0)
    if not refused:
        fit = fit_obliquity(frames.angle_deg, frames.sd_deg, phase, len(steps), rng=rng)
        refused = _unreadable(fit, frames, settings)
    if refused or fit is None:
        return _nothing(frames, refused, view)
    cap, cap_reason = _cap(view, fit, frames.method, settings)
    belief = true_curve(
        fit, phase, error=error_of(fit, frames.method, settings),
        roll_deg=view.camera_roll_deg, roll_sd_deg=view.camera_roll_sd_deg, rng=rng,
    )
    fit, roll = belief.fit, belief.roll_deg
    refused = _too_vague(belief, phase, settings)
    if refused:
        return _nothing(frames, refused, view)
    table = step_drops(fit, phase, steps)
    read = steps["side"][table["peak_drop_deg"].notna()]
    readings = drop_readings(
        fit,
        phase,
        {side: int((read == side).sum()) for side in SIDES},
        settings=settings,
        method=frames.method,
        cap=cap,
        cap_reason=cap_reason,
    )
    obliquity, sd = _per_frame(fit, phase)
    return PelvicMotion(
        readings=readings,
        raw_deg=frames.angle_deg - roll,
        obliquity_deg=obliquity,
        sd_deg=sd,
        step_table=table,
        cycle=average_cycle(fit, phase, steps),
        roll_deg=roll,
        roll_sd_deg=belief.roll_sd_deg,
        method=frames.method,
    )


def error_of(fit: ObliquityFit, method: str, settings: PelvisSettings) -> ReaderError:
    """What all strides of a clip share of the reader's error."""
    if method == BY_TAPE:
        return ReaderError(settings.tape_sd_deg)
    share = settings.network_sd_share * fit.noise_sd_deg
    scale = float(np.hypot(settings.network_sd_deg, share))
    return ReaderError(
        scale, rotation_deg=settings.rotation_sd_deg,
        blunted_deg=settings.network_blunting_per_deg * fit.noise_sd_deg**2,
    )


def _in_the_dark(
    frames: PelvisFrames, view: View, activity: Activity, settings: PelvisSettings
) -> str:
    """The dark is told before the view alone is blamed: landmarks go astray in it."""
    unsure = np.isfinite(frames.sd_deg).any() and (
        np.nanmedian(frames.sd_deg) > settings.doubt_noise_sd_deg
    )
    if frames.method != BY_NETWORK or not unsure or activity.kind not in ("running", "mixed"):
        return ""
    return f"{_off_axis(view, settings)} {DARK}".strip()


def _refusal(
    view: View,
    activity: Activity,
    steps: pd.DataFrame,
    torso_px: FloatArray,
    settings: PelvisSettings,
) -> str:
    if activity.kind not in ("running", "mixed"):
        reason = activity.reason or "no running was seen"
        return f"Pelvic drop is read while running: {reason}."
    if view.kind in ("left", "right"):
        return (
            "Filmed from the side: pelvic drop is read from behind. "
            "Put the phone behind the treadmill, at hip height."
        )
    if view.kind == "front":
        return (
            "Filmed from the front, where arms and clothes hide the pelvis: pelvic drop is read "
            "from behind. Put the phone behind you, at hip height."
        )
    if view.kind != "rear" or view.azimuth_deg is None:
        return "Pelvic drop is read from straight behind; the camera stood elsewhere or moved."
    if off_axis := _off_axis(view, settings):
        return off_axis
    if len(steps) and not steps["side_sure"].any():
        return "Left and right could not be told apart with certainty in this clip."
    if np.nanmedian(torso_px) < settings.min_torso_px:
        return (
            "The runner is too small in the picture to read the pelvis. "
            "Film from 3 to 5 metres, the whole runner filling the height."
        )
    fewest = min(int((steps["side"][counted(steps)] == side).sum()) for side in SIDES)
    if fewest < settings.steps_for_any:
        return (
            f"Only {fewest} steady steps a leg were seen; {settings.steps_for_any} are needed at "
            f"least and {settings.steps_for_high} for a sure number. Film 10 seconds or more."
        )
    return ""


def _off_axis(view: View, settings: PelvisSettings) -> str:
    off_deg = (view.azimuth_deg or 0.0) if view.kind == "rear" else 0.0
    if abs(off_deg) <= settings.azimuth_max_deg:
        return ""
    where = "right" if off_deg > 0 else "left"
    return (
        f"The camera stood about {abs(off_deg):.0f}° to the {where} of straight "
        "behind. Step behind the middle of the treadmill."
    )


def _unreadable(fit: ObliquityFit | None, frames: PelvisFrames, settings: PelvisSettings) -> str:
    if fit is None:
        return "The pelvis was seen in too few frames. " + ADVICE
    if _in_a_jacket(frames, settings):
        return JACKET
    if frames.method == BY_NETWORK and fit.noise_sd_deg > settings.max_noise_sd_deg:
        return HIDDEN
    return ""


def _in_a_jacket(frames: PelvisFrames, settings: PelvisSettings) -> bool:
    if frames.jacket is None:
        return False
    return float(np.nanmean(frames.jacket)) > settings.max_jacket_log_odds


def _too_vague(belief: Belief, phase: GaitPhase, settings: PelvisSettings) -> str:
    """Why a drop with so wide an interval is none; empty when it is narrow enough."""
    widest = max(Z95 * float(peaks(belief.fit, phase, side).std()) for side in SIDES)
    if widest <= settings.max_interval_deg:
        return ""
    if Z95 * belief.roll_sd_deg > widest / 2:
        return (
            "How level the camera was cannot be told from this picture, and the drop is measured "
            "against the level. Film in a room with upright edges, such as a door or a window."
        )
    return HIDDEN


def _cap(
    view: View, fit: ObliquityFit, method: str, settings: PelvisSettings
) -> tuple[Confidence, str]:
    assert view.azimuth_deg is not None
    if abs(view.azimuth_deg) > settings.azimuth_good_deg:
        return "low", (
            f"The camera stood about {abs(view.azimuth_deg):.0f}° off straight behind, which "
            "turns the picture of the pelvis. Step behind the middle of the treadmill."
        )
    if method == BY_NETWORK and fit.noise_sd_deg > settings.doubt_noise_sd_deg:
        return "low", "The pelvis shows only in part through these clothes or this light. " + ADVICE
    return "high", ""


def _per_frame(fit: ObliquityFit, phase: GaitPhase) -> tuple[FloatArray, FloatArray]:
    inside = np.isfinite(phase.cycles)
    value, sd = np.full(len(inside), np.nan), np.full(len(inside), np.nan)
    own = np.nan_to_num(fit.step_deviation_deg[phase.step_row[inside]])
    own_sd = np.nan_to_num(fit.step_sd_deg[phase.step_row[inside]])
    value[inside] = fit.curve(phase.cycles[inside]) + own
    sd[inside] = np.hypot(fit.curve_sd(phase.cycles[inside]), own_sd)
    return value, sd


def _nothing(frames: PelvisFrames, reason: str, view: View) -> PelvicMotion:
    n = len(frames.angle_deg)
    empty = np.full(n, np.nan)
    return PelvicMotion(
        readings=no_drop_readings(reason),
        raw_deg=empty,
        obliquity_deg=empty,
        sd_deg=empty,
        step_table=None,
        cycle=None,
        roll_deg=view.camera_roll_deg,
        roll_sd_deg=view.camera_roll_sd_deg,
        method="none",
    )

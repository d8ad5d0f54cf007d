"""From a clip to its analysis: the way of the data, in one readable function."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from formcheck import __version__
from formcheck.ahead import one_thread_each
from formcheck.clip import Clip, open_clip
from formcheck.files import sha256_of
from formcheck.flags import find_flags
from formcheck.frame_table import frame_table
from formcheck.gait.cadence import cadence_if_slowed, cadence_reading
from formcheck.gait.drop import DROP_COLUMNS
from formcheck.gait.markers import read_markers
from formcheck.gait.patch_light import too_dark
from formcheck.gait.pelvis_frames import often_enough, pelvis_patches, read_patches, unread
from formcheck.gait.pelvis_reading import (
    BY_TAPE,
    PelvicMotion,
    PelvisFrames,
    read_pelvis,
)
from formcheck.gait.phase import gait_phase
from formcheck.gait.pictures import heads_in_patches, pelvis_pictures
from formcheck.gait.posture import read_posture
from formcheck.gait.steps import counted
from formcheck.glance import Sighting
from formcheck.heads import heads_of
from formcheck.observation_cache import observe_once
from formcheck.observe import Observations, Progress, runner_sightings
from formcheck.pose.models import model_path
from formcheck.pose.track import FloatArray, PoseTrack
from formcheck.pose.unsmoothed import trunk_unsmoothed
from formcheck.real_time import find_running
from formcheck.result import Analysis, ClipInfo, Flag
from formcheck.settings import AUTO, Settings
from formcheck.shots import used_frames
from formcheck.trends import trends
from formcheck.warning_words import warnings_of


def analyze(
    path: str | Path,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Measure a runner's form in one clip.

    Parameters
    ----------
    path : str or Path
        A video file.
    settings : Settings, optional
    progress : callable, optional
        Called with the stage in words, the work done and the work in all.

    Returns
    -------
    Analysis

    Raises
    ------
    ClipError
        When the file cannot be read or nobody is in it.
    ModelError, EnvironmentProblem
        When the pose model or a system library is missing.
    """
    settings = settings or Settings()
    clip = open_clip(Path(path))
    model = _model(settings, progress)
    pose = replace(settings.pose, everyone=settings.pose.everyone or settings.blur_faces)
    seen = observe_once(
        clip, model=model, settings=pose, cache=settings.cache, progress=progress
    )
    return measure(clip, seen, settings=settings, model=model)


def measure(clip: Clip, seen: Observations, *, settings: Settings, model: Path) -> Analysis:
    """Everything that follows from what the pass over the clip saw; no pixels are read here."""
    running, slow_motion, shots = find_running(seen, settings=settings)
    followed, track, view = running.followed, running.track, running.view
    activity, steps = running.activity, running.steps
    time_s = track.time_s
    cadence = cadence_reading(
        steps, settings=settings.gait, reason_for_none=activity.reason,
        slow_motion=running.slow_motion,
    )
    if settings.slow_motion == AUTO and slow_motion:
        cadence = cadence_if_slowed(cadence, slow_motion)
    phase = gait_phase(time_s, steps)
    sightings = runner_sightings(seen, followed)
    heads = heads_of(seen.people, time_s) if settings.blur_faces else None
    patches = pelvis_patches(
        {frame: sighting.hips for frame, sighting in sightings.items() if sighting.hips},
        track, settings=settings, cuts=seen.motion.cuts,
    )
    dark = too_dark(patches, settings=settings.pelvis)
    # The network runs in OpenCV, and leaves Python to the search for tape.
    with one_thread_each(), ThreadPoolExecutor(1) as beside:
        searched = beside.submit(_by_tape, sightings, track)
        # Of a clip from elsewhere the drop is not read, nor is the dark told from the network's
        # doubt.
        by_network = read_patches(
            patches, often_enough(list(patches), seen.time_s, settings.pelvis.reads_per_s)
        ) if view.kind == "rear" or dark else unread(patches)
        by_tape = searched.result()
    pelvis = read_pelvis(
        by_tape or by_network,
        view=view,
        activity=activity,
        steps=steps,
        phase=phase,
        torso_px=track.torso_px,
        settings=settings.pelvis,
        dark=dark,
    )
    steps = _with_drops(steps, pelvis)
    view = replace(view, camera_roll_deg=pelvis.roll_deg, camera_roll_sd_deg=pelvis.roll_sd_deg)
    posture = read_posture(
        trunk_unsmoothed(track, file_s=seen.time_s, looked=seen.looked) if seen.smoothed
        else track,
        running.moving, steps, view, activity,
        settings=replace(settings, slow_motion=running.slow_motion),
        camera_down_px=seen.motion.path_px[:, 1],
        smoothed=seen.smoothed,
    )
    steps = steps.assign(**posture.columns)
    readings = {"cadence": cadence, **pelvis.readings, **posture.readings}
    frames = frame_table(track, activity, steps, phase, pelvis).assign(
        pelvic_obliquity_network_deg=_level(by_network, pelvis),
        pelvic_obliquity_tape_deg=_level(by_tape, pelvis),
        landmarks_interpolated=~seen.looked & track.seen,
    )
    flags = find_flags(steps, time_s, readings, settings=settings.flags)
    _mark(frames, steps, flags)
    info = _clip_info(clip, time_s, seen)
    return Analysis(
        clip=info,
        settings=settings,
        pose=track,
        view=view,
        activity=activity,
        frames=frames,
        steps=steps,
        cycle=pelvis.cycle,
        readings=readings,
        trends=trends(readings, steps, view.kind, settings=settings.posture),
        flags=flags,
        pictures=pelvis_pictures(
            patches, time_s, steps, pelvis, heads=heads_in_patches(heads, patches)
        ),
        heads=heads,
        warnings=warnings_of(
            footage=seen.warnings, followed=followed, motion=seen.motion, activity=activity,
            sides_sure=bool(counted(steps).any()), cadence=cadence, fps=info.fps,
            seen_share=float(track.seen[used_frames(time_s, shots)].mean()), settings=settings,
            slow_motion=slow_motion,
            shots=shots, steps=steps, time_s=time_s,
        ),
        people=running.people,
        shots=shots,
        slow_motion_factor=running.slow_motion,
        slow_motion_proposal=slow_motion,
        provenance={
            "formcheck": __version__,
            "pose_model": model.name,
            "pose_model_sha256": sha256_of(model),
            "pelvis_method": pelvis.method,
        },
    )


def _model(settings: Settings, progress: Progress | None) -> Path:
    own = Path(settings.model_path) if settings.model_path else None
    return model_path(settings.pose.model, own=own, progress=progress)


def _by_tape(sightings: dict[int, Sighting], track: PoseTrack) -> PelvisFrames | None:
    waists = [
        sightings[frame].waist_jpeg if frame in sightings else None
        for frame in range(track.n_frames)
    ]
    markers = read_markers(waists, mid_hip_px=track.mid_hip_px, torso_px=track.torso_px)
    return PelvisFrames(markers.angle_deg, markers.sd_deg, BY_TAPE) if markers.found else None


def _level(frames: PelvisFrames | None, pelvis: PelvicMotion) -> FloatArray | float:
    """One method's own readings with the camera's roll taken out; NaN where there are none."""
    if frames is None or pelvis.roll_deg is None:
        return np.nan
    return frames.angle_deg - pelvis.roll_deg


def _with_drops(steps: pd.DataFrame, pelvis: PelvicMotion) -> pd.DataFrame:
    steps = steps.assign(flag="")
    if pelvis.step_table is None:
        return steps.assign(**dict.fromkeys(DROP_COLUMNS, np.nan))
    return pd.concat([steps, pelvis.step_table], axis=1)


def _mark(frames: pd.DataFrame, steps: pd.DataFrame, flags: tuple[Flag, ...]) -> None:
    for flag in flags:
        frames.loc[flag.frame, "flag"] = flag.kind
        nearest = (steps["peak_drop_s"] - flag.time_s).abs().idxmin()
        steps.loc[nearest, "flag"] = flag.kind


def _clip_info(clip: Clip, time_s: np.ndarray, seen: Observations) -> ClipInfo:
    intervals = np.diff(time_s)
    return ClipInfo(
        path=clip.path,
        sha256=clip.sha256,
        width_px=seen.width_px,
        height_px=seen.height_px,
        fps=float(1 / np.median(intervals)) if len(intervals) else 0.0,
        duration_s=float(time_s[-1] - time_s[0]) if len(time_s) else 0.0,
        n_frames=len(time_s),
    )

"""Where the camera stood: behind, in front, left, right or in between."""

from __future__ import annotations

import numpy as np

from formcheck.errors import SettingsError
from formcheck.pose.track import FloatArray, Landmark, PoseTrack
from formcheck.result import View, ViewKind

# Half-widths of the sectors around straight behind or in front, and straight from the side.
REAR_FRONT_SECTOR_DEG = 30.0
SIDE_SECTOR_DEG = 32.0
# Frames with the runner in them, below which no view is told.
MIN_FRAMES = 5
# Share of frames whose body line must point near the mean for the view to be called.
STEADY_RESULTANT = 0.75
# Neighbouring frames of which only one tells something new.
FRAMES_ALIKE = 10
# Systematic error of MediaPipe's metric shoulders as a compass: measured on rendered runners filmed
# from up to 30 degrees off straight behind (validation/pelvis.md). Its hips turn twice as far as
# the camera and are left out.
COMPASS_SD_DEG = 3.0


def estimate_view(track: PoseTrack) -> View:
    """View of the camera on the runner, from the metric landmarks of the shoulders.

    Their left-to-right line is averaged over the clip, in which the turning of the thorax with
    each step cancels.
    """
    seen = track.seen
    if seen.sum() < MIN_FRAMES:
        return View("unknown", None, None, reason="the runner was hardly seen")
    directions = _directions(
        track.world_m[seen], Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER
    )
    mean = directions.mean()
    azimuth = float(np.degrees(np.angle(mean)))
    resultant = min(float(abs(mean)), 1.0)
    if resultant < STEADY_RESULTANT:
        return View(
            "unknown", azimuth, 90.0,
            reason="the runner turned, or the camera moved around the runner",
        )
    independent = len(directions) / FRAMES_ALIKE
    scatter = float(np.degrees(np.sqrt(-2 * np.log(resultant) / independent)))
    return View(view_kind(azimuth), azimuth, float(np.hypot(scatter, COMPASS_SD_DEG)))


def told_view(kind: str) -> View:
    """The view that the user named; the middle of its sector."""
    azimuths: dict[ViewKind, float] = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0}
    for name, azimuth in azimuths.items():
        if name == kind:
            return View(name, azimuth, COMPASS_SD_DEG, reason="as told by the user")
    raise SettingsError(f"There is no view “{kind}”; choose one of {', '.join(azimuths)}.")


def view_kind(azimuth_deg: float) -> ViewKind:
    """Name of the sector: 0 = behind, 90 = the runner's right side, 180 = in front."""
    away_from_rear = abs(azimuth_deg)
    if away_from_rear <= REAR_FRONT_SECTOR_DEG:
        return "rear"
    if away_from_rear >= 180 - REAR_FRONT_SECTOR_DEG:
        return "front"
    if abs(away_from_rear - 90) <= SIDE_SECTOR_DEG:
        return "right" if azimuth_deg > 0 else "left"
    return "oblique"


def _directions(world_m: FloatArray, left: Landmark, right: Landmark) -> np.ndarray:
    line = world_m[:, right] - world_m[:, left]
    # x to the picture's right and z away from the camera: seen from behind the line from
    # left to right points along +x, seen from the runner's right side it points at the camera.
    towards = line[:, 0] - 1j * line[:, 2]
    unit: np.ndarray = towards / np.maximum(np.abs(towards), 1e-9)
    return unit

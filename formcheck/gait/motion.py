"""The runner's motion as signals: what legs and body do over time, in torso lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.pose.track import FloatArray, Landmark, PoseTrack
from formcheck.settings import GaitSettings
from formcheck.signals import Unbroken, even_grid, lowpass, on_grid

# Share of the frame rate up to which a path's frequencies are kept.
SHARE_OF_RATE = 0.4
# A torso is taken to be no shorter than this, whatever the landmarks say.
MIN_TORSO_PX = 1.0
# Frames whose trunk must be known for its height to be taken from them alone.
MIN_KNOWN = 8


@dataclass(frozen=True)
class Motion:
    """Signals of one unbroken stretch on an even grid of time.

    Attributes
    ----------
    grid_s : (m,) array
    ankles, knees : (m, 2) arrays
        Left minus right, x and y of the picture, in torso lengths; y positive = left lower.
    body_down : (m,) array
        Height of the trunk in the picture, positive down, in torso lengths.
    left_leg, right_leg : dict of str to (m, 2) array
        Paths of ``knee``, ``ankle``, ``heel``, ``toe`` against the mid-hip, torso lengths.
    torso_px : float
        Median torso length.
    named_right : (m,) array
        1 where the legs bear the names that the pose model gave them, -1 where they were exchanged.
    """

    grid_s: FloatArray
    ankles: FloatArray
    knees: FloatArray
    body_down: FloatArray
    left_leg: dict[str, FloatArray]
    right_leg: dict[str, FloatArray]
    torso_px: float
    named_right: FloatArray

    @property
    def duration_s(self) -> float:
        return float(self.grid_s[-1] - self.grid_s[0])

    def part(self, start_s: float, end_s: float) -> Motion:
        """The same signals between two times."""
        inside = (self.grid_s >= start_s - 1e-9) & (self.grid_s <= end_s + 1e-9)
        return Motion(
            grid_s=self.grid_s[inside],
            ankles=self.ankles[inside],
            knees=self.knees[inside],
            body_down=self.body_down[inside],
            left_leg={name: path[inside] for name, path in self.left_leg.items()},
            right_leg={name: path[inside] for name, path in self.right_leg.items()},
            torso_px=self.torso_px,
            named_right=self.named_right[inside],
        )


def motion_of(
    track: PoseTrack,
    stretch: Unbroken,
    *,
    settings: GaitSettings,
    camera_down_px: FloatArray | None = None,
    trunk_down_px: FloatArray | None = None,
) -> Motion:
    """Signals of one stretch of a track.

    Parameters
    ----------
    track : PoseTrack
    stretch : Unbroken
        Frames without a longer gap.
    settings : GaitSettings
    camera_down_px : (n,) array or None
        How far the background of each frame has moved down because the camera moved;
        taken out of the body's height where the body is the steadier for it.
    trunk_down_px : (n,) array or None
        Height of the trunk in the picture where it is known better than from the track's own
        landmarks (`formcheck.pose.unsmoothed`); NaN where it is not.
    """
    rows = stretch.slice
    time_s = track.time_s[rows]
    grid = even_grid(time_s)
    torso = max(float(np.nanmedian(track.torso_px[rows])), MIN_TORSO_PX)
    hip = track.mid_hip_px[rows]
    frames_a_second = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    cutoff_hz = min(settings.landmark_lowpass_hz, SHARE_OF_RATE * frames_a_second)

    def smooth(path_px: FloatArray) -> FloatArray:
        return lowpass(on_grid(time_s, path_px / torso, grid), cutoff_hz)

    def leg(side: str) -> dict[str, FloatArray]:
        names = {"knee": "KNEE", "ankle": "ANKLE", "heel": "HEEL", "toe": "FOOT_INDEX"}
        return {
            name: smooth(track.xy(Landmark[f"{side}_{part}"])[rows] - hip)
            for name, part in names.items()
        }

    trunk = (track.mid_hip_px[rows, 1] + track.mid_shoulder_px[rows, 1]) / 2
    if trunk_down_px is not None and np.isfinite(trunk_down_px[rows]).sum() >= MIN_KNOWN:
        trunk = trunk_down_px[rows]
    body_down = smooth(trunk)
    if camera_down_px is not None:
        body_down = steadier(smooth(trunk - camera_down_px[rows]), body_down)
    left, right = leg("LEFT"), leg("RIGHT")
    return Motion(
        grid_s=grid,
        ankles=left["ankle"] - right["ankle"],
        knees=left["knee"] - right["knee"],
        body_down=body_down,
        left_leg=left,
        right_leg=right,
        torso_px=torso,
        named_right=np.interp(grid, time_s, _named_right(track)[rows]),
    )


def steadier(one: FloatArray, other: FloatArray) -> FloatArray:
    """The path that moves less; NaN where not known.

    A camera's motion that was seen right leaves the body less; of ground and trees that pass a
    camera which runs along, something is seen that only adds to the body's.
    """
    def unsteadiness(path: FloatArray) -> float:
        moves = np.diff(path)
        known = moves[np.isfinite(moves)]
        return float(known.std()) if len(known) else 0.0

    return min(one, other, key=unsteadiness)


def _named_right(track: PoseTrack) -> FloatArray:
    if track.relabelled is None:
        return np.ones(track.n_frames)
    return np.where(track.relabelled, -1.0, 1.0)

"""The runner's body in one running stretch, seen level and named by what it is to the runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formcheck.gait.activity import Moving
from formcheck.gait.motion import SHARE_OF_RATE, steadier
from formcheck.pose.track import BoolArray, FloatArray, Landmark, PoseTrack
from formcheck.result import ViewKind
from formcheck.signals import lowpass, on_grid

SIDE_VIEWS: tuple[ViewKind, ...] = ("left", "right")
ACROSS_VIEWS: tuple[ViewKind, ...] = ("rear", "front")
# Whether the runner's right side (from behind, in front) or their way ahead (from the side)
# lies to the picture's right.
RIGHTWARD: Mapping[ViewKind, float] = {"rear": 1.0, "front": -1.0, "right": 1.0, "left": -1.0}
# The lower ankle is at least this far below the hips, in trunk lengths; the trunk's length is the
# usual one, give or take this share; and from the side the near leg is so long, in trunk lengths:
# else the runner has been lost. On rendered runners who were not (the tuning half), 2 % of the
# frames lie below 0.95, 5 % beyond 0.1 and 2 % below 1.08.
LEAST_STANDING, MOST_CHANGED, SHORTEST_LEG = 0.7, 0.3, 0.9
# Landmarks move at most this fast in running; faster is noise (Hz).
LOWPASS_HZ = 10.0
_TRUNK = [
    Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP
]


@dataclass(frozen=True)
class Body:
    """Landmark paths of one running stretch.

    Attributes
    ----------
    grid_s : (m,) array
        Even grid of time.
    points : (m, 33, 2) array
        In pixels, camera roll taken out. x to the runner's right when seen from behind or from
        the front, ahead when seen from a side; y up.
    view : ViewKind
    fps : float
    lag_s : float
        Time by which the landmarks come after the runner.
    """

    grid_s: FloatArray
    points: FloatArray
    view: ViewKind
    fps: float
    lag_s: float

    def joint(self, name: str, side: str) -> FloatArray:
        """Path of one landmark, e.g. ``("knee", "left")``, shape (m, 2)."""
        return self.points[:, Landmark[f"{side}_{name}".upper()]]

    def middle(self, name: str) -> FloatArray:
        """Path of the point midway between the left and the right landmark, shape (m, 2)."""
        return (self.joint(name, "left") + self.joint(name, "right")) / 2

    @property
    def whole(self) -> BoolArray:
        """Where the landmarks can be a runner on their feet, shape (m,)."""
        trunk = length(self.middle("hip"), self.middle("shoulder"))
        usual = np.nanmedian(trunk)
        lower = np.minimum(self.joint("ankle", "left")[:, 1], self.joint("ankle", "right")[:, 1])
        stands = self.middle("hip")[:, 1] - lower >= LEAST_STANDING * usual
        whole: BoolArray = stands & (np.abs(trunk / usual - 1) <= MOST_CHANGED)
        if self.view in SIDE_VIEWS:
            hip, knee, ankle = (self.joint(name, self.view) for name in ("hip", "knee", "ankle"))
            whole &= length(hip, knee) + length(knee, ankle) >= SHORTEST_LEG * usual
        return whole

    def at(self, path: FloatArray, time_s: FloatArray) -> FloatArray:
        """A path (m,) or (m, 2) where the runner was at `time_s`; NaN outside the stretch."""
        shifted = np.asarray(time_s, dtype=float) + self.lag_s
        columns = path.reshape(len(path), -1).T
        values = [
            np.interp(shifted, self.grid_s, column, left=np.nan, right=np.nan)
            for column in columns
        ]
        return np.stack(values, axis=-1).reshape(len(shifted), *path.shape[1:])

    def between(self, path: FloatArray, start_s: float, end_s: float) -> FloatArray:
        """The part of a path (m, ...) from `start_s` to `end_s`; empty if not all was seen."""
        first, last = start_s + self.lag_s, end_s + self.lag_s
        if not (self.grid_s[0] <= first < last <= self.grid_s[-1]):
            return path[:0]
        inside: FloatArray = path[(self.grid_s >= first) & (self.grid_s <= last)]
        return inside


def body_of(
    track: PoseTrack,
    part: Moving,
    view: ViewKind,
    *,
    roll_deg: float,
    lag_s: float,
    camera_down_px: FloatArray | None = None,
) -> Body:
    """The body in a running stretch of a track.

    Parameters
    ----------
    track : PoseTrack
    part : Moving
        The stretch.
    view : ViewKind
    roll_deg : float
        The camera's, positive when level lines look lower at the picture's right.
    lag_s : float
        Time by which the landmarks come after the runner.
    camera_down_px : (n,) array or None
        Vertical motion of the background that the camera caused; taken out where the trunk is the
        steadier for it.
    """
    grid = part.motion.grid_s
    rows = (track.time_s >= grid[0] - 1e-9) & (track.time_s <= grid[-1] + 1e-9)
    time_s, pixels = track.time_s[rows], track.landmarks_px[rows].copy()
    if camera_down_px is not None:
        trunk = pixels[:, _TRUNK, 1].mean(axis=1)
        pixels[..., 1] -= (trunk - steadier(trunk - camera_down_px[rows], trunk))[:, None]
    fps = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    paths = on_grid(time_s, pixels, grid)
    smooth = lowpass(paths, min(LOWPASS_HZ, SHARE_OF_RATE * fps))
    return Body(grid, _level(smooth, roll_deg, RIGHTWARD.get(view, 1.0)), view, fps, lag_s)


def angle_from_vertical(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Lean of the line from `lower` to `upper`, positive towards +x, degrees, shape (k,)."""
    line = upper - lower
    lean: FloatArray = np.degrees(np.arctan2(line[..., 0], line[..., 1]))
    return lean


def bend(upper: FloatArray, middle: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle by which a limb deviates from straight at `middle`, 0 when straight, degrees."""
    first, second = middle - upper, lower - middle
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    dot = (first * second).sum(axis=-1)
    angle: FloatArray = np.degrees(np.arctan2(np.abs(cross), dot))
    return angle


def length(start: FloatArray, end: FloatArray) -> FloatArray:
    """Distance between two points, shape (k,)."""
    distance: FloatArray = np.linalg.norm(end - start, axis=-1)
    return distance


def _level(pixels: FloatArray, roll_deg: float, rightward: float) -> FloatArray:
    turn = np.radians(roll_deg)
    x, down = pixels[..., 0], pixels[..., 1]
    across = x * np.cos(turn) + down * np.sin(turn)
    up = x * np.sin(turn) - down * np.cos(turn)
    return np.stack([rightward * across, up], axis=-1)

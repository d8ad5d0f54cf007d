"""A runner whom MediaPipe turns about and back again is put back: people do not spin in a frame.

From behind, MediaPipe now and then takes the back for the front: in these frames every left point
is the right one. Shoulders and hips that change places from one frame to the next tell it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.pose.track import BoolArray, FloatArray, Landmark, PoseTrack

# Pairs whose sides lie well apart when seen from behind or in front.
_PAIRS = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER), (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
)
# Shoulders this far apart in the picture (median, torso lengths) are seen broadside; from the side,
# where they pass each other in every step, their order says nothing.
BROADSIDE = 0.4
# Cost of a frame that is turned, against squared jumps in torso lengths.
TURNED_COST = 0.01
# From frame to frame at most, so that a true turn of the runner costs no more than so much.
MOST_JUMP = 2.0
_OTHER = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
_MIRRORED = np.array([
    Landmark["_".join(_OTHER.get(word, word) for word in name.split("_"))]
    for name in Landmark.__members__
])


def facing_one_way(track: PoseTrack) -> PoseTrack:
    """The same track with left and right exchanged in the frames that are turned about.

    Which way the runner faces is what most frames say.
    """
    turned = turned_about(track)
    return replace(
        track,
        landmarks_px=_exchanged(track.landmarks_px, turned),
        world_m=_exchanged(track.world_m, turned),
        visibility=_exchanged(track.visibility, turned),
    )


def turned_about(track: PoseTrack) -> BoolArray:
    """Frames in which all left points are right ones, shape (n,)."""
    rows = np.flatnonzero(track.seen)
    turned = np.zeros(track.n_frames, bool)
    if len(rows) < 2:
        return turned
    size = max(float(np.nanmedian(track.torso_px)), 1.0)
    across = np.concatenate(
        [track.xy(right)[rows] - track.xy(left)[rows] for left, right in _PAIRS], axis=1) / size
    if np.median(np.abs(across[:, 0])) < BROADSIDE:
        return turned
    same = np.minimum((np.diff(across, axis=0) ** 2).sum(axis=1), MOST_JUMP)
    other = np.minimum(((across[1:] + across[:-1]) ** 2).sum(axis=1), MOST_JUMP)
    turned[rows] = _cheapest(same, other)
    return turned


def _cheapest(same: FloatArray, other: FloatArray) -> BoolArray:
    """The cheapest course between as seen and turned (Viterbi), one entry more than jumps."""
    kept, swapped = 0.0, TURNED_COST
    came_from = np.zeros((len(same), 2), bool)
    for i, (stay, change) in enumerate(zip(same.tolist(), other.tolist(), strict=True)):
        came_from[i] = swapped + change < kept + stay, swapped + stay <= kept + change
        kept, swapped = (
            min(kept + stay, swapped + change),
            min(swapped + stay, kept + change) + TURNED_COST,
        )
    course = np.zeros(len(same) + 1, bool)
    course[-1] = swapped < kept
    for i in range(len(same) - 1, -1, -1):
        course[i] = came_from[i, int(course[i + 1])]
    return course


def _exchanged(values: FloatArray, turned: BoolArray) -> FloatArray:
    out = values.copy()
    out[turned] = values[turned][:, _MIRRORED]
    return out

"""MediaPipe's smoothing undone: it holds slow points back by up to two frames and flattens them.

In video mode MediaPipe passes every coordinate through a one-euro filter (Casiez 2012,
doi 10.1145/2207676.2208639): an exponential mean whose weight grows with the speed. It cannot be
switched off, but each filtered value and the one before tell what went in.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import BoolArray, FloatArray, Landmark, PoseTrack

IntArray = NDArray[np.intp]

# Constants of the filter in MediaPipe's pose graph.
MIN_CUTOFF_HZ, SPEED_WEIGHT, SPEED_CUTOFF_HZ = 0.05, 80.0, 1.0
# Side of MediaPipe's square around a person, by which it divides speeds, in torso lengths: chosen
# on rendered runners, where 3 to 5 differ by less than 5 ms.
SQUARE_TORSOS = 4.0
# After a longer gap MediaPipe begins anew.
LONGEST_GAP_S = 0.35
# What went in moves at most so many times as far as what came out.
MOST_HELD_BACK = 20.0
_EITHER = np.array([[1.0], [-1.0]])

_SHOULDERS = np.array([Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER])
# Slow points, which the filter holds back most.
_TRUNK = np.array([
    *_SHOULDERS, Landmark.LEFT_HIP, Landmark.RIGHT_HIP, Landmark.LEFT_EAR, Landmark.RIGHT_EAR,
])


def shoulder_down_px(
    track: PoseTrack, *, file_s: FloatArray, looked: BoolArray, smoothed: bool = True
) -> FloatArray:
    """Height of the mid-shoulder in the picture, positive down, free of MediaPipe's smoothing.

    The shoulders, for the hips are seen less well: on rendered runners from behind they scatter
    twice as much in time and height.

    Parameters
    ----------
    track : PoseTrack
    file_s : (n,) array
        The frames' times in the file, on which MediaPipe filtered.
    looked : (n,) bool array
        Frames that MediaPipe saw.
    smoothed : bool
        Whether it smoothed them, which it leaves where it follows several people.

    Returns
    -------
    (n,) array
        NaN in the other frames, and where the runner was not seen.
    """
    rows = np.flatnonzero(looked & track.seen)
    down_px = np.full(track.n_frames, np.nan)
    if len(rows):
        paths = (
            _went_in(track, rows, _SHOULDERS, file_s) if smoothed
            else track.landmarks_px[np.ix_(rows, _SHOULDERS)]
        )
        down_px[rows] = paths[..., 1].mean(axis=1)
    return down_px


def trunk_unsmoothed(track: PoseTrack, *, file_s: FloatArray, looked: BoolArray) -> PoseTrack:
    """The track with shoulders, hips and ears free of MediaPipe's smoothing.

    Parameters
    ----------
    track : PoseTrack
    file_s : (n,) array
        The frames' times in the file, on which MediaPipe filtered.
    looked : (n,) bool array
        Frames that MediaPipe saw; those between are in a straight line from look to look.
    """
    rows = np.flatnonzero(looked & track.seen)
    if len(rows) < 2:
        return track
    went_in = _went_in(track, rows, _TRUNK, file_s).reshape(len(rows), -1)
    seen = np.flatnonzero(track.seen)
    filled = [np.interp(track.time_s[seen], track.time_s[rows], path) for path in went_in.T]
    landmarks_px = track.landmarks_px.copy()
    landmarks_px[np.ix_(seen, _TRUNK)] = np.stack(filled, axis=1).reshape(len(seen), -1, 2)
    return replace(track, landmarks_px=landmarks_px)


def _went_in(
    track: PoseTrack, rows: IntArray, points: IntArray, file_s: FloatArray
) -> FloatArray:
    """Pixels of `points` in the frames `rows`, (len(rows), len(points), 2), free of smoothing."""
    square_px = SQUARE_TORSOS * max(float(np.median(track.torso_px[rows])), 1.0)
    paths = track.landmarks_px[np.ix_(rows, points)].reshape(len(rows), -1)
    went_in = unsmoothed(file_s[rows], paths / square_px) * square_px
    return went_in.reshape(len(rows), len(points), 2)


def unsmoothed(time_s: FloatArray, filtered: FloatArray) -> FloatArray:
    """What went into MediaPipe's filter.

    Parameters
    ----------
    time_s : (n,) array
    filtered : (n, k) array
        Coordinates that came out, in sides of MediaPipe's square.
    """
    went_in = filtered.copy()
    speed = np.zeros(filtered.shape[1])
    for now in range(1, len(time_s)):
        interval_s = time_s[now] - time_s[now - 1]
        if not 0 < interval_s <= LONGEST_GAP_S:
            speed = np.zeros_like(speed)
            continue
        trust = _weight(SPEED_CUTOFF_HZ, interval_s)
        # The new speed is steady + change * (how far what went in lies from the last that came out)
        change = trust / interval_s
        steady = (1 - trust) * speed + change * (filtered[now - 1] - went_in[now - 1])
        onward = 2 * went_in[now - 1] - went_in[now - 2] if now > 1 else went_in[now - 1]
        moved = _moved_in(
            filtered[now] - filtered[now - 1], onward - filtered[now - 1], steady, change,
            interval_s,
        )
        went_in[now] = filtered[now - 1] + moved
        speed = steady + change * moved
    return went_in


def smoothed_as_by_mediapipe(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """The filter itself; arguments as of `unsmoothed`, which undoes it."""
    filtered = values.copy()
    speed = np.zeros(values.shape[1])
    for now in range(1, len(time_s)):
        interval_s = time_s[now] - time_s[now - 1]
        trust = _weight(SPEED_CUTOFF_HZ, interval_s)
        speed = (1 - trust) * speed + trust * (values[now] - values[now - 1]) / interval_s
        share = _weight(MIN_CUTOFF_HZ + SPEED_WEIGHT * np.abs(speed), interval_s)
        filtered[now] = filtered[now - 1] + share * (values[now] - filtered[now - 1])
    return filtered


def _weight(cutoff_hz: FloatArray | float, interval_s: float) -> FloatArray:
    turns = 2 * np.pi * np.asarray(cutoff_hz) * interval_s
    return np.asarray(turns / (1 + turns))


def _moved_in(
    moved_out: FloatArray, expected: FloatArray, steady: FloatArray, change: float,
    interval_s: float,
) -> FloatArray:
    """Solve share(speed) * moved_in = moved_out for `moved_in`: the solution nearest to `expected`.

    With share = c / (1 + c) and c = p + q |steady + change * moved_in| this is a quadratic for
    either sign of the speed.
    """
    p = 2 * np.pi * interval_s * MIN_CUTOFF_HZ
    q = 2 * np.pi * interval_s * SPEED_WEIGHT
    a = _EITHER * q * change
    b = p + _EITHER * q * steady - a * moved_out
    c = -moved_out * (1 + p + _EITHER * q * steady)
    square = b * b - 4 * a * c
    root = np.sqrt(np.maximum(square, 0.0))
    solution = np.stack([-b + root, -b - root]) / (2 * a)
    holds = (
        (square >= 0)
        & (_EITHER * (steady + change * solution) >= 0)
        & (np.abs(solution) <= MOST_HELD_BACK * np.abs(moved_out))
    )
    solution = np.where(holds, solution, np.inf).reshape(-1, len(moved_out))
    candidates = np.concatenate([MOST_HELD_BACK * moved_out[None], solution])
    misses = np.abs(candidates - expected)
    misses[0, holds.any(axis=(0, 1))] = np.inf
    return np.asarray(np.take_along_axis(candidates, misses.argmin(axis=0)[None], axis=0)[0])

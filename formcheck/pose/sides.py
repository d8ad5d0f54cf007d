"""Left and right kept apart: swaps that no leg could have made are undone."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from formcheck.pose.circling import against_circling
from formcheck.pose.track import BoolArray, FloatArray, Landmark
from formcheck.signals import bandpass, even_grid, on_grid, stride_frequency

_LEFT_LEG = (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX)
_RIGHT_LEG = (
    Landmark.RIGHT_KNEE,
    Landmark.RIGHT_ANKLE,
    Landmark.RIGHT_HEEL,
    Landmark.RIGHT_FOOT_INDEX,
)
_TRUNK = (
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
)

# Price of a change between "as MediaPipe says" and "swapped", in torso lengths of unexplained
# leg motion, and of every swapped frame, so that nothing is swapped without a gain.
CHANGE_COST = 0.6
SWAPPED_COST = 0.01
# Price of a frame whose legs stand fully against the rhythm of the clip, when it has one.
RHYTHM_COST = 0.1
RHYTHM_ROUNDS = 2
# Half-width of the band around the stride frequency, as a share of it.
RHYTHM_BAND = 0.12
MIN_STRIDES_FOR_RHYTHM = 4.0
# Price of a frame amid about a stride in which the left leg keeps to the hips' right side, and the
# hips' breadth in the picture (torso lengths) from which on they tell left from right.
ORDER_COST = 0.1
ORDER_OVER_S = 0.8
MIN_HIPS_BREADTH = 0.25
# Knees this far apart, in shares of the hips' breadth, are surely so.
FULL_ORDER = 0.5
# What an order that is right counts against one that is wrong: legs that are swapped for less than
# a stride hardly change it.
RIGHT_ORDER = 0.3
# Price of a frame whose legs stand fully against the way that feet go round, seen from the side:
# there the shoulders are less than this apart across the picture (torso lengths). In clips from the
# side they are at most 0.20, in oblique ones 0.34, in all others from 0.61 on.
CIRCLING_COST = 0.3
MAX_SHOULDERS_SIDEWAYS = 0.27
# Unexplained motion of a leg beyond this (torso lengths a frame) says no more.
MOTION_CAP = 1.2
# A motion is carried on over at most this many times the interval that it was seen in.
MAX_ONWARD = 2.0
SHORTEST_INTERVAL_S = 1e-4


def swapped_frames(time_s: FloatArray, landmarks_px: FloatArray, torso_px: float) -> BoolArray:
    """Frames whose legs are swapped, found as the cheapest explanation of the whole path.

    A leg goes on as it went: the cost of a frame is how far both legs land from where
    their last two positions point (Viterbi over the two states of each pair of frames).
    Where the hips are seen broadside, the knees keep to their own sides over a stride, however
    the feet cross. A second round adds the rhythm that the first one found, so that one wrong turn
    at a crossing does not last.

    Parameters
    ----------
    time_s : (n,) array
    landmarks_px : (n, 33, 2) array
        One unbroken stretch; no NaN.
    torso_px : float

    Returns
    -------
    (n,) bool array
    """
    if len(time_s) < 3:
        return np.zeros(len(time_s), dtype=bool)
    unexplained = _unexplained(time_s, landmarks_px, torso_px)
    if _breadth(landmarks_px, "SHOULDER") < MAX_SHOULDERS_SIDEWAYS * torso_px:
        against = CIRCLING_COST * against_circling(time_s, landmarks_px)
        return _cheapest(unexplained, against)
    against_order = ORDER_COST * _against_order(time_s, landmarks_px, torso_px)
    swapped = _cheapest(unexplained, against_order)
    for _ in range(RHYTHM_ROUNDS):
        if not swapped.any():
            break
        price = RHYTHM_COST * _against_rhythm(time_s, landmarks_px, swapped)
        swapped = _cheapest(unexplained, against_order + price)
    return swapped


def _breadth(landmarks_px: FloatArray, joint: str) -> float:
    """Median distance of a pair of joints across the picture, px, whichever lies on the right."""
    right, left = Landmark[f"RIGHT_{joint}"], Landmark[f"LEFT_{joint}"]
    return float(np.median(np.abs(landmarks_px[:, right, 0] - landmarks_px[:, left, 0])))


def _against_order(time_s: FloatArray, landmarks_px: FloatArray, torso_px: float) -> FloatArray:
    """How much the knees' order across the picture contradicts the hips', a frame.

    Above 0 where it does, below where it agrees; 0 where the hips are seen end on, from the side.
    """
    hips = landmarks_px[:, Landmark.RIGHT_HIP, 0] - landmarks_px[:, Landmark.LEFT_HIP, 0]
    knees = landmarks_px[:, Landmark.RIGHT_KNEE, 0] - landmarks_px[:, Landmark.LEFT_KNEE, 0]
    breadth = float(np.median(hips))
    if abs(breadth) < MIN_HIPS_BREADTH * torso_px:
        return np.zeros(len(time_s))
    frames = max(1, round(ORDER_OVER_S / max(float(np.median(np.diff(time_s))), 1e-3)))
    order = uniform_filter1d(knees / breadth, frames, mode="nearest")
    against: FloatArray = np.clip(-order / FULL_ORDER, -RIGHT_ORDER, 1)
    return against


def _against_rhythm(time_s: FloatArray, landmarks_px: FloatArray, swapped: BoolArray) -> FloatArray:
    """How much MediaPipe's order of the legs contradicts the clip's rhythm, -1 to 1 a frame."""
    grid = even_grid(time_s)
    orders = [_ankle_line(landmarks_px), _ankle_line(undo_swaps(landmarks_px, swapped))]
    lines = [on_grid(time_s, line, grid) for line in orders]
    body_px = on_grid(time_s, landmarks_px[:, _TRUNK, 1].mean(axis=1), grid)
    stride_hz = stride_frequency(np.concatenate(lines, axis=1), body_px)
    if (time_s[-1] - time_s[0]) * stride_hz < MIN_STRIDES_FOR_RHYTHM:
        return np.zeros(len(time_s))
    band = ((1 - RHYTHM_BAND) * stride_hz, (1 + RHYTHM_BAND) * stride_hz)
    rhythm = max((bandpass(line, *band) for line in lines), key=lambda swing: float(np.var(swing)))
    expected = np.stack([np.interp(time_s, grid, rhythm[:, axis]) for axis in (0, 1)], axis=1)
    size = np.mean(np.linalg.norm(orders[0], axis=1) ** 2) + 1e-9
    against: FloatArray = -np.clip((orders[0] * expected).sum(axis=1) / size, -1, 1)
    return against


def _ankle_line(landmarks_px: FloatArray) -> FloatArray:
    line: FloatArray = (
        landmarks_px[:, Landmark.LEFT_ANKLE] - landmarks_px[:, Landmark.RIGHT_ANKLE]
    )
    return line


def _unexplained(time_s: FloatArray, landmarks_px: FloatArray, torso_px: float) -> FloatArray:
    """How far the legs land from where the two frames before point, in torso lengths.

    Shape (n, 2, 2, 2): by the state, 1 = swapped, of the frame before last, the last and this
    one; 0 for the first two frames.
    """
    hips = landmarks_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    legs = np.stack([landmarks_px[:, _LEFT_LEG], landmarks_px[:, _RIGHT_LEG]], axis=1)
    legs = (legs - hips[:, None, None]) / torso_px
    by_state = np.stack([legs, legs[:, ::-1]], axis=1)  # (n, state, leg, point, xy)
    interval = np.maximum(np.diff(time_s), SHORTEST_INTERVAL_S)
    onward = np.minimum(interval[1:] / interval[:-1], MAX_ONWARD)[:, None, None, None]
    unexplained = np.zeros((len(time_s), 2, 2, 2))
    for first, second, now in np.ndindex(2, 2, 2):
        last = by_state[1:-1, second]
        offset = by_state[2:, now] - last - onward * (last - by_state[:-2, first])
        distance = np.minimum(np.linalg.norm(offset, axis=-1), MOTION_CAP)
        unexplained[2:, first, second, now] = distance.mean(axis=(1, 2))
    return unexplained


def _cheapest(unexplained: FloatArray, unswapped_cost: FloatArray) -> BoolArray:
    """The states, 1 = swapped, whose sum of costs is least (Viterbi)."""
    n = len(unexplained)
    change = CHANGE_COST * np.array([[0, 1], [1, 0]])
    cost = change + SWAPPED_COST * np.array([[0, 1], [1, 2]])  # of the last two frames' states
    came_from = np.zeros((n, 2, 2), dtype=int)
    for frame in range(2, n):
        state_cost = np.array([unswapped_cost[frame], SWAPPED_COST])
        total = cost[:, :, None] + unexplained[frame] + change + state_cost
        came_from[frame] = total.argmin(axis=0)
        cost = total.min(axis=0)
    return _trace_back(cost, came_from)


def undo_swaps(landmarks: FloatArray, swapped: BoolArray) -> FloatArray:
    """Landmarks with the legs of the frames `swapped` exchanged; a copy.

    Parameters
    ----------
    landmarks : (n, 33, ...) array
    swapped : (n,) bool array
    """
    exchanged = landmarks.copy()
    for left, right in zip(_LEFT_LEG, _RIGHT_LEG, strict=True):
        exchanged[swapped, left] = landmarks[swapped, right]
        exchanged[swapped, right] = landmarks[swapped, left]
    return exchanged


def _trace_back(cost: FloatArray, came_from: np.ndarray) -> BoolArray:
    n = len(came_from)
    states = np.zeros(n, dtype=int)
    states[-2], states[-1] = np.unravel_index(int(cost.argmin()), cost.shape)
    for frame in range(n - 1, 1, -1):
        states[frame - 2] = came_from[frame, states[frame - 1], states[frame]]
    return states.astype(bool)

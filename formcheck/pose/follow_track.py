"""From everybody in every frame to the track of the one runner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.pose.landmarker import Person
from formcheck.pose.runner import Followed
from formcheck.pose.sides import swapped_frames, undo_swaps
from formcheck.pose.track import N_LANDMARKS, FloatArray, PoseTrack
from formcheck.pose.turned import facing_one_way
from formcheck.signals import seen_stretches

# Stretches with gaps shorter than this are one path for keeping left and right apart.
MAX_GAP_S = 0.25
MIN_STRETCH_S = 0.2
# A torso is taken to be no shorter than this, whatever the landmarks say.
MIN_TORSO_PX = 1.0


def track_of(
    time_s: FloatArray,
    people: Sequence[Sequence[Person]],
    followed: Followed,
    *,
    width_px: int,
    height_px: int,
    cuts: Sequence[int] = (),
) -> PoseTrack:
    """The runner's landmarks, legs kept apart, gaps as NaN.

    Parameters
    ----------
    time_s : (n,) array
    people : sequence of n sequences of Person
    followed : Followed
        Which person of each frame is the runner.
    width_px, height_px : int
        Size of the frames.
    cuts : sequence of int
        First frames of new scenes.
    """
    n = len(time_s)
    landmarks = np.full((n, N_LANDMARKS, 2), np.nan)
    world = np.full((n, N_LANDMARKS, 3), np.nan)
    visibility = np.zeros((n, N_LANDMARKS))
    for frame in np.flatnonzero(followed.person >= 0):
        person = people[frame][followed.person[frame]]
        landmarks[frame], world[frame] = person.landmarks_px, person.world_m
        visibility[frame] = person.visibility
    track = PoseTrack(time_s, landmarks, world, visibility, width_px, height_px)
    return _sides_apart(facing_one_way(track), cuts)


def _sides_apart(track: PoseTrack, cuts: Sequence[int]) -> PoseTrack:
    landmarks, world = track.landmarks_px.copy(), track.world_m.copy()
    visibility = track.visibility.copy()
    relabelled = np.zeros(track.n_frames, dtype=bool)
    stretches = seen_stretches(
        track.time_s, track.seen, max_bridge_s=MAX_GAP_S, min_length_s=MIN_STRETCH_S, cuts=cuts
    )
    for stretch in stretches:
        rows = np.flatnonzero(track.seen[stretch.slice]) + stretch.first
        torso = max(float(np.median(track.torso_px[rows])), MIN_TORSO_PX)
        swapped = swapped_frames(track.time_s[rows], landmarks[rows], torso)
        relabelled[rows] = swapped
        for values in (landmarks, world, visibility):
            values[rows] = undo_swaps(values[rows], swapped)
    return PoseTrack(
        track.time_s, landmarks, world, visibility, track.width_px, track.height_px, relabelled
    )

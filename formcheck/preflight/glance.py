"""The pixels of a preflight: a few frames of the first seconds, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.clip import Clip
from formcheck.gait.camera_motion import CameraKind, CameraMotionMeter
from formcheck.pose.landmarker import Landmarker, Person
from formcheck.pose.runner import follow
from formcheck.pose.track import N_LANDMARKS, FloatArray, PoseTrack
from formcheck.settings import Settings

# Looks are far apart, but people are followed from one to the next as if this lay between them:
# far enough for a runner who crosses the picture, and no gap.
AS_IF_S = 0.1


@dataclass(frozen=True)
class Glance:
    """A few looks at a clip.

    Attributes
    ----------
    images : list of (h, w, 3) uint8 arrays
    people : list of lists of Person
    times_s : (k,) array
        As if `AS_IF_S` lay between the looks.
    runner : PoseTrack
        A row for each look.
    fps : float
        By the frames' own times.
    camera : {"fixed", "hand-held", "moving", "unknown"}
    candidates : int
    ambiguous : bool
    """

    images: list[NDArray[np.uint8]]
    people: list[list[Person]]
    times_s: FloatArray
    runner: PoseTrack
    fps: float
    camera: CameraKind
    candidates: int
    ambiguous: bool


def glance(clip: Clip, *, model: Path, settings: Settings) -> Glance:
    """Look at the first seconds of a clip."""
    images, fps = _first_frames(clip, settings)
    pose = settings.pose
    with Landmarker(
        model, n_people=pose.max_people, min_confidence=pose.min_confidence, still=True
    ) as landmarker:
        people = [landmarker.people(image) for image in images]
    times_s = np.arange(len(images), dtype=np.float64) * AS_IF_S
    followed = follow(times_s, people, choice=settings.person)
    camera = CameraMotionMeter()
    for image, found in zip(images, people, strict=True):
        camera.add(image, _box(found))
    height, width = images[0].shape[:2]
    track = _track(times_s, people, followed.person, width, height)
    return Glance(
        images, people, times_s, track, fps, camera.result().kind, followed.candidates,
        followed.ambiguous,
    )  # fmt: skip


def _first_frames(clip: Clip, settings: Settings) -> tuple[list[NDArray[np.uint8]], float]:
    wanted = settings.preflight
    n = max(2, min(wanted.first_frames, round(wanted.first_s * clip.nominal_fps)))
    n = min(n, max(2, clip.n_frames_estimate))
    chosen = set(np.linspace(0, n - 1, min(wanted.looks, n)).round().astype(int).tolist())
    images, times = [], []
    for frame in islice(clip.frames(max_side_px=settings.pose.max_side_px), n):
        times.append(frame.time_s)
        if frame.index in chosen:
            images.append(frame.image_bgr)
    fps = float(1 / np.median(np.diff(times))) if len(times) > 1 else clip.nominal_fps
    return images, fps * settings.told_slow_motion


def _track(
    times_s: FloatArray, people: list[list[Person]], chosen: NDArray[np.int_], width: int,
    height: int,
) -> PoseTrack:
    landmarks = np.full((len(people), N_LANDMARKS, 2), np.nan)
    world = np.full((len(people), N_LANDMARKS, 3), np.nan)
    visibility = np.zeros((len(people), N_LANDMARKS))
    for row, index in enumerate(chosen):
        if index >= 0:
            person = people[row][index]
            landmarks[row], world[row] = person.landmarks_px, person.world_m
            visibility[row] = person.visibility
    return PoseTrack(times_s, landmarks, world, visibility, width, height)


def _box(people: list[Person]) -> tuple[float, float, float, float] | None:
    if not people:
        return None
    points = np.concatenate([person.landmarks_px for person in people])
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, top, right, bottom

"""What is kept of one frame: everybody's landmarks and hips, and the background's picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.clip import Frame
from formcheck.gait.camera_motion import CameraMotionMeter
from formcheck.gait.camera_roll import RollSampler, Still, still_of
from formcheck.gait.hip_crop import HipCrop, keep_hips
from formcheck.gait.line_segments import Box
from formcheck.gait.markers import keep_waist
from formcheck.gait.small_frame import SmallFrame
from formcheck.pose.follow_track import MIN_TORSO_PX
from formcheck.pose.landmarker import Landmarker, Person
from formcheck.pose.track import Landmark

# Pieces of pictures that are kept of a clip, bytes; about ten minutes of one runner at 30 fps.
MAX_KEPT_BYTES = 250_000_000


@dataclass(frozen=True)
class Sighting:
    """One person in one frame: landmarks, and what the picture shows around the pelvis.

    Attributes
    ----------
    person : Person
    hips : HipCrop or None
        What the pelvis is read from; none where a long clip was thinned, and between two looks.
    waist_jpeg : bytes
        Where tape on the back of the waistband may be; empty likewise.
    """

    person: Person
    hips: HipCrop | None = None
    waist_jpeg: bytes = b""


@dataclass(frozen=True)
class Glance:
    """One frame after it was looked at.

    Attributes
    ----------
    frame : int
        Its number in the clip.
    sightings : tuple of Sighting
    box : Box or None
        The rectangle that holds everybody.
    small : SmallFrame
        For the camera's motion.
    still : Still or None
        For the camera's roll, where one was wanted.
    """

    frame: int
    sightings: tuple[Sighting, ...]
    box: Box | None
    small: SmallFrame
    still: Still | None


class Looker:
    """Looks at frames with one landmarker.

    Parameters
    ----------
    new_landmarker : callable
        Gives the landmarker; called at the first frame, in the thread that looks.
    still_wanted : callable
        Tells at which positions a still is kept.
    """

    def __init__(
        self, new_landmarker: Callable[[], Landmarker], still_wanted: Callable[[int], bool]
    ) -> None:
        self._new_landmarker = new_landmarker
        self._landmarker: Landmarker | None = None
        self._still_wanted = still_wanted

    def __call__(self, position: int, frame: Frame, *, counts: bool) -> Glance | None:
        """The frame at a position; none when it does not count and is seen to warm up alone."""
        if self._landmarker is None:
            self._landmarker = self._new_landmarker()
        image = frame.image_bgr
        people = self._landmarker.people(image, time_s=frame.time_s)
        if not counts:
            return None
        box = _box(people)
        return Glance(
            frame=frame.index,
            sightings=tuple(_sighting(image, person) for person in people),
            box=box,
            small=SmallFrame.of(image),
            still=still_of(image, box) if self._still_wanted(position) else None,
        )


    def close(self) -> None:
        """Let the landmarker go."""
        if self._landmarker is not None:
            self._landmarker.close()


class Gathered:
    """What all glances together tell, taken in in the frames' order."""

    def __init__(self, n_expected: int) -> None:
        self.roll = RollSampler(n_expected=n_expected)
        self.motion = CameraMotionMeter()
        self.frames: list[int] = []
        self.sightings: list[tuple[Sighting, ...]] = []
        self._stride = 1
        self._bytes = 0

    def add(self, glance: Glance) -> None:
        self.roll.add_still(glance.still)
        self.motion.add_small(glance.small, glance.box)
        kept = glance.sightings
        if len(self.frames) % self._stride:
            kept = _without_crops(kept)
        self.frames.append(glance.frame)
        self.sightings.append(kept)
        self._bytes += _kept_bytes(kept)
        while self._bytes > MAX_KEPT_BYTES:
            self._thin_out()

    def _thin_out(self) -> None:
        """Keep the crops of every second frame that still has some."""
        self._stride *= 2
        for position, found in enumerate(self.sightings):
            if position % self._stride:
                self.sightings[position] = _without_crops(found)
        self._bytes = sum(map(_kept_bytes, self.sightings))


def _without_crops(sightings: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    return tuple(Sighting(sighting.person) for sighting in sightings)


def _kept_bytes(sightings: tuple[Sighting, ...]) -> int:
    return sum(
        len(sighting.waist_jpeg) + (len(sighting.hips.jpeg) if sighting.hips else 0)
        for sighting in sightings
    )


def _sighting(image: NDArray[np.uint8], person: Person) -> Sighting:
    points = person.landmarks_px
    mid_hip = (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
    mid_shoulder = (points[Landmark.LEFT_SHOULDER] + points[Landmark.RIGHT_SHOULDER]) / 2
    torso = max(float(np.linalg.norm(mid_shoulder - mid_hip)), MIN_TORSO_PX)
    return Sighting(
        person=person,
        hips=keep_hips(image, mid_hip_px=mid_hip, torso_px=torso),
        waist_jpeg=keep_waist(image, mid_hip_px=mid_hip, torso_px=torso),
    )


def _box(people: list[Person]) -> Box | None:
    """The rectangle that holds everybody, (left, top, right, bottom) in px."""
    if not people:
        return None
    points = np.concatenate([person.landmarks_px for person in people])
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)

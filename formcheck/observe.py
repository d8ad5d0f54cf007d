"""One pass over the clip: everything that needs its pixels is read here, and only here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.clip import Clip, Frame
from formcheck.gait.camera_motion import CameraMotion, CameraMotionMeter
from formcheck.gait.camera_roll import Roll, RollSampler
from formcheck.gait.hip_crop import HipCrop, keep_hips
from formcheck.gait.markers import keep_waist
from formcheck.pose.follow_track import MIN_TORSO_PX
from formcheck.pose.landmarker import Landmarker, Person
from formcheck.pose.runner import Followed
from formcheck.pose.track import FloatArray, Landmark
from formcheck.settings import PoseSettings

Progress = Callable[[str, int, int], None]
"""Called with the stage in words, the work done and the work in all (0 = not known)."""

# A second person must be in this share of the scouted stills before several are followed.
COMPANY_SHARE = 0.2
# Pieces of pictures that are kept of a clip, bytes; about ten minutes of one runner at 30 fps.
MAX_KEPT_BYTES = 250_000_000
# Frames whose pieces and background are still being looked at while the landmarks go on.
READ_BEHIND = 8


@dataclass(frozen=True)
class Sighting:
    """One person in one frame: landmarks, and what the picture shows around the pelvis.

    Attributes
    ----------
    person : Person
    hips : HipCrop or None
        What the pelvis is read from; none where a long clip was thinned.
    waist_jpeg : bytes
        Where tape on the back of the waistband may be; empty likewise.
    """

    person: Person
    hips: HipCrop | None = None
    waist_jpeg: bytes = b""


@dataclass(frozen=True)
class Observations:
    """What one pass over a clip saw, a row for every frame."""

    time_s: FloatArray
    sightings: tuple[tuple[Sighting, ...], ...]
    width_px: int
    height_px: int
    roll: Roll
    motion: CameraMotion
    warnings: tuple[str, ...]

    @property
    def people(self) -> list[list[Person]]:
        return [[sighting.person for sighting in frame] for frame in self.sightings]


def observe(
    clip: Clip, *, model: Path, settings: PoseSettings, progress: Progress | None = None
) -> Observations:
    """Look at every frame of a clip once.

    Landmarks are found in one thread while another looks at hips and background of the
    frames before, and a third decodes ahead.
    """
    n_people = (
        settings.max_people if settings.everyone
        else count_people(clip, model=model, settings=settings)
    )
    reader = _FrameReader()
    warnings: list[str] = []
    times: list[float] = []
    pending: deque[Future[tuple[Sighting, ...]]] = deque()
    sightings = _Sightings()
    with (
        Landmarker(model, n_people=n_people, min_confidence=settings.min_confidence) as landmarker,
        ThreadPoolExecutor(1) as beside,
    ):
        frames = clip.frames(max_side_px=settings.max_side_px, warn=warnings.append)
        for frame in _decoded_ahead(frames):
            people = landmarker.people(frame.image_bgr, time_s=frame.time_s)
            times.append(frame.time_s)
            pending.append(beside.submit(reader.read, frame, people))
            while len(pending) > READ_BEHIND:
                sightings.add(pending.popleft().result())
            if progress:
                progress("Finding the runner", len(times), clip.n_frames_estimate)
        for future in pending:
            sightings.add(future.result())
    return Observations(
        time_s=np.array(times),
        sightings=sightings.all(),
        width_px=reader.width_px,
        height_px=reader.height_px,
        roll=reader.roll.result(),
        motion=reader.motion.result(),
        warnings=tuple(warnings),
    )


def runner_sightings(seen: Observations, followed: Followed) -> dict[int, Sighting]:
    """The runner's sightings by frame number."""
    return {
        int(frame): seen.sightings[frame][followed.person[frame]]
        for frame in np.flatnonzero(followed.person >= 0)
    }


def count_people(clip: Clip, *, model: Path, settings: PoseSettings) -> int:
    """How many people to follow: one, or up to the settings' most when there is company."""
    stills = clip.stills(settings.scout_frames, max_side_px=settings.max_side_px)
    with Landmarker(
        model, n_people=settings.max_people, min_confidence=settings.min_confidence, still=True
    ) as landmarker:
        counts = [len(landmarker.people(still.image_bgr)) for still in stills]
    company = sum(count > 1 for count in counts)
    return max(counts) if company > COMPANY_SHARE * len(counts) else 1


class _Sightings:
    """Everybody in every frame; crops of every 2nd, 4th ... frame alone once they grow too many."""

    def __init__(self) -> None:
        self._frames: list[tuple[Sighting, ...]] = []
        self._stride = 1
        self._bytes = 0

    def add(self, sightings: tuple[Sighting, ...]) -> None:
        if len(self._frames) % self._stride:
            sightings = _without_crops(sightings)
        self._frames.append(sightings)
        self._bytes += _kept_bytes(sightings)
        while self._bytes > MAX_KEPT_BYTES:
            self._stride *= 2
            for frame, found in enumerate(self._frames):
                if frame % self._stride:
                    self._frames[frame] = _without_crops(found)
            self._bytes = sum(_kept_bytes(found) for found in self._frames)

    def all(self) -> tuple[tuple[Sighting, ...], ...]:
        return tuple(self._frames)


def _without_crops(sightings: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    return tuple(Sighting(sighting.person) for sighting in sightings)


def _kept_bytes(sightings: tuple[Sighting, ...]) -> int:
    return sum(
        len(sighting.waist_jpeg) + (len(sighting.hips.jpeg) if sighting.hips else 0)
        for sighting in sightings
    )


class _FrameReader:
    """Keeps what the picture shows of everybody's hips, and reads the background around them."""

    def __init__(self) -> None:
        self.roll = RollSampler()
        self.motion = CameraMotionMeter()
        self.width_px = self.height_px = 0

    def read(self, frame: Frame, people: list[Person]) -> tuple[Sighting, ...]:
        image = frame.image_bgr
        self.height_px, self.width_px = image.shape[:2]
        box = _box(people)
        self.roll.add(image, box)
        self.motion.add(image, box)
        return tuple(_sighting(image, person) for person in people)


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


def _box(people: list[Person]) -> tuple[float, float, float, float] | None:
    """The rectangle that holds everybody, (left, top, right, bottom) in px."""
    if not people:
        return None
    points = np.concatenate([person.landmarks_px for person in people])
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _decoded_ahead(frames: Iterable[Frame]) -> Iterator[Frame]:
    """The same frames, the next one decoded while this one is worked on."""
    iterator = iter(frames)
    with ThreadPoolExecutor(1) as decoder:
        upcoming = decoder.submit(next, iterator, None)
        while (frame := upcoming.result()) is not None:
            upcoming = decoder.submit(next, iterator, None)
            yield frame

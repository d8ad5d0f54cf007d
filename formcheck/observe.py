"""One pass over the clip: everything that needs its pixels is read here, and only here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.clip import Clip, Frame
from formcheck.gait.camera_motion import CameraMotion, CameraMotionMeter
from formcheck.gait.camera_roll import Roll, RollSampler
from formcheck.gait.markers import keep_waist
from formcheck.gait.pelvis_net import PelvisNet
from formcheck.gait.pelvis_patch import cut_patch
from formcheck.pose.landmarker import Landmarker, Person
from formcheck.pose.runner import Followed
from formcheck.pose.track import FloatArray, Landmark
from formcheck.settings import PoseSettings

Progress = Callable[[str, int, int], None]
"""Called with the stage in words, the work done and the work in all (0 = not known)."""

# A second person must be in this share of the scouted stills before several are followed.
COMPANY_SHARE = 0.2
# Patches are kept as JPEG, to be looked at later; this many at most, for a flat memory.
MAX_PATCHES = 6000
PATCH_JPEG_QUALITY = 92
# Frames whose pelvis and background are still being read while the landmarks go on.
READ_BEHIND = 8


@dataclass(frozen=True)
class Sighting:
    """One person in one frame: landmarks, and the pelvis as the picture shows it.

    Attributes
    ----------
    person : Person
    pelvis_angle_deg, pelvis_sd_deg : float
        The network's reading: slope in the picture, positive when falling to the right.
    waist_jpeg : bytes
        Where tape on the back of the waistband may be; empty when no more are kept.
    patch_jpeg : bytes
        The patch that was read; empty when no more are kept.
    """

    person: Person
    pelvis_angle_deg: float
    pelvis_sd_deg: float
    waist_jpeg: bytes
    patch_jpeg: bytes


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

    Landmarks are found in one thread while another reads pelvis and background of the frames
    before, and a third decodes ahead.
    """
    n_people = (
        settings.max_people if settings.everyone
        else count_people(clip, model=model, settings=settings)
    )
    reader = _FrameReader()
    warnings: list[str] = []
    times: list[float] = []
    pending: deque[Future[tuple[Sighting, ...]]] = deque()
    sightings: list[tuple[Sighting, ...]] = []
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
                sightings.append(pending.popleft().result())
            if progress:
                progress("Finding the runner", len(times), clip.n_frames_estimate)
        sightings += [future.result() for future in pending]
    return Observations(
        time_s=np.array(times),
        sightings=tuple(sightings),
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


class _FrameReader:
    """Reads the pelvis of every person in a frame, and the background around them."""

    def __init__(self) -> None:
        self._net = PelvisNet.load()
        self._patches_left = MAX_PATCHES
        self.roll = RollSampler()
        self.motion = CameraMotionMeter()
        self.width_px = self.height_px = 0

    def read(self, frame: Frame, people: list[Person]) -> tuple[Sighting, ...]:
        image = frame.image_bgr
        self.height_px, self.width_px = image.shape[:2]
        box = _box(people)
        self.roll.add(image, box)
        self.motion.add(image, box)
        return tuple(self._sighting(image, person) for person in people)

    def _sighting(self, image: NDArray[np.uint8], person: Person) -> Sighting:
        points = person.landmarks_px
        mid_hip = (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
        mid_shoulder = (points[Landmark.LEFT_SHOULDER] + points[Landmark.RIGHT_SHOULDER]) / 2
        torso = float(np.linalg.norm(mid_shoulder - mid_hip))
        patch = cut_patch(image, mid_hip_px=mid_hip, torso_px=torso)
        read = self._net.read(patch[None])
        jpeg = waist = b""
        if self._patches_left > 0:
            self._patches_left -= 1
            waist = keep_waist(image, mid_hip_px=mid_hip, torso_px=torso)
            jpeg = cv2.imencode(".jpg", patch, (cv2.IMWRITE_JPEG_QUALITY, PATCH_JPEG_QUALITY))[
                1
            ].tobytes()
        return Sighting(
            person=person,
            pelvis_angle_deg=float(read.angle_deg[0]),
            pelvis_sd_deg=float(read.sd_deg[0]),
            waist_jpeg=waist,
            patch_jpeg=jpeg,
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

"""One pass over the clip: everything that needs its pixels is read here, and only here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from formcheck.ahead import made_ahead, one_thread_each
from formcheck.clip import Clip
from formcheck.gait.camera_motion import CameraMotion
from formcheck.gait.camera_roll import Roll, StillRead
from formcheck.glance import Gathered, Looker, Sighting
from formcheck.pose.between import filled_between
from formcheck.pose.landmarker import Landmarker, Person
from formcheck.pose.lanes import N_LANES, Stretches, in_lanes
from formcheck.pose.runner import Followed
from formcheck.pose.track import BoolArray, FloatArray
from formcheck.settings import PoseSettings

Progress = Callable[[str, int, int], None]
"""Called with the stage in words, the work done and the work in all (0 = not known)."""

# A second person must be in this share of the scouted stills before several are followed.
COMPANY_SHARE = 0.2
# Frames that come a little too early are looked at all the same, so that 120 and 240 fps come out
# even: share of the time between two looks.
EARLY_SHARE = 0.8


@dataclass(frozen=True)
class Observations:
    """What one pass over a clip saw, a row for every frame.

    Attributes
    ----------
    time_s : (n,) array
    looked : (n,) bool array
        Frames that were looked at; of the others, people are known from the looks around them.
    sightings : tuple of n tuples of Sighting
    width_px, height_px : int
    roll : Roll
    motion : CameraMotion
    warnings : tuple of str
    roll_stills : tuple of (int, StillRead)
        The frames that the roll was read in, and what each tells.
    smoothed : bool
        Whether MediaPipe smoothed the landmarks: it does where it follows one person alone.
    """

    time_s: FloatArray
    looked: BoolArray
    sightings: tuple[tuple[Sighting, ...], ...]
    width_px: int
    height_px: int
    roll: Roll
    motion: CameraMotion
    warnings: tuple[str, ...]
    roll_stills: tuple[tuple[int, StillRead], ...] = ()
    smoothed: bool = True

    @property
    def people(self) -> list[list[Person]]:
        return [[sighting.person for sighting in frame] for frame in self.sightings]


def observe(
    clip: Clip, *, model: Path, settings: PoseSettings, progress: Progress | None = None
) -> Observations:
    """Look at the frames of a clip once, two stretches of it at a time, decoding ahead.

    Most clips show one person: that is taken for granted while the clip is scouted for company, and
    where there is some the look begins anew.
    """
    look = partial(_look, clip, model=model, settings=settings, progress=progress)
    with one_thread_each(), ThreadPoolExecutor(1, thread_name_prefix="scout") as scout:
        counted = scout.submit(_people_to_follow, clip, model=model, settings=settings)
        seen = look(1, goes_on=lambda: not counted.done() or counted.result() == 1)
        if (n_people := counted.result()) != 1:
            seen = look(n_people)
    assert seen is not None
    return seen


def _look(
    clip: Clip, n_people: int, *, model: Path, settings: PoseSettings, progress: Progress | None,
    goes_on: Callable[[], bool] = lambda: True,
) -> Observations | None:
    """What is seen when so many people are followed; none where that was given up."""
    warnings: list[str] = []
    times: list[float] = []
    frames = clip.frames(
        max_side_px=settings.max_side_px, every_s=EARLY_SHARE / settings.looks_per_s,
        tell_time=times.append, warn=warnings.append,
    )
    n_expected = min(
        clip.n_frames_estimate, math.ceil(clip.duration_estimate_s * settings.looks_per_s)
    )
    stretches = Stretches.of(
        n_expected, longest=settings.stretch_frames, warm_up=settings.warm_up_frames
    )
    gathered = Gathered(n_expected)
    landmarker = partial(
        Landmarker, model, n_people=n_people, min_confidence=settings.min_confidence
    )
    with ExitStack() as until_done:
        lookers = [
            until_done.enter_context(closing(Looker(landmarker, gathered.roll.wants)))
            for _ in range(min(N_LANES, stretches.count))
        ]
        glances = in_lanes(made_ahead(frames), lookers, stretches)
        for glance in until_done.enter_context(closing(glances)):
            if not goes_on():
                return None
            gathered.add(glance)
            if progress:
                progress("Finding the runner", glance.frame + 1, clip.n_frames_estimate)
    return _observations(gathered, np.array(times), tuple(warnings), smoothed=n_people == 1)


def runner_sightings(seen: Observations, followed: Followed) -> dict[int, Sighting]:
    """The runner's sightings by frame number."""
    return {
        int(frame): seen.sightings[frame][followed.person[frame]]
        for frame in np.flatnonzero(followed.person >= 0)
    }


def _people_to_follow(clip: Clip, *, model: Path, settings: PoseSettings) -> int:
    if settings.everyone:
        return settings.max_people
    return count_people(clip, model=model, settings=settings)


def count_people(clip: Clip, *, model: Path, settings: PoseSettings) -> int:
    """How many people to follow: one, or up to the settings' most when there is company."""
    stills = clip.scattered(settings.scout_frames, max_side_px=settings.max_side_px)
    with Landmarker(
        model, n_people=settings.max_people, min_confidence=settings.min_confidence, still=True
    ) as landmarker:
        found = [len(landmarker.people(still.image_bgr)) for still in made_ahead(stills)]
    company = sum(count > 1 for count in found)
    return max(found) if company > COMPANY_SHARE * len(found) else 1


def _observations(
    gathered: Gathered, time_s: FloatArray, warnings: tuple[str, ...], *, smoothed: bool
) -> Observations:
    n = len(time_s)
    looks: list[tuple[Sighting, ...] | None] = [None] * n
    for frame, sightings in zip(gathered.frames, gathered.sightings, strict=True):
        looks[frame] = sightings
    return Observations(
        time_s=time_s,
        looked=np.array([look is not None for look in looks], bool),
        sightings=_between_looks(looks, time_s),
        width_px=gathered.motion.width_px,
        height_px=gathered.motion.height_px,
        roll=gathered.roll.result(),
        motion=gathered.motion.result().spread(gathered.frames, n),
        warnings=warnings,
        roll_stills=tuple(
            (gathered.frames[number], still) for number, still in gathered.roll.stills()),
        smoothed=smoothed,
    )


def _between_looks(
    looks: Sequence[tuple[Sighting, ...] | None], time_s: FloatArray
) -> tuple[tuple[Sighting, ...], ...]:
    if all(look is not None for look in looks):
        return tuple(look or () for look in looks)
    people = filled_between(
        [None if look is None else [sighting.person for sighting in look] for look in looks],
        time_s,
    )
    return tuple(
        tuple(map(Sighting, found)) if look is None else look
        for look, found in zip(looks, people, strict=True)
    )

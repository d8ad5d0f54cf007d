"""A clip with cuts: each shot read by itself, the one with the longest good running leading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from formcheck.errors import SettingsError
from formcheck.gait.camera_roll import agreed
from formcheck.observe import Observations
from formcheck.pose.track import BoolArray, FloatArray
from formcheck.result import Shot
from formcheck.running import Running, running_at
from formcheck.settings import Settings

# A shorter shot shows no rhythm.
MIN_SHOT_S = 1.0
# Shots are of one set-up, and read together, when the runner is this alike in size (ratio) and
# place (torso lengths): pauses that were cut out, a flash, a caption.
SAME_SIZE, SAME_PLACE = 1.15, 0.5


@dataclass(frozen=True)
class _Read:
    first: int
    last: int
    running: Running | None

    @property
    def running_s(self) -> float:
        longest = self.running.longest if self.running else None
        return longest.motion.duration_s if longest else 0.0


def lead_shots(
    seen: Observations, slow_motion: float, *, settings: Settings
) -> tuple[Observations, tuple[Shot, ...]]:
    """The observations with nobody in the shots that do not lead, and all shots.

    A clip without cuts comes back as it is, with no shots.
    """
    cuts = seen.motion.cuts
    if not cuts:
        return seen, ()
    reads = [
        _read(seen, first, last, slow_motion, settings)
        for first, last in pairwise((0, *cuts, len(seen.time_s)))
    ]
    lead = max(reads, key=lambda read: (read.running_s, read.last - read.first))
    used = [read is lead or _same_setup(read, lead) for read in reads]
    keep = np.zeros(len(seen.time_s), dtype=bool)
    for read, kept in zip(reads, used, strict=True):
        keep[read.first : read.last] = kept
    shots = tuple(
        _shot(read, seen, slow_motion, used=kept) for read, kept in zip(reads, used, strict=True)
    )
    return _only(seen, keep), shots


def _read(
    seen: Observations, first: int, last: int, slow_motion: float, settings: Settings
) -> _Read:
    inside = np.zeros(len(seen.time_s), dtype=bool)
    inside[first:last] = True
    if (seen.time_s[last - 1] - seen.time_s[first]) / slow_motion < MIN_SHOT_S:
        return _Read(first, last, None)
    try:
        return _Read(
            first, last, running_at(_only(seen, inside), slow_motion, settings=settings))
    except SettingsError:  # this shot has no person of the number that was asked for
        return _Read(first, last, None)


def _only(seen: Observations, keep: BoolArray) -> Observations:
    """The same clip with nobody in the other frames, and the camera's roll as these show it."""
    sightings = tuple(
        found if kept else () for found, kept in zip(seen.sightings, keep, strict=True))
    stills = tuple((frame, still) for frame, still in seen.roll_stills if keep[frame])
    roll = agreed([still for _, still in stills]) if seen.roll_stills else seen.roll
    return replace(seen, sightings=sightings, roll=roll, roll_stills=stills)


def used_frames(time_s: FloatArray, shots: tuple[Shot, ...]) -> BoolArray:
    """Frames of the shots that the readings come from; all of a clip without cuts."""
    if not shots:
        return np.ones(len(time_s), dtype=bool)
    spans = [(time_s >= shot.start_s) & (time_s <= shot.end_s) for shot in shots if shot.used]
    return np.asarray(np.any(spans, axis=0) if spans else np.ones(len(time_s), dtype=bool))


def _same_setup(read: _Read, lead: _Read) -> bool:
    if read.running is None or lead.running is None:
        return False
    one, other = read.running, lead.running
    if not (one.track.seen.any() and other.track.seen.any()):
        return False
    if one.view.kind != other.view.kind:
        return False
    sizes = [float(np.nanmedian(running.track.torso_px)) for running in (one, other)]
    places = [np.nanmedian(running.track.mid_hip_px, axis=0) for running in (one, other)]
    return bool(
        max(sizes) < SAME_SIZE * min(sizes)
        and np.linalg.norm(places[0] - places[1]) < SAME_PLACE * min(sizes)
    )


def _shot(read: _Read, seen: Observations, slow_motion: float, *, used: bool) -> Shot:
    longest = read.running.longest if read.running else None
    return Shot(
        start_s=float(seen.time_s[read.first]) / slow_motion,
        end_s=float(seen.time_s[read.last - 1]) / slow_motion,
        view=read.running.view.kind if read.running else "unknown",
        activity=read.running.activity.kind if read.running else "none",
        cadence_spm=120 * longest.rhythm.stride_hz if longest else None,
        used=used,
    )

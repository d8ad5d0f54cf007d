"""Observations as plain arrays and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.gait.camera_motion import CameraMotion
from formcheck.gait.camera_roll import Roll, RollFit, StillRead
from formcheck.gait.hip_crop import HipCrop
from formcheck.glance import Sighting
from formcheck.observe import Observations
from formcheck.pose.landmarker import Person

Arrays = dict[str, NDArray[Any]]

_MOTION_ROWS = ("path_px", "rotation_deg", "zoom", "tracked", "repeated")
_PERSON = tuple(field.name for field in fields(Person))
_SHAPES = {"landmarks_px": (33, 2), "world_m": (33, 3), "visibility": (33,)}


def pack(seen: Observations) -> Arrays:
    """Everything of `seen` in arrays that need no pickle."""
    sightings = [sighting for frame in seen.sightings for sighting in frame]
    crops = [sighting.hips or HipCrop(b"", 0, 0, 0) for sighting in sightings]
    motion = {
        name: value for name, value in vars(seen.motion).items() if name not in _MOTION_ROWS
    }
    facts = {
        "width_px": seen.width_px, "height_px": seen.height_px, "warnings": seen.warnings,
        "roll": asdict(seen.roll), "motion": motion, "smoothed": seen.smoothed,
        "roll_stills": [
            (frame, still.n_segments, still.fits) for frame, still in seen.roll_stills],
    }
    return {
        "facts": _bytes(json.dumps(facts, default=_plain).encode()),
        "time_s": seen.time_s,
        "looked": seen.looked,
        "n_people": np.array([len(frame) for frame in seen.sightings], np.int64),
        **{
            name: np.array([getattr(sighting.person, name) for sighting in sightings], float)
            .reshape(-1, *_SHAPES[name])
            for name in _PERSON
        },
        "crop_px": np.array(
            [(crop.left_px, crop.top_px, crop.side_px) for crop in crops], np.int64
        ).reshape(-1, 3),
        **_packed("crop", [crop.jpeg for crop in crops]),
        **_packed("waist", [sighting.waist_jpeg for sighting in sightings]),
        **{f"motion_{name}": getattr(seen.motion, name) for name in _MOTION_ROWS},
    }


def unpack(arrays: Mapping[str, NDArray[Any]]) -> Observations:
    """The observations that were packed.

    Raises
    ------
    ValueError, KeyError, TypeError
        When the arrays are not what `pack` gives.
    """
    facts = json.loads(arrays["facts"].tobytes())
    motion = _motion(arrays, facts["motion"])
    n_people = arrays["n_people"]
    if len({len(arrays["time_s"]), len(arrays["looked"]), len(n_people), len(motion.zoom)}) > 1:
        raise ValueError("the arrays do not belong together")
    sightings = _sightings(arrays, int(n_people.sum()))
    ends = accumulate(n_people.tolist(), initial=0)
    return Observations(
        time_s=arrays["time_s"],
        looked=arrays["looked"],
        sightings=tuple(tuple(sightings[start:end]) for start, end in pairwise(ends)),
        width_px=facts["width_px"],
        height_px=facts["height_px"],
        roll=Roll(**facts["roll"]),
        motion=motion,
        warnings=tuple(facts["warnings"]),
        roll_stills=tuple(
            (frame, StillRead(n_segments, tuple(RollFit(*fit) for fit in fits)))
            for frame, n_segments, fits in facts["roll_stills"]
        ),
        smoothed=facts["smoothed"],
    )


def _motion(arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> CameraMotion:
    values: dict[str, Any] = {
        name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()
    }
    rows: dict[str, Any] = {name: arrays[f"motion_{name}"] for name in _MOTION_ROWS}
    return CameraMotion(**values, **rows)


def _sightings(arrays: Mapping[str, NDArray[Any]], n: int) -> list[Sighting]:
    people = [
        Person(**dict(zip(_PERSON, values, strict=True)))
        for values in zip(*(arrays[name] for name in _PERSON), strict=True)
    ]
    crops, waists = _unpacked("crop", arrays), _unpacked("waist", arrays)
    places = arrays["crop_px"].tolist()
    if not n == len(people) == len(crops) == len(waists) == len(places):
        raise ValueError("the arrays do not belong together")
    return [
        Sighting(person, HipCrop(crop, *place) if crop else None, waist)
        for person, crop, place, waist in zip(people, crops, places, waists, strict=True)
    ]


def _packed(name: str, pieces: Sequence[bytes]) -> Arrays:
    """Many pieces in one array, and their lengths in another."""
    return {
        f"{name}_jpegs": _bytes(b"".join(pieces)),
        f"{name}_bytes": np.array([len(piece) for piece in pieces], np.int64),
    }


def _unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[bytes]:
    whole = arrays[f"{name}_jpegs"].tobytes()
    ends = list(accumulate(arrays[f"{name}_bytes"].tolist(), initial=0))
    if ends[-1] != len(whole):
        raise ValueError("the pictures are not whole")
    return [whole[start:end] for start, end in pairwise(ends)]


def _plain(value: np.generic) -> Any:
    return value.item()


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, np.uint8)

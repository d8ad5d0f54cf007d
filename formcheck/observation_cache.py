"""What a pass over a clip saw, remembered by the clip's content.

The key is everything else that changes what the pass sees: the pose model, its settings, the
program and the libraries. An entry that cannot be read is as good as none, and none can run code:
there is no pickle in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import numpy as np

from formcheck.clip import Clip
from formcheck.files import sha256_of
from formcheck.observe import Observations, Progress, observe
from formcheck.packed_observations import pack, unpack
from formcheck.remembered import entry_path, write_entry
from formcheck.settings import CacheSettings, PoseSettings

# Sources whose every change may change what the pass sees.
_SEEING = (
    "clip.py", "frame_times.py", "observe.py", "glance.py", "packed_observations.py",
    "pose/landmarker.py", "pose/lean.py", "pose/lanes.py", "pose/between.py",
    "gait/hip_crop.py", "gait/pelvis_patch.py",
    "gait/markers.py", "gait/marker_spots.py", "gait/small_frame.py", "gait/camera_motion.py",
    "gait/shots.py", "gait/camera_roll.py", "gait/line_segments.py", "gait/gravity_fit.py",
)
_LIBRARIES = ("mediapipe", "opencv-contrib-python", "numpy")
# What reading a damaged or foreign file may raise.
_UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile)


def observe_once(
    clip: Clip,
    *,
    model: Path,
    settings: PoseSettings,
    cache: CacheSettings,
    progress: Progress | None = None,
) -> Observations:
    """What a pass over the clip sees, or saw before."""
    if not cache.use:
        return observe(clip, model=model, settings=settings, progress=progress)
    model_sha256 = sha256_of(model)
    seen = recall(clip.sha256, model_sha256=model_sha256, settings=settings)
    if seen is None:
        seen = observe(clip, model=model, settings=settings, progress=progress)
        remember(
            seen, clip.sha256, model_sha256=model_sha256, settings=settings,
            max_bytes=cache.max_bytes,
        )
    return seen


def recall(clip_sha256: str, *, model_sha256: str, settings: PoseSettings) -> Observations | None:
    """What an earlier pass over the same clip saw; none when there is none that is whole.

    Parameters
    ----------
    clip_sha256, model_sha256 : str
        Of the clip's file and of the pose model's.
    settings : PoseSettings
    """
    path = entry_path(clip_sha256, _key(model_sha256, settings))
    try:
        with np.load(path, allow_pickle=False) as arrays:
            seen = unpack({name: arrays[name] for name in arrays.files})
    except _UNREADABLE:
        return None
    with suppress(OSError):
        os.utime(path)
    return seen


def remember(
    seen: Observations,
    clip_sha256: str,
    *,
    model_sha256: str,
    settings: PoseSettings,
    max_bytes: float,
) -> None:
    """Keep what a pass saw. A folder that cannot be written costs time alone, so it is no error."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **pack(seen))
    path = entry_path(clip_sha256, _key(model_sha256, settings))
    with suppress(OSError):
        write_entry(path, content.getbuffer(), max_bytes=max_bytes)


def _key(model_sha256: str, settings: PoseSettings) -> str:
    # The model's name says nothing that its content does not.
    seen_with = {**asdict(settings), "model": model_sha256, "program": _program()}
    return hashlib.sha256(json.dumps(seen_with, sort_keys=True).encode()).hexdigest()[:16]


@lru_cache
def _program() -> str:
    digest = hashlib.sha256()
    for name in _SEEING:
        digest.update(files("formcheck").joinpath(name).read_bytes())
    for library in _LIBRARIES:
        digest.update(metadata.version(library).encode())
    return digest.hexdigest()

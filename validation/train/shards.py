"""Rendered patches on disk: memory-mapped shards, written once, read in any order."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

# A stored patch shows more than the network sees, so that it can be turned, moved and scaled.
STORE_PX = 160
STORE_MARGIN = 1.5
POINTS = ("hipL", "hipR", "kneeL", "kneeR", "psisL", "psisR", "chest")


def cache_folder() -> Path:
    """Where shards live: `FORMCHECK_CACHE` or the user's cache folder."""
    base = os.environ.get("FORMCHECK_CACHE") or platformdirs.user_cache_dir("formcheck")
    return Path(base) / "pelvis_patches"


@dataclass(frozen=True, eq=False)
class Sample:
    """One rendered patch: camera not rolled, mid-hip where `cut_patch` would put it.

    `points` are the places of POINTS around the mid-hip in torso lengths (x right, y down);
    `mask` is the share of every pixel that belongs to the runner; `facts` are plain values
    (scene, outfit, azimuth...) for the evaluation.
    """

    patch: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    angle_deg: float
    points: NDArray[np.float32]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Shard:
    """Samples of one file set, memory-mapped: a row a patch."""

    patch: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    angle_deg: NDArray[np.float32]
    points: NDArray[np.float32]
    facts: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.angle_deg)


def write_shard(folder: Path, samples: Iterable[Sample]) -> int:
    """Write one shard; its last file is the sign that it is whole."""
    rows = list(samples)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "patch.npy", np.stack([row.patch for row in rows]))
    np.save(folder / "mask.npy", np.stack([row.mask for row in rows]))
    np.save(folder / "points.npy", np.stack([row.points for row in rows]).astype(np.float32))
    np.save(folder / "angle_deg.npy", np.array([row.angle_deg for row in rows], np.float32))
    text = json.dumps([row.facts for row in rows])
    part = folder / "facts.json.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / "facts.json")
    return len(rows)


def read_shard(folder: Path) -> Shard:
    arrays = {
        item.name: np.load(folder / f"{item.name}.npy", mmap_mode="r")
        for item in fields(Shard)
        if item.name != "facts"
    }
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return Shard(**arrays, facts=facts)


def is_whole(folder: Path) -> bool:
    return (folder / "facts.json").exists()


def shard_folders(split: str, *, cache: Path) -> list[Path]:
    """The whole shards of a split, in order."""
    return [f for f in sorted((cache / split).glob("*")) if f.is_dir() and is_whole(f)]

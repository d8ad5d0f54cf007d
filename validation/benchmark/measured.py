"""What formcheck says of a clip, kept as plain values so that no clip is measured twice."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import formcheck
from formcheck.errors import ClipError
from formcheck.settings import Settings

FRAME_COLUMNS = (
    "time_s", "seen", "stance_side", "gait_phase", "pelvic_obliquity_deg",
    "pelvic_obliquity_sd_deg", "mediapipe_hip_line_deg",
)
STEP_COLUMNS = (
    "activity", "side", "initial_contact_s", "mid_stance_s", "toe_off_s", "steady",
    "peak_drop_deg",
)


@dataclass(frozen=True)
class Measured:
    """One clip's analysis.

    Attributes
    ----------
    readings : mapping of str to mapping
        `Reading.as_dict` by name; empty when the analysis failed.
    view : mapping
        ``kind``, ``azimuth_deg``, ``camera_roll_deg``, ``camera_roll_sd_deg``.
    frames, steps : DataFrame
        `FRAME_COLUMNS` and `STEP_COLUMNS` of the analysis' tables.
    pelvis_method : str
    failure : str
        The error's sentence when there is no analysis, else ``""``.
    seconds : float
        Time that the analysis took.
    """

    readings: Mapping[str, Mapping[str, Any]]
    view: Mapping[str, Any]
    frames: pd.DataFrame
    steps: pd.DataFrame
    pelvis_method: str
    failure: str
    seconds: float


def measure_clip(path: Path, *, settings: Settings | None = None) -> Measured:
    """Analyse a clip as a user would.

    A clip that cannot be analysed becomes a `Measured` with the error's sentence; what is wrong
    with the machine (a model that is missing) is raised.
    """
    start = time.perf_counter()
    try:
        analysis = formcheck.analyze(path, settings=settings)
    except ClipError as error:
        return Measured(
            readings={}, view={}, frames=pd.DataFrame(columns=list(FRAME_COLUMNS)),
            steps=pd.DataFrame(columns=list(STEP_COLUMNS)), pelvis_method="none",
            failure=str(error), seconds=time.perf_counter() - start,
        )  # fmt: skip
    view = analysis.view
    return Measured(
        readings={name: reading.as_dict() for name, reading in analysis.readings.items()},
        view={
            "kind": view.kind, "azimuth_deg": view.azimuth_deg,
            "camera_roll_deg": view.camera_roll_deg,
            "camera_roll_sd_deg": view.camera_roll_sd_deg,
        },
        frames=analysis.frames[list(FRAME_COLUMNS)],
        steps=analysis.steps[list(STEP_COLUMNS)],
        pelvis_method=str(analysis.provenance["pelvis_method"]),
        failure="",
        seconds=time.perf_counter() - start,
    )  # fmt: skip


def save(measured: Measured, path: Path) -> None:
    """Write to gzipped JSON, whole or not at all."""
    content = {
        "readings": measured.readings, "view": measured.view,
        "frames": _plain(measured.frames), "steps": _plain(measured.steps),
        "pelvis_method": measured.pelvis_method, "failure": measured.failure,
        "seconds": measured.seconds,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.write_bytes(gzip.compress(json.dumps(content).encode()))
    unfinished.replace(path)


def load(path: Path) -> Measured:
    """Read what `save` wrote."""
    content = json.loads(gzip.decompress(path.read_bytes()))
    content["frames"] = _table(content["frames"], FRAME_COLUMNS)
    content["steps"] = _table(content["steps"], STEP_COLUMNS)
    return Measured(**content)


def _plain(table: pd.DataFrame) -> dict[str, list[Any]]:
    return {
        str(name): [None if pd.isna(value) else value for value in column]
        for name, column in table.to_dict(orient="list").items()
    }


def _table(columns: Mapping[str, list[Any]], names: tuple[str, ...]) -> pd.DataFrame:
    table = pd.DataFrame(columns, columns=list(names))
    numeric = [name for name in names if name.endswith(("_s", "_deg"))]
    return table.astype(dict.fromkeys(numeric, float))

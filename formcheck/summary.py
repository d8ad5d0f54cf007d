"""The result as plain values: what ``summary.json`` holds, and the schema it keeps to."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import formcheck
from formcheck.settings import Settings

if TYPE_CHECKING:
    from formcheck.result import Analysis

SCHEMA_NAME = "summary.schema.json"


def summarise(analysis: Analysis) -> dict[str, Any]:
    """The readings, flags and circumstances of an analysis, ready for JSON.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    dict
        As `load_schema` describes it: finite numbers, strings, ``None``, lists and dicts only,
        and no folder of the machine it was made on.
    """
    summary = {
        "formcheck": formcheck.__version__,
        "clip": _clip(analysis),
        "view": asdict(analysis.view),
        "activity": asdict(analysis.activity),
        "readings": {name: reading.as_dict() for name, reading in analysis.readings.items()},
        "trends": {name: reading.as_dict() for name, reading in analysis.trends.items()},
        "flags": [
            {"number": number, **asdict(flag)}
            for number, flag in enumerate(analysis.flags, start=1)
        ],
        "findings": asdict(analysis.findings),
        "warnings": list(analysis.warnings),
        "people": [asdict(person) for person in analysis.people],
        "shots": [asdict(shot) for shot in analysis.shots],
        "slow_motion_factor": analysis.slow_motion_factor,
        "slow_motion_proposal": _proposal(analysis),
        "settings": settings_summary(analysis.settings),
        "provenance": dict(analysis.provenance),
    }
    plain: dict[str, Any] = _plain(summary)
    return plain


def settings_summary(settings: Settings) -> dict[str, Any]:
    """The settings as a result tells them: a model file by its name, without its folder; what
    is remembered of clips changes no result."""
    values = settings.as_dict()
    del values["cache"]
    if settings.model_path is not None:
        values["model_path"] = Path(settings.model_path).name
    plain: dict[str, Any] = _plain(values)
    return plain


def load_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``summary.json``."""
    text = (files("formcheck") / "schema" / SCHEMA_NAME).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _clip(analysis: Analysis) -> dict[str, Any]:
    clip = analysis.clip
    return {
        "name": clip.name,
        "sha256": clip.sha256,
        "width_px": clip.width_px,
        "height_px": clip.height_px,
        "fps": clip.fps,
        "duration_s": clip.duration_s,
        "n_frames": clip.n_frames,
    }


def _proposal(analysis: Analysis) -> dict[str, Any] | None:
    guess = analysis.slow_motion_proposal
    return asdict(guess) if guess else None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.generic | np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Path):
        return value.name
    return value if value is None or isinstance(value, bool | int) else str(value)

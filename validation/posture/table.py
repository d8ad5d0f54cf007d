"""Every clip's raw values beside the truth: a row for each clip, reading and leg."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.gait.posture.measure import Measure
from formcheck.gait.posture.posture import roll_sd_deg
from formcheck.gait.posture.raw import bodies, raw_values
from formcheck.gait.posture.registry import MEASURES
from formcheck.observe import Observations
from formcheck.pose.track import FloatArray
from formcheck.pose.unsmoothed import trunk_unsmoothed
from formcheck.result import View
from formcheck.running import running_at
from formcheck.settings import Settings
from validation.posture import truth as truth_module
from validation.posture.clips import clip_of, folder, seen_in
from validation.posture.design import PostureCase, scene_of
from validation.posture.truth import true_values
from validation.render import Renderer

LEGS = ("left", "right")


@dataclass(frozen=True)
class Seen:
    """One clip: steps and raw values as formcheck sees them."""

    view: View
    steps: pd.DataFrame
    raw: dict[str, FloatArray]


def rows_of(case: PostureCase, renderer: Renderer | None = None) -> list[dict[str, object]]:
    """Raw and true means of every reading that this case's view has."""
    clip = clip_of(case, renderer)
    seen, truth = measured(seen_in(clip)), _truth(case)
    return [
        {
            "half": case.half, "clip": case.name, "view": case.view, "fps": case.fps,
            "reading": measure.name, "leg": leg or "both",
            "raw": _mean(seen.raw[measure.name], seen.steps["side"], leg)
            if seen.view.kind == case.view else float("nan"),
            "truth": _mean(truth[measure.name].to_numpy(), truth["side"], leg),
            "roll_told": seen.view.camera_roll_deg is not None,
            "roll_sd": roll_sd_deg(seen.view, Settings()),
        }
        for measure in MEASURES
        if case.view in measure.views and case.fps >= measure.min_fps
        for leg in _legs(measure, case)
    ]  # fmt: skip


def measured(seen: Observations) -> Seen:
    """Steps and raw values by formcheck's own way from what its pass over a clip saw."""
    running = running_at(seen, 1.0, settings=Settings())
    track = trunk_unsmoothed(running.track, file_s=seen.time_s, looked=seen.looked)
    seen_bodies = bodies(
        track, running.moving, running.view, camera_down_px=seen.motion.path_px[:, 1])
    return Seen(running.view, running.steps, raw_values(MEASURES, seen_bodies, running.steps))


def _legs(measure: Measure, case: PostureCase) -> tuple[str, ...]:
    if measure.legs == "each":
        return LEGS
    return (case.view,) if measure.legs == "near" and case.view in LEGS else ("",)


def _mean(values: FloatArray, sides: pd.Series, leg: str) -> float:
    mine = values[(sides == leg).to_numpy()] if leg else values
    return float(np.nanmean(mine)) if np.isfinite(mine).any() else float("nan")


def _truth(case: PostureCase) -> pd.DataFrame:
    """The true values, kept: they take longer than looking."""
    source = f"{scene_of(case)!r}{case.duration_s}{_source_of(truth_module.__file__)}"
    key = hashlib.sha256(source.encode()).hexdigest()[:12]
    kept = folder() / f"{case.name}.{key}.truth.csv"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        true_values(scene_of(case), 0.0, case.duration_s).to_csv(kept, index=False)
    return pd.read_csv(kept)


def _source_of(path: str | None) -> str:
    from pathlib import Path

    assert path is not None
    return Path(path).read_text(encoding="utf-8")

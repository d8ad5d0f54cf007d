"""How well a network reads patches of runners it has never seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from formcheck.gait.pelvis_net import PelvisNet
from validation.train.augment import JUDGING, draw
from validation.train.shards import read_shard

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exam:
    """Patches as clips would show them, with what is true and what the scene was."""

    patches: NDArray[np.uint8]
    truth_deg: FloatArray
    scene: NDArray[np.int64]
    facts: list[dict[str, Any]]


def exam(folders: list[Path], *, patches_per_scene: int) -> Exam:
    """The patches of some shards, always spoiled in the same way."""
    pictures, truth, scene, facts = [], [], [], []
    for number, folder in enumerate(folders):
        shard = read_shard(folder)
        for row in range(len(shard)):
            rng = np.random.default_rng([number, row, 99])
            picture, angle, _, _ = draw(shard, row, rng, JUDGING)
            pictures.append(picture)
            truth.append(angle)
            scene.append((number * len(shard) + row) // patches_per_scene)
            facts.append(shard.facts[row])
    return Exam(np.stack(pictures), np.array(truth), np.array(scene), facts)


def figures(net: PelvisNet, paper: Exam) -> dict[str, dict[str, float]]:
    """Slope, errors and honesty of the SD; for everything, for what shows, and what hides."""
    read = net.read(paper.patches)
    hides = np.array([fact["hides"] for fact in paper.facts])
    azimuth = np.abs([fact["azimuth_deg"] for fact in paper.facts])
    shows = hides == ""
    groups = {
        "all": np.ones(len(hides), bool),
        "shown, within 12 deg of straight behind": shows & (azimuth <= 12),
        "shown, 12 to 30 deg off": shows & (azimuth > 12),
        "jacket over the hips": hides == "jacket",
        "skirt": hides == "skirt",
    }
    return {
        name: _group(read.angle_deg[mask], read.sd_deg[mask], paper, mask)
        for name, mask in groups.items()
        if mask.sum() > 20
    }


def _group(
    angle: FloatArray, sd: FloatArray, paper: Exam, mask: NDArray[np.bool_]
) -> dict[str, float]:
    truth = paper.truth_deg[mask]
    error = angle - truth
    sure = sd <= np.median(sd)
    return {
        "patches": int(mask.sum()),
        "slope": _round(np.polyfit(truth, angle, 1)[0]),
        "rms_deg": _round(_rms(error)),
        "median_abs_deg": _round(np.median(np.abs(error))),
        "p95_abs_deg": _round(np.percentile(np.abs(error), 95)),
        "scene_bias_rms_deg": _round(_scene_bias(error, paper.scene[mask])),
        "mean_sd_deg": _round(sd.mean()),
        "median_sd_deg": _round(np.median(sd)),
        "inside_95": _round(np.mean(np.abs(error) < 1.96 * sd)),
        "rms_of_surer_half_deg": _round(_rms(error[sure])),
    }


def _scene_bias(error: FloatArray, scene: NDArray[np.int64]) -> float:
    means = [error[scene == which].mean() for which in np.unique(scene)]
    return _rms(np.array(means))


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _round(value: float | np.floating[Any]) -> float:
    return round(float(value), 3)


def sd_scale(net: PelvisNet, paper: Exam) -> float:
    """The factor that makes the stated 95 % cover 95 %, over all patches."""
    read = net.read(paper.patches)
    ratio = np.abs(read.angle_deg - paper.truth_deg) / read.sd_deg
    return float(np.percentile(ratio, 95) / 1.96)


def jackets_told(net: PelvisNet, paper: Exam) -> float:
    """How well scenes with a jacket over the hips are told from all others: area under the ROC."""
    log_odds = net.read(paper.patches).jacket
    jacket = np.array([fact["hides"] == "jacket" for fact in paper.facts])
    scenes = np.unique(paper.scene)
    mean = np.array([log_odds[paper.scene == scene].mean() for scene in scenes])
    worn = np.array([jacket[paper.scene == scene].all() for scene in scenes])
    rank = rankdata(mean)[worn].sum() - worn.sum() * (worn.sum() + 1) / 2
    return _round(rank / (worn.sum() * (~worn).sum()))


def strangers_sd(
    net: PelvisNet, draw_one: Callable[[int], NDArray[np.uint8]], number: int
) -> float:
    """Median SD given to pictures that are no pelvis."""
    return _round(np.median(net.read(np.stack([draw_one(i) for i in range(number)])).sd_deg))

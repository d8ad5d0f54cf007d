"""Draw the patches, train, calibrate, judge and write the weights: `python -m validation.train`."""

from __future__ import annotations

import os

# Waiting threads that spin take the cores from the process that prepares the next batch.
os.environ.setdefault("KMP_BLOCKTIME", "0")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("LP_NUM_THREADS", "1")

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import formcheck
from formcheck.gait.pelvis_net import WEIGHTS, PelvisNet
from validation.render import Renderer
from validation.render.sampling import Split
from validation.train.augment import TRAINING, spoil
from validation.train.export import export
from validation.train.fit import RUNS, Reader, fit
from validation.train.halves import PelvisNetwork
from validation.train.jacket import fit_jacket
from validation.train.judge import exam, figures, jackets_told, sd_scale, strangers_sd
from validation.train.network import JacketHead
from validation.train.scenes import PATCHES_PER_SCENE, draw_shard
from validation.train.shards import cache_folder, is_whole, shard_folders
from validation.train.strangers import backdrop

JUDGED_SHARDS = 3
OUT = Path(formcheck.__file__).parent / "weights"


def main() -> None:
    wanted = _arguments()
    cv2.setNumThreads(1)
    _draw("train", max(run.shards for run in RUNS), wanted.cache)
    _draw("tune", JUDGED_SHARDS, wanted.cache)
    _draw("test", JUDGED_SHARDS, wanted.cache)
    if wanted.draw_only:
        return
    folders = shard_folders("train", cache=wanted.cache)
    network: Reader | None = None
    for run in RUNS:
        log = wanted.cache / f"training{run.seed}.log"
        network, _ = fit(folders[: run.shards], run, log=log, start=network)
    assert isinstance(network, PelvisNetwork)
    report = {"runs": [asdict(run) for run in RUNS]}
    jacket = fit_jacket(network, folders)
    print(ship(network, jacket, report, out=wanted.out, cache=wanted.cache))


def ship(
    network: PelvisNetwork, jacket: JacketHead, report: dict[str, Any], *, out: Path, cache: Path
) -> str:
    """Write the weights, their SD calibrated on *tune*, and beside them how they came about."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / WEIGHTS
    tune, test = (
        exam(shard_folders(split, cache=cache), patches_per_scene=PATCHES_PER_SCENE)
        for split in ("tune", "test")
    )
    export(network, jacket, file, sd_scale=1.0)
    scale = sd_scale(PelvisNet(file.read_bytes()), tune)
    export(network, jacket, file, sd_scale=scale)
    net = PelvisNet(file.read_bytes())
    report = report | {
        "sd_scale": round(scale, 3),
        "tune": figures(net, tune),
        "test": figures(net, test),
        "jackets_told_auc": {"tune": jackets_told(net, tune), "test": jackets_told(net, test)},
        "median_sd_deg_of_strangers": strangers_sd(net, _stranger, 300),
    }
    text = json.dumps(report, indent=1) + "\n"
    file.with_suffix(".json").write_text(text, encoding="utf-8")
    return text


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="python -m validation.train", description=__doc__)
    ask.add_argument("--cache", type=Path, default=cache_folder())
    ask.add_argument("--out", type=Path, default=OUT)
    ask.add_argument("--draw-only", action="store_true")
    return ask.parse_args()


def _draw(split: Split, number: int, cache: Path) -> None:
    missing = [n for n in range(number) if not is_whole(cache / split / f"{n:04d}")]
    renderer = Renderer() if missing else None
    for shard in missing:
        assert renderer is not None
        took = draw_shard(renderer, split, shard, cache / split / f"{shard:04d}")
        print(f"{split} {shard + 1}/{number}: {took:.0f} s", flush=True)


def _stranger(number: int) -> np.ndarray:
    rng = np.random.default_rng([number, 77])
    return spoil(backdrop(96, rng), rng, TRAINING.spoil)


if __name__ == "__main__":
    main()

"""What a batch costs, measured, and what that means for a million clips.

    python -m validation.scale [CLIP ...] [--copies 2] [--repeats 2]

scores copies of the clips (by default four samples, filmed from behind) with one worker and with
two, in turn, several times, and writes ``validation/scale.json`` and ``validation/scale.md``. As
it comes it takes about five minutes. Nothing else may run meanwhile: one worker leaves a core to
others, two feel all that they take.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import struct
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined

from formcheck.batch.outcome import BatchResult
from formcheck.batch.run import score_folder
from formcheck.batch.tally import Tally
from formcheck.settings import CacheSettings, Settings
from validation.others_work import QUIET_SHARE, OthersWork

HERE = Path(__file__).parent
CLIPS = 1_000_000
HOURS = (24, 24 * 7)
WORKERS = (1, 2)
SAMPLES = [
    HERE.parent / "sample_videos" / f"{name}.mp4"
    for name in ("before", "after", "even_runner", "drops_on_one_side")
]
# What is kept of each run.
KEPT = ("seconds", "clips_an_hour", "cpu_s", "on_clips_share", "others_share")


def copies(clips: list[Path], n: int, folder: Path) -> Path:
    """`n` copies of every clip, each of other content: an empty box at the end tells them apart."""
    folder.mkdir()
    for clip in clips:
        for number in range(n):
            box = struct.pack(">I4sI", 12, b"free", number)
            (folder / f"{clip.stem}_{number}{clip.suffix}").write_bytes(clip.read_bytes() + box)
    return folder


def measured(clips: list[Path], n: int, repeats: int) -> dict[str, Any]:
    """Throughput of one and of two workers in turn, and the cost of a clip.

    The order changes from round to round, so that a machine that grows warm or busy favours
    neither; the gain is the median of the rounds' own.
    """
    rounds: list[dict[int, dict[str, Any]]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = copies(clips, n, Path(place) / "clips")
        for number in range(repeats):
            order = WORKERS if number % 2 == 0 else WORKERS[::-1]
            rounds.append({
                workers: _run(folder, Path(place) / f"out{number}_{workers}", workers)
                for workers in order
            })
        costs = _costs(rounds[0][1].pop("result"), folder)
    return {**costs, "n_clips": n * len(clips), "rounds": [
        {
            str(workers): {key: run[key] for key in KEPT}
            for workers, run in each.items()
        }
        for each in rounds
    ]}


def _run(folder: Path, out: Path, workers: int) -> dict[str, Any]:
    since: list[float] = []

    def tell(tally: Tally) -> None:
        if tally.stage != "Reading the clips":
            since.append(time.monotonic())

    others = OthersWork()
    fresh = replace(Settings(), cache=CacheSettings(use=False))
    result = score_folder(folder, out, settings=fresh, workers=workers, tell=tell)
    others_share = others.share()
    if len(result.failed):
        raise SystemExit(f"{len(result.failed)} clips gave no result: nothing is measured by this.")
    # From the first clip handed out to the last one done; the page comes once, however many.
    seconds = since[len(result.clips)] - since[0]
    n_clips, cpu_s = len(result.clips), sum(clip.record.cpu_s for clip in result.clips)
    found = {
        "seconds": round(seconds, 1),
        "clips_an_hour": round(3600 * n_clips / seconds, 1),
        "cpu_s": round(cpu_s / n_clips, 2),
        "on_clips_share": round(cpu_s / (workers * seconds), 3),
        "others_share": others_share,
    }
    print(f"{workers} at work: {found}", file=sys.stderr, flush=True)
    return {"result": result, **found}


def _costs(result: BatchResult, folder: Path) -> dict[str, Any]:
    ok = [clip for clip in result.clips if clip.ok]
    footage_s = np.array([clip.record.values["duration_s"] for clip in ok])
    clip_sizes = [path.stat().st_size for path in folder.iterdir()]
    sizes = [
        sum(path.stat().st_size for path in clip.job.result_dir.rglob("*") if path.is_file())
        for clip in ok
    ]
    return {
        "footage_s": round(float(footage_s.mean()), 2),
        "frames": round(float(np.mean([
            clip.record.values["duration_s"] * clip.record.values["fps"] for clip in ok]))),
        "cpu_s": round(float(np.mean([clip.record.cpu_s for clip in ok])), 1),
        "peak_memory_mb": max(clip.record.peak_memory_mb or 0.0 for clip in ok),
        "result_mb": round(float(np.mean(sizes)) / 1e6, 2),
        "clip_mb": round(float(np.mean(clip_sizes)) / 1e6, 2),
    }


def plan(found: dict[str, Any]) -> dict[str, Any]:
    """What a million such clips take."""
    core_hours = CLIPS * found["cpu_s"] / 3600
    rounds = found["rounds"]
    others = max(run["others_share"] for each in rounds for run in each.values())
    gains = [each["2"]["clips_an_hour"] / each["1"]["clips_an_hour"] for each in rounds]
    return {
        "core_hours": round(core_hours, -2),
        "cores": {hours: -(-round(core_hours) // hours) for hours in HOURS},
        "clips_tb": round(CLIPS * found["clip_mb"] / 1e6, 1),
        "results_tb": round(CLIPS * found["result_mb"] / 1e6, 1),
        "others": others,
        "quiet": others < QUIET_SHARE,
        "gains": gains,
        "beside": statistics.median(
            each["2"]["cpu_s"] / each["1"]["cpu_s"] for each in rounds),
        "on_clips": {
            workers: statistics.median(each[str(workers)]["on_clips_share"] for each in rounds)
            for workers in WORKERS
        },
        "ratio": statistics.median(gains),
    }


def write(found: dict[str, Any]) -> None:
    """``scale.json`` and the page made from it."""
    (HERE / "scale.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    template = (HERE / "scale.md.j2").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    text = environment.from_string(template).render(**found, **plan(found))
    (HERE / "scale.md").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path, default=SAMPLES)
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=2)
    arguments = parser.parse_args()
    found = measured(arguments.clips, arguments.copies, arguments.repeats)
    write({"n_cores": os.cpu_count(), **found})
    print((HERE / "scale.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

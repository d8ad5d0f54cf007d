"""What a batch costs, measured, and what that means for a million clips.

    python -m validation.scale CLIP [CLIP ...] [--copies 6]

scores copies of the clips with one worker and with two, in turn, and writes
``validation/scale.json`` and ``validation/scale.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined

from formcheck.batch.outcome import BatchResult
from formcheck.batch.run import score_folder
from formcheck.batch.tally import Tally

HERE = Path(__file__).parent
CLIPS = 1_000_000
HOURS = (24, 24 * 7)
# Load before a run up to which nobody else's work counts. The runs come one after the other, so
# the second sees what is left of the first one's own.
QUIET_LOAD = 1.3


def copies(clips: list[Path], n: int, folder: Path) -> Path:
    """`n` copies of every clip, each of other content: an empty box at the end tells them apart."""
    folder.mkdir()
    for clip in clips:
        for number in range(n):
            box = struct.pack(">I4sI", 12, b"free", number)
            (folder / f"{clip.stem}_{number}{clip.suffix}").write_bytes(clip.read_bytes() + box)
    return folder


def measured(clips: list[Path], n: int) -> dict[str, Any]:
    """Throughput of one and of two workers in turn, and the cost of a clip."""
    with tempfile.TemporaryDirectory() as place:
        folder = copies(clips, n, Path(place) / "clips")
        runs = {workers: _run(folder, Path(place) / f"out{workers}", workers) for workers in (1, 2)}
        return {**_costs(runs[1]["result"], folder), "n_clips": n * len(clips), "runs": {
            str(workers): {key: run[key] for key in ("seconds", "clips_an_hour", "load_before")}
            for workers, run in runs.items()
        }}


def _run(folder: Path, out: Path, workers: int) -> dict[str, Any]:
    since: list[float] = []

    def tell(tally: Tally) -> None:
        if tally.stage != "Reading the clips":
            since.append(time.monotonic())

    load_before = os.getloadavg()[0]
    result = score_folder(folder, out, workers=workers, tell=tell)
    # From the first clip handed out to the last one done; the page comes once, however many.
    last = since[len(result.clips)]
    seconds = last - since[0]
    return {
        "result": result, "seconds": round(seconds, 1), "load_before": round(load_before, 2),
        "clips_an_hour": round(3600 * len(result.clips) / seconds, 1),
    }


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
    return {
        "core_hours": round(core_hours, -2),
        "cores": {hours: -(-round(core_hours) // hours) for hours in HOURS},
        "clips_tb": round(CLIPS * found["clip_mb"] / 1e6, 1),
        "results_tb": round(CLIPS * found["result_mb"] / 1e6, 1),
        "quiet": max(run["load_before"] for run in found["runs"].values()) < QUIET_LOAD,
        "ratio": round(
            found["runs"]["2"]["clips_an_hour"] / found["runs"]["1"]["clips_an_hour"], 2),
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
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=6)
    arguments = parser.parse_args()
    write({"n_cores": os.cpu_count(), **measured(arguments.clips, arguments.copies)})
    print((HERE / "scale.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

"""Clips that are a line of text, and a scoring of them that takes no time and can go wrong.

Run as ``python -m tests.batch.fakes FOLDER OUT`` it is a batch to be killed from outside.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from formcheck.batch import records
from formcheck.batch.job import Job, Record
from formcheck.batch.outcome import BatchResult
from formcheck.batch.run import score_folder
from formcheck.batch.score import failure, values_of
from formcheck.errors import OutputError

LOG = "started.log"


def write_fake(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def write_folder(folder: Path, *, good: int = 30, broken: int = 10) -> Path:
    """Clips in two subfolders; the broken ones fail in four different ways."""
    for number in range(good):
        place = folder / f"runner{number % 2}" / f"clip{number}.mp4"
        write_fake(place, f"drop {number / 4} {number}")
    kinds = ("broken", "nobody", "crash", "bug")
    for number in range(broken):
        write_fake(folder / "odd" / f"odd{number}.mov", f"{kinds[number % 4]} {number}")
    return folder


def started(out_dir: Path) -> list[str]:
    """Names of the results that were begun, in order."""
    log = out_dir / LOG
    return log.read_text().split() if log.exists() else []


def fake_summary(drop_deg: float) -> dict:
    reading = {
        "unit": "deg", "value": drop_deg, "low": drop_deg - 1, "high": drop_deg + 1, "n_steps": 9,
        "confidence": "high",
    }
    cadence = {**reading, "unit": "spm", "value": 160 + drop_deg, "low": 158 + drop_deg,
               "high": 162 + drop_deg}
    return {
        "clip": {"duration_s": 10.0, "fps": 30.0},
        "view": {"kind": "rear", "azimuth_deg": 1.0, "camera_roll_deg": 0.0},
        "activity": {"kind": "running"},
        "provenance": {"pelvis_method": "made up"},
        "readings": {"cadence": cadence, "pelvic_drop_left": reading, "pelvic_drop_right": reading},
        "flags": [], "warnings": [],
    }


def fake_score(job: Job) -> Record:
    """Scores a fake clip; every beginning is logged, so that none goes unseen."""
    with (job.out_dir / LOG).open("a") as log:
        log.write(f"{job.name}\n")
    word, *rest = job.clip.read_text().split()
    time.sleep(0.01)
    if word == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "hang":
        time.sleep(600)
    if word == "full":
        raise OutputError("the disk is full")
    if word == "drop":
        values = values_of(fake_summary(float(rest[0])))
        record = Record(key=job.key(), outcome="result", values=values)
        job.result_dir.mkdir(parents=True, exist_ok=True)
        (job.result_dir / "report.html").write_text("report")
    else:
        record = failure(job, f"this one is {word}")
    records.write(job, record)
    return record


def scored(folder: Path, out: Path, **choices: Any) -> BatchResult:
    """A batch of fake clips, two at a time."""
    return score_folder(folder, out, workers=2, work=fake_score, **choices)


if __name__ == "__main__":
    from tests.batch import fakes

    # By its name in the package: another process cannot look into this one's `__main__`.
    score_folder(sys.argv[1], sys.argv[2], workers=2, work=fakes.fake_score)

"""formcheck beside what a user would pick instead, on the same clips in one run.

    python -m validation.peers [--repeats 3]

`myogait` (with its MediaPipe backend and the very model file that formcheck uses) is installed
from its package into an environment of its own in the user's cache. Time, memory, cadence and
pelvic drop go to ``validation/peers.json`` and ``validation/peers.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined
from platformdirs import user_cache_path

from formcheck.pose.models import model_path
from formcheck.processes import environment
from validation.others_work import QUIET_SHARE, OthersWork

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "sample_videos"
CLIPS = ("drops_on_one_side", "even_runner", "side_view")
ENVIRONMENTS = user_cache_path("formcheck-peers")
# myogait's own requirements leave the backend to the user; OpenCV as MediaPipe needs it.
MYOGAIT = ("myogait", "mediapipe==0.10.33", "opencv-contrib-python<5")
CADENCE_RIGHT_SPM, DROP_RIGHT_DEG = 2.0, 1.5
PEERS = ("formcheck", "myogait")


def python_of(name: str, packages: tuple[str, ...]) -> Path:
    """The Python of an environment that holds these packages, made if need be."""
    place = ENVIRONMENTS / name
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *packages], check=True)
    return python


def measured(clips: tuple[str, ...], repeats: int) -> dict[str, Any]:
    """Each program on each clip in turn, several times."""
    myogait, model = python_of("myogait", MYOGAIT), model_path("full")
    others = OthersWork()
    found: dict[str, Any] = {"n_cores": os.cpu_count(), "repeats": repeats, "clips": {}}
    for name in clips:
        clip = str(SAMPLES / f"{name}.mp4")
        truth = json.loads((SAMPLES / "truth" / f"{name}.json").read_text(encoding="utf-8"))
        runs: dict[str, list[dict[str, Any]]] = {peer: [] for peer in PEERS}
        for number in range(repeats):
            calls = {
                "formcheck": [sys.executable, str(HERE / "peers_formcheck.py"), clip],
                "myogait": [str(myogait), str(HERE / "peers_myogait.py"), clip, str(model)],
            }
            for peer in PEERS if number % 2 == 0 else reversed(PEERS):
                runs[peer].append(_answer(calls[peer], peer))
        found["clips"][name] = _judged(truth, runs)
    return {**found, "others_share": others.share()}


def _answer(call: list[str], peer: str) -> dict[str, Any]:
    own = environment() if peer == "formcheck" else dict(os.environ)
    done = subprocess.run(call, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no word"])[-1][:200]}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _judged(truth: dict[str, Any], runs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    drops = {
        side: float(np.mean([
            step["peak_drop_deg"] for step in truth["steps"] if step["side"] == side]))
        for side in ("L", "R")
    }
    judged: dict[str, Any] = {
        "truth": {"cadence_spm": truth["cadence_spm"], "left": drops["L"], "right": drops["R"]},
    }
    for peer, answers in runs.items():
        told = answers[-1]
        if "failed" in told:
            judged[peer] = told
            continue
        judged[peer] = {
            "version": told["version"],
            "seconds": round(statistics.median(answer["seconds"] for answer in answers), 1),
            "memory_mb": round(max(answer["memory_mb"] for answer in answers)),
            **(_by_formcheck(told) if peer == "formcheck" else _by_hip_line(told, truth)),
        }
    return judged


def _by_formcheck(told: dict[str, Any]) -> dict[str, Any]:
    readings = told["readings"]
    return {
        "cadence_spm": readings["cadence"]["value"],
        "left": readings["pelvic_drop_left"]["value"],
        "right": readings["pelvic_drop_right"]["value"],
    }


def _by_hip_line(told: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """myogait's pelvic obliquity at the true moments of deepest drop, which favours it."""
    line = np.array([np.nan if v is None else v for v in told["right_hip_higher_deg"]], float)
    drops = {}
    for side, sign in (("L", -1.0), ("R", 1.0)):
        at = [
            round(step["peak_drop_s"] * truth["fps"]) for step in truth["steps"]
            if step["side"] == side
        ]
        values = sign * line[[frame for frame in at if 0 <= frame < len(line)]]
        drops[side] = float(np.nanmean(values)) if np.isfinite(values).any() else None
    return {"cadence_spm": told["cadence_spm"], "left": drops["L"], "right": drops["R"]}


def verdict(value: float | None, true: float, within: float) -> str:
    """A value and whether it is right, in words."""
    if value is None:
        return "none given"
    return f"{value:.1f} ({'right' if abs(value - true) <= within else 'wrong'})"


def write(found: dict[str, Any]) -> None:
    """``peers.json`` and the page made from it."""
    (HERE / "peers.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    template = environment.from_string((HERE / "peers.md.j2").read_text(encoding="utf-8"))
    page = template.render(
        **found, peers=PEERS, verdict=verdict, cadence_within=CADENCE_RIGHT_SPM,
        drop_within=DROP_RIGHT_DEG, quiet=found["others_share"] < QUIET_SHARE,
    )
    (HERE / "peers.md").write_text(page, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--clips", nargs="+", default=CLIPS)
    arguments = parser.parse_args()
    write(measured(tuple(arguments.clips), arguments.repeats))
    print((HERE / "peers.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

"""Time formcheck against the bare loop: ``python -m validation.speed``.

The bare loop is `cv2.VideoCapture.read` and PoseLandmarker (full, VIDEO mode) over the same clip in
one process, nothing else. Runs come in turn, each in a process of its own. Writes
``validation/speed.json`` and ``validation/speed.md``. The ten-minute clip takes as long as all the
rest, so it is timed by itself: ``python -m validation.speed --long`` adds its row to what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
from collections.abc import Iterable
from pathlib import Path
from subprocess import DEVNULL, run
from typing import Any

from jinja2 import Environment, StrictUndefined

from formcheck.processes import command, environment
from validation.others_work import QUIET_SHARE, OthersWork
from validation.speed_clips import LONG, LONGEST, SHORT, Footage, clip_of

HERE = Path(__file__).parent
# Rounds for each of the short clips, fewer of the dear ones.
ROUNDS = (7, 3, 1)
TURNS = ("bare", "analysis", "report")
LIMIT_S = 1800.0
FOUND = "speed.json"


def timed(what: str, clip: Path) -> dict[str, Any]:
    """One run in its own process."""
    print(f"{clip.stem}: {what} ...", end=" ", flush=True)
    others = OthersWork()
    done = run(
        [*command("validation.speed_runs"), what, str(clip)], capture_output=True, text=True,
        env=environment(), timeout=LIMIT_S, check=False,
    )
    if done.returncode:
        raise SystemExit(f"the run failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{found['wall_s']:.1f} s, processor {found['cpu_s']:.1f} s", flush=True)
    return {**found, "others_share": others.share()}


def against_bare(footage: Footage, rounds: int) -> dict[str, Any]:
    """Medians of runs in turn, and their ratios to the bare loop."""
    clip = clip_of(footage)
    runs: dict[str, list[dict[str, Any]]] = {turn: [] for turn in TURNS}
    for _ in range(rounds):
        for turn in TURNS:
            runs[turn].append(timed(turn, clip))
    medians = {
        turn: {
            name: round(statistics.median(run[name] for run in found), 2)
            for name in ("wall_s", "cpu_s", "peak_mb")
        }
        for turn, found in runs.items()
    }
    said = [{key: found[key] for key in ("readings", "mid_stance_s")} for found in runs["analysis"]]
    return {
        "clip": footage.name,
        "frames": runs["bare"][0]["frames"],
        "rounds": rounds,
        "medians": medians,
        "others_share": max(run["others_share"] for found in runs.values() for run in found),
        "ratios": {
            turn: round(medians[turn]["wall_s"] / medians["bare"]["wall_s"], 3)
            for turn in TURNS[1:]
        },
        "of_each_round": {
            turn: [
                round(run["wall_s"] / bare["wall_s"], 3)
                for run, bare in zip(runs[turn], runs["bare"], strict=True)
            ]
            for turn in TURNS[1:]
        },
        "always_the_same": all(other == said[0] for other in said),
        "said": runs["analysis"][0],
    }


def against_one_lane(footage: Footage, said: dict[str, Any]) -> dict[str, Any]:
    """How far the answer is from that of one landmarker that sees every frame."""
    alone = timed("one_lane", clip_of(footage))
    shares = {
        name: abs(said["readings"][name][0] - value) / max(high - low, 1e-9)
        for name, (value, low, high) in alone["readings"].items()
        if name in said["readings"] and low is not None
    }
    steps = _pairs(said["mid_stance_s"], alone["mid_stance_s"])
    return {
        "clip": footage.name,
        "worst_share_of_interval": round(max(shares.values(), default=0.0), 3),
        "worst_reading": max(shares, key=lambda name: shares[name], default=""),
        "lost_readings": sorted(set(alone["readings"]) ^ set(said["readings"])),
        "steps": [len(said["mid_stance_s"]), len(alone["mid_stance_s"])],
        "mid_stance_ms": round(1000 * max(steps, default=0.0), 1),
        "wall_s": alone["wall_s"],
    }


def _pairs(first_s: list[float], second_s: list[float]) -> list[float]:
    """How far each step of the first lies from the nearest of the second, seconds."""
    return [min((abs(a - b) for b in second_s), default=0.0) for a in first_s]


def growth(lengths: Iterable[Footage]) -> list[dict[str, Any]]:
    """Cost of ever longer clips."""
    rows = []
    for footage in lengths:
        found = timed("analysis", clip_of(footage))
        rows.append({
            "clip": footage.name, "frames": found["frames"], "wall_s": found["wall_s"],
            "cpu_s": found["cpu_s"], "peak_mb": found["peak_mb"],
            "cpu_ms_a_frame": round(1000 * found["cpu_s"] / found["frames"], 1),
        })
    return rows


def second_look(footage: Footage) -> dict[str, Any]:
    """What an analysis takes whose clip was analysed before."""
    timed("recalled", clip_of(footage))
    again = timed("recalled", clip_of(footage))
    return {"clip": footage.name, "wall_s": again["wall_s"], "cpu_s": again["cpu_s"]}


def help_cpu_s() -> float:
    """Processor time of ``formcheck --help``; the least of three, since the first fills caches."""
    spent = []
    for _ in range(3):
        before = _children_cpu_s()
        run([*command("formcheck.guard"), "--help"], stdout=DEVNULL, env=environment(), check=True)
        spent.append(_children_cpu_s() - before)
    return round(min(spent), 2)


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def with_long(found: dict[str, Any]) -> dict[str, Any]:
    """What was found before, with the ten-minute clip's row measured now."""
    (row,) = growth([LONGEST])
    others = [other for other in found["growth"] if other["clip"] != LONGEST.name]
    return {**found, "growth": [*others, row]}


def write(found: dict[str, Any]) -> None:
    """``speed.json`` and the page made from it."""
    (HERE / FOUND).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    template = (HERE / "speed.md.j2").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    others = max(row["others_share"] for row in found["against_bare"])
    text = environment.from_string(template).render(
        **found, others=others, quiet=others < QUIET_SHARE)
    (HERE / "speed.md").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, help="of each comparison, instead of 3, 2 and 1")
    parser.add_argument(
        "--long", action="store_true", help="time the ten-minute clip alone and add its row")
    parser.add_argument("--clips", type=int, default=len(SHORT), help="how many of the short clips")
    chosen = parser.parse_args()
    if chosen.long:
        write(with_long(json.loads((HERE / FOUND).read_text(encoding="utf-8"))))
        return
    some = SHORT[: chosen.clips]
    for footage in (*some, LONG):
        print(f"{clip_of(footage).name} is there", flush=True)
    compared = [
        against_bare(footage, chosen.rounds or rounds)
        for footage, rounds in zip(some, ROUNDS, strict=False)
    ]
    found = {
        "n_cores": len(os.sched_getaffinity(0)),
        "against_bare": compared,
        "against_one_lane": [
            against_one_lane(footage, row["said"])
            for footage, row in zip(some, compared, strict=True)
        ],
        "stages": timed("stages", clip_of(SHORT[0])),
        "growth": growth((SHORT[0], LONG)),
        "second_look": second_look(SHORT[0]),
        "help_cpu_s": help_cpu_s(),
    }
    for row in compared:
        del row["said"]
    write(found)


if __name__ == "__main__":
    main()

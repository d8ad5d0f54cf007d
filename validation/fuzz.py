"""Thousands of damaged clips through a guarded process: what becomes of them, counted.

    python -m validation.fuzz [--cases 4000] [--analyses 60] [--first 0]

Every case follows from its number. The results go to ``validation/fuzz.json`` and
``validation/fuzz.md``. The program ends with 1 when a rule was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined

from formcheck.batch.children import Children, WorkerLost, WorkerTimeout
from formcheck.errors import FormcheckError
from formcheck.pose.models import CACHE_VARIABLE, cache_folder
from validation.fuzz_look import MEMORY_BYTES, look_at
from validation.fuzz_media import damaged, runner_clip, whole_clips

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "sample_videos" / "drops_on_one_side.mp4"
SEED = 2026
LIMIT_S = 60.0
READ, REFUSED, CRASHED, TOO_LONG, BROKEN = (
    "read", "refused in one sentence", "process crashed", "stopped at the time limit",
    "rule broken",
)


@dataclass(frozen=True)
class Case:
    """A damaged clip, and what became of it."""

    number: int
    suffix: str
    mutations: str
    analysed: bool
    outcome: str
    detail: str = ""


def run(
    n_cases: int, *, n_analyses: int = 0, first: int = 0, workers: int = 1,
    limit_s: float = LIMIT_S,
) -> dict[str, Any]:
    """Damage clips, look at each, and count what became of them.

    Parameters
    ----------
    n_cases : int
        Damaged clips; the kinds of clips take turns.
    n_analyses : int
        How many of them, spread evenly, are analysed and reported on as the command line does;
        the others are decoded to the end.
    first : int
        Number of the first case.
    workers : int
    limit_s : float
        Time limit of a case, in seconds.

    Returns
    -------
    dict
        Counts, ready for JSON.
    """
    clips, runner = whole_clips(), runner_clip(SAMPLE) if n_analyses else b""
    every = n_cases // n_analyses if n_analyses else 0
    with _own_place() as place, ThreadPoolExecutor(workers) as threads:
        children = Children(limit_s)

        def case(number: int) -> Case:
            analysed = bool(every) and number % every == 0
            suffix, whole = ("mp4", runner) if analysed else clips[number % len(clips)]
            random = np.random.default_rng([SEED, number])
            mutations, content = damaged(whole, [other for _, other in clips], random)
            clip, out = place / "in" / f"{number}.{suffix}", place / "out" / str(number)
            clip.write_bytes(content)
            outcome, detail = _become_of(clip, out if analysed else None, children)
            clip.unlink()
            return Case(number, suffix, mutations, analysed, outcome, detail)

        start_s = time.monotonic()
        cases = list(threads.map(case, range(first, first + n_cases)))
        seconds = time.monotonic() - start_s
        children.stop()
        strays = sorted(
            path.relative_to(place).as_posix() for path in place.rglob("*")
            if path.is_file() and path.relative_to(place).parts[0] not in ("cache", "out")
        )
    return _counted(cases, strays, first=first, seconds=seconds, limit_s=limit_s)


def _become_of(clip: Path, out: Path | None, children: Children) -> tuple[str, str]:
    """The outcome of a damaged clip, and what was said."""
    try:
        children.run(look_at, clip, out)
    except WorkerTimeout as error:
        return TOO_LONG, str(error)
    except WorkerLost as error:
        return CRASHED, str(error)
    except FormcheckError as error:
        sentence = str(error).removeprefix(f"{clip.name}: ")
        kept_to_the_rules = "\n" not in sentence and (out is None or not out.exists())
        return REFUSED if kept_to_the_rules else BROKEN, sentence
    except Exception as error:
        return BROKEN, f"{type(error).__name__}: {error}"
    return READ, ""


def _counted(
    cases: list[Case], strays: list[str], *, first: int, seconds: float, limit_s: float
) -> dict[str, Any]:
    outcomes = Counter(case.outcome for case in cases)
    by_mutation = {
        name: Counter(case.outcome for case in cases if name in case.mutations.split("+"))
        for name in sorted({name for case in cases for name in case.mutations.split("+")})
    }
    return {
        "cases": len(cases), "first": first, "analysed": sum(case.analysed for case in cases),
        "kinds": sorted({case.suffix for case in cases}),
        "limit_s": limit_s, "memory_gb": MEMORY_BYTES / 1e9, "seconds": round(seconds),
        "outcomes": {name: outcomes[name] for name in (READ, REFUSED, CRASHED, TOO_LONG, BROKEN)},
        "outcomes_analysed": dict(Counter(case.outcome for case in cases if case.analysed)),
        "by_mutation": by_mutation,
        "refusals": Counter(case.detail for case in cases if case.outcome == REFUSED),
        "to_look_at": [
            vars(case) for case in cases if case.outcome in (CRASHED, TOO_LONG, BROKEN)
        ],
        "files_elsewhere": strays,
    }


@contextmanager
def _own_place() -> Iterator[Path]:
    """A folder in which everything happens: where we stand, temporary files, home, cache."""
    with tempfile.TemporaryDirectory(prefix="formcheck-fuzz-") as name:
        place = Path(name)
        for folder in ("in", "out", "home", "tmp", "cache", "stand"):
            (place / folder).mkdir()
        before, stood = dict(os.environ), Path.cwd()
        os.environ |= {
            CACHE_VARIABLE: str(cache_folder().parent), "HOME": str(place / "home"),
            "TMPDIR": str(place / "tmp"), "XDG_CACHE_HOME": str(place / "cache"),
            "MPLCONFIGDIR": str(place / "cache"),
        }
        sys.path.insert(0, str(stood))
        os.chdir(place / "stand")
        try:
            yield place
        finally:
            os.chdir(stood)
            sys.path.remove(str(stood))
            os.environ.clear()
            os.environ.update(before)


def write(found: dict[str, Any]) -> None:
    """``fuzz.json`` and the page made from it."""
    text = json.dumps(found, indent=1, sort_keys=True)
    (HERE / "fuzz.json").write_text(text + "\n", encoding="utf-8")
    template = (HERE / "fuzz.md.j2").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    page = environment.from_string(template).render(**found)
    (HERE / "fuzz.md").write_text(page, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=4000)
    parser.add_argument("--analyses", type=int, default=60)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    found = run(
        arguments.cases, n_analyses=arguments.analyses, first=arguments.first,
        workers=arguments.workers,
    )
    write(found)
    print((HERE / "fuzz.md").read_text(encoding="utf-8"))
    sys.exit(1 if found["outcomes"][BROKEN] or found["files_elsewhere"] else 0)


if __name__ == "__main__":
    main()

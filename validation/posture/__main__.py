"""Measure the readings of the form on rendered runners; ``python -m validation.posture``.

Clips, observations and truths are kept in formcheck's cache: what was done is not done again.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.progress import track

from validation.posture.clips import is_rendered
from validation.posture.design import HALVES, PostureCase, cases
from validation.posture.fit import Judged, judge
from validation.posture.report import report
from validation.posture.table import rows_of
from validation.render import Renderer

REPORT = Path(__file__).parents[1] / "posture.md"
CALIBRATION = Path(__file__).parents[2] / "formcheck" / "weights" / "posture.json"
console = Console()


def main(
    kept: Annotated[
        bool, typer.Option("--kept", envvar="KEPT", help="Only clips that are rendered already.")
    ] = False,
) -> None:
    """Render what is missing, judge every reading, write the report and the calibration."""
    os.environ.setdefault("LP_NUM_THREADS", "1")
    designed = [case for half in HALVES for case in cases(half)]
    chosen = [case for case in designed if not kept or is_rendered(case)]
    renderer = None if kept else Renderer()
    rows = pd.DataFrame([
        row
        for case in track(_in_turn(chosen), "Rendering and looking", console=console)
        for row in rows_of(case, renderer)
    ])
    judged = judge(rows)
    counts = rows.groupby("half")["clip"].nunique()
    REPORT.write_text(
        report(judged, tune=int(counts["tune"]), test=int(counts["test"]),
               designed=len(designed)),
        encoding="utf-8",
    )
    write_calibration(judged)
    console.print(f"Written: {REPORT.name}, {CALIBRATION.name}")


def write_calibration(judged: list[Judged], path: Path = CALIBRATION) -> None:
    """What formcheck shows, and how it corrects it."""
    shown = {one.reading: asdict(one.calibration) for one in judged if one.shown}
    path.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")


def _in_turn(chosen: list[PostureCase]) -> list[PostureCase]:
    """Both halves and all views grow together, so that an early stop is worth something."""
    return sorted(chosen, key=lambda case: (case.number, case.view, case.half))


if __name__ == "__main__":
    typer.run(main)

"""What was wanted of cadence, view and steps, what was found, and whether that is reached."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from validation.benchmark.cells import number, percent_with_range
from validation.benchmark.statistics import share_of
from validation.benchmark.tables import Results

# At this frame rate contacts are judged, and from these views.
TIMED_FPS = 60.0
TIMED_VIEWS = {"rear": ("rear",), "front": ("front",), "side": ("left", "right")}
# Clips that nobody could read by design say nothing about views and steps as advised.
UNREADABLE = ("dark on dark",)


def gait_target_table(results: Results) -> pd.DataFrame:
    """Cadence, view, steps and contacts over all clips but those in the dark."""
    seen = [str(name) for name in results.clips["class"].unique() if name not in UNREADABLE]
    results = results.of_class(*seen)
    return pd.DataFrame([
        {"": what, "target": wanted, "formcheck": found,
         "reached": {True: "yes", False: "**no**", None: "not measured"}[reached]}
        for what, wanted, found, reached in _lines(results)
    ])


def _lines(results: Results) -> Iterator[tuple[str, str, str, bool | None]]:
    clips = results.clips
    error = clips["cadence_error_spm"].abs().dropna()
    rms = float(np.sqrt((error**2).mean())) if len(error) else None
    yield "cadence, RMS error", "under 0.5 spm", _spm(rms), _below(rms, 0.5)
    high = float(error.quantile(0.95)) if len(error) else None
    yield "cadence, 95 % of errors", "under 1 spm", _spm(high), _below(high, 1.0)
    views = share_of(clips["view"] == clips["true_view"])
    yield "view right", "98 %", percent_with_range(views), _least(views.share, 0.98)
    none = share_of((clips["steps_missed"] == 0) & (clips["steps_invented"] == 0))
    yield "no step missed or invented", "95 % of clips", percent_with_range(none), _least(
        none.share, 0.95)
    steps = results.steps
    sides = share_of(steps["side"] == steps["true_side"]) if len(steps) else share_of([])
    yield "stance side right", "99.5 % of steps", percent_with_range(sides), _least(
        sides.share, 0.995)
    for name, kinds in TIMED_VIEWS.items():
        yield _contact_line(name, steps, kinds)


def _contact_line(
    name: str, steps: pd.DataFrame, views: tuple[str, ...]
) -> tuple[str, str, str, bool | None]:
    what, wanted = f"contact at 60 fps, {name}", "SD under 12 ms, bias under 5 ms"
    if not len(steps):
        return what, wanted, "–", None
    chosen = steps[steps["true_view"].isin(views) & np.isclose(steps["fps"], TIMED_FPS)]
    error = chosen["contact_error_ms"].dropna()
    if len(error) < 2:
        return what, wanted, "–", None
    sd, bias = float(error.std()), float(error.mean())
    found = f"SD {number(sd, 0)} ms, bias {number(bias, 0)} ms ({len(error)} steps)"
    return what, wanted, found, bool(sd < 12 and abs(bias) < 5)


def _spm(value: float | None) -> str:
    return f"{number(value)} spm"


def _below(value: float | None, limit: float) -> bool | None:
    return None if value is None else bool(value < limit)


def _least(share: float | None, limit: float) -> bool | None:
    return None if share is None else bool(share >= limit)

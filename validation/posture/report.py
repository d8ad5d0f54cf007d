"""``validation/posture.md``: what was measured, on what, and what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from formcheck.gait.posture.measure import Measure
from formcheck.gait.posture.registry import MEASURES
from validation.benchmark.markdown import markdown_table
from validation.posture.fit import (
    MAX_ERROR_SHARE,
    MAX_SLOPE_ERROR,
    MEASURE,
    MIN_CLIPS,
    SLOPES,
    Judged,
)

_INTRODUCTION = """# Which readings of the form are true

Written by `make posture`. Rendered runners (`validation/posture/design.py`: bodies, clothes, rooms
and cameras drawn at random, every parameter of the gait varied by itself) are seen by formcheck,
and each reading from MediaPipe's landmarks is held against the skeleton that was rendered.
**{tune}** clips (the tuning half) gave what each raw value is off by on average, which is taken
out and is all that is fitted, and the scatter that goes into the intervals; the ways of reading
were chosen on them, too. **{test}** others, of other bodies, clothes and rooms (the reporting
half), gave the figures below. Designed: {designed} clips.
{thin}
Clips in which formcheck finds no running, another view, or cannot tell left from right give no
value, as for a user: n says how many did.

Not in the renderer, so not tested: arms that swing differently left and right, skin and loose
cloth that move by themselves, real people. A laboratory is yet to be compared with. Whether a
reading is shown was decided on both halves, so the figures of those shown are a little too kind.
"""
_RULE = """
A reading is shown when, on either half and after the correction (on the tuning half each clip by
that of the others), its slope against the truth lies within {low:g}-{high:g} and its RMS error is
at most {share:g} of the SD of the truths, and on the reporting half the slope is known to
±{slope_error:g} (standard error). A value is a clip's mean, of each leg where legs are told apart,
of the leg near the camera from the side. *Inside*: truths within the 95 % interval that the tuning
half and the camera's roll give, without the part that comes from the steps of a clip, which makes a
user's wider. Columns without a word are of the reporting half."""
_THIN = (
    "So few clips can only speak for the clearest readings: what is missing below has not failed, "
    "it waits for the\nclips that are not rendered yet (`make posture` goes on where it stopped)."
)
ENOUGH_CLIPS = 40


def report(judged: Sequence[Judged], *, tune: int, test: int, designed: int) -> str:
    """The report as Markdown."""
    shown = [one for one in judged if one.shown]
    dropped = [one for one in judged if not one.shown]
    found = {one.reading for one in judged}
    waiting = [measure for measure in MEASURES if measure.name not in found]
    parts = [
        _INTRODUCTION.format(
            tune=tune, test=test, designed=designed,
            thin=_THIN if tune + test < ENOUGH_CLIPS else "",
        ),
        _RULE.format(
            low=SLOPES[0], high=SLOPES[1], slope_error=MAX_SLOPE_ERROR, share=MAX_ERROR_SHARE),
        "\n## Shown\n", markdown_table(_table(shown)),
        "\n## Tried and dropped\n", markdown_table(_table(dropped)),
    ]  # fmt: skip
    if waiting:
        parts += ["\n## Not judged\n", _not_judged(waiting)]
    return "\n".join(parts).rstrip() + "\n"


def _table(judged: Sequence[Judged]) -> pd.DataFrame:
    return pd.DataFrame([_row(one, MEASURE[one.reading]) for one in judged])


def _row(one: Judged, measure: Measure) -> dict[str, object]:
    unit = {"deg": "°", "%": " %", "ms": " ms"}[measure.unit]
    fixed, told, tuning = one.calibration, one.reporting, one.tuning
    return {
        "reading": one.reading,
        "views": ", ".join(measure.views),
        "n (clips)": f"{told.n} ({told.clips})",
        "slope": f"{told.slope:.2f} ± {told.slope_error:.2f}",
        "intercept": f"{told.intercept:.1f}{unit}",
        "RMS": f"{told.rms:.1f}{unit}",
        "worst": f"{told.worst:.1f}{unit}",
        "SD of truths": f"{told.truth_sd:.1f}{unit}",
        "inside": f"{100 * one.inside:.0f} %",
        "uncorrected RMS": f"{one.raw_rms:.1f}{unit}",
        "tuning half: slope, RMS, SD of truths (clips)": (
            f"{tuning.slope:.2f}, {tuning.rms:.1f}, {tuning.truth_sd:.1f}{unit} ({tuning.clips})"
        ),
        "taken out, SD of the interval": f"{fixed.offset:.1f}, {fixed.sd:.1f}{unit}",
    }


def _not_judged(measures: Sequence[Measure]) -> str:
    lines = [f"- {measure.name}: {_why(measure)}" for measure in measures]
    return "\n".join(lines)


def _why(measure: Measure) -> str:
    if measure.min_fps:
        return (
            f"needs {measure.min_fps:.0f} frames a second or more; fewer than {MIN_CLIPS} such "
            "clips of either half were there. Not shown."
        )
    return f"fewer than {MIN_CLIPS} clips of either half. Not shown."

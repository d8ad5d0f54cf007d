"""A comparison as the page's tables."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from formcheck.comparison import words
from formcheck.comparison.both_legs import BOTH_LEGS
from formcheck.comparison.change import Change
from formcheck.comparison.waveform import PERCENT, Waveform
from formcheck.figures import figure
from formcheck.gait.drop import NAMES
from formcheck.settings import FlagSettings
from formcheck.web import texts


def verdict(change: Change, limits: FlagSettings | None = None) -> str:
    """Key of `texts.VERDICTS`.

    Less drop is better only for who dropped more than most healthy runners do, and more is worse
    only beyond that line; two sides that come closer are better. Cadence has no better or worse.
    """
    limits = limits or FlagSettings()
    before, after = change.before.value, change.after.value
    if change.verdict != "changed" or before is None or after is None:
        return change.verdict
    if change.name in (*NAMES.values(), BOTH_LEGS):
        if after < before and before > limits.drop_deg:
            return "better"
        return "worse" if after > before and after > limits.drop_deg else "changed"
    if change.name == "pelvic_drop_asymmetry":
        return "better" if abs(after) < abs(before) else "worse"
    return "changed"


def change_table(changes: Iterable[Change]) -> pd.DataFrame:
    """A row for each reading: before, after, change with interval, verdict."""
    return pd.DataFrame([
        {
            texts.COLUMN_READING: change.label,
            texts.BEFORE: figure(change.before),
            texts.AFTER: figure(change.after),
            texts.COLUMN_CHANGE: "" if change.change is None else
            f"{words.signed(change.change, change.unit)} ({words.interval(change)})",
            texts.COLUMN_VERDICT: ": ".join(filter(None, [
                texts.VERDICTS[verdict(change)], change.reason])),
        }
        for change in changes
    ])


def curve_table(waveform: Waveform) -> pd.DataFrame:
    """Both curves with their bands, as `formcheck.web.charts.two_curves` takes them."""
    return pd.concat([
        pd.DataFrame({
            "film": film, "percent": PERCENT, "deg": curve.mean_deg, "low": curve.low_deg,
            "high": curve.high_deg,
        })
        for film, curve in ((texts.BEFORE, waveform.before), (texts.AFTER, waveform.after))
    ])

"""A comparison as the page's tables."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from formcheck.comparison import words
from formcheck.comparison.change import Change
from formcheck.comparison.waveform import PERCENT, Waveform
from formcheck.figures import figure
from formcheck.web import texts


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
                texts.VERDICTS[change.verdict], change.reason])),
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

"""Numbers as they are written into a table's cells; what is missing is a dash."""

from __future__ import annotations

import math
from typing import TypeGuard

from validation.benchmark.statistics import Range, Share

NOTHING = "–"


def degrees(value: float | None) -> str:
    return f"{minus(value, 2)}°" if _known(value) else NOTHING


def number(value: float | None, places: int = 2) -> str:
    return minus(value, places) if _known(value) else NOTHING


def percent(share: float | None) -> str:
    return f"{100 * share:.0f} %" if _known(share) else NOTHING


def percent_with_range(share: Share) -> str:
    """Hits of all, the share, and its 95 % interval."""
    if share.share is None or share.low is None or share.high is None:
        return NOTHING
    low, high = 100 * share.low, 100 * share.high
    return f"{share.hits} of {share.n}, {100 * share.share:.0f} % ({low:.0f} to {high:.0f})"


def with_range(value: float | None, spread: Range | None, unit: str = "") -> str:
    """The value and its 95 % interval."""
    if not _known(value):
        return NOTHING
    text = f"{minus(value, 2)}{unit}"
    if spread is None:
        return text
    return f"{text} ({minus(spread.low, 2)} to {minus(spread.high, 2)})"


def minus(value: float, places: int) -> str:
    """With a true minus sign, and no minus before a rounded zero."""
    text = f"{value:.{places}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)

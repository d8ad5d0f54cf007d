"""The readings as the report's cards: a figure, its interval, how sure, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formcheck.figures import figure, interval
from formcheck.readings import Reading
from formcheck.report import words
from formcheck.report.form import form
from formcheck.report.form import names as form_names
from formcheck.result import Analysis

# The scale on a card of pelvic drop, degrees, and its picture's size in its own units.
SCALE_DEG = (-2.0, 14.0)
SCALE_WIDTH = 320.0
HEALTHY_DEG = (1.8, 5.6)
MAIN = tuple(words.EXPLAINED)
FORM = form_names()


@dataclass(frozen=True)
class Card:
    """One reading as the page shows it."""

    reading: Reading
    figure: str
    unit: str
    interval: str
    confidence: str
    explained: str
    scale: Mapping[str, float] | None


def readings_by_part(analysis: Analysis) -> dict[str, Any]:
    """All readings, in the parts of the report that show them."""
    main = [name for name in MAIN if name in analysis.readings]
    return {
        "main": _shown_readings(analysis, main),
        "further": _shown_readings(analysis, further(analysis)),
        "form": form(analysis),
    }


def further(analysis: Analysis) -> list[str]:
    """Names of readings that have no place of their own."""
    return [name for name in analysis.readings if name not in MAIN and name not in FORM]


def _shown_readings(analysis: Analysis, names: list[str]) -> dict[str, Any]:
    """Cards of what was measured, and what was not, those with the same reason together."""
    cards = [_card(analysis, name) for name in names]
    unread: dict[str, list[Reading]] = {}
    for card in cards:
        if not card.reading.measurable:
            unread.setdefault(card.reading.caveat, []).append(card.reading)
    return {"cards": [card for card in cards if card.reading.measurable], "unread": unread}


def _card(analysis: Analysis, name: str) -> Card:
    reading = analysis.readings[name]
    return Card(
        reading=reading,
        figure=figure(reading),
        unit="" if reading.unit == "deg" else words.UNIT_WORDS.get(reading.unit, reading.unit),
        interval=interval(reading),
        confidence=words.CONFIDENCE_WORDS[reading.confidence],
        explained=words.EXPLAINED.get(name, ""),
        scale=_scale(analysis, reading) if name in words.DROPS.values() else None,
    )


def _scale(analysis: Analysis, reading: Reading) -> Mapping[str, float] | None:
    """Where things lie on the scale of a card, in the units of its picture."""
    if reading.value is None:
        return None
    limits = analysis.settings.flags

    def place(value: float) -> float:
        low, high = SCALE_DEG
        share = (min(max(value, low), high) - low) / (high - low)
        return round(share * SCALE_WIDTH, 1)

    return {
        "value": place(reading.value),
        "low": place(reading.value if reading.low is None else reading.low),
        "high": place(reading.value if reading.high is None else reading.high),
        "healthy_low": place(HEALTHY_DEG[0]), "healthy_high": place(HEALTHY_DEG[1]),
        "zero": place(0.0), "drop": place(limits.drop_deg), "deep": place(limits.deep_drop_deg),
        "width": SCALE_WIDTH,
    }

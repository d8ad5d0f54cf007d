"""The rest of the form as the page shows it: one compact row a reading, in a few groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.figures import CONFIDENCE_WORDS, figure, interval
from formcheck.form_lines import FORM_LINES
from formcheck.gait.posture.bounce import BOUNCE
from formcheck.gait.posture.measure import Measure
from formcheck.gait.posture.posture import CM
from formcheck.gait.posture.readings import names_of
from formcheck.gait.posture.registry import MEASURES
from formcheck.readings import Reading
from formcheck.result import Analysis
from formcheck.sources import SOURCES

# Signs that `figure` does not write itself.
UNITS = {"%": " %", "ms": " ms", "cm": " cm", "spm": " spm"}
DOTS = {"high": 3, "medium": 2, "low": 1, "not measurable": 0}
FROM_ANY_VIEW = "Rhythm and bounce"
FROM_THIS_VIEW = {
    "rear": "From behind", "front": "From the front", "left": "From the side",
    "right": "From the side",
}


@dataclass(frozen=True)
class Value:
    """One number of a row: ``leg`` is ``"left"``, ``"right"`` or empty."""

    leg: str
    figure: str
    interval: str


@dataclass(frozen=True)
class Row:
    """A reading, or both legs' readings and their difference."""

    label: str
    explained: str
    healthy: str
    values: tuple[Value, ...]
    difference: str
    dots: int
    confidence: str
    n_steps: int
    caveat: str


@dataclass(frozen=True)
class Form:
    """Everything of the section.

    Attributes
    ----------
    groups : mapping of str to tuple of Row
        Rows under each title; groups without a row are left out.
    changes : tuple of Row
        Change from the first to the last third of the clip.
    unread : mapping of str to tuple of str
        Labels of what could not be read, by the reason.
    """

    groups: Mapping[str, tuple[Row, ...]]
    changes: tuple[Row, ...]
    unread: Mapping[str, tuple[str, ...]]

    @property
    def empty(self) -> bool:
        return not (self.groups or self.changes or self.unread)


def form(analysis: Analysis) -> Form:
    """The section's content."""
    groups: dict[str, list[Row]] = {}
    unread: dict[str, list[str]] = {}
    for measure in MEASURES:
        readings = [
            analysis.readings[name] for name in _names(measure) if name in analysis.readings
        ]
        measured = [reading for reading in readings if reading.measurable]
        if measured:
            groups.setdefault(_group(measure, analysis), []).append(_row(measure, measured))
        elif readings:
            unread.setdefault(readings[0].caveat, []).append(measure.label)
    return Form(
        {title: tuple(rows) for title, rows in groups.items()},
        tuple(_change(reading, analysis) for reading in analysis.trends.values()),
        {reason: tuple(labels) for reason, labels in unread.items()},
    )


def names() -> frozenset[str]:
    """Names of all readings that have their place in this section."""
    return frozenset(name for measure in MEASURES for name in _names(measure))


def _names(measure: Measure) -> list[str]:
    """Names of the readings that share a measure's row."""
    in_cm = [CM] if measure is BOUNCE else []
    return [*(name for name, _ in names_of(measure)), *in_cm]


def _group(measure: Measure, analysis: Analysis) -> str:
    anywhere = {"rear", "left"} <= set(measure.views)
    return FROM_ANY_VIEW if anywhere else FROM_THIS_VIEW.get(analysis.view.kind, "More")


def _row(measure: Measure, readings: list[Reading]) -> Row:
    legs = [reading for reading in readings if not reading.name.endswith("_asymmetry")]
    difference = next((one for one in readings if one.name.endswith("_asymmetry")), None)
    least = min(legs or readings, key=lambda reading: DOTS[reading.confidence])
    return Row(
        label=measure.label, explained=measure.explained, healthy=_healthy(measure.name),
        values=tuple(_value(reading) for reading in legs),
        difference="" if difference is None else _told(difference),
        dots=DOTS[least.confidence], confidence=CONFIDENCE_WORDS[least.confidence],
        n_steps=sum(
            reading.n_steps for reading in (legs if measure.legs == "each" else readings[:1])),
        caveat=least.caveat,
    )  # fmt: skip


def _value(reading: Reading) -> Value:
    leg = reading.name.rsplit("_", 1)[-1]
    return Value(
        leg if leg in ("left", "right") else "", _figure(reading), _interval(reading))


def _healthy(reading: str) -> str:
    """What healthy runners had, where a study says so."""
    line = next((line for line in FORM_LINES if line.reading == reading), None)
    return "" if line is None else (
        f"Healthy runners in a laboratory: {line.mean_deg:g} ± {line.sd_deg:g}° "
        f"({SOURCES[line.source].short})."
    )


def _told(difference: Reading) -> str:
    assert difference.low is not None
    assert difference.high is not None
    alike = difference.low <= 0 <= difference.high
    found = "no difference that can be told" if alike else "the legs differ"
    return f"left minus right {_figure(difference)} ({_interval(difference)}): {found}"


def _change(reading: Reading, analysis: Analysis) -> Row:
    whole = analysis.readings[reading.name.removesuffix("_change")]
    assert reading.low is not None
    assert reading.high is not None
    still = reading.low <= 0 <= reading.high
    return Row(
        label=whole.label, explained="", healthy="", values=(_value(reading),),
        difference="no change that can be told" if still else "changed",
        dots=DOTS[reading.confidence], confidence=CONFIDENCE_WORDS[reading.confidence],
        n_steps=reading.n_steps, caveat=reading.caveat,
    )  # fmt: skip


def _figure(reading: Reading) -> str:
    return figure(reading) + UNITS.get(reading.unit, "")


def _interval(reading: Reading) -> str:
    return interval(reading) + UNITS.get(reading.unit, "")

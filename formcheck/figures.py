"""How a number is written: with the digits it deserves, its unit and its interval."""

from __future__ import annotations

from formcheck.readings import Confidence, Reading

CONFIDENCE_WORDS: dict[Confidence, str] = {
    "high": "sure",
    "medium": "fairly sure",
    "low": "first impression",
    "not measurable": "not measurable here",
}
UNIT_WORDS = {"deg": "°", "spm": "steps a minute", "s": "s", "%": "%"}

_DIGITS = {"deg": 1, "spm": 0, "s": 2, "ms": 0}


def figure(reading: Reading) -> str:
    """The value alone, e.g. ``"6.5°"`` or ``"168"``."""
    return "–" if reading.value is None else number(reading.value, reading.unit)


def interval(reading: Reading) -> str:
    """The 95 % interval, e.g. ``"5.5 to 7.5°"``; empty when there is none."""
    if reading.low is None or reading.high is None:
        return ""
    digits = _DIGITS.get(reading.unit, 1)
    if reading.high - reading.low < 2 * 10.0**-digits:
        digits += 1
    low = number(reading.low, reading.unit, digits=digits).removesuffix("°")
    return f"{low} to {number(reading.high, reading.unit, digits=digits)}"


def number(value: float, unit: str, *, digits: int | None = None) -> str:
    """A value with as many digits as it deserves, and the degree sign."""
    digits = _DIGITS.get(unit, 1) if digits is None else digits
    shown = f"{value:.{digits}f}".replace("-", "−")
    if float(f"{value:.{digits}f}") == 0:
        shown = shown.removeprefix("−")
    return shown + ("°" if unit == "deg" else "")

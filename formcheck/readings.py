"""What a number must carry: value or none, unit, interval, steps, confidence, method, reason."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Confidence = Literal["high", "medium", "low", "not measurable"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low", "not measurable")


@dataclass(frozen=True)
class Reading:
    """One measured quantity of a clip.

    Attributes
    ----------
    name : str
        Key in ``summary.json``, e.g. ``"pelvic_drop_left"``.
    label : str
        What a runner reads, e.g. ``"Pelvic drop, left stance"``.
    value, low, high : float or None
        Estimate and its 95 % interval in `unit`; all ``None`` when not measurable.
    unit : str
        ``"deg"``, ``"spm"``, ``"s"``, ``"%"``.
    n_steps : int
        Steps that stand behind the value.
    confidence : {"high", "medium", "low", "not measurable"}
    method : str
        How the value was obtained, in a few words.
    caveat : str
        One plain sentence why the confidence is not high, and what would help; else ``""``.
    views : tuple of str
        Views in which this reading is valid.
    """

    name: str
    label: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n_steps: int
    confidence: Confidence
    method: str
    caveat: str = ""
    views: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None:
                object.__setattr__(self, name, float(number))
        numbers = (self.low, self.value, self.high)
        known = [number for number in numbers if number is not None]
        if not all(math.isfinite(number) for number in known):
            raise ValueError(f"{self.name}: a reading is a finite number or none, got {numbers}")
        if len(known) not in (0, len(numbers)) or known != sorted(known):
            raise ValueError(f"{self.name}: a value lies in its interval, got {numbers}")
        if (self.value is None) != (self.confidence == "not measurable"):
            raise ValueError(f"{self.name}: no value if and only if not measurable")
        if self.confidence != "high" and not self.caveat:
            raise ValueError(f"{self.name}: a reading that is not sure says why")

    @property
    def measurable(self) -> bool:
        return self.value is not None

    def as_dict(self) -> dict[str, Any]:
        """The reading as plain values, ready for JSON."""
        return {**asdict(self), "views": list(self.views)}

    def capped(self, confidence: Confidence, caveat: str) -> Reading:
        """The same reading with at most this confidence; the cap's caveat goes before its own."""
        lower = CONFIDENCES.index(self.confidence) > CONFIDENCES.index(confidence)
        if lower or confidence == "high" or not self.measurable:
            return self
        if confidence == "not measurable":
            return replace(
                self, value=None, low=None, high=None, confidence=confidence, caveat=caveat
            )
        return replace(self, confidence=confidence, caveat=caveat)


def not_measurable(
    name: str, label: str, unit: str, *, caveat: str, method: str = "none", n_steps: int = 0,
    views: tuple[str, ...] = (),
) -> Reading:
    """A reading without a value, and the plain reason why."""
    return Reading(
        name=name, label=label, unit=unit, value=None, low=None, high=None, n_steps=n_steps,
        confidence="not measurable", method=method, caveat=caveat, views=views,
    )

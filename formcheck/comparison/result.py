"""What a comparison has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import formcheck
from formcheck.comparison.change import Change
from formcheck.comparison.checks import Remark
from formcheck.comparison.film import Film
from formcheck.comparison.same import Kinship
from formcheck.comparison.waveform import PERCENT, Curve, Waveform


@dataclass(frozen=True)
class Pair:
    """Two films against each other.

    Attributes
    ----------
    before, after : Film
        `after` with left and right exchanged, if it was a mirror image.
    kin : {"same file", "same film", "mirror image", "different"}
    same_clothes : bool
        Told so, and believed: the camera stood at the same place.
    changes : tuple of Change
    waveform : Waveform or None
    remarks : tuple of Remark
        What matters for comparing these two, cautions first.
    """

    before: Film
    after: Film
    kin: Kinship
    same_clothes: bool
    changes: tuple[Change, ...]
    waveform: Waveform | None
    remarks: tuple[Remark, ...]

    @property
    def changed(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.verdict == "changed")


@dataclass(frozen=True)
class Comparison:
    """Films of a runner in their order; each later one against the first.

    Attributes
    ----------
    films : tuple of Film
    pairs : tuple of Pair
        One for each film but the first.
    """

    films: tuple[Film, ...]
    pairs: tuple[Pair, ...]

    @property
    def last(self) -> Pair:
        """The first film against the last one."""
        return self.pairs[-1]

    def summary(self) -> dict[str, Any]:
        """Plain values: what ``comparison.json`` holds."""
        return {
            "formcheck": formcheck.__version__,
            "films": [
                {"name": film.name, "sha256": film.sha256, "mirrored": film.mirrored}
                for film in self.films
            ],
            "pairs": [_pair(pair) for pair in self.pairs],
        }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "before": pair.before.name,
        "after": pair.after.name,
        "kinship": pair.kin,
        "same_clothes": pair.same_clothes,
        "changes": {change.name: _change(change) for change in pair.changes},
        "waveform": None if pair.waveform is None else _waveform(pair.waveform),
        "remarks": [asdict(remark) for remark in pair.remarks],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "label": change.label, "unit": change.unit,
        "before": change.before.value, "after": change.after.value,
        "change": change.change, "low": change.low, "high": change.high,
        "could_be_seen": change.could_be_seen,
        "verdict": change.verdict, "reason": change.reason,
    }


def _waveform(waveform: Waveform) -> dict[str, Any]:
    return {
        "cycle_percent": PERCENT.tolist(),
        "before": _curve(waveform.before), "after": _curve(waveform.after),
        "tested": waveform.tested,
        "regions": [asdict(region) for region in waveform.regions],
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "pelvic_obliquity_deg": curve.mean_deg.round(4).tolist(),
        "low_deg": curve.low_deg.round(4).tolist(),
        "high_deg": curve.high_deg.round(4).tolist(),
        "n_blocks": len(curve.blocks_deg),
    }

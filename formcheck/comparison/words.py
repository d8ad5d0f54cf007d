"""What a runner or a coach reads of a comparison, as pure functions of it."""

from __future__ import annotations

from formcheck.comparison.both_legs import BOTH_LEGS
from formcheck.comparison.change import Change
from formcheck.comparison.result import Pair
from formcheck.comparison.waveform import Region
from formcheck.figures import number
from formcheck.gait.drop import ASYMMETRY

VERDICT_WORDS = {
    "changed": "changed",
    "within error": "within the error of measurement",
    "not comparable": "not comparable",
}
WEIGHT_MARKS = {"good": "✓", "note": "·", "caution": "!"}
UNITS = {"deg": "", "spm": " steps a minute", "s": " s", "%": " %", "cm": " cm"}
_SIDES = {"pelvic_drop_left": "left", "pelvic_drop_right": "right"}


def headline(pair: Pair) -> str:
    """The result in one line."""
    if pair.kin == "same file":
        return "The same clip twice: nothing differs"
    changed = {change.name: change for change in pair.changed}
    drops = [changed[name] for name in _SIDES if name in changed]
    if BOTH_LEGS in changed and ASYMMETRY not in changed and len(drops) < 2:
        both = changed[BOTH_LEGS]
        return f"The pelvis drops {_less_or_more(both)}: {from_to(both)}, both legs' average"
    if drops:
        return _drops_changed(drops)
    if pair.changed:
        change = pair.changed[0]
        return f"{change.label}: {from_to(change)}"
    if all(change.verdict == "not comparable" for change in pair.changes):
        return "These clips cannot be compared"
    compared = [change for change in pair.changes if change.verdict == "within error"]
    if not any(change.name in _SIDES for change in compared):
        return f"{compared[0].label}: no change beyond the error of measurement"
    return "Much the same: no change beyond the error of measurement"


def changed_lines(pair: Pair) -> list[str]:
    """What changed, a sentence each."""
    return [
        f"{change.label}: {from_to(change)}, a change of {signed(change.change, change.unit)} "
        f"(95 % sure: {interval(change)})."
        for change in pair.changed if change.change is not None
    ]


def same_lines(pair: Pair) -> list[str]:
    """What stayed within the error, and from where on a change would have counted."""
    return [
        f"{change.label}: {from_to(change)}. {what_counts(change)}"
        for change in pair.changes
        if change.verdict == "within error" and change.could_be_seen is not None
    ]


def what_counts(change: Change) -> str:
    """From where on a measured change of this reading counts.

    A true change of that size is measured larger or smaller, and found in about half of all pairs.
    """
    if change.could_be_seen is None:
        return ""
    least = f"{number(change.could_be_seen, change.unit)}{UNITS.get(change.unit, '')}"
    return f"A measured change of more than {least} would count."


def region_lines(regions: tuple[Region, ...]) -> list[str]:
    """Where in the stride the curves differ."""
    return [
        f"From {region.start_percent:.0f} to {region.end_percent:.0f} % of the stride: by up to "
        f"{number(abs(region.difference_deg), 'deg')}"
        + ("." if region.beyond_error else ", within what two films can be apart anyway.")
        for region in regions
    ]


def from_to(change: Change) -> str:
    """E.g. ``"6.5° → 3.1°"``."""
    if change.before.value is None or change.after.value is None:
        return "–"
    return (
        f"{number(change.before.value, change.unit)} → {number(change.after.value, change.unit)}"
        f"{UNITS.get(change.unit, '')}"
    )


def signed(value: float, unit: str) -> str:
    """With its sign, e.g. ``"+2.1°"``."""
    text = number(value, unit)
    return text if value < 0 else f"+{text}"


def interval(change: Change) -> str:
    if change.low is None or change.high is None:
        return ""
    return f"{signed(change.low, change.unit)} to {signed(change.high, change.unit)}"


def _drops_changed(drops: list[Change]) -> str:
    ways = [_less_or_more(change) for change in drops]
    if len(drops) == 2 and len(set(ways)) == 1:
        return f"The pelvis drops {ways[0]} on both sides: left {from_to(drops[0])}, " \
            f"right {from_to(drops[1])}"
    parts = [
        f"{way} in {_SIDES[change.name]} stance, {from_to(change)}"
        for way, change in zip(ways, drops, strict=True)
    ]
    return f"The pelvis drops {'; '.join(parts)}"


def _less_or_more(change: Change) -> str:
    return "less" if change.change is not None and change.change < 0 else "more"

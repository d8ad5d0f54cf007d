"""What a runner reads: the verdict in plain words, as a pure function of the analysis.

Every figure quoted here that is not from the clip has its source in
`formcheck.report.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from formcheck.readings import Confidence, Reading
from formcheck.report.figures import figure, interval, number
from formcheck.result import Analysis, Side
from formcheck.settings import FlagSettings

Level = Literal["unknown", "below", "close", "above", "well above"]

SIDES: tuple[Side, Side] = ("left", "right")
DROPS: dict[Side, str] = {"left": "pelvic_drop_left", "right": "pelvic_drop_right"}
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}

CONFIDENCE_WORDS: dict[Confidence, str] = {
    "high": "sure",
    "medium": "fairly sure",
    "low": "first impression",
    "not measurable": "not measurable here",
}
VIEW_WORDS = {
    "rear": "filmed from behind",
    "front": "filmed from the front",
    "left": "filmed from the side (your left)",
    "right": "filmed from the side (your right)",
    "oblique": "filmed at an angle",
    "unknown": "camera position not clear",
}
UNIT_WORDS = {"deg": "°", "spm": "steps a minute", "s": "s", "%": "%"}
PAIN = (
    "This describes a movement. It is not a diagnosis and does not predict an injury. "
    "If something hurts, show it to a doctor or a physiotherapist."
)
PRIVACY = (
    "This report was made on your own machine. Your clip was not uploaded anywhere, and this page "
    "loads nothing from the internet."
)
NOT_A_GOAL = (
    "No complaints? Then there is no reason to change how you run because of a number: the "
    "evidence does not support it (Souza 2016)."
)


@dataclass(frozen=True)
class Verdict:
    """The result in a few sentences.

    Attributes
    ----------
    headline : str
    good : tuple of str
        What goes well; never empty, and told first.
    notice : tuple of str
        What deserves a look.
    unsure : tuple of str
        What this clip cannot tell, and what would help.
    """

    headline: str
    good: tuple[str, ...]
    notice: tuple[str, ...]
    unsure: tuple[str, ...]


EXPLAINED = {
    "pelvic_drop_left": "How far your right side sinks while you stand on your left leg, at its "
    "deepest.",
    "pelvic_drop_right": "How far your left side sinks while you stand on your right leg, at its "
    "deepest.",
    "pelvic_drop_asymmetry": "The left leg's drop minus the right leg's. Zero: both alike.",
    "cadence": "How many steps you take in a minute, both feet counted. There is no universal "
    "180: it rises with speed and falls with body height.",
}


def verdict(analysis: Analysis) -> Verdict:
    """What the clip says, what goes well first."""
    kind = analysis.activity.kind
    if kind == "none":
        return _nobody_runs(analysis)
    if kind == "walking":
        return _walking(analysis)
    levels = drop_levels(analysis)
    measured = [side for side in SIDES if levels[side] != "unknown"]
    headline = _drop_headline(levels) if measured else _cadence_headline(analysis)
    if any(analysis.readings[DROPS[side]].confidence == "low" for side in measured):
        headline = f"A first impression: {headline[0].lower()}{headline[1:]}"
    return Verdict(
        headline=headline,
        good=tuple(_good(analysis, levels)),
        notice=tuple(_notice(analysis, levels)),
        unsure=tuple(_unsure(analysis)),
    )


def drop_levels(analysis: Analysis) -> dict[Side, Level]:
    """Where each leg's drop lies against the sourced thresholds."""
    limits = analysis.settings.flags
    return {side: level(_reading(analysis, DROPS[side]), limits) for side in SIDES}


def level(reading: Reading | None, limits: FlagSettings) -> Level:
    """Where a drop lies, its whole 95 % interval considered; ``close`` when it straddles."""
    if reading is None or reading.value is None:
        return "unknown"
    low = reading.value if reading.low is None else reading.low
    high = reading.value if reading.high is None else reading.high
    if low >= limits.deep_drop_deg:
        return "well above"
    if low >= limits.drop_deg:
        return "above"
    return "below" if high <= limits.drop_deg else "close"


def everything_measurable(analysis: Analysis) -> bool:
    return all(reading.measurable for reading in _main_readings(analysis.readings))


def _main_readings(readings: Mapping[str, Reading]) -> list[Reading]:
    return [readings[name] for name in EXPLAINED if name in readings]


def _reading(analysis: Analysis, name: str) -> Reading | None:
    return analysis.readings.get(name)


def _nobody_runs(analysis: Analysis) -> Verdict:
    reason = analysis.activity.reason or (
        "Nobody runs long enough in this clip for steps to be counted."
    )
    return Verdict(
        headline="No running was found in this clip.",
        good=(
            f"The clip itself can be read: {analysis.clip.duration_s:.1f} seconds, "
            f"{analysis.clip.n_frames} frames.",
        ),
        notice=(),
        unsure=(_sentence(reason), *analysis.warnings),
    )


def _sentence(text: str) -> str:
    """The words as a sentence of their own."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _walking(analysis: Analysis) -> Verdict:
    good = ["Walking belongs to running: beginners who walk between runs are runners too."]
    cadence = _reading(analysis, "cadence")
    if cadence is not None and cadence.value is not None:
        good.append(f"You take {figure(cadence)} steps a minute.")
    return Verdict(
        headline="This clip shows you walking.",
        good=tuple(good),
        notice=(),
        unsure=(
            "The lines that the drop of the pelvis is held against were measured in runners, so "
            "it is not judged here. Film a stretch of running for that.",
            *analysis.warnings,
        ),
    )


def _drop_headline(levels: Mapping[Side, Level]) -> str:
    left, right = levels["left"], levels["right"]
    if "unknown" in (left, right):
        side: Side = "left" if right == "unknown" else "right"
        return (
            f"On your {side} leg {_in_a_clause(levels[side])}; the {OTHER[side]} leg could not "
            "be read."
        )
    if left == right == "below":
        return "Your pelvis stays nicely level on both legs."
    if left == right == "close":
        return "On both legs your pelvis may be within the usual range."
    if _is_above(left) and _is_above(right):
        return "Your pelvis drops more than usual on both legs."
    calmer: Side = "left" if _RANK[left] < _RANK[right] else "right"
    busier = OTHER[calmer]
    return (
        f"On your {calmer} leg {_in_a_clause(levels[calmer])}; on your {busier} leg "
        f"{_in_a_clause(levels[busier]).replace('your pelvis', 'it')}."
    )


_RANK: dict[Level, int] = {"unknown": 0, "below": 1, "close": 2, "above": 3, "well above": 4}


def _is_above(found: Level) -> bool:
    return found in ("above", "well above")


def _in_a_clause(found: Level) -> str:
    return {
        "below": "your pelvis stays nicely level",
        "close": "your pelvis may be within the usual range",
        "above": "your pelvis drops more than usual",
        "well above": "your pelvis drops clearly more than usual",
    }[found]


def _cadence_headline(analysis: Analysis) -> str:
    cadence = _reading(analysis, "cadence")
    if cadence is None or cadence.value is None:
        return "You are running, but this clip is too little for a reading."
    return (
        f"You take {figure(cadence)} steps a minute. Your pelvis cannot be read from this clip."
    )


def _good(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[str]:
    limits = analysis.settings.flags
    below = [side for side in SIDES if levels[side] == "below"]
    if len(below) == 2:
        yield (
            f"Both sides stay below {limits.drop_deg:g}°, the upper edge of the usual range: "
            f"{figure(analysis.readings[DROPS['left']])} on the left leg, "
            f"{figure(analysis.readings[DROPS['right']])} on the right. Healthy runners in a "
            "laboratory had 3.7 ± 1.9°."
        )
    elif below:
        reading = analysis.readings[DROPS[below[0]]]
        yield (
            f"Standing on your {below[0]} leg you hold your pelvis well: {figure(reading)}, "
            "where healthy runners in a laboratory had 3.7 ± 1.9°."
        )
    difference = _reading(analysis, "pelvic_drop_asymmetry")
    if difference is not None and _is_alike(difference):
        yield "Left and right are alike, as far as this clip can tell."
    yield from _good_about_cadence(analysis)
    yield from _good_about_steps(analysis)


def _good_about_cadence(analysis: Analysis) -> Iterable[str]:
    cadence = _reading(analysis, "cadence")
    if cadence is not None and cadence.value is not None:
        sure = interval(cadence)
        yield (
            f"Your rhythm is {figure(cadence)} steps a minute"
            + (f" (between {sure.replace(' to ', ' and ')})" if sure else "")
            + ". Runners differ: there is no universal 180."
        )
    else:
        yield "You were found and followed through the clip."


def _good_about_steps(analysis: Analysis) -> Iterable[str]:
    counts = [
        reading.n_steps for side in SIDES
        if (reading := _reading(analysis, DROPS[side])) is not None and reading.measurable
    ]
    needed = analysis.settings.pelvis.steps_for_high
    if len(counts) == 2 and min(counts) >= needed:
        yield (
            f"{counts[0]} steps on the left leg and {counts[1]} on the right were read: enough "
            f"for a stable average, which takes {needed} a leg."
        )


def _is_alike(difference: Reading) -> bool:
    low, high = difference.low, difference.high
    return low is not None and high is not None and low <= 0.0 <= high


def _notice(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[str]:
    limits = analysis.settings.flags
    above = False
    for side in SIDES:
        reading = analysis.readings.get(DROPS[side])
        if reading is None or levels[side] in ("unknown", "below"):
            continue
        what = (
            f"Standing on your {side} leg, your {OTHER[side]} side sinks {figure(reading)} "
            f"(95 % sure: {interval(reading)})"
        )
        if levels[side] == "close":
            yield (
                f"{what}: it may lie on either side of {limits.drop_deg:g}°. "
                "Another clip would tell."
            )
        elif levels[side] == "well above":
            above = True
            yield (
                f"{what}. That is above {limits.deep_drop_deg:g}°: over the upper edge of the "
                f"usual range, {limits.drop_deg:g}°, by more than two readings from video differ."
            )
        else:
            above = True
            yield f"{what}. That is above {limits.drop_deg:g}°, the upper edge of the usual range."
    yield from _notice_about_difference(analysis)
    if above:
        yield (
            "By the same study about one in six healthy runners is above that line: it is "
            "something to know about yourself, not a fault."
        )
    if analysis.activity.kind == "mixed":
        yield "You run and walk in this clip; the readings are of the running."


def _notice_about_difference(analysis: Analysis) -> Iterable[str]:
    difference = _reading(analysis, "pelvic_drop_asymmetry")
    if difference is None or difference.value is None or _is_alike(difference):
        return
    more: Side = "left" if difference.value > 0 else "right"
    size = number(abs(difference.value), difference.unit)
    yield (
        f"The two sides differ: {size} more drop on the {more} leg than on the {OTHER[more]} "
        f"(left minus right: {interval(difference)})."
    )


def _unsure(analysis: Analysis) -> Iterable[str]:
    """Each caveat and warning once; a caveat of one reading alone names it."""
    owners: dict[str, list[Reading]] = {}
    for reading in _main_readings(analysis.readings):
        if reading.caveat:
            owners.setdefault(reading.caveat, []).append(reading)
    for caveat, readings in owners.items():
        alone = len(readings) == 1 and readings[0].measurable
        yield f"{readings[0].label}: {caveat}" if alone else caveat
    for warning in dict.fromkeys(analysis.warnings):
        if warning not in owners:
            yield warning

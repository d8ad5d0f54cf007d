"""What a runner reads: the verdict in plain words, as a pure function of the analysis.

Every figure quoted here that is not from the clip has its source in
`formcheck.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formcheck.figures import CONFIDENCE_WORDS as CONFIDENCE_WORDS
from formcheck.figures import UNIT_WORDS as UNIT_WORDS
from formcheck.figures import figure
from formcheck.findings import DROPS as DROPS
from formcheck.findings import drop_levels
from formcheck.flags import SIDES, Level
from formcheck.readings import Reading
from formcheck.result import Analysis, Side

OTHER: dict[Side, Side] = {"left": "right", "right": "left"}

VIEW_WORDS = {
    "rear": "filmed from behind",
    "front": "filmed from the front",
    "left": "filmed from the side (your left)",
    "right": "filmed from the side (your right)",
    "oblique": "filmed at an angle",
    "unknown": "camera position not clear",
}
PAIN = (
    "This describes a movement. It is not a diagnosis and does not predict an injury. "
    "If something hurts, show it to a doctor or a physiotherapist."
)
PRIVACY = (
    "This page loads nothing from the internet. Your clip was analysed where formcheck runs, and "
    "formcheck sent it nowhere else."
)
NOT_A_GOAL = (
    "No complaints? Then there is no reason to change how you run because of a number: the "
    "evidence does not support it (Souza 2016). If something hurts, see a doctor or a "
    "physiotherapist before you try any of these."
)


@dataclass(frozen=True)
class Verdict:
    """The result in one sentence, and what this clip cannot tell and what would help.

    What goes well and what deserves a look are the analysis' `findings`.
    """

    headline: str
    unsure: tuple[str, ...]


# What is unsure about these is told by the findings.
DROP_READINGS = (*DROPS.values(), "pelvic_drop_asymmetry")
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
    """What the clip says in one sentence, by the same rule as its findings and flags."""
    kind = analysis.activity.kind
    if kind == "none":
        return _nobody_runs(analysis)
    if kind == "walking":
        return _walking(analysis)
    levels = drop_levels(analysis)
    measured = [side for side in SIDES if levels[side] != "unknown"]
    headline = _drop_headline(analysis, levels) if measured else _cadence_headline(analysis)
    if any(analysis.readings[DROPS[side]].confidence == "low" for side in measured):
        headline = f"A first impression: {headline[0].lower()}{headline[1:]}"
    return Verdict(headline=headline, unsure=tuple(_unsure(analysis)))


def everything_measurable(analysis: Analysis) -> bool:
    return all(reading.measurable for reading in _main_readings(analysis.readings))


def _main_readings(readings: Mapping[str, Reading]) -> list[Reading]:
    return [readings[name] for name in EXPLAINED if name in readings]


def _nobody_runs(analysis: Analysis) -> Verdict:
    reason = analysis.activity.reason or (
        "Nobody runs long enough in this clip for steps to be counted."
    )
    return Verdict(
        headline="No running was found in this clip.",
        unsure=(_sentence(reason), *analysis.warnings),
    )


def _sentence(text: str) -> str:
    """The words as a sentence of their own."""
    return f"{_capital(text).rstrip('.')}."


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _walking(analysis: Analysis) -> Verdict:
    return Verdict(
        headline="This clip shows you walking.",
        unsure=(
            "The lines that the drop of the pelvis is held against were measured in runners, so "
            "it is not judged here. Film a stretch of running for that.",
            *analysis.warnings,
        ),
    )


def _drop_headline(analysis: Analysis, levels: Mapping[Side, Level]) -> str:
    clauses = {side: _clause(analysis, side, levels[side]) for side in SIDES}
    left, right = clauses["left"], clauses["right"]
    if not (left and right):
        side: Side = "left" if left else "right"
        return f"On your {side} leg {clauses[side]}; the {OTHER[side]} leg could not be read."
    if left == right:
        doubt = ", as far as this clip can tell" if levels["left"] == "close" else ""
        return f"{_capital(left)} on both legs{doubt}."
    calmer: Side = "left" if _RANK[levels["left"]] <= _RANK[levels["right"]] else "right"
    busier = OTHER[calmer]
    return (
        f"On your {calmer} leg {clauses[calmer]}; on your {busier} leg "
        f"{clauses[busier].replace('your pelvis', 'it', 1)}."
    )


_RANK: dict[Level, int] = {"unknown": 0, "below": 1, "close": 2, "above": 3, "well above": 4}


def _clause(analysis: Analysis, side: Side, found: Level) -> str:
    if found == "unknown":
        return ""
    if found == "close":
        value = analysis.readings[DROPS[side]].value or 0.0
        looks = value <= analysis.settings.flags.drop_deg
        return "your pelvis looks level" if looks else "your pelvis may drop more than usual"
    return {
        "below": "your pelvis stays nicely level",
        "above": "your pelvis drops more than usual",
        "well above": "your pelvis drops clearly more than usual",
    }[found]


def _cadence_headline(analysis: Analysis) -> str:
    cadence = analysis.readings.get("cadence")
    if cadence is None or cadence.value is None:
        return "You are running, but this clip is too little for a reading."
    return (
        f"You take {figure(cadence)} steps a minute. Your pelvis cannot be read from this clip."
    )


def _unsure(analysis: Analysis) -> Iterable[str]:
    """Warnings, and the caveats that no finding has told, each once."""
    told = {finding.text for finding in analysis.findings.look}
    owners: dict[str, list[Reading]] = {}
    for reading in _main_readings(analysis.readings):
        if reading.caveat and reading.name not in DROP_READINGS:
            owners.setdefault(reading.caveat, []).append(reading)
    for caveat, readings in owners.items():
        alone = len(readings) == 1 and readings[0].measurable
        yield f"{readings[0].label}: {caveat}" if alone else caveat
    for warning in dict.fromkeys(analysis.warnings):
        if warning not in owners and warning not in told:
            yield warning

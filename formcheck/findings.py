"""What a coach would say of a clip: what goes well, what deserves a look, one thing to take along.

Which sentence is said when; the sentences are in `formcheck.coach_words`. Everything follows from
the readings, with their whole intervals, by the rule that also flags the frames
(`formcheck.flags`): above a line is only what lies above it with its whole interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from formcheck import coach_words as say
from formcheck.drills import cadence_target, drills_for
from formcheck.filming import checkup
from formcheck.finding import Finding, Findings, Focus
from formcheck.flags import SIDES, Level, is_above, level
from formcheck.form_lines import FORM_LINES, place
from formcheck.gait.cadence import looks_slowed
from formcheck.readings import Reading
from formcheck.result import Analysis, Flag, Side

MOST_TO_LOOK_AT = 3
DROPS: dict[Side, str] = {"left": "pelvic_drop_left", "right": "pelvic_drop_right"}


def find_findings(analysis: Analysis) -> Findings:
    """What goes well (never nothing), at most three things to look at, one focus.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Findings
    """
    kind = analysis.activity.kind
    if kind in ("none", "walking"):
        good, look, focus = _without_running(analysis)
    else:
        levels = drop_levels(analysis)
        good = list(_good(analysis, levels)) or [say.followed()]
        look = list(_look(analysis, levels))[:MOST_TO_LOOK_AT]
        focus = _focus(analysis, levels)
    return Findings(
        good=tuple(good), look=tuple(_with_drills(finding) for finding in look), focus=focus,
        checkup=checkup(analysis),
    )


def drop_levels(analysis: Analysis) -> dict[Side, Level]:
    """Where each leg's drop lies against the sourced lines."""
    limits = analysis.settings.flags
    return {side: level(analysis.readings.get(DROPS[side]), limits) for side in SIDES}


def _without_running(analysis: Analysis) -> tuple[list[Finding], list[Finding], Focus]:
    if analysis.activity.kind == "walking":
        return (
            [say.walking(analysis.readings.get("cadence"))],
            [say.film_running("The lines that pelvic drop is held against are those of runners.")],
            say.focus_on_running(),
        )
    return (
        [say.clip_can_be_read(analysis)],
        [say.film_running("No running was found in this clip.")],
        say.focus_on_running(),
    )


def believed_cadence(analysis: Analysis) -> Reading | None:
    """The cadence, unless it was not measured or is one that no runner has: slow motion, say."""
    cadence = analysis.readings.get("cadence")
    if cadence is None or cadence.value is None:
        return None
    _, fastest = analysis.settings.gait.running_cadence_spm
    odd = looks_slowed(cadence.value, analysis.slow_motion_factor) or cadence.value > fastest
    return None if odd else cadence


def _good(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[Finding]:
    if analysis.activity.kind == "mixed":
        yield say.walk_breaks()
    yield from _good_about_drop(analysis, levels)
    difference = analysis.readings.get("pelvic_drop_asymmetry")
    if difference is not None and difference.measurable and is_alike(difference):
        yield say.alike(difference)
    yield from _form(analysis, "near")
    cadence = believed_cadence(analysis)
    if cadence is not None:
        yield say.rhythm(cadence, even=bool(len(analysis.steps) and analysis.steps["steady"].all()))


def _good_about_drop(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[Finding]:
    limits = analysis.settings.flags
    readings = {side: analysis.readings[DROPS[side]] for side in SIDES if levels[side] != "unknown"}
    below = [side for side in readings if levels[side] == "below"]
    if len(below) == 2:
        yield say.level_on_both(readings, limits)
    elif below:
        yield say.level_on_one(below[0], readings[below[0]], limits)
    looks = {
        side: reading for side, reading in readings.items()
        if levels[side] == "close" and (reading.value or 0.0) <= limits.drop_deg
    }
    if looks:
        yield say.looks_level(looks)


def is_alike(difference: Reading) -> bool:
    """Whether zero lies in the interval of left minus right."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and low <= 0.0 <= high


def _look(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[Finding]:
    limits = analysis.settings.flags
    above = [side for side in SIDES if is_above(levels[side])]
    for side in sorted(above, key=lambda side: -(analysis.readings[DROPS[side]].value or 0.0)):
        finding = say.drop(side, analysis.readings[DROPS[side]], levels[side], limits)
        yield replace(finding, flag=_deepest(analysis.flags, side))
    difference = analysis.readings.get("pelvic_drop_asymmetry")
    if difference is not None and difference.measurable and not is_alike(difference):
        yield say.difference(difference)
    yield from _form(analysis, "far")
    yield from _tired(analysis)
    odd = [number for number, flag in enumerate(analysis.flags, start=1)
           if flag.kind == "out of line"]
    if odd:
        reason = analysis.flags[odd[0] - 1].reason
        yield replace(say.odd_step(reason, len(odd)), flag=odd[0])
    yield from _film(analysis, levels)


def _form(analysis: Analysis, side: str) -> Iterable[Finding]:
    for line in FORM_LINES:
        reading = analysis.readings.get(line.reading)
        if reading is not None and reading.measurable and place(reading, line) == side:
            yield say.form(reading, line, far=side == "far")


def _tired(analysis: Analysis) -> Iterable[Finding]:
    """Changes within the clip that are sure, and more than two films of one runner differ by."""
    least = analysis.settings.compare
    cadence = analysis.trends.get("cadence")
    if cadence is not None and (cadence.high or 0.0) < 0 and _size(cadence) >= least.cadence_spm:
        yield say.towards_the_end(cadence, "Your steps get slower towards the end", ())
    for side in SIDES:
        drop = analysis.trends.get(DROPS[side])
        if drop is not None and (drop.low or 0.0) > 0 and _size(drop) >= least.drop_deg:
            title = f"Standing on the {side} leg, your pelvis drops more towards the end"
            yield say.towards_the_end(drop, title, ("burnet2009",))


def _size(reading: Reading) -> float:
    return abs(reading.value or 0.0)


def _film(analysis: Analysis, levels: Mapping[Side, Level]) -> Iterable[Finding]:
    readings = {side: analysis.readings.get(DROPS[side]) for side in SIDES}
    unclear = {
        side: reading for side, reading in readings.items()
        if reading is not None and levels[side] == "close"
    }
    unread = [
        reading for side, reading in readings.items()
        if reading is not None and levels[side] == "unknown"
    ]
    if unclear:
        yield say.unclear(unclear, analysis.settings.flags)
    elif unread:
        yield say.unread(unread[0])


def _deepest(flags: tuple[Flag, ...], side: Side) -> int | None:
    """Number of the flagged frame with the deepest drop on this leg."""
    numbered = [(flag.value_deg, number) for number, flag in enumerate(flags, start=1)
                if flag.side == side and flag.kind != "out of line"]
    return max(numbered)[1] if numbered else None


def _focus(analysis: Analysis, levels: Mapping[Side, Level]) -> Focus:
    """Feedback where one leg stands out, rhythm where both do: each changed drop in a study."""
    above = [side for side in SIDES if is_above(levels[side])]
    target = cadence_target(believed_cadence(analysis))
    if len(above) == 1 or (above and target is None):
        return say.focus_on_level(above[0])
    if above and target is not None:
        return say.focus_on_rhythm(target)
    return say.focus_on_keeping(target)


def _with_drills(finding: Finding) -> Finding:
    return replace(finding, drills=drills_for(finding.topic))

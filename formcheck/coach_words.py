"""The sentences of a friendly coach who has looked at the frames: plain, short, no verdict on
the person. What is said when is decided in `formcheck.findings`.
"""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.drills import CadenceTarget
from formcheck.figures import CONFIDENCE_WORDS, UNIT_WORDS, figure, interval, number
from formcheck.finding import Finding, Focus
from formcheck.flags import Level
from formcheck.form_lines import FormLine
from formcheck.readings import Reading
from formcheck.result import Analysis, Side
from formcheck.settings import FlagSettings

OTHER: dict[Side, Side] = {"left": "right", "right": "left"}
HEALTHY = "healthy runners in a laboratory had 3.7 ± 1.9°"
IF_CURIOUS = "Only if you are curious; without complaints nothing needs to change."
TAPE = (
    "Two strips of bright tape on the back of your waistband, over the two dimples, would make it "
    "sharper."
)


def with_interval(reading: Reading) -> str:
    """E.g. ``"8.6° (5.8 to 11.4°)"``."""
    unit = "" if reading.unit == "deg" else f" {UNIT_WORDS.get(reading.unit, reading.unit)}"
    return f"{figure(reading)}{unit} ({interval(reading)})"


def with_intervals(sides: Mapping[Side, Reading]) -> str:
    """E.g. ``"left 4.0° (0.9 to 7.1°), right 3.5° (0.4 to 6.6°)"``."""
    if len(sides) == 1:
        return with_interval(next(iter(sides.values())))
    return ", ".join(f"{side} {with_interval(reading)}" for side, reading in sides.items())


def sure(reading: Reading) -> str:
    return CONFIDENCE_WORDS[reading.confidence]


def level_on_both(sides: Mapping[Side, Reading], limits: FlagSettings) -> Finding:
    reading = next(iter(sides.values()))
    return Finding(
        topic="level", title="Your pelvis stays level on both legs",
        text=f"Both sides stay below {limits.drop_deg:g}°, the upper edge of the usual range; "
        f"{HEALTHY}.",
        reading=reading.name, figure=with_intervals(sides), sure=sure(reading),
        sources=("bramah2018",),
    )


def level_on_one(side: Side, reading: Reading, limits: FlagSettings) -> Finding:
    return Finding(
        topic="level", title=f"You hold your pelvis well on the {side} leg",
        text=f"It stays below {limits.drop_deg:g}°, the upper edge of the usual range; {HEALTHY}.",
        reading=reading.name, figure=with_interval(reading), sure=sure(reading),
        sources=("bramah2018",),
    )


def looks_level(sides: Mapping[Side, Reading]) -> Finding:
    """The best guess lies in the usual range, the interval does not."""
    (first, reading), *more = sides.items()
    where = "on both legs" if more else f"when the {first} leg stands"
    return Finding(
        topic="level", title=f"Your pelvis looks level {where}",
        text=f"The best guess is in the usual range; {HEALTHY}.",
        reading=reading.name, figure=with_intervals(sides), sure=sure(reading),
        sources=("bramah2018",),
    )


def alike(difference: Reading) -> Finding:
    half = number(((difference.high or 0.0) - (difference.low or 0.0)) / 2, difference.unit)
    return Finding(
        topic="alike", title="Left and right are alike, as far as this clip can tell",
        text=f"It would show a difference of about {half} or more.",
        reading=difference.name, figure=with_interval(difference), sure=sure(difference),
    )


def rhythm(cadence: Reading, *, even: bool) -> Finding:
    steps = f"{cadence.n_steps} steps were counted"
    return Finding(
        topic="rhythm",
        title="Your rhythm is steady" if even else "Your rhythm can be counted",
        text=f"{steps}, each as long as its neighbours. " * even + f"{steps}. " * (not even)
        + "Runners differ: there is no universal 180.",
        reading=cadence.name, figure=with_interval(cadence), sure=sure(cadence),
        sources=("burns2019",),
    )


def walk_breaks() -> Finding:
    return Finding(
        topic="walk breaks", title="You run and walk",
        text="Beginners who walk between runs are runners too. The readings are of the running.",
    )


def walking(cadence: Reading | None) -> Finding:
    known = cadence is not None and cadence.value is not None
    return Finding(
        topic="walk breaks", title="You are on your feet",
        text="Walking belongs to running: beginners who walk between runs are runners too."
        + (f" You take {figure(cadence)} steps a minute." if known and cadence else ""),
    )


def clip_can_be_read(analysis: Analysis) -> Finding:
    return Finding(
        topic="clip", title="The clip itself can be read",
        text=f"{analysis.clip.duration_s:.1f} seconds, {analysis.clip.n_frames} frames.",
    )


def followed() -> Finding:
    return Finding(
        topic="clip", title="You were found",
        text="The camera saw you, and you were followed through the clip.",
    )


def drop(side: Side, reading: Reading, found: Level, limits: FlagSettings) -> Finding:
    beyond = (
        f" It is above {limits.deep_drop_deg:g}°, too: further than two readings from video differ."
        if found == "well above" else ""
    )
    hint = " Film once more before you make much of it." if reading.confidence == "low" else ""
    return Finding(
        topic="drop",
        title=f"Standing on your {side} leg, your {OTHER[side]} side sinks further than in most",
        text=f"The whole interval is above {limits.drop_deg:g}°; about one in six healthy runners "
        f"is, too.{beyond}{hint}",
        reading=reading.name, figure=with_interval(reading), sure=sure(reading),
        sources=("bramah2018", *(("dingenen2018",) if beyond else ())),
    )


def difference(reading: Reading) -> Finding:
    more: Side = "left" if (reading.value or 0.0) > 0 else "right"
    return Finding(
        topic="difference", title="Your two sides differ",
        text=f"The pelvis drops more when the {more} leg stands than when the {OTHER[more]} does. "
        "Left minus right, where zero would be alike:",
        reading=reading.name, figure=with_interval(reading), sure=sure(reading),
    )


def form(reading: Reading, line: FormLine, *, far: bool) -> Finding:
    return Finding(
        topic=line.topic, title=line.look if far else line.good,
        text=f"{line.when[0].upper()}{line.when[1:]}, healthy runners in a laboratory had "
        f"{line.mean_deg:g} ± {line.sd_deg:g}°.",
        reading=reading.name, figure=with_interval(reading), sure=sure(reading),
        sources=(line.source,),
    )


def towards_the_end(trend: Reading, title: str, sources: tuple[str, ...]) -> Finding:
    return Finding(
        topic="tired", title=title,
        text="From the first to the last third of this clip. Film the first minutes of a run, too, "
        "and see whether it is there when you are fresh.",
        reading=trend.name, figure=with_interval(trend), sure=sure(trend), sources=sources,
    )


def odd_step(reason: str, count: int) -> Finding:
    others = {1: "", 2: " 1 more is marked."}.get(count, f" {count - 1} more are marked.")
    return Finding(
        topic="step",
        title="One step is not like the others" if count == 1
        else "Some steps are not like the others",
        text=f"{reason}{others} A glance aside, a stumble? Have a look at the frame.",
    )


def unclear(sides: Mapping[Side, Reading], limits: FlagSettings) -> Finding:
    """Drops whose interval reaches over the line."""
    (first, reading), *more = sides.items()
    where = "either leg" if more else f"the {first} leg"
    return Finding(
        topic="film", title="Film your pelvis once more, sharper",
        text=f"This clip cannot tell whether the drop on {where} is below or above "
        f"{limits.drop_deg:g}°, the upper edge of the usual range. {TAPE}",
        reading=reading.name, figure=with_intervals(sides), sure=sure(reading),
        sources=("bramah2018", "souza2016"),
    )


def unread(reading: Reading) -> Finding:
    return Finding(
        topic="film", title="Let the camera see your pelvis", text=reading.caveat,
        reading=reading.name, sure=sure(reading), sources=("souza2016",),
    )


def film_running(why: str) -> Finding:
    return Finding(
        topic="film", title="Film ten seconds of running",
        text=f"{why} Ten seconds of steady running from behind are enough for a first look.",
        sources=("souza2016", "dingenen2018"),
    )


def focus_on_level(side: Side) -> Focus:
    return Focus(
        title="A level waistband",
        text=f"{IF_CURIOUS} Each time your {side} foot lands, think: both sides of the waistband "
        "at one height. A mirror or a screen in front of you helps. One thought is enough for one "
        "run.",
        drill="mirror",
    )


def focus_on_rhythm(target: CadenceTarget) -> Focus:
    return Focus(
        title=f"{target.from_spm} steps a minute",
        text=f"{IF_CURIOUS} Your rhythm is {target.own_spm}. At the same speed, try 5 % more, with "
        f"{beat(target)}. One thought is enough for one run.",
        drill="cadence",
    )


def focus_on_keeping(target: CadenceTarget | None) -> Focus:
    count = "" if target is None else (
        f" For fun: count your right foot for half a minute. {round(target.own_spm / 4)} is the "
        "rhythm of this clip."
    )
    return Focus(
        title="Run as you do",
        text="Nothing that is sure in this clip asks for a change." + count,
    )


def focus_on_running() -> Focus:
    return Focus(
        title="Some running, at ease",
        text="Run as long as it is comfortable, walk when you like, run again.",
    )


def beat(target: CadenceTarget) -> str:
    """How to set the metronome."""
    return (
        f"a metronome at {target.beat_bpm} beats a minute, or at {target.slow_beat_bpm} for one "
        "foot alone"
    )


def own_target(target: CadenceTarget) -> str:
    """The cadence drill in the runner's own numbers."""
    return (
        f"You: {target.own_spm}. Try {target.from_spm} (+5 %), later up to {target.to_spm} "
        f"(+10 %): {beat(target)}."
    )

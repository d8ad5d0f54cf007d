"""How to film the next clip, from what was missing in this one."""

from __future__ import annotations

from formcheck.result import Analysis

# Of these views nobody can read the pelvis; the others may fail for a reason of their own.
VIEWS_TO_CHANGE = ("left", "right", "oblique", "unknown", "front")


def filming_advice(analysis: Analysis) -> tuple[str, ...]:
    """How to film the next clip, what was missing in this one first."""
    advice = []
    if analysis.view.kind in VIEWS_TO_CHANGE:
        advice.append(
            "Put the camera straight behind you: pelvic drop is read from behind, and a few "
            "degrees off to the side already change it."
        )
    cadence = analysis.readings.get("cadence")
    if cadence is None or not cadence.measurable or _few_steps(analysis):
        advice.append(
            "Film at least ten seconds of steady running without a break: seven steps on each leg "
            "make a stable average."
        )
    advice += [
        "Fix the camera: lean it on something, level and upright, about as high as your hips, "
        "your whole body in the picture all the time.",
        "Wear something fitted, the shirt tucked in, so that your waistband can be seen. Two "
        "strips of bright tape on the back of the waistband, over the two dimples, make it "
        "surer on any clothes.",
        "Warm up first: six to ten minutes of running.",
        "Choose 120 frames a second or more if your phone has it.",
    ]
    return tuple(advice)


def _few_steps(analysis: Analysis) -> bool:
    """Whether a leg was read on too few steps for a stable average."""
    needed = analysis.settings.pelvis.steps_for_high
    return any(
        0 < analysis.readings[name].n_steps < needed
        for name in ("pelvic_drop_left", "pelvic_drop_right") if name in analysis.readings
    )

"""How to film the next clip so that it says more, and can be compared with this one."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.result import Analysis

# Of these views nobody can read the pelvis; the others may fail for a reason of their own.
VIEWS_TO_CHANGE = ("left", "right", "oblique", "unknown", "front")


def step_behind(azimuth_deg: float) -> str:
    """What to do about a camera so many degrees off straight behind (right is positive)."""
    side = "right" if azimuth_deg > 0 else "left"
    return (
        f"The camera stood {abs(azimuth_deg):.0f}° to the {side} of you: step behind the "
        "treadmill's middle."
    )


def checkup(analysis: Analysis) -> tuple[str, ...]:
    """How to film the check-up, what was missing in this clip first."""
    return tuple(_lines(analysis))


def _lines(analysis: Analysis) -> Iterable[str]:
    if analysis.view.kind in VIEWS_TO_CHANGE:
        yield (
            "Put the camera straight behind you: pelvic drop is read from behind, and a few "
            "degrees off to the side already change it."
        )
    off_deg = analysis.view.azimuth_deg if analysis.view.kind == "rear" else None
    if off_deg is not None and abs(off_deg) > analysis.settings.pelvis.azimuth_good_deg:
        yield step_behind(off_deg)
    if _few_steps(analysis):
        yield (
            "Film at least ten seconds of steady running without a break: seven steps on each leg "
            "make a stable average."
        )
    yield (
        "Keep what you can from film to film: the same place, speed, shoes and shorts, after six "
        "to ten minutes of running."
    )
    yield (
        "Fix the camera: lean it on something, level and upright, about as high as your hips, "
        "your whole body in the picture all the time. Remember where it stood."
    )
    yield (
        "Wear something fitted, the shirt tucked in, and stick two strips of bright tape on the "
        "back of the waistband, over the two dimples."
    )
    yield "Choose 120 frames a second or more if your phone has it."
    least = analysis.settings.compare.drop_deg
    yield (
        f"Then compare the two clips: a difference of less than {least:g}° of drop means nothing; "
        "of a larger one, the comparison says whether it can be told."
    )


def _few_steps(analysis: Analysis) -> bool:
    """Whether cadence was not read, or a leg on too few steps for a stable average."""
    cadence = analysis.readings.get("cadence")
    if cadence is None or not cadence.measurable:
        return True
    needed = analysis.settings.pelvis.steps_for_high
    return any(
        0 < analysis.readings[name].n_steps < needed
        for name in ("pelvic_drop_left", "pelvic_drop_right") if name in analysis.readings
    )

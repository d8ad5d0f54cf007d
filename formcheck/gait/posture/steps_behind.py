"""Which column of the table of steps, and which legs, stand behind each reading of the form."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.gait.posture.registry import MEASURES
from formcheck.result import ViewKind

BOTH = ("left", "right")


def steps_behind(view: ViewKind) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Column and legs by the reading's name."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for measure in MEASURES:
        if measure.legs == "each":
            found |= {f"{measure.name}_{leg}": (measure.column, (leg,)) for leg in BOTH}
        else:
            legs = (str(view),) if measure.legs == "near" else BOTH
            found[measure.name] = (measure.column, legs)
    return found

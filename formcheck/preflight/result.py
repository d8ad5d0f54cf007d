"""What a preflight says: a traffic light a check, advice, and the runner marked in a still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.everybody import SeenPerson

Light = Literal["green", "yellow", "red"]
_GRAVITY: dict[Light, int] = {"green": 0, "yellow": 1, "red": 2}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        ``runner``, ``light``, ``distance``, ``view``, ``feet``, ``pelvis``, ``camera``,
        ``frame rate``, ``clothes`` or ``people``.
    light : {"green", "yellow", "red"}
        Red: the analysis would refuse, or nearly so.
    found : str
        One plain sentence with the numbers.
    advice : str
        What to do about it; empty where nothing is wrong.
    """

    name: str
    light: Light
    found: str
    advice: str = ""


@dataclass(frozen=True)
class Preflight:
    """What the first seconds of a clip promise.

    Attributes
    ----------
    checks : tuple of Check
        The gravest first.
    people : tuple of SeenPerson
        In the first seconds, numbered as in the still; `frame` counts the looks. The whole clip
        may number them otherwise.
    still_bgr : (h, w, 3) uint8 array
        A frame with the runner marked, and numbered boxes where there are several people.
    """

    checks: tuple[Check, ...]
    people: tuple[SeenPerson, ...]
    still_bgr: NDArray[np.uint8] = field(repr=False)

    @property
    def light(self) -> Light:
        """The gravest light of all."""
        return max((check.light for check in self.checks), key=_GRAVITY.__getitem__)

    @property
    def advice(self) -> tuple[str, ...]:
        """What to do, the gravest first."""
        return tuple(check.advice for check in self.checks if check.advice)

    def as_dict(self) -> Mapping[str, Any]:
        """Plain values, ready for JSON; the still is left out."""
        return {
            "light": self.light,
            "checks": [vars(check) for check in self.checks],
            "advice": list(self.advice),
            "people": [
                {"number": person.number, "share": round(person.share, 3),
                 "box_px": [round(side, 1) for side in person.box_px]}
                for person in self.people
            ],
        }


def gravest_first(checks: list[Check]) -> tuple[Check, ...]:
    """The checks in order of their lights."""
    return tuple(sorted(checks, key=lambda check: -_GRAVITY[check.light]))

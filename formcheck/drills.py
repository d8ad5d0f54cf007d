"""What people work on: drills and exercises, how they are done, and what the evidence says.

They are data, `data/drills.toml`, with a drawing each in `data/drawings/`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from formcheck.readings import Reading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Kind = Literal["running", "strength"]
Strength = Literal["some", "weak"]

# By how much runners raised their cadence in the studies: Heiderscheit 2011, Bramah 2019.
CADENCE_GAINS = (1.05, 1.10)


@dataclass(frozen=True)
class Drill:
    """Something that people work on.

    Attributes
    ----------
    id, name : str
    kind : {"running", "strength"}
        While running, or beside it.
    how : tuple of str
        How it is done, in two sentences.
    how_often : str
    findings : tuple of str
        Topics of findings that it goes with.
    evidence : str
        What is known, also when it is little.
    strength : {"some", "weak"}
        Of the evidence: ``some`` = it changed the movement in people who ran.
    sources : tuple of str
        Keys of `formcheck.sources.SOURCES`.
    drawing : str
        Name of its drawing.
    """

    id: str
    name: str
    kind: Kind
    how: tuple[str, ...]
    how_often: str
    findings: tuple[str, ...]
    evidence: str
    strength: Strength
    sources: tuple[str, ...]
    drawing: str

    @property
    def svg(self) -> str:
        """The drawing as SVG, to stand inside a page; its colours follow the page's."""
        return (_DATA / "drawings" / self.drawing).read_text(encoding="utf-8")


@dataclass(frozen=True)
class CadenceTarget:
    """A rhythm to try, worked out from the runner's own.

    Attributes
    ----------
    own_spm, from_spm, to_spm : int
        The runner's cadence, and 5 and 10 % more.
    beat_bpm : int
        Metronome for `from_spm`, a beat a step.
    slow_beat_bpm : int
        The same with a beat for every other step, always the same foot.
    """

    own_spm: int
    from_spm: int
    to_spm: int

    @property
    def beat_bpm(self) -> int:
        return self.from_spm

    @property
    def slow_beat_bpm(self) -> int:
        return round(self.from_spm / 2)


_DATA = files("formcheck") / "data"


@cache
def all_drills() -> tuple[Drill, ...]:
    """Every drill there is, in the order of the file."""
    text = (_DATA / "drills.toml").read_text(encoding="utf-8")
    return tuple(_drill(entry) for entry in tomllib.loads(text)["drill"])


def drills_for(topic: str) -> tuple[str, ...]:
    """The ids of the drills that go with a topic of findings."""
    return tuple(drill.id for drill in all_drills() if topic in drill.findings)


def drills_named(ids: Iterable[str]) -> tuple[Drill, ...]:
    """Drills by their ids, each once, in the order of the file."""
    wanted = set(ids)
    return tuple(drill for drill in all_drills() if drill.id in wanted)


def cadence_target(cadence: Reading | None) -> CadenceTarget | None:
    """5 to 10 % above the runner's own cadence; None where that was not measured."""
    if cadence is None or cadence.value is None:
        return None
    own = cadence.value
    return CadenceTarget(round(own), *(round(own * gain) for gain in CADENCE_GAINS))


def _drill(entry: dict[str, Any]) -> Drill:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Drill(**values)

"""What to work on: the drills that go with a clip's findings, in the runner's own numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.coach_words import own_target
from formcheck.drills import Drill, all_drills, cadence_target, drills_named
from formcheck.findings import believed_cadence
from formcheck.result import Analysis
from formcheck.sources import SOURCES, Source


@dataclass(frozen=True)
class Suggestion:
    """A drill as it is shown.

    Attributes
    ----------
    drill : Drill
    yours : str
        The drill in the runner's own numbers, or empty.
    sources : tuple of Source
    """

    drill: Drill
    yours: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class WorkOn:
    """What people with such findings work on.

    Attributes
    ----------
    running, strength : tuple of Suggestion
        While running, and beside it.
    tied : bool
        Whether a finding points to them; else they are all there are, for the curious.
    """

    running: tuple[Suggestion, ...]
    strength: tuple[Suggestion, ...]
    tied: bool

    @property
    def source_keys(self) -> tuple[str, ...]:
        shown = (*self.running, *self.strength)
        return tuple(dict.fromkeys(key for each in shown for key in each.drill.sources))


def work_on(analysis: Analysis) -> WorkOn:
    """The drills that the findings point to; all of them where none is pointed to."""
    named = [name for finding in analysis.findings.look for name in finding.drills]
    suggestions = list(_suggestions(analysis, drills_named(named) or all_drills()))
    return WorkOn(
        running=tuple(each for each in suggestions if each.drill.kind == "running"),
        strength=tuple(each for each in suggestions if each.drill.kind == "strength"),
        tied=bool(named),
    )


def _suggestions(analysis: Analysis, drills: Iterable[Drill]) -> Iterable[Suggestion]:
    runs = analysis.activity.kind in ("running", "mixed")
    target = cadence_target(believed_cadence(analysis)) if runs else None
    for drill in drills:
        yours = own_target(target) if target is not None and drill.id == "cadence" else ""
        yield Suggestion(drill, yours, tuple(SOURCES[key] for key in drill.sources))

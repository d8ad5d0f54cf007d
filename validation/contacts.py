"""Fit how contact and toe-off are told, and say how well: ``python -m validation.contacts``.

Constants and weights of `formcheck.gait.contacts.EVENTS` by least squares over clips whose contacts
are known. Writes what was found beside what formcheck has; nothing is changed by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from formcheck.gait.contacts import EVENTS, HALF_STANCE, Event, clues_of
from formcheck.pose.track import FloatArray
from formcheck.real_time import find_running
from formcheck.result import ViewKind
from formcheck.settings import Settings
from validation.benchmark.markdown import markdown_table
from validation.contact_clips import Known, known_clips

OUT = Path(__file__).parent / "contacts_fit.md"
VIEWS: tuple[ViewKind, ...] = ("rear", "front", "left")
NAMES: dict[ViewKind, str] = {"rear": "rear", "front": "front", "left": "side"}
# Share of the weight that another renderer's clips have in a fit.
ELSEWHERE_SHARE = 0.2
# A step is the true one whose middle is so near, strides; a clip needs so many.
NEAR, FEWEST_STEPS = 0.2, 3
# Keeps weights of cues that hardly differ between clips from running away.
RIDGE = 1e-5
console = Console()

EventName = Literal["contact", "toe_off"]


@dataclass(frozen=True)
class Told:
    """What one clip's usual step shows of an event, and when it truly comes.

    Attributes
    ----------
    view : ViewKind
        "left" for either side.
    clues : (k,) array
        Half the stance by the bounce, and the cues' times: strides from mid-stance.
    true : float
        Strides from the mid-stance that was found.
    stride_s : float
    """

    clip: str
    group: str
    view: ViewKind
    event: EventName
    clues: FloatArray
    true: float
    stride_s: float


@dataclass(frozen=True)
class Fit:
    """Weights (a constant first) and the error of each own clip when it is left out, ms."""

    weights: FloatArray
    left_out_ms: FloatArray


def told_in(known: Known) -> Iterator[Told]:
    """Contact and toe-off of one clip; none where its steps were not found."""
    running, _, _ = find_running(known.seen, settings=Settings())
    part, steps = running.longest, running.steps
    if part is None:
        return
    steps = steps[steps["activity"] == "running"]
    middle_s, stride_hz = steps["mid_stance_s"].to_numpy(float), part.rhythm.stride_hz
    true = known.steps
    nearest = np.abs(true["mid_stance_s"].to_numpy(float)[:, None] - middle_s).argmin(axis=0)
    true = true.iloc[nearest]
    found = np.abs(true["mid_stance_s"].to_numpy(float) - middle_s) < NEAR / stride_hz
    if found.sum() < FEWEST_STEPS:
        return
    kind = running.view.kind
    view = kind if kind in ("rear", "front") else "left"
    clues = clues_of(part.motion, middle_s, list(steps["side"]), view, stride_hz)
    stance = clues.half_stance if np.isfinite(clues.half_stance) else HALF_STANCE
    times: dict[EventName, tuple[str, tuple[float, ...]]] = {
        "contact": ("initial_contact_s", clues.contact), "toe_off": ("toe_off_s", clues.toe_off),
    }
    for event, (column, cues) in times.items():
        strides = (true[column].to_numpy(float) - middle_s)[found] * stride_hz
        yield Told(
            known.name, known.group, view, event, np.array([stance, *cues]),
            float(np.median(strides)), 1 / stride_hz,
        )  # fmt: skip


def fitted(told: list[Told]) -> Fit:
    """Least squares over own clips and, with less weight, those from elsewhere."""
    clues = np.stack([one.clues for one in told])
    true = np.array([one.true for one in told])
    own = np.array([one.group == "own" for one in told])
    weight = np.where(own, 1.0, ELSEWHERE_SHARE / (1 - ELSEWHERE_SHARE) * own.sum()
                      / max((~own).sum(), 1))
    middle = clues.mean(axis=0)
    terms = np.column_stack([np.ones(len(told)), clues - middle])
    ridge = RIDGE * len(told) * np.diag([0.0] + [1.0] * clues.shape[1])
    inverse = np.linalg.inv((terms.T * weight) @ terms + ridge)
    weights = inverse @ ((terms.T * weight) @ true)
    pull = np.einsum("ij,jk,ik->i", terms, inverse, terms) * weight
    stride_s = np.array([one.stride_s for one in told])
    left_out = 1000 * (terms @ weights - true) / (1 - pull) * stride_s
    return Fit(np.concatenate([[weights[0] - weights[1:] @ middle], weights[1:]]), left_out[own])


def shipped_weights(event: Event) -> FloatArray:
    """Constant, weight of the bounce, and weights of the cues, as formcheck has them."""
    return np.array([event.constant, event.by_bounce, *(cue.weight for cue in event.cues)])


def error_ms(one: Told, weights: FloatArray) -> float:
    """By how much these weights tell the event of a clip too late."""
    return float(1000 * (weights[0] + weights[1:] @ one.clues - one.true) * one.stride_s)


def rows_of(told: list[Told]) -> Iterator[dict[str, object]]:
    """A row of the page for each view and event."""
    for view in VIEWS:
        for number, event in enumerate(("contact", "toe_off")):
            here = [one for one in told if one.view == view and one.event == event
                    and np.isfinite(one.clues).all()]
            some = [one for one in here if one.group != "fresh"]
            fit, shipped = fitted(some), shipped_weights(EVENTS[view][number])
            own = [one for one in some if one.group == "own"]
            fresh = [error_ms(one, shipped) for one in here if one.group == "fresh"]
            apart = [error_ms(one, fit.weights) - error_ms(one, shipped) for one in own]
            yield {
                "view": NAMES[view], "event": event.replace("_", "-"),
                "clips, own and elsewhere": f"{len(own)} + {len(some) - len(own)}",
                "in formcheck": _listed(shipped), "fitted now": _listed(fit.weights),
                "the two tell apart, ms RMS": f"{_rms(apart):.1f}",
                "left out in turn, ms RMS": f"{_rms(fit.left_out_ms):.1f}",
                "fresh clips, ms RMS": f"{_rms(fresh):.1f} ({len(fresh)})" if fresh else "–",
                "mean": f"{np.mean(fresh):+.1f}".replace("-", "−") if fresh else "–",
            }  # fmt: skip


def _listed(weights: FloatArray) -> str:
    return ", ".join(f"{weight:.3f}" for weight in weights).replace("-", "−")


def _rms(values: list[float] | FloatArray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def main() -> None:
    """Look at all clips, fit, and write the page."""
    clips = track(known_clips(), "Looking at the clips", console=console)
    told = [one for known in clips for one in told_in(known)]
    table = markdown_table(pd.DataFrame(rows_of(told)))
    OUT.write_text(
        "# The fit of contacts\n\n"
        "Made by `make contacts`: least squares for initial contact and toe-off, strides from "
        "mid-stance; the weights are the constant, that of half the stance by the bounce, and "
        "those of the cues in `formcheck/gait/contacts.py`. Errors are a clip's, the median of its "
        "steps. *Fresh* clips were rendered when the constants stood, and are told with those. "
        "What this means: [contacts.md](contacts.md).\n\n"
        f"{table}\n", encoding="utf-8")
    console.print(f"Written: {OUT.name}")


if __name__ == "__main__":
    main()

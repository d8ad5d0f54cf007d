"""What a user is told about the clip, and when nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest

from formcheck.gait.slow_motion import SlowMotionGuess
from formcheck.pose.runner import Followed
from formcheck.readings import Reading
from formcheck.result import Activity, Shot, Stretch
from formcheck.settings import Settings
from formcheck.warning_words import warnings_of

CADENCE = Reading("cadence", "Cadence", "spm", 170.0, 169.0, 171.0, 30, "high", "steps")
CALM = {
    "footage": (), "followed": Followed(np.zeros(100, dtype=int), 1, False),
    "activity": Activity("running", ()), "sides_sure": True, "cadence": CADENCE, "fps": 60.0,
    "seen_share": 1.0, "settings": Settings(),
}


@dataclass(frozen=True)
class Stillness:
    """The part of the camera's motion that is talked about."""

    kind: str = "still"
    cuts: tuple[int, ...] = ()
    repeated: np.ndarray = field(default_factory=lambda: np.zeros(100, dtype=bool))


def said(**changes) -> tuple[str, ...]:
    motion = changes.pop("motion", Stillness())
    return warnings_of(**{**CALM, "motion": motion, **changes})


def test_a_good_clip_needs_no_words() -> None:
    assert said() == ()
    assert said(time_s=[0.0, 0.1, 0.9, 1.0]) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cadence": replace(CADENCE, value=85.0, low=84.0, high=86.0)}, "looks like slow motion"),
        ({"followed": Followed(np.zeros(9, dtype=int), 3, True)}, "3 people move in this clip"),
        ({"followed": Followed(np.zeros(9, dtype=int), 1, False, lost_s=2.25)},
         "out of sight for 2.2 s, and it may be somebody else"),
        ({"motion": Stillness(cuts=(40,))}, "The clip has a cut;"),
        ({"time_s": [0.0, 0.5, 3600.5, 3601.0]},
         "From 0.5 s on the clip has no picture for 3,600.0 seconds"),
        ({"motion": Stillness(cuts=(40, 60))}, "The clip has 2 cuts;"),
        ({"motion": Stillness(kind="moving")}, "camera moved along"),
        ({"motion": Stillness(repeated=np.arange(100) % 2 == 0)}, "50 % of the frames are copies"),
        ({"fps": 15.0}, "Only 15 frames a second"),
        ({"seen_share": 0.55}, "seen in 55 % of the frames"),
        ({"activity": Activity("mixed", ())}, "Walking and running were told apart"),
        ({"sides_sure": False}, "could not be told apart"),
        ({"footage": ("The clip breaks off.",)}, "The clip breaks off."),
    ],
)
def test_each_doubt_has_its_sentence(changes: dict, words: str) -> None:
    sentences = said(**changes)
    assert len(sentences) == 1
    assert words in sentences[0]
    assert sentences[0].endswith(".")


def test_slow_motion_that_was_told_is_not_told_back() -> None:
    slow = replace(CADENCE, value=100.0, low=99.0, high=101.0)
    assert said(cadence=slow, settings=Settings(slow_motion=2.0)) == ()


@pytest.mark.parametrize(
    ("told", "words"), [(1.0, "--slow-motion auto"), ("auto", "All numbers are for real time")])
def test_slow_motion_is_proposed_with_its_reasons_or_said_to_be_applied(told, words: str) -> None:
    guess = SlowMotionGuess(4.0, 0.9, ("42 steps a minute is far below running.",))
    (sentence,) = said(slow_motion=guess, settings=Settings(slow_motion=told))
    assert "most likely 4 times: 42 steps a minute" in sentence
    assert words in sentence


def test_of_several_shots_the_one_that_leads_is_said_and_the_others_with_their_cadence() -> None:
    shots = (
        Shot(0.0, 4.0, "front", "running", 160.4, used=False),
        Shot(4.0, 11.0, "rear", "running", 176.0, used=True),
    )
    (sentence,) = said(motion=Stillness(cuts=(120,)), shots=shots)
    assert sentence == (
        "The clip has a cut; the numbers are of 4.0–11.0 s, the longest good running. Steps a "
        "minute in the others: 160 at 0.0–4.0 s.")


def test_run_and_walk_are_told_with_their_times_and_a_kind_word() -> None:
    activity = Activity("mixed", (Stretch("running", 0.0, 12.2), Stretch("walking", 12.2, 20.0)))
    (sentence,) = said(activity=activity)
    assert "running 0–12 s, walking 12–20 s" in sentence
    assert "is running too" in sentence


@pytest.mark.parametrize(("uneven", "words"), [(2, ()), (5, ("5 of 30 running steps",))])
def test_what_was_left_out_is_said_once_it_matters(uneven: int, words: tuple[str, ...]) -> None:
    steps = pd.DataFrame({"activity": "running", "steady": np.arange(30) >= uneven})
    found = said(steps=steps)
    assert len(found) == len(words)
    assert all(text in sentence for text, sentence in zip(words, found, strict=True))

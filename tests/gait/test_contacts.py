"""Contacts: cues found where they are, and believed as far as their view allows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait.contacts import (
    CONTACT_CUES,
    CONTACT_SD,
    HALF_STANCE,
    HALF_STANCE_SD,
    SEEN_HALF_STANCE_SD,
    TOE_OFF_CUES,
    TOE_OFF_SD,
    HalfStance,
    believable,
    contact_times,
    half_stance,
    timing_sd_s,
)
from formcheck.gait.motion import Motion, motion_of
from formcheck.settings import GaitSettings
from formcheck.signals import GRID_HZ, Unbroken
from tests.synthetic_runner import Filmed, Part, film

STRIDE_S = 0.7
USUAL = HalfStance(HALF_STANCE, HALF_STANCE_SD)
VIEWS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0}


def motion_and_truth(**filming) -> tuple[Motion, Filmed]:
    filmed = film(Part(cadence_spm=120 / STRIDE_S, seconds=6.0), fps=120, **filming)
    rows = Unbroken(0, filmed.track.n_frames)
    return motion_of(filmed.track, rows, settings=GaitSettings()), filmed


def times(motion: Motion, filmed: Filmed, view: str, *, later_s: float = 0.0):
    return contact_times(
        motion, filmed.mid_stance_s + later_s, list(filmed.sides), view, 1 / STRIDE_S)


@pytest.mark.parametrize(("view", "azimuth"), VIEWS.items())
def test_steps_that_are_alike_have_their_events_at_the_same_part(view, azimuth) -> None:
    motion, filmed = motion_and_truth(azimuth_deg=azimuth)
    for events in times(motion, filmed, view):
        offsets = (events - filmed.mid_stance_s)[2:-2]
        assert np.isfinite(offsets).all()
        for leg in (offsets[::2], offsets[1::2]):
            assert np.ptp(leg) < 0.006


def test_left_and_right_legs_are_read_alike() -> None:
    motion, filmed = motion_and_truth()
    for events in times(motion, filmed, "rear"):
        offsets = (events - filmed.mid_stance_s)[2:-2]
        assert np.mean(offsets[::2]) == pytest.approx(np.mean(offsets[1::2]), abs=0.004)


def test_events_do_not_hang_on_the_exact_mid_stance() -> None:
    motion, filmed = motion_and_truth()
    for at_middle, later in zip(
        times(motion, filmed, "rear"), times(motion, filmed, "rear", later_s=0.012), strict=True
    ):
        np.testing.assert_allclose(later[2:-2], at_middle[2:-2], atol=0.006)


def test_what_lies_beyond_the_stretch_is_not_known() -> None:
    motion, filmed = motion_and_truth()
    short = motion.part(filmed.mid_stance_s[0] - 0.05, filmed.mid_stance_s[3] + 0.05)
    first_four = replace(filmed, mid_stance_s=filmed.mid_stance_s[:4], sides=filmed.sides[:4])
    contacts, toe_offs = times(short, first_four, "rear")
    assert np.isnan(contacts[0])
    assert np.isnan(toe_offs[-1])


def test_a_signal_with_a_known_turn_gives_the_known_time() -> None:
    # The trunk falls fastest at 0.50 s and the heel is deepest at 0.52 s, for a stance at 0.6 s.
    grid = np.arange(240) / GRID_HZ
    deepest = -((grid - 0.52) ** 2)
    still = np.zeros((240, 2))
    foot = np.stack([np.zeros(240), deepest], axis=1)
    leg = {"knee": still, "ankle": foot, "heel": foot, "toe": still}
    motion = Motion(grid, still, still, np.zeros(240), leg, leg, 150.0, np.ones(240))
    step_s = STRIDE_S / 2
    contacts, _ = contact_times(motion, np.array([0.6]), ["left"], "left", 1 / STRIDE_S)
    lags = {cue.signal: cue.lag for cue in CONTACT_CUES["left"]}
    expected = np.median([0.52 - lags["heel down"] * step_s, 0.52 - lags["ankle down"] * step_s])
    assert contacts[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("view", ["rear", "front", "left", "right", "oblique", "unknown"])
def test_every_view_has_cues_for_both_events(view: str) -> None:
    assert len(CONTACT_CUES[view]) >= 3
    assert len(TOE_OFF_CUES[view]) >= 3


def test_cues_that_scatter_more_than_runners_differ_count_less() -> None:
    middle = np.array([1.0, 1.7])
    usual = HALF_STANCE * STRIDE_S
    contact, toe_off = believable(middle - usual - 0.05, middle + usual + 0.05, middle, STRIDE_S,
                                  "rear", half=USUAL)
    share = HALF_STANCE_SD**2 / (HALF_STANCE_SD**2 + CONTACT_SD["rear"] ** 2)
    np.testing.assert_allclose(contact, middle - usual - share * 0.05)
    share = HALF_STANCE_SD**2 / (HALF_STANCE_SD**2 + TOE_OFF_SD**2)
    np.testing.assert_allclose(toe_off, middle + usual + share * 0.05)


def bouncing(*, half: float, toe_lowest: float) -> tuple[Motion, np.ndarray, list[str]]:
    """Ten steps whose trunk falls and rises fastest, and whose toe is lowest, at known times."""
    middle = 0.4 + STRIDE_S / 2 * np.arange(10)
    grid = np.arange(round((middle[-1] + 0.4) * GRID_HZ)) / GRID_HZ

    def at(offset: float, legs: slice) -> np.ndarray:
        width = 0.02 * STRIDE_S
        turns = middle[legs, None] + offset * STRIDE_S
        return np.exp(-(((grid - turns) / width) ** 2) / 2).sum(axis=0)

    speed = at(-half, slice(None)) - at(half, slice(None))
    body_down = np.cumsum(speed) / GRID_HZ
    still = np.zeros((len(grid), 2))
    legs = []
    for first in (0, 1):
        toe = np.stack([np.zeros(len(grid)), at(toe_lowest, slice(first, None, 2)) - body_down], 1)
        legs.append({"knee": still, "ankle": still, "heel": still, "toe": toe})
    motion = Motion(grid, still, still, body_down, *legs, 150.0, np.ones(len(grid)))
    return motion, middle, ["left", "right"] * 5


@pytest.mark.parametrize(("half", "toe_lowest"), [(0.12, 0.02), (0.14, 0.20), (0.16, 0.25)])
def test_half_of_the_stance_from_behind_is_told_by_trunk_and_toe(half, toe_lowest) -> None:
    motion, middle, sides = bouncing(half=half, toe_lowest=toe_lowest)
    found = half_stance(motion, middle, sides, "rear", 1 / STRIDE_S)
    expected = 0.068 + 0.674 * half + 0.093 * toe_lowest
    assert found.strides == pytest.approx(expected, abs=0.002)
    assert found.sd == SEEN_HALF_STANCE_SD < HALF_STANCE_SD


def test_half_of_the_stance_is_the_usual_one_where_nothing_tells() -> None:
    motion, middle, sides = bouncing(half=0.14, toe_lowest=0.20)
    assert half_stance(motion, middle, sides, "front", 1 / STRIDE_S) == USUAL
    flat = replace(motion, body_down=np.zeros(len(motion.grid_s)))
    assert half_stance(flat, middle, sides, "rear", 1 / STRIDE_S) == USUAL
    assert half_stance(motion, middle[:2], sides[:2], "rear", 1 / STRIDE_S) == USUAL


def test_an_event_that_was_not_seen_stays_unknown() -> None:
    middle = np.array([1.0])
    contact, toe_off = believable(
        np.array([np.nan]), middle + 0.1, middle, STRIDE_S, "rear", half=USUAL)
    assert np.isnan(contact[0])
    assert np.isfinite(toe_off[0])


def test_the_uncertainty_of_a_contact_knows_view_and_frame_rate() -> None:
    at_rest = timing_sd_s("rear", 0.0)
    slow, fast = timing_sd_s("rear", 1 / 30), timing_sd_s("rear", 1 / 240)
    assert at_rest < fast < slow
    assert slow[0] == pytest.approx(np.hypot(at_rest[0], 0.00962), abs=1e-4)
    assert timing_sd_s("left", 0.0)[1] > at_rest[1]

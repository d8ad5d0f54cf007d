"""Contacts: turning points found where they are, and believed as far as their view allows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid

from formcheck.gait.contacts import (
    EVENTS,
    HALF_STANCE,
    HALF_STANCE_SD,
    Timing,
    _timing,
    event_timings,
    timing_sd_s,
)
from formcheck.gait.flight import GRAVITY_M_S2, TRUNK_M
from formcheck.gait.motion import Motion, motion_of
from formcheck.settings import GaitSettings
from formcheck.signals import GRID_HZ, Unbroken
from tests.synthetic_runner import Filmed, Part, film

STRIDE_S = 0.7
VIEWS = {"rear": 0.0, "front": 180.0, "left": -90.0, "right": 90.0}
USUAL = (Timing(-HALF_STANCE, told=False), Timing(HALF_STANCE, told=False))


def motion_and_truth(**filming) -> tuple[Motion, Filmed]:
    filmed = film(Part(cadence_spm=120 / STRIDE_S, seconds=6.0), fps=120, **filming)
    rows = Unbroken(0, filmed.track.n_frames)
    return motion_of(filmed.track, rows, settings=GaitSettings()), filmed


def timings(motion: Motion, filmed: Filmed, view: str, *, later_s: float = 0.0):
    return event_timings(
        motion, filmed.mid_stance_s + later_s, list(filmed.sides), view, 1 / STRIDE_S)


@pytest.mark.parametrize(("view", "azimuth"), VIEWS.items())
def test_left_and_right_legs_are_read_alike(view: str, azimuth: float) -> None:
    motion, filmed = motion_and_truth(azimuth_deg=azimuth)
    both = timings(motion, filmed, view)
    for leg in ("left", "right"):
        own = np.array(filmed.sides) == leg
        one = replace(filmed, mid_stance_s=filmed.mid_stance_s[own], sides=[leg] * own.sum())
        for of_leg, of_both in zip(timings(motion, one, view), both, strict=True):
            assert of_leg.strides == pytest.approx(of_both.strides, abs=0.01)


@pytest.mark.parametrize("view", ["rear", "left"])
def test_events_hang_little_on_the_exact_mid_stance(view: str) -> None:
    motion, filmed = motion_and_truth(azimuth_deg=VIEWS[view])
    for event, at_middle, later in zip(
        EVENTS[view], timings(motion, filmed, view), timings(motion, filmed, view, later_s=0.012),
        strict=True,
    ):
        weights = sum(cue.weight for cue in event.cues)
        assert later.strides - at_middle.strides == pytest.approx(
            -weights * 0.012 / STRIDE_S, abs=0.005)


def turning(
    *, half_stance: float, lifting: float, rising: float
) -> tuple[Motion, np.ndarray, list]:
    """Ten steps whose trunk bounces as high as such a stance lets it, and rises fastest, as the
    ankle does, at known times, in strides from mid-stance; the toe is lowest in between, and the
    ankle falls fastest as long before mid-stance as the trunk rises after it.
    """
    middle = 0.5 + STRIDE_S / 2 * np.arange(10)
    grid = np.arange(round((middle[-1] + 0.5) * GRID_HZ)) / GRID_HZ
    share = 4 * half_stance
    bounce = (
        GRAVITY_M_S2 * (STRIDE_S / 2) ** 2 / TRUNK_M
        * (share * (1 - share) / (2 * np.pi) + (1 - share) ** 2 / 8)
    )

    def at(offset: float, legs: slice) -> np.ndarray:
        width = 0.03 * STRIDE_S
        turns = middle[legs, None] + offset * STRIDE_S
        return np.exp(-(((grid - turns) / width) ** 2) / 2).sum(axis=0)

    def sum_up(speed: np.ndarray) -> np.ndarray:
        return cumulative_trapezoid(speed, dx=1 / GRID_HZ, initial=0.0)

    body_down = sum_up(at(-0.1, slice(None)) - at(rising, slice(None)))
    body_down *= bounce / np.ptp(body_down)
    still = np.zeros((len(grid), 2))
    legs = []
    for first in (0, 1):
        up = sum_up(
            at(-rising, slice(first, None, 2)) - at(lifting, slice(first, None, 2)))
        low = 0.1 * at((rising + lifting) / 2, slice(first, None, 2))
        ankle, toe = (
            np.stack([np.zeros(len(grid)), down - body_down], axis=1) for down in (up, low))
        legs.append({"knee": still, "ankle": ankle, "heel": still, "toe": toe})
    motion = Motion(grid, still, still, body_down, *legs, 150.0, np.ones(len(grid)))
    return motion, middle, ["left", "right"] * 5


@pytest.mark.parametrize(
    ("half_stance", "lifting", "rising"), [(0.17, 0.25, 0.12), (0.21, 0.3, 0.15), (0.16, 0.22, 0.1)]
)
def test_from_behind_bounce_trunk_and_ankle_tell_both_events(half_stance, lifting, rising) -> None:
    motion, middle, sides = turning(half_stance=half_stance, lifting=lifting, rising=rising)
    contact, toe_off = event_timings(motion, middle, sides, "rear", 1 / STRIDE_S)
    assert contact.told
    assert toe_off.told
    assert contact.strides == pytest.approx(
        -0.077 - 0.439 * half_stance - 0.068 * (rising + lifting) / 2 - 0.059 * rising, abs=0.003)
    assert toe_off.strides == pytest.approx(
        0.008 + 0.690 * half_stance + 0.355 * rising, abs=0.003)


@pytest.mark.parametrize("view", EVENTS)
def test_where_nothing_tells_the_usual_stance_stands(view: str) -> None:
    motion, middle, sides = turning(half_stance=0.17, lifting=0.25, rising=0.12)
    still = {name: np.zeros((len(motion.grid_s), 2)) for name in motion.left_leg}
    flat = replace(motion, body_down=np.zeros(len(motion.grid_s)), left_leg=still, right_leg=still)
    assert event_timings(flat, middle, sides, view, 1 / STRIDE_S) == USUAL
    assert event_timings(motion, middle[:2], sides[:2], view, 1 / STRIDE_S) == USUAL


def test_in_slow_motion_gravity_tells_nothing_and_it_is_not_said_to() -> None:
    motion, middle, sides = turning(half_stance=0.21, lifting=0.3, rising=0.15)
    slow = replace(motion, grid_s=3 * motion.grid_s)
    contact, toe_off = event_timings(slow, 3 * middle, sides, "rear", 1 / (3 * STRIDE_S))
    assert (contact.told, toe_off.told) == (False, False)
    assert contact.strides == pytest.approx(
        -0.077 - 0.439 * HALF_STANCE - 0.068 * 0.225 - 0.059 * 0.15, abs=0.006)
    assert toe_off.strides == pytest.approx(0.008 + 0.690 * HALF_STANCE + 0.355 * 0.15, abs=0.006)


def test_a_stance_that_no_runner_has_is_not_believed() -> None:
    _, toe_off = EVENTS["rear"]
    assert _timing(toe_off, 0.17, [-0.2]) == USUAL[1]
    assert _timing(toe_off, 0.17, [np.nan]) == USUAL[1]
    assert _timing(toe_off, 0.17, [0.12]).told


def test_the_uncertainty_of_a_contact_knows_view_frame_rate_and_what_tells_it() -> None:
    def sd(view: str, frame_s: float, *, told: bool = True) -> tuple[float, float]:
        return timing_sd_s(view, frame_s, told=(told, told), stride_s=STRIDE_S)

    at_rest = sd("rear", 0.0)
    slow, fast = sd("rear", 1 / 30), sd("rear", 1 / 240)
    assert at_rest < fast < slow
    assert slow[0] == pytest.approx(np.hypot(at_rest[0], 0.00962), abs=1e-4)
    assert sd("left", 0.0)[1] > at_rest[1]
    untold = sd("rear", 0.0, told=False)
    assert untold[0] == pytest.approx(np.hypot(at_rest[0], HALF_STANCE_SD * STRIDE_S))

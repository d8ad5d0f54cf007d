"""A clip with cuts: each shot by itself, the longest good running leading."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from formcheck.gait.camera_roll import RollFit, StillRead
from formcheck.observe import Observations
from formcheck.pose.track import PoseTrack
from formcheck.real_time import find_running
from formcheck.settings import Settings
from formcheck.shots import used_frames
from tests.synthetic_runner import STANDING, WALKING, Part, film, people_of, smoothed

FPS = 30.0


def cut_together(*shots: tuple[PoseTrack, float]) -> Any:
    """What a pass over clips joined end to end sees; each with the runner's size."""
    people = [people for track, scale in shots for people in people_of(track, scale=scale)]
    lengths = [track.n_frames for track, _ in shots]
    n = sum(lengths)
    seen = SimpleNamespace(
        time_s=np.arange(n) / FPS, looked=np.ones(n, dtype=bool),
        sightings=tuple(tuple(SimpleNamespace(person=one) for one in found) for found in people),
        width_px=720, height_px=1280, roll=SimpleNamespace(roll_deg=0.0, sd_deg=0.3),
        motion=SimpleNamespace(
            path_px=np.zeros((n, 2)), repeated=np.zeros(n, dtype=bool),
            cuts=tuple(np.cumsum(lengths)[:-1].tolist()),
        ),
        warnings=(),
    )
    return Observations(**vars(seen))


def track(part: Part, azimuth: float = 0.0) -> PoseTrack:
    return smoothed(film(part, fps=FPS, azimuth_deg=azimuth).track)


FRONT = (track(Part(seconds=4.0, cadence_spm=160), 180.0), 1.0)
REAR = (track(Part(seconds=7.0, cadence_spm=176)), 1.0)
WALK = (track(replace(WALKING, seconds=8.0)), 0.75)


def test_the_longest_running_leads_and_the_others_are_listed_with_their_own_cadence() -> None:
    running, guess, shots = find_running(cut_together(FRONT, REAR, WALK), settings=Settings())
    assert guess is None
    assert [shot.used for shot in shots] == [False, True, False]
    assert [shot.view for shot in shots] == ["front", "rear", "rear"]
    assert [shot.activity for shot in shots] == ["running", "running", "walking"]
    assert shots[0].cadence_spm == pytest.approx(160, abs=2)
    assert shots[1].cadence_spm == pytest.approx(176, abs=1)
    assert shots[2].cadence_spm is None
    assert (running.view.kind, running.activity.kind) == ("rear", "running")
    assert running.steps["mid_stance_s"].between(4.0, 11.0).all()
    assert running.track.seen.sum() == 7 * FPS


def test_shots_of_one_set_up_are_read_together() -> None:
    again = (track(Part(seconds=5.0, cadence_spm=174)), 1.0)
    running, _, shots = find_running(cut_together(REAR, again), settings=Settings())
    assert [shot.used for shot in shots] == [True, True]
    assert len(running.steps) == pytest.approx((7 * 176 + 5 * 174) / 60, abs=3)
    farther = (again[0], 0.7)
    _, _, shots = find_running(cut_together(REAR, farther), settings=Settings())
    assert [shot.used for shot in shots] == [True, False]


def test_a_shot_that_is_too_short_tells_nothing_and_a_clip_without_cuts_has_none() -> None:
    flash = (track(Part(seconds=0.4)), 0.5)
    running, _, shots = find_running(cut_together(flash, REAR), settings=Settings())
    assert (shots[0].view, shots[0].used, running.view.kind) == ("unknown", False, "rear")
    alone = find_running(cut_together(REAR), settings=Settings())
    assert alone[2] == ()
    assert alone[0].people == ()


def test_nobody_running_in_any_shot_leaves_the_longest() -> None:
    stands = (track(replace(STANDING, seconds=3.0)), 1.0)
    running, _, shots = find_running(cut_together(stands, WALK), settings=Settings())
    assert [shot.used for shot in shots] == [False, True]
    assert running.activity.kind == "walking"


def test_the_camera_s_roll_is_that_of_the_shots_that_are_used() -> None:
    level = StillRead(5, (RollFit(0.0, 0.2, 0.0, 0.7),))
    turned = StillRead(5, (RollFit(3.0, 0.2, 0.0, 0.7),))
    seen = cut_together(FRONT, REAR, WALK)
    stills = ((10, turned), (60, turned), (130, level), (200, level), (350, turned))
    seen = replace(seen, roll_stills=stills)
    running, _, _ = find_running(seen, settings=Settings())
    assert running.view.camera_roll_deg == pytest.approx(0.0, abs=0.05)
    running, _, _ = find_running(replace(seen, roll_stills=stills[:2]), settings=Settings())
    assert running.view.camera_roll_deg is None


def test_who_is_seen_all_along_a_shot_is_not_missing_in_the_others() -> None:
    seen = cut_together(FRONT, REAR, WALK)
    running, _, shots = find_running(seen, settings=Settings())
    used = used_frames(seen.time_s, shots)
    assert used.sum() == 7 * FPS
    assert running.track.seen[used].all()
    assert used_frames(seen.time_s, ()).all()

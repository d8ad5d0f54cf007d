"""A mirror, a poster, a television: the runner is the one who runs, over the whole clip.

The gyms are put together from sample clips; the runner stands at the left, the others hang on the
wall to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.clip import open_clip
from formcheck.observe import Observations, observe
from formcheck.real_time import find_running
from formcheck.running import Running
from formcheck.settings import Settings
from tests.composites import Picture, gym, mirror, pictures_of, screen, write_pictures

SAMPLES = Path(__file__).parents[1] / "sample_videos"
N_FRAMES, HEIGHT_PX = 75, 480
EDGE_PX = HEIGHT_PX * 9 / 16
CADENCE_SPM = {"even_runner": 172.3, "side_view": 168.8}


@pytest.fixture(scope="module")
def sample() -> dict[str, list[Picture]]:
    return {
        name: pictures_of(SAMPLES / f"{name}.mp4", N_FRAMES, height_px=HEIGHT_PX)
        for name in ("even_runner", "side_view", "before")
    }


@pytest.fixture
def seen_in(pose_model: Path, tmp_path: Path):
    def seen(runner: Sequence[Picture], *on_the_wall: Sequence[Picture]) -> Observations:
        clip = write_pictures(tmp_path / "gym.mp4", gym(runner, *on_the_wall))
        return observe(open_clip(clip), model=pose_model, settings=Settings().pose)

    return seen


def running(seen: Observations, person: int | None = None) -> Running:
    return find_running(seen, settings=replace(Settings(), person=person))[0]


def share_on_the_treadmill(found: Running) -> float:
    """Of the frames in which this person was seen, those to the left of the wall."""
    across = found.track.mid_hip_px[found.track.seen, 0]
    return float((across < EDGE_PX).mean())


def is_the_runner(found: Running, sample: str) -> None:
    assert found.track.seen.mean() > 0.97
    assert share_on_the_treadmill(found) == 1
    assert found.activity.kind == "running"
    assert found.longest is not None
    assert 120 * found.longest.rhythm.stride_hz == pytest.approx(CADENCE_SPM[sample], abs=1.5)


@pytest.mark.parametrize(("name", "view", "reflected"), [
    ("even_runner", "rear", "rear"), ("side_view", "right", "left"),
])
def test_a_mirror_image_is_not_followed_but_said_and_can_be_chosen(
    name: str, view: str, reflected: str, sample, seen_in
) -> None:
    seen = seen_in(sample[name], mirror(sample[name], size=0.75))
    found = running(seen)
    is_the_runner(found, name)
    assert found.view.kind == view
    assert found.followed.ambiguous
    assert [person.number for person in found.people] == [0, 1]
    other = running(seen, person=1)
    assert share_on_the_treadmill(other) == 0
    assert other.view.kind == reflected
    assert not other.followed.ambiguous
    # What is left in life is right in the mirror: the same steps, each on the other leg.
    near = np.abs(
        found.steps["mid_stance_s"].to_numpy()[:, None] - other.steps["mid_stance_s"].to_numpy()
    ).argmin(axis=1)
    assert (found.steps["side"].to_numpy() != other.steps["side"].to_numpy()[near]).all()


def test_a_poster_runs_nowhere_however_large_it_is(sample, seen_in) -> None:
    runner, poster = sample["even_runner"], sample["before"][40:41]
    seen = seen_in(runner, screen(poster, size=0.97))
    found = running(seen)
    is_the_runner(found, "even_runner")
    assert found.followed.candidates == 2
    assert not found.followed.ambiguous
    assert running(seen, person=1).activity.kind == "none"


@pytest.mark.parametrize(("size", "candidates"), [(0.6, 2), (0.33, 1)])
def test_who_runs_on_a_screen_is_not_who_is_measured(
    size: float, candidates: int, sample, seen_in
) -> None:
    seen = seen_in(sample["even_runner"], screen(sample["before"], size=size))
    found = running(seen)
    is_the_runner(found, "even_runner")
    assert found.followed.candidates == candidates
    assert found.followed.ambiguous == (candidates == 2)


def test_a_runner_far_away_beside_a_large_poster_is_found(sample, seen_in) -> None:
    poster, runner = sample["before"][40], sample["even_runner"]
    seen = seen_in([poster] * N_FRAMES, screen(runner, size=0.6))
    found = running(seen)
    assert share_on_the_treadmill(found) == 0
    assert found.activity.kind == "running"
    assert not found.followed.ambiguous

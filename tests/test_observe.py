"""One pass over the pixels: who is there, in the order of the frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck import glance
from formcheck import observe as observing
from formcheck.clip import Frame
from formcheck.pose.landmarker import Person
from formcheck.pose.runner import Followed
from formcheck.settings import PoseSettings
from tests.synthetic_runner import Part, film, people_of

PEOPLE = people_of(film(Part(seconds=1.0), fps=30).track)
GREY = np.full((1280, 720, 3), 128, np.uint8)


class StandIn:
    """A landmarker that finds as many people as the picture is told to hold."""

    made: list[StandIn]

    def __init__(self, model: Any, *, n_people: int, min_confidence: float, still: bool = False):
        StandIn.made.append(self)
        self.most, self.still = n_people, still
        self.has_looked = self.is_closed = False
        self.opencv_threads = 0

    def people(self, image: np.ndarray, *, time_s: float = 0.0) -> list[Person]:
        self.has_looked, self.opencv_threads = True, cv2.getNumThreads()
        return PEOPLE[0][:1] * min(int(image[0, 0, 0]), self.most)

    def __enter__(self) -> StandIn:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn.made = []
    monkeypatch.setattr(observing, "Landmarker", StandIn)


class Footage:
    """A clip whose pictures say in their first pixel how many people they hold."""

    def __init__(self, counts: list[int], fps: float = 30.0) -> None:
        self.counts = counts
        self.n_frames_estimate = len(counts)
        self.fps = fps
        self.duration_estimate_s = len(counts) / fps

    def frames(
        self, *, max_side_px: int, every_s: float = 0.0, tell_time: Any = float, warn: Any = None
    ) -> Iterator[Frame]:
        given_s = -1.0
        for number, count in enumerate(self.counts):
            picture = GREY.copy()
            picture[0, 0] = count
            if number / self.fps - given_s >= every_s:
                given_s = number / self.fps
                yield Frame(index=number, time_s=given_s, image_bgr=picture)
            tell_time(number / self.fps)

    def scattered(self, n: int, *, max_side_px: int) -> list[Frame]:
        frames = list(self.frames(max_side_px=max_side_px))
        return [frames[i] for i in np.linspace(0, len(frames) - 1, n).astype(int)]


def observed(counts: list[int], *, fps: float = 30.0, **changes: Any) -> observing.Observations:
    return observing.observe(Footage(counts, fps), model=None, settings=PoseSettings(**changes))


@pytest.mark.parametrize(
    ("counts", "followed"),
    [([1] * 9, 1), ([0] * 9, 1), ([2] * 9, 2), ([1, 1, 1, 1, 3, 3, 1, 1, 1], 3),
     ([1] * 8 + [2], 1), ([6] * 9, 4)],
)
def test_company_in_the_stills_decides_how_many_are_followed(counts, followed: int) -> None:
    observed(counts)
    scouts, lanes = ([one for one in StandIn.made if one.still is still] for still in (True, False))
    assert [one.most for one in scouts] == [PoseSettings().max_people]
    assert lanes[-1].most == followed
    assert all(one.is_closed for one in StandIn.made)


def test_where_there_is_company_the_look_begins_anew_and_counts_everybody() -> None:
    counts = [2, 1, 2] * 30
    seen = observed(counts, stretch_frames=10, warm_up_frames=4)
    assert [len(people) for people in seen.people] == counts
    assert {one.most for one in StandIn.made if not one.still} == {1, 2}


def test_opencv_keeps_to_one_thread_while_the_lanes_look_and_no_longer() -> None:
    before = cv2.getNumThreads()
    observed([1] * 9)
    assert {one.opencv_threads for one in StandIn.made} == {1}
    assert cv2.getNumThreads() == before


def test_sightings_keep_the_order_and_the_gaps_of_the_frames() -> None:
    counts = [1, 0, 1, 1, 0, 0] * 5
    seen = observed(counts)
    assert [len(people) for people in seen.people] == counts
    np.testing.assert_allclose(seen.time_s, np.arange(30) / 30)
    assert (seen.width_px, seen.height_px) == (720, 1280)
    first = seen.sightings[0][0]
    assert first.hips is not None
    assert first.hips.jpeg[:2] == first.waist_jpeg[:2] == b"\xff\xd8"


def test_two_lanes_keep_the_order_and_every_count() -> None:
    counts = [2, 0, 1, 1, 2] * 8
    seen = observed(counts, stretch_frames=10, warm_up_frames=4)
    assert [len(people) for people in seen.people] == counts
    assert len([one for one in StandIn.made if one.has_looked and one.most == 2]) == 2
    assert seen.looked.all()
    assert len(seen.motion.zoom) == 40


def test_at_240_fps_people_are_looked_for_sixty_times_a_second() -> None:
    seen = observed([1] * 41, fps=240.0)
    assert np.flatnonzero(seen.looked).tolist() == list(range(0, 41, 4))
    assert [len(people) for people in seen.people] == [1] * 41
    np.testing.assert_allclose(seen.time_s, np.arange(41) / 240)
    assert [bool(people[0].hips) for people in seen.sightings] == seen.looked.tolist()
    assert len(seen.motion.path_px) == len(seen.motion.repeated) == 41


def test_crops_of_a_long_clip_are_thinned_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    one = observed([1]).sightings[0][0]
    assert one.hips is not None
    monkeypatch.setattr(
        glance, "MAX_KEPT_BYTES", 5 * (len(one.hips.jpeg) + len(one.waist_jpeg)))
    seen = observed([1] * 16)
    kept = [frame for frame, people in enumerate(seen.sightings) if people[0].hips]
    assert kept == [0, 4, 8, 12]
    assert kept == [frame for frame, people in enumerate(seen.sightings) if people[0].waist_jpeg]
    assert [len(people) for people in seen.people] == [1] * 16


def test_the_runners_sightings_are_found_by_frame() -> None:
    seen = observed([2, 0, 2] * 3, scout_frames=9)
    person = np.array([1, -1, 0] * 3)
    found = observing.runner_sightings(seen, Followed(person, 2, False))
    assert sorted(found) == [0, 2, 3, 5, 6, 8]
    assert found[3] is seen.sightings[3][1]


def test_a_picture_that_cannot_be_read_ends_the_pass() -> None:
    class Broken(Footage):
        def frames(self, **options: Any) -> Iterator[Frame]:
            yield from super().frames(**options)
            if "warn" in options:
                raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        observing.observe(Broken([1] * 12), model=None, settings=PoseSettings())

"""What was seen of a clip is remembered by content: whole or not at all, no more than allowed."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck import observation_cache as cache
from formcheck import remembered
from formcheck.gait.camera_motion import CameraMotion
from formcheck.gait.camera_roll import Roll, RollFit, StillRead
from formcheck.gait.hip_crop import HipCrop
from formcheck.glance import Sighting
from formcheck.observe import Observations
from formcheck.packed_observations import pack, unpack
from formcheck.settings import CacheSettings, PoseSettings
from tests.synthetic_runner import Part, film, people_of

CLIP, OTHER_CLIP, MODEL = "c" * 64, "d" * 64, "e" * 64
PLENTY = CacheSettings().max_bytes
PEOPLE = people_of(film(Part(seconds=1.0), fps=30).track)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def seen(n_people: tuple[int, ...] = (1, 0, 2, 1), *, note: str = "") -> Observations:
    n = len(n_people)
    crop = HipCrop(b"\xff\xd8crop" + bytes(5000), -3, 40, 217)
    sightings = tuple(
        tuple(
            Sighting(PEOPLE[frame][0], crop if number == 0 else None, b"waist" * (frame + 1))
            for number in range(count)
        )
        for frame, count in enumerate(n_people)
    )
    motion = CameraMotion(
        path_px=np.arange(2.0 * n).reshape(n, 2), rotation_deg=np.linspace(0, 0.1, n),
        zoom=np.ones(n), tracked=np.arange(n) % 2 == 0, repeated=np.zeros(n, bool),
        cuts=(np.int64(2),), kind="hand-held", travel_px=1 / 3, step_px=0.1, reason="Shaken.",
        centre_px=(359.5, 639.5),
    )
    return Observations(
        time_s=np.arange(n) / 29.97, looked=np.arange(n) % 3 == 0, sightings=sightings,
        width_px=720, height_px=1280,
        roll=Roll(None, None, 4, "Nothing upright."), motion=motion, warnings=(note,) * bool(note),
        roll_stills=((0, StillRead(3, (RollFit(1.5, 0.2, -3.25, 0.7),))), (2, StillRead(0, ()))),
        smoothed=n % 2 == 1,
    )


def same(first: Any, second: Any) -> bool:
    """Equal in every bit, whatever they are made of."""
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second, equal_nan=True)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if hasattr(first, "__dataclass_fields__"):
        return type(first) is type(second) and all(
            same(getattr(first, item.name), getattr(second, item.name)) for item in fields(first)
        )
    return bool(first == second)


def recall(clip: str = CLIP, model: str = MODEL, **settings: Any) -> Observations | None:
    return cache.recall(clip, model_sha256=model, settings=PoseSettings(**settings))


def remember(clip: str = CLIP, *, max_bytes: float = PLENTY, note: str = "") -> Path:
    before = set(remembered.folder().glob("*"))
    cache.remember(
        seen(note=note), clip, model_sha256=MODEL, settings=PoseSettings(), max_bytes=max_bytes)
    return next(iter(set(remembered.folder().glob("*")) - before), Path())


@pytest.mark.parametrize("n_people", [(1, 0, 2, 1), (0, 0), (3,)])
def test_nothing_is_lost_by_packing(n_people: tuple[int, ...]) -> None:
    before = seen(n_people)
    assert same(unpack(pack(before)), before)


def test_what_was_seen_is_found_again_as_it_was() -> None:
    assert recall() is None
    remember()
    known = recall()
    assert known is not None
    assert same(known, seen())


@pytest.mark.parametrize(
    "other",
    [{"clip": OTHER_CLIP}, {"model": "f" * 64}, {"max_side_px": 640}, {"everyone": True},
     {"min_confidence": 0.4}],
)
def test_another_clip_model_or_setting_is_another_entry(other: dict[str, Any]) -> None:
    remember()
    assert recall(**other) is None
    assert recall(model=MODEL) is not None


def test_the_models_name_does_not_matter_but_its_content() -> None:
    remember()
    assert recall(**{"model": MODEL}) is not None
    assert cache.recall(CLIP, model_sha256=MODEL, settings=PoseSettings(model="heavy")) is not None


def test_a_changed_program_sees_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    remember()
    monkeypatch.setattr(cache, "_program", lambda: "another")
    assert recall() is None


@pytest.mark.parametrize("keep", [0, 1, 100, 3000, -1])
def test_an_entry_that_is_cut_short_is_ignored_and_rewritten(keep: int) -> None:
    entry = remember()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:keep])
    assert recall() is None
    remember()
    assert same(recall(), seen())


def test_flipped_bytes_are_noticed_or_without_effect() -> None:
    entry = remember()
    whole = entry.read_bytes()
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(whole), 60):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        entry.write_bytes(bytes(damaged))
        known = recall()
        assert known is None or same(known, seen())


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "sprung",)

    entry = remember()
    arrays = pack(seen())
    with entry.open("wb") as file:
        np.savez(file, **{**arrays, "time_s": np.array([Trap()], dtype=object)})
    assert recall() is None
    assert not (tmp_path / "sprung").exists()


def test_one_clip_can_be_forgotten() -> None:
    remember(), remember(OTHER_CLIP)
    cache.remember(seen(), CLIP, model_sha256="f" * 64, settings=PoseSettings(), max_bytes=PLENTY)
    assert remembered.remembered().n_clips == 2
    assert remembered.forget(CLIP) == 2
    assert recall() is None
    assert recall(OTHER_CLIP) is not None
    assert remembered.forget_all() == 1
    assert remembered.remembered() == remembered.Remembered(0, 0)


def test_the_oldest_goes_first_and_a_look_makes_young() -> None:
    entries = {clip: remember(clip * 64) for clip in "123"}
    size = entries["1"].stat().st_size
    for age, clip in enumerate("321"):
        os.utime(entries[clip], (1000 + age, 1000 + age))
    assert recall("3" * 64) is not None
    remember("4" * 64, max_bytes=3.5 * size)
    assert {clip for clip in "1234" if recall(clip * 64)} == {"1", "3", "4"}
    assert remembered.remembered().n_bytes <= 3.5 * size


def test_what_is_larger_than_all_allowed_is_not_kept() -> None:
    remember(max_bytes=1000)
    assert remembered.remembered().n_clips == 0


def test_a_folder_that_cannot_be_written_costs_time_alone(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache.write_text("a file where a folder should be")
    remember()
    assert recall() is None
    assert remembered.remembered().n_bytes == 0
    assert remembered.forget(CLIP) == remembered.forget_all() == 0


def test_only_the_user_may_look() -> None:
    remember()
    assert stat.S_IMODE(remembered.folder().stat().st_mode) == 0o700


def test_leftovers_are_cleared_away_and_not_read(own_cache: Path) -> None:
    remember()
    left, fresh = (remembered.folder() / f".unfinished-{name}" for name in "ab")
    left.write_bytes(b"half"), fresh.write_bytes(b"being written")
    os.utime(left, (1000, 1000))
    remember(OTHER_CLIP)
    assert not left.exists()
    assert fresh.exists()
    assert remembered.remembered().n_clips == 2


def test_many_may_write_and_read_at_once() -> None:
    def either(number: int) -> Observations | None:
        if number % 3 == 0:
            remember()
        return recall()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(either, range(60)))
    known = [answer for answer in answers if answer is not None]
    assert len(known) > 30
    assert all(same(answer, seen()) for answer in known)
    assert len(list(remembered.folder().iterdir())) == 1


class Counting:
    """Stands in for the pass over the pixels."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passes = 0
        monkeypatch.setattr(cache, "observe", self.observe)

    def observe(self, clip: Any, **_: Any) -> Observations:
        self.passes += 1
        return seen()


def test_the_second_look_needs_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "model.task"
    model.write_bytes(b"model")
    counting = Counting(monkeypatch)
    clip: Any = type("Clip", (), {"sha256": CLIP})

    def look(use: bool = True, **settings: Any) -> Observations:
        return cache.observe_once(
            clip, model=model, settings=PoseSettings(**settings),
            cache=replace(CacheSettings(), use=use))

    assert same(look(), look())
    assert counting.passes == 1
    look(use=False)
    assert counting.passes == 2
    look(max_side_px=640)
    model.write_bytes(b"another model")
    look()
    assert counting.passes == 4

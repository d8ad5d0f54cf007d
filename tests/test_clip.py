"""Frames, their times, their number and which way is up: made clips, asserted in numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck import clip as clip_module
from formcheck.clip import open_clip
from formcheck.frame_times import Clock
from tests.clips import (
    HEIGHT_PX,
    WIDTH_PX,
    evenly,
    marked_corner,
    number_in,
    numbered_picture,
    write_clip,
)

VARIABLE_S = np.cumsum([0, *np.random.default_rng(7).uniform(0.008, 0.06, 59)]).tolist()
# Matroska and WebM keep whole milliseconds.
MILLISECOND_S = 0.00051
EXACT_S = 1e-5
# Key frames where they are asked for, and nowhere else.
KEY_FRAMES = {"sc_threshold": "0", "forced-idr": "1"}


@pytest.mark.parametrize(
    ("name", "codec", "options", "times_s", "tolerance_s"),
    [
        ("a.mp4", "libx264", {}, evenly(24, 30), EXACT_S),
        ("a.mp4", "libx264", {}, evenly(30, 30), EXACT_S),
        ("a.mov", "libx264", {}, evenly(60, 60), EXACT_S),
        ("a.m4v", "libx264", {}, evenly(120, 60), EXACT_S),
        ("a.mp4", "libx264", {}, evenly(240, 120), EXACT_S),
        ("a.mp4", "libx265", {"x265-params": "log-level=none"}, evenly(30, 30), EXACT_S),
        ("a.mov", "libx265", {"x265-params": "log-level=none"}, VARIABLE_S, EXACT_S),
        ("a.mp4", "libx264", {"bf": "3"}, VARIABLE_S, EXACT_S),
        ("a.avi", "mpeg4", {}, evenly(30, 30), EXACT_S),
        ("a.avi", "libx264", {"bf": "3"}, evenly(25, 40), EXACT_S),
        ("a.mkv", "libx264", {}, VARIABLE_S, MILLISECOND_S),
        ("a.webm", "libvpx-vp9", {}, VARIABLE_S, MILLISECOND_S),
    ],
)
def test_every_frame_comes_once_in_order_at_its_own_time(
    tmp_path: Path,
    name: str,
    codec: str,
    options: dict[str, str],
    times_s: list[float],
    tolerance_s: float,
) -> None:
    path = write_clip(tmp_path / name, times_s=times_s, codec=codec, options=options)
    warnings: list[str] = []

    frames = list(open_clip(path).frames(warn=warnings.append))

    assert [frame.index for frame in frames] == list(range(len(times_s)))
    assert [number_in(frame.image_bgr) for frame in frames] == list(range(len(times_s)))
    found_s = [frame.time_s for frame in frames]
    np.testing.assert_allclose(found_s, np.subtract(times_s, times_s[0]), atol=tolerance_s)
    assert np.all(np.diff(found_s) > 0)
    assert warnings == []


def test_the_file_is_described_in_numbers(tmp_path: Path) -> None:
    clip = open_clip(write_clip(tmp_path / "a.mp4", times_s=evenly(60, 90)))
    assert (clip.width_px, clip.height_px) == (WIDTH_PX, HEIGHT_PX)
    assert clip.nominal_fps == pytest.approx(60)
    assert clip.n_frames_estimate == 90
    assert clip.duration_estimate_s == pytest.approx(1.5)
    assert clip.codec == "h264"
    assert len(clip.sha256) == 64


def test_ten_bit_hevc_is_read(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "a.mov",
        times_s=evenly(30, 12),
        codec="libx265",
        pixel_format="yuv420p10le",
        options={"x265-params": "log-level=none"},
    )
    frames = list(open_clip(path).frames())
    assert [number_in(frame.image_bgr) for frame in frames] == list(range(12))
    assert frames[0].image_bgr.dtype == np.uint8


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_pictures_are_upright_whatever_the_rotation(
    tmp_path: Path, rotation_deg: int, suffix: str
) -> None:
    path = write_clip(tmp_path / f"a{suffix}", times_s=evenly(30, 5), rotation_deg=rotation_deg)
    clip = open_clip(path)
    images = [frame.image_bgr for frame in clip.frames()]
    assert clip.rotation_deg == rotation_deg
    assert (clip.width_px, clip.height_px) == (WIDTH_PX, HEIGHT_PX)
    assert [marked_corner(image) for image in images] == ["upper left"] * 5
    assert [number_in(image) for image in images] == list(range(5))


def test_a_start_offset_is_taken_off(tmp_path: Path) -> None:
    times_s = [1.5 + time_s for time_s in evenly(30, 20)]
    frames = list(open_clip(write_clip(tmp_path / "a.mkv", times_s=times_s)).frames())
    assert frames[0].time_s == 0
    assert frames[-1].time_s == pytest.approx(19 / 30, abs=0.001)


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 3), pixel_aspect=Fraction(3, 2))
    clip = open_clip(path)
    assert (clip.width_px, clip.height_px) == (round(WIDTH_PX * 1.5), HEIGHT_PX)
    assert next(clip.frames()).image_bgr.shape == (HEIGHT_PX, round(WIDTH_PX * 1.5), 3)


def test_large_pictures_are_reduced_and_small_ones_left(tmp_path: Path) -> None:
    clip = open_clip(write_clip(tmp_path / "a.mp4", times_s=evenly(30, 3)))
    assert next(clip.frames(max_side_px=64)).image_bgr.shape == (48, 64, 3)
    assert next(clip.frames(max_side_px=4000)).image_bgr.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert clip.size_within(64) == (64, 48)


def test_stills_are_spread_over_the_whole_clip(tmp_path: Path) -> None:
    clip = open_clip(write_clip(tmp_path / "a.mp4", times_s=evenly(30, 90)))
    numbers = [number_in(still.image_bgr) for still in clip.stills(3, max_side_px=64)]
    np.testing.assert_allclose(numbers, [15, 45, 75], atol=2)


@pytest.mark.parametrize("key_frame_every", [10, 250])
def test_frames_are_scattered_over_the_whole_clip(tmp_path: Path, key_frame_every: int) -> None:
    path = write_clip(
        tmp_path / "a.mp4", times_s=evenly(30, 90),
        options=KEY_FRAMES | {"g": str(key_frame_every)},
    )
    numbers = [number_in(frame.image_bgr) for frame in open_clip(path).scattered(9)]
    assert 9 <= len(numbers) <= 11
    assert max(np.diff([*numbers, 90])) <= 12
    assert numbers[0] == 0


def test_key_frames_alone_are_decoded(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(30, 90), options=KEY_FRAMES | {"g": "30"})
    key_frames = list(open_clip(path).frames(key_frames=True))
    assert [number_in(frame.image_bgr) for frame in key_frames] == [0, 30, 60]
    np.testing.assert_allclose([frame.time_s for frame in key_frames], [0, 1, 2])


def test_stills_of_a_clip_shorter_than_their_number(tmp_path: Path) -> None:
    clip = open_clip(write_clip(tmp_path / "a.mp4", times_s=evenly(30, 3)))
    assert [number_in(still.image_bgr) for still in clip.stills(9)] == [0, 1, 2]


def test_a_repeated_time_is_repaired_and_told(tmp_path: Path) -> None:
    times_s = evenly(30, 30)
    times_s[10] = times_s[9]
    path = write_clip(tmp_path / "a.mkv", times_s=times_s, options={"bf": "0"})
    warnings: list[str] = []

    found_s = [frame.time_s for frame in open_clip(path).frames(warn=warnings.append)]

    assert found_s[10] == pytest.approx(9.5 / 30, abs=0.001)
    np.testing.assert_allclose(found_s[11:], times_s[11:], atol=MILLISECOND_S)
    assert len(warnings) == 1
    assert warnings[0].startswith("1 frame carried a time no later than the one before")


def test_frames_without_any_time_follow_the_nominal_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_s, warnings = _read_with_stamps(tmp_path, monkeypatch, [0.0] * 40)
    np.testing.assert_allclose(found_s, evenly(30, 40), atol=1e-9)
    assert len(warnings) == 1
    assert "39 frames carry no time" in warnings[0]
    assert "30 frames a second" in warnings[0]


def test_joined_clips_whose_clock_starts_anew_are_put_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_s, warnings = _read_with_stamps(tmp_path, monkeypatch, evenly(30, 20) + evenly(30, 20))
    np.testing.assert_allclose(found_s, evenly(30, 40), atol=1e-9)
    assert len(warnings) == 1
    assert "starts anew" in warnings[0]


@pytest.mark.parametrize(("fps", "every"), [(240, 4), (120, 2), (60, 1), (30, 1)])
def test_frames_can_be_passed_over_by_time_and_keep_their_number(
    tmp_path: Path, fps: int, every: int
) -> None:
    path = write_clip(tmp_path / "a.mp4", times_s=evenly(fps, 41))
    times_s: list[float] = []
    frames = list(open_clip(path).frames(every_s=0.8 / 60, tell_time=times_s.append))
    assert [frame.index for frame in frames] == list(range(0, 41, every))
    assert [number_in(frame.image_bgr) for frame in frames] == list(range(0, 41, every))
    np.testing.assert_allclose(times_s, evenly(fps, 41), atol=MILLISECOND_S)
    np.testing.assert_allclose(
        [frame.time_s for frame in frames], evenly(fps, 41)[::every], atol=MILLISECOND_S)


anything = st.floats() | st.sampled_from([0.0, -1.0, 1e-9, 0.04, 0.08, 1e9, 1e18, math.nan])


@given(st.lists(anything, min_size=1, max_size=60), st.sampled_from([1.0, 30.0, 1000.0]))
def test_whatever_the_stamps_times_start_at_zero_and_increase(
    stamps_s: list[float], fps: float
) -> None:
    clock = Clock(fps)
    times_s = np.array([clock.time_s(stamp_s) for stamp_s in stamps_s])
    assert times_s[0] == 0
    assert np.isfinite(times_s).all()
    assert (np.diff(times_s) > 0).all()
    assert all("nan" not in sentence for sentence in clock.complaints())


@given(st.lists(st.floats(1e-4, 3600.0), min_size=1, max_size=60), st.floats(0, 1e5))
def test_stamps_that_increase_are_taken_as_they_are(gaps_s: list[float], start_s: float) -> None:
    stamps_s = start_s + np.concatenate([[0.0], np.cumsum(gaps_s)])
    clock = Clock(30.0)
    np.testing.assert_array_equal(
        [clock.time_s(float(stamp_s)) for stamp_s in stamps_s], stamps_s - stamps_s[0])
    assert clock.complaints() == []


def _read_with_stamps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stamps_s: list[float]
) -> tuple[list[float], list[str]]:
    """Times and warnings of a 30 fps clip whose decoder gives these timestamps."""
    clip = open_clip(write_clip(tmp_path / "a.mp4", times_s=evenly(30, len(stamps_s))))

    class Decoder:
        n = -1

        def __init__(self, *_: object) -> None: ...

        def grab(self) -> bool:
            self.n += 1
            return self.n < len(stamps_s)

        def retrieve(self, image: object = None) -> tuple[bool, np.ndarray]:
            return True, numbered_picture(self.n)

        def get(self, _: int) -> float:
            return stamps_s[self.n] * 1000

        def release(self) -> None: ...

    monkeypatch.setattr(clip_module.cv2, "VideoCapture", Decoder)
    warnings: list[str] = []
    return [frame.time_s for frame in clip.frames(warn=warnings.append)], warnings

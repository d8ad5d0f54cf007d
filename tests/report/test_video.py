"""The overlay video plays in a browser and keeps every frame's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from formcheck.report.video import STAGE, best_stretch, h264, write_overlay
from formcheck.settings import ReportSettings, Settings
from tests.builders import make_analysis, without


@dataclass(frozen=True)
class MadeFrame:
    index: int
    time_s: float
    image_bgr: Any


def frames_of(analysis: Any, times_s: Any = None) -> Iterator[MadeFrame]:
    times_s = analysis.frames["time_s"] if times_s is None else times_s
    height, width = analysis.clip.height_px, analysis.clip.width_px
    for index, time_s in enumerate(times_s):
        yield MadeFrame(index, float(time_s), np.full((height, width, 3), 90, np.uint8))


def decoded(path: Path) -> tuple[Any, list[Any]]:
    with av.open(str(path)) as container:
        return container.streams.video[0].codec_context.name, list(container.decode(video=0))


def test_every_frame_is_there_at_its_own_time_also_when_the_rate_varies(tmp_path: Path) -> None:
    analysis = make_analysis(duration_s=3.0)
    rng = np.random.default_rng(3)
    times_s = 0.4 + np.cumsum(rng.choice([1 / 30, 1 / 24, 1 / 60, 0.2], len(analysis.frames)))
    write_overlay(analysis, frames_of(analysis, times_s), tmp_path / "o.mp4")
    _, frames = decoded(tmp_path / "o.mp4")
    assert len(frames) == len(times_s)
    np.testing.assert_allclose([frame.time for frame in frames], times_s - times_s[0], atol=1e-4)


def test_at_240_fps_sixty_frames_a_second_are_shown(tmp_path: Path) -> None:
    analysis = make_analysis()
    times_s = np.arange(41) / 240
    write_overlay(analysis, frames_of(analysis, times_s), tmp_path / "o.mp4")
    _, frames = decoded(tmp_path / "o.mp4")
    np.testing.assert_allclose([frame.time for frame in frames], times_s[::4], atol=1e-4)


def test_it_is_h264_that_browsers_play_and_starts_at_once(tmp_path: Path) -> None:
    analysis = make_analysis(duration_s=1.0, size=(361, 641))
    write_overlay(analysis, frames_of(analysis), tmp_path / "o.mp4")
    codec, frames = decoded(tmp_path / "o.mp4")
    assert codec == "h264"
    assert frames[0].format.name == "yuv420p"
    assert frames[0].width % 2 == 0
    assert frames[0].height % 2 == 0
    data = (tmp_path / "o.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_the_longer_side_is_limited_and_the_curve_comes_below(tmp_path: Path) -> None:
    for measurable in (True, False):
        analysis = make_analysis(duration_s=0.8, size=(1080, 1920), measurable=measurable)
        write_overlay(analysis, frames_of(analysis), tmp_path / "o.mp4")
        _, frames = decoded(tmp_path / "o.mp4")
        strip = 118 if measurable else 0
        assert (frames[0].width, frames[0].height) == (540, 960 + strip)


def test_of_a_long_clip_the_stretch_with_the_flags_is_taken() -> None:
    analysis = make_analysis(duration_s=40.0)
    late = tuple(flag for flag in analysis.flags if flag.time_s > 20)
    analysis = without(
        analysis, flags=late, settings=Settings(report=ReportSettings(overlay_max_s=15.0)))
    first, last = best_stretch(analysis)
    times_s = analysis.frames["time_s"]
    assert times_s[last] - times_s[first] <= 15.0
    assert last - first == pytest.approx(15 * 30, abs=1)
    inside = [flag for flag in late if first <= flag.frame <= last]
    assert len(inside) >= len(late) / 2


def test_a_short_clip_is_taken_whole() -> None:
    analysis = make_analysis(duration_s=5.0)
    assert best_stretch(analysis) == (0, len(analysis.frames) - 1)


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    analysis = make_analysis(duration_s=1.0)
    told: list[tuple[str, int, int]] = []
    write_overlay(
        analysis, frames_of(analysis), tmp_path / "o.mp4",
        progress=lambda *step: told.append(step))
    assert told == [(STAGE, done, 30) for done in range(1, 31)]


def test_colours_survive(tmp_path: Path) -> None:
    path = tmp_path / "c.mp4"
    with h264(path, 64, 64, rate=30.0) as write:
        for index in range(5):
            write(np.full((64, 64, 3), (40, 90, 200), np.uint8), index / 30)
    _, frames = decoded(path)
    np.testing.assert_allclose(frames[2].to_ndarray(format="bgr24")[32, 32], (40, 90, 200), atol=9)


def test_a_stretch_from_the_middle_begins_at_time_zero(tmp_path: Path) -> None:
    analysis = make_analysis(duration_s=4.0, size=(360, 640))
    analysis = without(
        analysis, flags=analysis.flags[-1:],
        settings=Settings(report=ReportSettings(overlay_max_s=1.0)))
    first, last = best_stretch(analysis)
    assert 0 < first <= analysis.flags[-1].frame <= last
    write_overlay(analysis, frames_of(analysis), tmp_path / "o.mp4")
    _, frames = decoded(tmp_path / "o.mp4")
    assert len(frames) == last - first + 1
    assert frames[0].time == 0


def test_a_picture_may_be_drawn_over_once_it_was_added(tmp_path: Path) -> None:
    picture, path = np.zeros((64, 64, 3), np.uint8), tmp_path / "o.mp4"
    with h264(path, 64, 64, rate=30.0) as write:
        for number in range(40):
            picture[:] = 6 * number
            write(picture, number / 30)
    grays = [float(frame.to_ndarray(format="gray").mean()) for frame in decoded(path)[1]]
    np.testing.assert_allclose(grays, 6 * np.arange(40), atol=3)


def test_what_the_encoder_has_to_complain_of_is_heard(tmp_path: Path) -> None:
    with pytest.raises(av.FFmpegError), h264(tmp_path / "o.mp4", 63, 63, rate=30.0) as write:
        write(np.zeros((62, 62, 3), np.uint8), 0.0)

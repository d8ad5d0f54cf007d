"""The benchmark of speed: its clips, its sums, its page, without any timing."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.clip import open_clip
from validation import speed, speed_clips
from validation.speed_clips import Footage

STEPS_S = [0.5, 0.86, 1.21]


def found(what: str, turn: int) -> dict[str, Any]:
    wall_s = {"bare": 10.0, "analysis": 6.0, "report": 8.0}.get(what, 1.5) + 0.1 * turn
    said = {"readings": {"cadence": [170.0, 169.0, 171.0]}, "mid_stance_s": STEPS_S}
    if what == "one_lane":
        said = {"readings": {"cadence": [170.1, 169.1, 171.1]}, "mid_stance_s": [0.502, 0.86, 1.21]}
    return {
        "wall_s": wall_s, "cpu_s": 2 * wall_s, "peak_mb": 700, "frames": 300, "others_share": 0.01,
        "stages": {"landmarks": 4.0}, **said,
    }


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    turns = itertools.count()
    template = (speed.HERE / "speed.md.j2").read_text(encoding="utf-8")
    (tmp_path / "speed.md.j2").write_text(template, encoding="utf-8")
    monkeypatch.setattr(speed, "HERE", tmp_path)
    monkeypatch.setattr(speed, "timed", lambda what, clip: found(what, next(turns) % 3))
    monkeypatch.setattr(speed, "clip_of", lambda footage: Path(f"{footage.name}.mp4"))
    monkeypatch.setattr(speed, "help_cpu_s", lambda: 0.26)
    return tmp_path


def test_all_is_run_and_the_page_tells_ratios_and_differences(
    made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["speed"])
    speed.main()
    told = json.loads((made_up / "speed.json").read_text(encoding="utf-8"))
    assert [row["clip"] for row in told["against_bare"]] == [
        "720x1280_30fps_10s", "1080x1920_60fps_10s", "1080x1920_240fps_10s"]
    assert told["against_bare"][0]["ratios"]["analysis"] == pytest.approx(0.61, abs=0.01)
    assert told["against_bare"][0]["always_the_same"]
    alone = told["against_one_lane"][0]
    assert alone["worst_share_of_interval"] == pytest.approx(0.05)
    assert alone["mid_stance_ms"] == pytest.approx(2.0)
    assert [row["clip"] for row in told["growth"]] == ["720x1280_30fps_10s", "720x1280_30fps_60s"]
    page = (made_up / "speed.md").read_text(encoding="utf-8")
    assert "| 720x1280_30fps_10s | 0.05 | cadence | 3 / 3 | 2.0 |" in page
    assert "`formcheck --help`: processor 0.26 s" in page
    assert "busy" not in page


def test_the_ten_minute_clip_adds_its_row_to_what_was_found(
    made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["--long"], ["--long"]):
        monkeypatch.setattr(sys, "argv", ["speed", *arguments])
        speed.main()
    page = (made_up / "speed.md").read_text(encoding="utf-8")
    assert page.count("| 720x1280_30fps_600s | 300 |") == 1
    assert "| 720x1280_30fps_60s | 300 |" in page
    assert "Aimed at: 0.65" in page


def test_the_help_is_timed() -> None:
    assert 0.01 < speed.help_cpu_s() < 10


def test_a_busy_machine_is_said(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        speed, "timed", lambda what, clip: {**found(what, 0), "others_share": 0.4})
    monkeypatch.setattr(sys, "argv", ["speed", "--clips", "1", "--rounds", "1"])
    speed.main()
    assert "busy with other work" in (made_up / "speed.md").read_text(encoding="utf-8")


def test_the_ten_minute_clip_is_the_minutes_own_over_and_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    monkeypatch.setattr(speed_clips, "LONG", Footage(90, 160, 30, 0.5))
    monkeypatch.setattr(speed_clips, "LONGEST", Footage(90, 160, 30, 1.5))
    frames = list(open_clip(speed_clips.clip_of(speed_clips.LONGEST)).frames())
    np.testing.assert_allclose([frame.time_s for frame in frames], np.arange(45) / 30, atol=1e-3)
    np.testing.assert_array_equal(frames[3].image_bgr, frames[33].image_bgr)


def test_a_clip_is_as_it_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    path = speed_clips.clip_of(Footage(90, 160, 120, 0.2))
    clip = open_clip(path)
    assert (clip.width_px, clip.height_px, clip.nominal_fps) == (90, 160, 120.0)
    assert len(list(clip.frames())) == 24
    assert [file.name for file in path.parent.iterdir()] == [path.name]

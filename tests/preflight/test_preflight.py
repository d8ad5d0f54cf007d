"""The preflight of a clip: what it finds, the still it gives, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.errors import ClipError, OutputError
from formcheck.pose.everybody import everybody
from formcheck.preflight import Preflight, preflight
from formcheck.preflight.still import RUNNER_BGR, marked, write_still
from tests.clips import evenly, write_clip
from tests.synthetic_runner import Part, film, people_of


@pytest.fixture(scope="module")
def found(runner_clip: Path, pose_model: Path) -> Preflight:
    return preflight(runner_clip)


def test_a_sample_clip_is_good_to_go(found: Preflight) -> None:
    lights = {check.name: check.light for check in found.checks}
    for name in ("runner", "light", "distance", "view", "feet", "pelvis", "camera", "frame rate"):
        assert lights[name] == "green", found.checks
    (runner,) = found.people
    assert (runner.number, runner.share) == (0, 1.0)
    left, top, right, bottom = (round(side) for side in runner.box_px)
    assert (right - left) < (bottom - top)
    edge = found.still_bgr[(top + bottom) // 2, max(left, 2) - 1 : max(left, 2) + 3]
    assert np.abs(edge.astype(int) - RUNNER_BGR).sum(axis=1).min() < 40


def test_the_command_prints_json_writes_the_still_and_ends_with_1_for_red(
    tmp_path: Path, pose_model: Path
) -> None:
    clip = write_clip(tmp_path / "nobody.mp4", times_s=evenly(30, 12))
    still = tmp_path / "still.png"
    result = CliRunner().invoke(app, ["preflight", str(clip), "--json", "--still", str(still)])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["light"] == "red"
    assert told["checks"][0]["found"] == "Nobody was seen in the first seconds."
    assert cv2.imread(str(still)).shape == (96, 128, 3)
    plain = CliRunner().invoke(app, ["preflight", str(clip)])
    assert "Film again" in plain.stdout


def test_what_is_no_clip_gets_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("Dear diary")
    with pytest.raises(ClipError, match="not a video file"):
        preflight(tmp_path / "notes.mp4")


def test_a_still_that_cannot_be_written_gets_its_sentence(tmp_path: Path) -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(OutputError, match=r"a\.docx: the picture cannot be written \(name it"):
        write_still(picture, tmp_path / "a.docx")
    with pytest.raises(OutputError, match="No such file"):
        write_still(picture, tmp_path / "nowhere" / "a.jpg")


def test_everybody_is_numbered_in_one_still() -> None:
    track = film(Part(seconds=2.0), fps=30).track
    runner = people_of(track, scale=0.5, shift_px=(-150, 0))
    poster = people_of(track, scale=0.4, shift_px=(200, 0))[:1] * track.n_frames
    people = [both + other for both, other in zip(poster, runner, strict=True)]
    people[0] = runner[0]
    first, second = everybody(track.time_s, people)
    assert (first.number, first.share, second.number) == (0, 1.0, 1)
    assert first.frame == second.frame == 1
    assert first.box_px[2] < second.box_px[0]
    picture = marked(np.zeros((1280, 720, 3), np.uint8), (first, second), chosen=0)
    left, top = round(first.box_px[0]), round(first.box_px[1])
    assert picture[top + 12 : top + 40, left + 12].tolist() != [[0, 0, 0]] * 28

"""The commands for folders and comparisons: thin, with plain words and exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.batch import run
from formcheck.cli import app
from formcheck.report import files
from tests.batch.fakes import fake_score, write_fake
from tests.builders import make_analysis

RUNNER = CliRunner()


@pytest.fixture
def fake_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    real = run.score_folder

    def score_folder(*arguments, **choices):
        return real(*arguments, **{**choices, "work": fake_score})

    monkeypatch.setattr(run, "score_folder", score_folder)


def test_a_folder_is_scored_and_the_exit_code_says_how(fake_batch, tmp_path: Path) -> None:
    write_fake(tmp_path / "clips" / "anna.mp4", "drop 4 1")
    arguments = ["batch", str(tmp_path / "clips"), "--out", str(tmp_path / "out"), "--workers", "1"]
    fine = RUNNER.invoke(app, arguments)
    assert fine.exit_code == 0, fine.output
    assert "1 of 1 clips gave a result." in fine.output
    write_fake(tmp_path / "clips" / "ben.mp4", "broken 1")
    some = RUNNER.invoke(app, arguments)
    assert some.exit_code == 3
    assert "1 of 2 clips gave a result; 1 did not" in some.output
    assert (tmp_path / "out" / "index.html").is_file()


def test_a_folder_without_clips_is_one_sentence(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["batch", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "no video file" in result.output
    assert "Traceback" not in result.output


@pytest.fixture
def results(tmp_path: Path) -> list[str]:
    folders = []
    for name, drop in (("before", 8.0), ("after", 3.0)):
        made = make_analysis(drop_left=drop)
        made = replace(made, clip=replace(made.clip, sha256=name.ljust(64, "0")))
        (tmp_path / name).mkdir()
        files.write_tables(made, tmp_path / name)
        files.write_summary(made, tmp_path / name)
        folders.append(str(tmp_path / name))
    return folders


def test_two_results_are_compared(results: list[str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    result = RUNNER.invoke(app, ["compare", *results, "--out", out, "--speed", "10"])
    assert result.exit_code == 0, result.output
    assert "The pelvis drops less in left stance, 8.0° → 3.0°" in result.output
    assert (tmp_path / "out" / "comparison.html").is_file()
    as_json = RUNNER.invoke(app, ["compare", *results, "--out", out, "--json"])
    changes = json.loads(as_json.stdout)["pairs"][0]["changes"]
    assert changes["pelvic_drop_left"]["verdict"] == "changed"


@pytest.mark.parametrize(
    ("further", "words"),
    [(["--speed", "fast"], "km/h"), (["--speed", "1,2,3"], "one speed")],
)
def test_a_wrong_call_is_one_sentence(results: list[str], further: list[str], words: str) -> None:
    result = RUNNER.invoke(app, ["compare", *results, *further])
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_one_clip_is_not_enough(results: list[str]) -> None:
    assert RUNNER.invoke(app, ["compare", results[0]]).exit_code == 2


def test_both_are_there_for_programs() -> None:
    import formcheck

    assert callable(formcheck.compare)
    assert callable(formcheck.score_folder)


def test_landmarks_are_exported_beside_the_clip_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("formcheck.analysis.analyze", lambda clip, **_: make_analysis())
    monkeypatch.chdir(tmp_path)
    result = RUNNER.invoke(app, ["export", "clips/run.mp4", "--format", "trc"])
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == "run.trc"
    assert (tmp_path / "run.trc").read_text(encoding="utf-8").startswith("PathFileType\t4")


def test_a_result_folder_cannot_be_exported_and_says_what_can(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["export", str(tmp_path), "--format", "trc"])
    assert result.exit_code == 1
    assert "name the clip itself" in result.stderr

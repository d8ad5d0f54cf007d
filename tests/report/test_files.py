"""Tables, and a result folder that is there whole or not at all."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import formcheck
from formcheck.errors import OutputError
from formcheck.report import files
from formcheck.report.files import default_out_dir, existing_result, whole_or_nothing
from formcheck.settings import GaitSettings, Settings
from tests.builders import make_analysis, without


def names_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def make_result(folder: Path) -> None:
    with whole_or_nothing(folder) as made:
        files.write_summary(make_analysis(), made)
        (made / files.REPORT).write_text("first")


def fail_half_way(folder: Path, trouble: BaseException) -> None:
    with whole_or_nothing(folder) as made:
        (made / files.REPORT).write_text("second")
        raise trouble


def test_frames_csv_has_a_row_for_every_frame_and_empty_cells_for_what_is_missing(
    tmp_path: Path,
) -> None:
    analysis = make_analysis(measurable=False)
    files.write_tables(analysis, tmp_path)
    text = (tmp_path / "frames.csv").read_text()
    assert "nan" not in text.lower()
    table = pd.read_csv(io.StringIO(text))
    assert len(table) == analysis.clip.n_frames
    assert table["pelvic_obliquity_deg"].isna().all()
    np.testing.assert_allclose(table["time_s"], analysis.frames["time_s"], atol=1e-6)
    assert list(table.columns) == list(analysis.frames.columns)


def test_steps_csv_has_a_row_for_every_step(tmp_path: Path) -> None:
    analysis = make_analysis()
    files.write_tables(analysis, tmp_path)
    table = pd.read_csv(tmp_path / "steps.csv")
    assert len(table) == len(analysis.steps)
    np.testing.assert_allclose(
        table["peak_drop_deg"], analysis.steps["peak_drop_deg"], atol=1e-4)


def test_text_cells_never_start_a_formula_and_numbers_stay_numbers() -> None:
    table = pd.DataFrame({
        "text": ["=1+1", "+x", "-x", "@x", "\tx", "plain"], "angle_deg": [-1.0] * 6})
    shown = files.for_spreadsheet(table)
    assert list(shown["text"]) == ["'=1+1", "'+x", "'-x", "'@x", "'\tx", "plain"]
    assert list(shown["angle_deg"]) == [-1.0] * 6
    assert next(iter(table["text"])) == "=1+1"


def test_a_result_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "result"
    make_result(target)
    assert names_in(target) == {"summary.json", "report.html"}
    assert names_in(tmp_path / "deep") == {"result"}
    assert target.stat().st_mode & 0o055 == 0o055


@pytest.mark.parametrize("trouble", [ValueError("x"), KeyboardInterrupt()], ids=["error", "ctrl-c"])
def test_failure_in_the_middle_leaves_nothing(tmp_path: Path, trouble: BaseException) -> None:
    with pytest.raises(type(trouble)):
        fail_half_way(tmp_path / "result", trouble)
    assert names_in(tmp_path) == set()


def test_failure_in_the_middle_keeps_an_earlier_result(tmp_path: Path) -> None:
    make_result(tmp_path / "result")
    with pytest.raises(ValueError, match="half way"):
        fail_half_way(tmp_path / "result", ValueError("half way"))
    assert (tmp_path / "result" / "report.html").read_text() == "first"
    assert names_in(tmp_path) == {"result"}


def test_failure_of_the_last_move_puts_the_earlier_result_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "result"
    make_result(target)
    rename = Path.rename

    def stuck(self: Path, to: Path) -> Path:
        if Path(to) == target and self.name != target.name:
            raise OSError(28, "No space left on device")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(OutputError, match="No space left"), whole_or_nothing(target) as made:
        (made / "report.html").write_text("second")
    assert (target / "report.html").read_text() == "first"
    assert names_in(tmp_path) == {"result"}


def test_an_earlier_result_and_an_empty_folder_are_replaced(tmp_path: Path) -> None:
    make_result(tmp_path / "result")
    (tmp_path / "empty").mkdir()
    for name in ("result", "empty"):
        with whole_or_nothing(tmp_path / name) as made:
            (made / "report.html").write_text("second")
        assert names_in(tmp_path / name) == {"report.html"}
    assert names_in(tmp_path) == {"result", "empty"}


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.jpg").write_text("sun")
    with pytest.raises(OutputError, match=r"holiday.*beach\.jpg"):
        make_result(tmp_path / "holiday")
    assert (tmp_path / "holiday" / "beach.jpg").read_text() == "sun"


def test_a_note_beside_a_result_is_not_lost(tmp_path: Path) -> None:
    make_result(tmp_path / "result")
    (tmp_path / "result" / "my notes.txt").write_text("fresh legs")
    with pytest.raises(OutputError, match=r"my notes\.txt"):
        make_result(tmp_path / "result")
    assert (tmp_path / "result" / "my notes.txt").read_text() == "fresh legs"


def test_a_stranger_with_our_file_names_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "summary.json").write_text('{"made by": "somebody else"}')
    with pytest.raises(OutputError, match="not a result of formcheck"):
        make_result(tmp_path / "other")


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(OutputError, match="taken is a file"):
        make_result(tmp_path / "taken")


def test_the_same_clip_settings_and_version_are_taken_up(tmp_path: Path) -> None:
    analysis = make_analysis()
    make_result(tmp_path / "r")
    sha256, settings, version = analysis.clip.sha256, analysis.settings, formcheck.__version__
    known = existing_result(tmp_path / "r", sha256, settings, version, overlay=False)
    assert known == json.loads((tmp_path / "r" / "summary.json").read_text())
    slower = replace(settings, slow_motion=4.0)
    gait = Settings(gait=GaitSettings(running_cadence_spm=(120.0, 230.0)))
    for other in (
        ("cd" * 32, settings, version), (sha256, slower, version), (sha256, gait, version),
        (sha256, settings, "9.9"),
    ):
        assert existing_result(tmp_path / "r", *other, overlay=False) is None


def test_a_result_without_what_is_asked_for_is_not_the_same(tmp_path: Path) -> None:
    analysis = make_analysis()
    make_result(tmp_path / "r")
    same = analysis.clip.sha256, analysis.settings, formcheck.__version__
    assert existing_result(tmp_path / "r", *same, overlay=True) is None
    (tmp_path / "r" / "overlay.mp4").write_bytes(b"video")
    assert existing_result(tmp_path / "r", *same, overlay=True) is not None
    (tmp_path / "r" / "report.html").unlink()
    assert existing_result(tmp_path / "r", *same, overlay=False) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"formcheck": "0.1.0", "clip": 3}'])
def test_a_broken_summary_is_no_result_to_take_up(tmp_path: Path, content: str) -> None:
    (tmp_path / "summary.json").write_text(content)
    (tmp_path / "report.html").write_text("x")
    assert existing_result(tmp_path, "ab" * 32, Settings(), "0.1.0", overlay=False) is None
    assert existing_result(tmp_path / "none", "ab" * 32, Settings(), "0.1.0") is None


@pytest.mark.parametrize(
    ("clip", "folder"),
    [("run.mp4", "run_formcheck"), ("a/b/Läufer 1.mov", "Läufer 1_formcheck"),
     (".mp4", ".mp4_formcheck"), ("x.tar.mp4", "x.tar_formcheck")],
)
def test_the_folder_is_named_after_the_clip(clip: str, folder: str) -> None:
    assert default_out_dir(Path(clip), "ab" * 32) == Path(folder)


def test_another_clip_of_the_same_name_gets_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    analysis = make_analysis()
    own = analysis.clip.sha256
    make_result(Path("run_formcheck"))
    assert default_out_dir(Path("anna/run.mp4"), own) == Path("run_formcheck")
    assert default_out_dir(Path("ben/run.mov"), "cd" * 32) == Path("run_2_formcheck")
    make_result(Path("run_2_formcheck"))
    assert default_out_dir(Path("cleo/run.mov"), "cd" * 32) == Path("run_3_formcheck")
    assert default_out_dir(Path("ben/run.mp4"), own) == Path("run_formcheck")


def test_what_a_desktop_leaves_in_a_folder_is_nobodys(tmp_path: Path) -> None:
    make_result(tmp_path / "result")
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._report.html"):
        (tmp_path / "result" / name).write_text("x")
    make_result(tmp_path / "result")
    assert not (tmp_path / "result" / ".DS_Store").exists()


def test_flagged_pictures_carry_their_number_leg_and_time(tmp_path: Path) -> None:
    analysis = make_analysis()
    files.write_flagged(analysis.flags, {1: b"one", 3: b"three"}, tmp_path)
    first, third = analysis.flags[0], analysis.flags[2]
    assert names_in(tmp_path / "flagged") == {
        f"01_{first.side}_{first.time_s:.2f}s.jpg", f"03_{third.side}_{third.time_s:.2f}s.jpg"}


def test_only_plots_with_something_to_show_are_written(tmp_path: Path) -> None:
    files.write_plots(make_analysis(measurable=False), tmp_path)
    assert names_in(tmp_path / "plots") == {"cadence_over_time.png"}


def test_the_summary_is_strict_json(tmp_path: Path) -> None:
    analysis = without(make_analysis(), provenance={"speed": float("nan")})
    files.write_summary(analysis, tmp_path)
    assert json.loads((tmp_path / "summary.json").read_text())["provenance"] == {"speed": None}

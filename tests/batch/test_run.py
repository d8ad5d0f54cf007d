"""A folder is scored once, whatever happens: broken clips, kills, renames, changes, a full disk."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import formcheck
from formcheck.batch.fields import Pattern
from formcheck.batch.run import score_folder
from formcheck.errors import ClipError, OutputError, SettingsError
from formcheck.settings import Settings
from tests.batch.fakes import fake_score, scored, started, write_fake, write_folder

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.usefixtures("no_page")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed")
    scored(folder, out)
    return out


def test_forty_clips_give_forty_rows(undisturbed: Path) -> None:
    table = pd.read_parquet(undisturbed / "scores.parquet")
    assert len(table) == 40
    assert (table["outcome"] == "result").sum() == 30
    failed = table[table["outcome"] == "failure"]
    assert failed["error"].str.contains("broken").sum() == 3
    assert failed["error"].str.contains("nobody").sum() == 3
    assert failed["error"].str.contains("killed").sum() == 2
    assert failed["error"].str.contains("bug").sum() == 2
    assert failed["cadence_spm"].isna().all()
    row = table.set_index("file").loc["runner0/clip10.mp4"]
    assert row["pelvic_drop_left_deg"] == 2.5
    assert row["pelvic_drop_left_low_deg"] == 1.5
    assert row["cadence_spm"] == 162.5
    assert row["pelvic_drop_left_confidence"] == "high"
    assert row["report"] == f"clips/{row['sha256'][:16]}/report.html"


def test_the_tables_agree_and_follow_the_folder(undisturbed: Path) -> None:
    from_csv = pd.read_csv(undisturbed / "scores.csv")
    from_parquet = pd.read_parquet(undisturbed / "scores.parquet")
    assert list(from_csv.columns) == list(from_parquet.columns)
    assert list(from_csv["file"]) == list(from_parquet["file"])
    files = list(from_csv["file"])
    assert files[0] == "odd/odd0.mov"
    assert files.index("runner0/clip2.mp4") < files.index("runner0/clip10.mp4")
    pd.testing.assert_series_equal(from_csv["cadence_spm"], from_parquet["cadence_spm"])


def test_killed_twice_and_run_again_the_table_is_the_same(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    for _ in range(2):
        finished = done(tmp_path)
        before = len(started(tmp_path))
        killed_after(len(finished) + chance.randint(3, 10), folder, tmp_path)
        assert not finished & set(started(tmp_path)[before:])
        assert len(done(tmp_path)) >= len(finished) + 3
    finished, before = done(tmp_path), len(started(tmp_path))
    assert not (tmp_path / "scores.csv").exists()
    result = scored(folder, tmp_path)
    assert not finished & set(started(tmp_path)[before:])
    assert result.exit_code == 3
    assert (tmp_path / "scores.csv").read_bytes() == (undisturbed / "scores.csv").read_bytes()
    assert not [path for path in tmp_path.rglob(".*") if path.name != ".lock"]


def done(out: Path) -> set[str]:
    """Clips that have finished for good: with a record, and not by a loss of their process."""
    records = (out / "records").glob("*.json")
    return {path.stem for path in records if '"again": false' in path.read_text()}


def test_ctrl_c_ends_everything_at_once(tmp_path: Path) -> None:
    for number in range(3):
        write_fake(tmp_path / "clips" / f"z{number}.mp4", f"hang {number}")
    write_fake(tmp_path / "clips" / "a.mp4", "drop 4 1")
    batch = subprocess.Popen(
        [sys.executable, "-m", "tests.batch.fakes", str(tmp_path / "clips"), str(tmp_path / "out")],
        cwd=ROOT, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while len(started(tmp_path / "out")) < 3:
        assert batch.poll() is None
        time.sleep(0.01)
    batch.send_signal(signal.SIGINT)
    _, said = batch.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said
    assert len(done(tmp_path / "out")) == 1
    assert len(started(tmp_path / "out")) == 3


def killed_after(n_records: int, folder: Path, out: Path) -> None:
    batch = subprocess.Popen(
        [sys.executable, "-m", "tests.batch.fakes", str(folder), str(out)], cwd=ROOT
    )
    while len(done(out)) < n_records:
        assert batch.poll() is None
        time.sleep(0.002)
    batch.kill()
    batch.wait()


def test_a_rerun_does_nothing_but_what_was_lost(folder: Path, undisturbed: Path) -> None:
    before = len(started(undisturbed))
    scored(folder, undisturbed)
    # Two clips had killed their process: that may be the machine's fault, and is tried again.
    assert len(started(undisturbed)) == before + 2


def test_a_renamed_clip_is_recognised(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scored(small, out)
    (small / "run1.mp4").rename(small / "a new name.mp4")
    table = scored(small, out).table()
    assert len(started(out)) == 3
    assert list(table["file"]) == ["a new name.mp4", "run0.mp4", "run2.mp4"]
    assert list(table["pelvic_drop_left_deg"]) == [1.0, 0.0, 2.0]


def test_what_changed_is_done_again(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    scored(small, out)
    write_fake(small / "run1.mp4", "drop 9 9")
    assert list(scored(small, out).table()["pelvic_drop_left_deg"]) == [0.0, 9.0, 2.0]
    assert len(started(out)) == 4
    scored(small, out, settings=replace(Settings(), slow_motion=4.0))
    assert len(started(out)) == 7
    monkeypatch.setattr(formcheck, "__version__", "99.0")
    scored(small, out, settings=replace(Settings(), slow_motion=4.0))
    assert len(started(out)) == 10


def test_force_does_everything_again(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scored(small, out)
    scored(small, out, force=True)
    assert len(started(out)) == 6


def test_a_result_whose_report_is_gone_is_made_again(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = scored(small, out)
    shutil.rmtree(result.clips[0].job.result_dir)
    scored(small, out)
    assert len(started(out)) == 4


def test_the_same_content_twice_is_scored_once(small: Path, tmp_path: Path) -> None:
    shutil.copy(small / "run2.mp4", small / "copy.mp4")
    table = scored(small, tmp_path / "out").table().set_index("file")
    assert len(started(tmp_path / "out")) == 3
    assert table.loc["run2.mp4", "pelvic_drop_left_deg"] == 2.0
    assert table.loc["copy.mp4", "pelvic_drop_left_deg"] == 2.0
    assert table.loc["run2.mp4", "warnings"] == "The same content as copy.mp4."


def test_a_hanging_clip_is_given_up_and_the_rest_goes_on(small: Path, tmp_path: Path) -> None:
    write_fake(small / "hangs.mp4", "hang")
    out = tmp_path / "out"
    result = scored(small, out, time_limit_s=3.0)
    assert [clip.file for clip in result.failed] == ["hangs.mp4"]
    assert result.failed[0].record.reason == "stopped after 3 s, the time limit"
    scored(small, out, time_limit_s=3.0)
    assert len(started(out)) == 4
    scored(small, out, time_limit_s=3.5)
    assert len(started(out)) == 5


def test_a_full_disk_stops_the_batch_and_the_next_run_goes_on(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scored(small, out)
    full = write_fake(small / "z.mp4", "full")
    with pytest.raises(OutputError, match="disk is full"):
        scored(small, out)
    write_fake(full, "drop 7 7")
    assert list(scored(small, out).table()["pelvic_drop_left_deg"]) == [0.0, 1.0, 2.0, 7.0]
    assert len(started(out)) == 5


def test_an_interrupted_batch_leaves_nothing_running(small: Path, tmp_path: Path) -> None:
    write_fake(small / "z.mp4", "hang")
    out = tmp_path / "out"

    def interrupt(tally) -> None:
        if tally.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scored(small, out, tell=interrupt)
    write_fake(small / "z.mp4", "drop 7 7")
    scored(small, out)
    assert len(started(out)) <= 5


def test_two_batches_do_not_write_to_one_folder(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def another(tally) -> None:
        with pytest.raises(OutputError, match="Another batch"):
            scored(small, out)

    scored(small, out, tell=another)


def test_progress_is_told(small: Path, tmp_path: Path) -> None:
    write_fake(small / "x.mp4", "broken")
    seen = []
    out = tmp_path / "out"
    scored(small, out, tell=lambda tally: seen.append((tally.stage, tally.done, tally.failed)))
    assert seen[0] == ("Reading the clips", 0, 0)
    assert seen[-1] == ("Done", 4, 1)
    again = []
    scored(small, out, tell=lambda tally: again.append((tally.taken_up, tally.scored)))
    assert again[-1] == (4, 0)


def test_exit_codes(small: Path, tmp_path: Path) -> None:
    assert scored(small, tmp_path / "out").exit_code == 0
    write_fake(small / "x.mp4", "broken")
    assert scored(small, tmp_path / "out").exit_code == 3


def test_a_folder_without_clips_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ClipError, match="no video file"):
        scored(tmp_path / "empty", tmp_path / "out")
    with pytest.raises(ClipError, match="no folder"):
        scored(tmp_path / "nowhere", tmp_path / "out")


def test_results_and_hidden_files_are_no_clips(small: Path) -> None:
    (small / ".hidden.mp4").write_text("x")
    (small / "result").mkdir()
    (small / "result" / "summary.json").write_text("{}")
    (small / "result" / "overlay.mp4").write_text("x")
    (small / "notes.txt").write_text("x")
    out = small / "scores"
    assert [clip.file for clip in scored(small, out).clips] == ["run0.mp4", "run1.mp4", "run2.mp4"]
    (out / "clips" / "video.mp4").write_text("x")
    assert len(scored(small, out).clips) == 3


def test_fields_become_columns(tmp_path: Path) -> None:
    write_fake(tmp_path / "club" / "anna" / "2026-03-01_before.mp4", "drop 6 1")
    write_fake(tmp_path / "club" / "ben.mp4", "drop 3 2")
    table = scored(
        tmp_path / "club", tmp_path / "out", by="{runner}/{date}_{label}.mp4"
    ).table().set_index("file")
    assert list(table.columns[:3]) == ["runner", "date", "label"]
    assert list(table.loc["anna/2026-03-01_before.mp4"].iloc[:3]) == [
        "anna", "2026-03-01", "before"]
    assert table.loc["ben.mp4", "runner"] is None


@pytest.mark.parametrize("by", [
    "runner", "{Runner}", "{file}", "{a}/{a}", "{}", "{runner}/{view}", "{cadence_spm}",
    "{n_clips}", "{pelvic_drop_left_confidence}",
])
def test_a_senseless_pattern_is_refused(small: Path, tmp_path: Path, by: str) -> None:
    with pytest.raises(SettingsError, match="--by"):
        scored(small, tmp_path / "out", by=by)
    assert not (tmp_path / "out").exists()


def test_no_column_of_the_table_can_be_a_field(undisturbed: Path) -> None:
    for name in pd.read_csv(undisturbed / "scores.csv", nrows=1).columns:
        with pytest.raises(SettingsError, match="column of the table"):
            Pattern.of(f"{{runner}}/{{{name}}}.mp4")


def test_large_clips_come_first_and_keep_their_place_in_the_table(tmp_path: Path) -> None:
    for name, length in (("a", 5), ("b", 50), ("c", 500)):
        write_fake(tmp_path / "clips" / f"{name}.mp4", "drop 3 " + "x" * length)
    result = score_folder(
        tmp_path / "clips", tmp_path / "out", workers=1, work=fake_score)
    names = {clip.job.name: clip.file for clip in result.clips}
    assert [names[name] for name in started(tmp_path / "out")] == ["c.mp4", "b.mp4", "a.mp4"]
    assert [clip.file for clip in result.clips] == ["a.mp4", "b.mp4", "c.mp4"]

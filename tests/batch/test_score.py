"""One clip from its analysis to its record, and what a club's folder becomes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

import formcheck
from formcheck.batch import places, records
from formcheck.batch.fields import Pattern
from formcheck.batch.job import Job, Record
from formcheck.batch.outcome import BatchResult, ScoredClip
from formcheck.batch.score import failure, score_clip, values_of
from formcheck.batch.sessions import first_and_last
from formcheck.errors import ClipError, EnvironmentProblem, ModelError
from formcheck.report import files
from formcheck.settings import Settings
from tests.builders import make_analysis, write_clip


def job_of(clip: Path, out: Path, sha256: str = "ab" * 32) -> Job:
    records.make_folders(out)
    return Job(clip, sha256, out, Settings(), formcheck.__version__)


@pytest.fixture
def analysis_is(monkeypatch: pytest.MonkeyPatch):
    import formcheck.analysis

    def install(outcome) -> None:
        def analyze(path, *, settings):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(formcheck.analysis, "analyze", analyze)

    return install


@pytest.mark.parametrize("flagged", [True, False])
def test_a_clip_gives_report_picture_and_record(tmp_path: Path, analysis_is, flagged: bool) -> None:
    clip = tmp_path / "run.mp4"
    made = make_analysis(clip_path=clip, duration_s=3.0, drop_left=7.5, flagged=flagged)
    write_clip(clip, made)
    analysis_is(made)
    job = job_of(clip, tmp_path / "out")
    record = score_clip(job)
    assert record.outcome == "result"
    assert record.values["pelvic_drop_left_deg"] == 7.5
    assert record.values["pelvic_drop_left_low_deg"] == 6.5
    assert record.values["cadence_spm"] == 168.0
    assert (job.result_dir / "report.html").is_file()
    picture = cv2.imread(str(job.picture))
    assert picture.shape[0] == 260
    assert picture.std() > 10
    assert records.standing(job, limit_s=60.0) == record
    assert records.standing(replace(job, overlay=True), limit_s=60.0) is None


def test_a_clip_s_failure_is_on_record_without_its_name(tmp_path: Path, analysis_is) -> None:
    analysis_is(ClipError("run.mp4: no picture in this clip can be decoded."))
    job = job_of(tmp_path / "run.mp4", tmp_path / "out")
    record = score_clip(job)
    assert (record.outcome, record.reason, record.again) == (
        "failure", "no picture in this clip can be decoded.", False)
    assert records.read(job) == record


def test_a_bug_and_a_lack_of_memory_are_failures_of_the_clip(tmp_path: Path, analysis_is) -> None:
    job = job_of(tmp_path / "run.mp4", tmp_path / "out")
    analysis_is(IndexError("list index out of range"))
    assert "IndexError" in score_clip(job).reason
    analysis_is(MemoryError())
    assert score_clip(job).again


def test_what_is_wrong_with_the_machine_stops_the_batch(tmp_path: Path, analysis_is) -> None:
    analysis_is(ModelError("no model"))
    job = job_of(tmp_path / "run.mp4", tmp_path / "out")
    with pytest.raises(ModelError):
        score_clip(job)
    assert records.read(job) is None
    with pytest.raises(EnvironmentProblem, match="same version"):
        score_clip(replace(job, version="0.0.1"))


def test_a_stranger_in_a_clip_s_folder_is_a_failure_of_that_clip(
    tmp_path: Path, analysis_is
) -> None:
    analysis_is(AssertionError("it is not even analysed"))
    job = job_of(tmp_path / "run.mp4", tmp_path / "out")
    job.result_dir.mkdir()
    (job.result_dir / "note.txt").write_text("mine")
    record = score_clip(job)
    assert (record.outcome, record.again) == ("failure", True)
    assert "clips/abababababababab holds something that is not formcheck's" in record.reason
    assert (job.result_dir / "note.txt").read_text() == "mine"


def test_without_dates_the_order_is_that_in_which_a_person_counts(tmp_path: Path) -> None:
    clips = []
    for week in (1, 2, 9, 10, 12):
        job = job_of(tmp_path / f"week{week}.mp4", tmp_path / "out", f"{week:02d}" * 32)
        record = Record(key=job.key(), outcome="result", values={"view": "rear"})
        clips.append(ScoredClip(f"anna/week{week}.mp4", job, record))
    result = BatchResult(tmp_path / "out", tuple(clips), Pattern.of("{runner}/{label}.mp4"))
    assert [(before.file, after.file) for _, before, after in first_and_last(result)] == [
        ("anna/week1.mp4", "anna/week12.mp4")]


def test_memory_that_holds_files_counts_as_free(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "MemTotal: 16000000 kB\nMemFree: 900000 kB\nMemAvailable: 12000000 kB\n"
    monkeypatch.setattr(Path, "read_text", lambda path, **choices: told)
    monkeypatch.setattr(places, "cores", lambda: tuple(range(8)))
    assert places.default_workers() == 8
    told = told.replace("12000000", "2900000")
    assert places.default_workers() == 2


def club(tmp_path: Path) -> BatchResult:
    out = tmp_path / "out"
    choices = [
        ("anna/2026-01-10_run.mp4", 8.0), ("anna/2026-02-10_run.mp4", 7.0),
        ("anna/2026-03-10_run.mp4", 3.0), ("ben/2026-01-11_before.mp4", 4.0),
        ("ben/2026-01-11_after.mp4", 4.4), ("chloe/2026-01-12_run.mp4", 5.0),
        ("chloe/2026-01-12_side.mp4", 0.0),
    ]
    clips = []
    for number, (file, drop) in enumerate(choices):
        from_side = {"view": "left", "measurable": False} if "side" in file else {}
        made = make_analysis(drop_left=drop, seed=number, cadence=160 + number, **from_side)
        sha256 = f"{number:x}" * 64
        made = replace(made, clip=replace(made.clip, sha256=sha256, path=Path(file)))
        job = job_of(tmp_path / file, out, sha256)
        job.result_dir.mkdir()
        files.write_tables(made, job.result_dir)
        files.write_summary(made, job.result_dir)
        job.picture.write_bytes(
            cv2.imencode(".jpg", np.full((260, 150, 3), 90, np.uint8))[1].tobytes())
        record = Record(key=job.key(), outcome="result", values=values_of(made.summary()))
        clips.append(ScoredClip(file, job, record))
    broken = job_of(tmp_path / "x.mp4", out, "f" * 64)
    clips.append(ScoredClip("dora/<b>.mp4", broken, failure(broken, "nobody is in it.")))
    return BatchResult(out, tuple(clips), Pattern.of("{runner}/{date}_{label}.mp4"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> BatchResult:
    result = club(tmp_path_factory.mktemp("club"))
    result.write()
    return result


def test_a_row_for_each_runner_and_session(written: BatchResult) -> None:
    sessions = pd.read_csv(written.out_dir / "sessions.csv")
    assert list(zip(sessions["runner"], sessions["date"], sessions["n_clips"], strict=True)) == [
        ("anna", "2026-01-10", 1), ("anna", "2026-02-10", 1), ("anna", "2026-03-10", 1),
        ("ben", "2026-01-11", 2), ("chloe", "2026-01-12", 2),
    ]
    ben = sessions[sessions["runner"] == "ben"].iloc[0]
    assert ben["pelvic_drop_left_deg"] == pytest.approx(4.2)
    assert ben["pelvic_drop_left_low_deg"] == pytest.approx(3.2)


def test_each_runner_s_first_clip_against_the_last_of_the_same_view(written: BatchResult) -> None:
    pairs = pd.read_csv(written.out_dir / "pairs.csv").set_index("runner")
    assert list(pairs.index) == ["anna", "ben"]
    assert pairs.loc["anna", "after"] == "anna/2026-03-10_run.mp4"
    assert pairs.loc["anna", "pelvic_drop_left_change_deg"] == pytest.approx(-5.0)
    assert pairs.loc["anna", "pelvic_drop_left_verdict"] == "changed"
    assert pairs.loc["ben", "before"] == "ben/2026-01-11_before.mp4"
    assert pairs.loc["ben", "pelvic_drop_left_change_deg"] == pytest.approx(0.4)
    assert pairs.loc["ben", "pelvic_drop_left_verdict"] == "within error"


def test_the_page_links_to_what_is_there(written: BatchResult) -> None:
    page = (written.out_dir / "index.html").read_text()
    assert "7 of 8 clips gave a result" in page
    assert "Filmed from the side: pelvic drop is read from behind." in page
    assert "dora/&lt;b&gt;.mp4" in page
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert len(pictures) == 7
    assert all((written.out_dir / picture).is_file() for picture in pictures)
    comparisons = re.findall(r'href="(pairs/[^"]+)"', page)
    assert len(comparisons) == 2
    assert all((written.out_dir / link).is_file() for link in comparisons)
    assert 'data-sort="8.0000"' in page
    assert "Sessions of anna" in page
    assert "https://" not in page


def test_a_comparison_that_stands_is_taken_up(written: BatchResult) -> None:
    pages = sorted((written.out_dir / "pairs").glob("*/comparison.html"))
    before = [page.stat().st_mtime_ns for page in pages]
    written.write()
    assert [page.stat().st_mtime_ns for page in pages] == before

"""From an analysis and its clip to the whole folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.errors import FormcheckError, OutputError
from formcheck.report import page, write_report
from formcheck.result import Analysis
from tests.builders import make_analysis, without, write_clip
from tests.report.test_overlay import fitted_slope_deg


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    path = tmp_path_factory.mktemp("clips") / "run & <fun>.mp4"
    made = make_analysis(duration_s=5.0, clip_path=path, drop_left=7.5, drop_scatter=0.1)
    write_clip(path, made)
    return made


def test_the_folder_holds_everything(analysis: Analysis, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    report = write_report(
        analysis, tmp_path / "out", progress=lambda *step: told.append(step))
    assert report == tmp_path / "out" / "report.html"
    assert report.is_file()
    assert {entry.name for entry in report.parent.iterdir()} == {
        "report.html", "overlay.mp4", "summary.json", "frames.csv", "steps.csv", "plots",
        "flagged"}
    assert len(list((report.parent / "plots").iterdir())) == 4
    assert len(list((report.parent / "flagged").iterdir())) == len(analysis.flags) > 0
    assert {entry.name for entry in tmp_path.iterdir()} == {"out"}
    for stage in ("Drawing the overlay", "Writing the report"):
        done, total = [step[1:] for step in told if step[0] == stage][-1]
        assert done == total > 0
    with av.open(str(report.parent / "overlay.mp4")) as container:
        assert len(list(container.decode(video=0))) == analysis.clip.n_frames
    text = report.read_text(encoding="utf-8")
    assert "run &amp; &lt;fun&gt;.mp4" in text
    assert "<fun>" not in text


def test_the_flagged_picture_is_of_the_flagged_frame(analysis: Analysis, tmp_path: Path) -> None:
    write_report(analysis, tmp_path / "out", overlay=False)
    first = sorted((tmp_path / "out" / "flagged").iterdir())[0]
    picture = cv2.imread(str(first))
    assert picture is not None
    above_the_words = picture[: round(0.8 * picture.shape[0])]
    assert fitted_slope_deg(above_the_words, "line") == pytest.approx(
        analysis.flags[0].value_deg, abs=1.0)
    assert not (tmp_path / "out" / "overlay.mp4").exists()


def test_an_unchanged_result_is_taken_up_unless_forced(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = write_report(analysis, tmp_path / "out", overlay=False)
    calls: list[int] = []
    render = page.render
    monkeypatch.setattr(page, "render", lambda *a, **k: calls.append(1) or render(*a, **k))
    assert write_report(analysis, tmp_path / "out", overlay=False) == report
    assert calls == []
    write_report(analysis, tmp_path / "out", overlay=False, force=True)
    assert calls == [1]


def test_a_clip_that_is_gone_leaves_no_half_result(analysis: Analysis, tmp_path: Path) -> None:
    gone = make_analysis(clip_path=tmp_path / "gone.mp4")
    with pytest.raises(FormcheckError, match=r"gone\.mp4"):
        write_report(gone, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_failure_at_the_very_end_keeps_the_earlier_result(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = write_report(analysis, tmp_path / "out", overlay=False)
    before = report.read_bytes()

    def fail(*args: object, **kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(page, "render", fail)
    with pytest.raises(OutputError, match="No space left on device"):
        write_report(analysis, tmp_path / "out", overlay=False, force=True)
    assert report.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"out"}


def test_nothing_measured_still_gives_a_report(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    made = make_analysis(
        activity="none", measurable=False, duration_s=1.0, clip_path=path)
    write_clip(path, made)
    made.pose.landmarks_px[:] = np.nan
    report = write_report(made, tmp_path / "out")
    assert "No running was found in this clip." in report.read_text(encoding="utf-8")
    assert list((report.parent / "plots").iterdir()) == []


def test_with_nothing_to_picture_the_clip_is_not_read_again(
    analysis: Analysis, tmp_path: Path
) -> None:
    calm = without(analysis, flags=(), clip=make_analysis(clip_path=tmp_path / "gone.mp4").clip)
    calm = without(calm, pose=replace(
        calm.pose, landmarks_px=np.full_like(calm.pose.landmarks_px, np.nan)))
    assert write_report(calm, tmp_path / "out", overlay=False).is_file()


def test_a_clip_without_flags_has_a_picture_of_a_typical_moment(
    analysis: Analysis, tmp_path: Path
) -> None:
    report = write_report(without(analysis, flags=()), tmp_path / "out", overlay=False)
    assert 'alt="The runner, as found in the clip"' in report.read_text(encoding="utf-8")
    assert list((tmp_path / "out" / "flagged").iterdir()) == []

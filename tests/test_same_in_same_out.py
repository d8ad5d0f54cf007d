"""The same clip gives the same tables: again, elsewhere, under another name, by two workers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from formcheck.batch.run import score_folder
from formcheck.deliver import deliver
from formcheck.files import sha256_of
from formcheck.pose.models import CACHE_VARIABLE, cache_folder
from tests.clips import shortened

N_FRAMES = 30
TABLES = ("frames.csv", "steps.csv")


@pytest.fixture
def forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes that nothing is remembered from before: the next analysis does all of its work."""
    models, count = cache_folder().resolve(), iter(range(9))

    def forget() -> None:
        own = tmp_path / f"cache{next(count)}"
        own.mkdir()
        (own / "models").symlink_to(models, target_is_directory=True)
        monkeypatch.setenv(CACHE_VARIABLE, str(own))

    return forget


def test_tables_do_not_depend_on_when_where_and_by_how_many(
    pose_model: Path, runner_clip: Path, tmp_path: Path, forgetful
) -> None:
    first, second = tmp_path / "one", tmp_path / "elsewhere" / "deep"
    for folder in (first, second):
        folder.mkdir(parents=True)
    shortened(runner_clip, first / "a.mp4", n_frames=N_FRAMES)
    shortened(runner_clip, first / "b.mp4", n_frames=N_FRAMES - 5)
    shutil.copy(first / "a.mp4", second / "another name.mp4")
    shutil.copy(first / "b.mp4", second / "b.mp4")

    forgetful()
    alone = score_folder(first, tmp_path / "out1", workers=1)
    forgetful()
    together = score_folder(second, tmp_path / "out2", workers=2)
    forgetful()
    by_hand = deliver(second / "another name.mp4", tmp_path / "by hand", overlay=False)

    assert not alone.failed
    assert not together.failed
    results = {clip.job.sha256: clip.job.result_dir for clip in alone.clips}
    for clip in together.clips:
        for name in TABLES:
            again = (clip.job.result_dir / name).read_bytes()
            assert again == (results[clip.job.sha256] / name).read_bytes()
    for name in TABLES:
        again = (by_hand.report.parent / name).read_bytes()
        assert again == (results[sha256_of(first / "a.mp4")] / name).read_bytes()

    summary = json.loads((by_hand.report.parent / "summary.json").read_text(encoding="utf-8"))
    assert summary["formcheck"]
    assert summary["settings"]["flags"]["drop_deg"] > 0
    assert summary["provenance"]["pose_model_sha256"] == sha256_of(pose_model)

"""What is somebody's stays, whichever folder the scores go to."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.errors import NotOursError
from tests.batch.fakes import scored, write_fake

pytestmark = pytest.mark.usefixtures("no_page")


@pytest.mark.parametrize("name", [
    "scores.csv", "sessions.csv", "pairs.csv", "index.html", "clips/.git", "pictures/me.jpg",
    "records/2026.txt", "pairs/gloves.txt",
])
def test_what_is_somebody_s_in_the_folder_of_the_scores_stays(
    small: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    with pytest.raises(NotOursError, match=Path(name).parts[0]):
        scored(small, out)
    assert [path.read_text() for path in out.rglob("*") if path.is_file()] == ["mine"]


def test_scores_may_lie_among_the_clips_and_beside_other_things(small: Path) -> None:
    (small / "notes.txt").write_text("mine")
    (small / "clips").mkdir()
    (small / "clips" / ".DS_Store").write_text("x")
    assert len(scored(small, small).clips) == 3
    assert len(scored(small, small).clips) == 3
    assert (small / "notes.txt").read_text() == "mine"


def test_only_what_is_half_done_is_cleared_away(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scored(small, out)
    half_done = (
        out / "clips" / ".0123456789abcdef.half-done.x1", out / "records" / ".0123.json.x2",
        out / "pictures" / ".0123.jpg.x3")
    for path in (*half_done, out / "clips" / ".git"):
        path.mkdir()
    scored(small, out)
    assert not any(path.exists() for path in half_done)
    assert (out / "clips" / ".git").is_dir()


def test_clips_of_a_folder_that_was_scored_by_itself_are_not_left_out(tmp_path: Path) -> None:
    anna = tmp_path / "club" / "anna"
    write_fake(anna / "run.mp4", "drop 1 1")
    scored(anna, anna)
    write_fake(tmp_path / "club" / "ben" / "run.mp4", "drop 2 2")
    found = scored(tmp_path / "club", tmp_path / "out").clips
    assert [clip.file for clip in found] == ["anna/run.mp4", "ben/run.mp4"]

"""The measure of throughput: rounds in turn, the gain of each, and what others took meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from validation import scale

RUN = {"seconds": 1.0, "clips_an_hour": 1.0, "cpu_s": 10.0, "on_clips_share": 0.97,
       "others_share": 0.0}


def round_of(one: float, two: float, *, others: float = 0.01) -> dict:
    return {
        "1": {**RUN, "clips_an_hour": one},
        "2": {**RUN, "clips_an_hour": two, "others_share": others, "cpu_s": 10.2},
    }


FOUND = {
    "n_cores": 2, "n_clips": 12, "footage_s": 10.0, "frames": 300, "cpu_s": 36.0,
    "peak_memory_mb": 600.0, "result_mb": 2.0, "clip_mb": 1.5,
}


def test_the_gain_is_the_median_of_the_rounds(tmp_path: Path, monkeypatch) -> None:
    found = {**FOUND, "rounds": [round_of(100, 190), round_of(110, 187), round_of(90, 180)]}
    plan = scale.plan(found)
    assert plan["ratio"] == pytest.approx(1.9)
    assert plan["quiet"]
    assert plan["core_hours"] == 10_000
    (tmp_path / "scale.md.j2").write_text(
        (scale.HERE / "scale.md.j2").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(scale, "HERE", tmp_path)
    scale.write(found)
    text = (tmp_path / "scale.md").read_text(encoding="utf-8")
    assert "Two workers did 1.90 times the work of one" in text
    assert "| 2 | 110 | 187 | 1.70 | 10.0 s, 10.2 s | 0.0 %, 1.0 % |" in text
    assert "takes 1.02 times the processor time" in text


def test_with_others_at_work_no_gain_is_told(tmp_path: Path, monkeypatch) -> None:
    found = {**FOUND, "rounds": [round_of(100, 190, others=0.3)]}
    (tmp_path / "scale.md.j2").write_text(
        (scale.HERE / "scale.md.j2").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(scale, "HERE", tmp_path)
    scale.write(found)
    text = (tmp_path / "scale.md").read_text(encoding="utf-8")
    assert "times the work of one" not in text
    assert "30 % of the machine's processor time went to other work" in text


def test_rounds_take_turns_and_copies_differ(tmp_path: Path, monkeypatch) -> None:
    clip = tmp_path / "a.mp4"
    clip.write_bytes(b"clip")
    order: list[int] = []

    def run(folder: Path, out: Path, workers: int) -> dict:
        order.append(workers)
        assert len({path.read_bytes() for path in folder.iterdir()}) == 3
        return {"result": None, **RUN}

    monkeypatch.setattr(scale, "_run", run)
    monkeypatch.setattr(scale, "_costs", lambda result, folder: {})
    assert len(scale.measured([clip], 3, 3)["rounds"]) == 3
    assert order == [1, 2, 2, 1, 1, 2]

"""The same batch on a Dask cluster: a real scheduler, two real workers, one of them killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from formcheck.batch import page
from formcheck.batch.places import dask_cluster
from formcheck.batch.run import score_folder
from formcheck.errors import EnvironmentProblem
from tests.batch.fakes import fake_score, started, write_folder

pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
ROOT = Path(__file__).resolve().parents[2]
START = "from distributed.cli.{0} import main; main()"


def started_by(*arguments: str, what: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", START.format(f"dask_{what}"), *arguments],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    process = started_by(
        "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(tmp_path / "scheduler.json"), what="scheduler",
    )
    while not (tmp_path / "scheduler.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    import json

    yield json.loads((tmp_path / "scheduler.json").read_text())["address"]
    process.kill()
    process.wait()


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[list[subprocess.Popen]]:
    # Without a nanny a killed worker stays dead, as a machine does that has gone.
    processes = [
        started_by(
            scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(tmp_path), what="worker",
        )
        for _ in range(2)
    ]
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_a_worker_is_killed_and_the_table_is_whole(
    scheduler: str, workers: list[subprocess.Popen], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page, "render", lambda result, **more: "the page")
    folder = write_folder(tmp_path / "clips", good=20, broken=4)
    score_folder(folder, tmp_path / "here", workers=2, work=fake_score)

    def kill_one(tally) -> None:
        if tally.done >= 6 and workers[0].poll() is None:
            workers[0].kill()

    with dask_cluster(scheduler) as place:
        assert place.slots == 2
        result = score_folder(
            folder, tmp_path / "there", place=place, work=fake_score, tell=kill_one)
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    assert result.exit_code == 3
    here, there = (pd.read_csv(tmp_path / name / "scores.csv") for name in ("here", "there"))
    pd.testing.assert_frame_equal(here, there)
    assert set(started(tmp_path / "there")) == set(started(tmp_path / "here"))


def test_a_scheduler_without_workers_is_said(scheduler: str) -> None:
    with pytest.raises(EnvironmentProblem, match="no workers"), dask_cluster(scheduler):
        pass


def test_nobody_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.batch import places

    monkeypatch.setattr(places, "CONNECT_S", 1)
    with (
        pytest.raises(EnvironmentProblem, match="No Dask scheduler answers"),
        dask_cluster("tcp://127.0.0.1:9"),
    ):
        pass

"""A crash in a decoder, a killed parent, a folder of traps: what the guard is for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck.batch.children import Children
from formcheck.guard import watched
from formcheck.processes import command
from tests.clips import evenly, write_clip

ROOT = Path(__file__).resolve().parents[1]

CRASH = "import os, signal; os.kill(os.getpid(), signal.{})"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not Windows'")
@pytest.mark.parametrize(
    ("name", "says"), [("SIGSEGV", "crashed on this clip"), ("SIGKILL", "short of memory")]
)
def test_a_crash_is_said_in_one_sentence(
    capfd: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    assert watched([sys.executable, "-c", CRASH.format(name)]) == 1
    told = capfd.readouterr().err
    assert says in told
    assert "no result was written" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_an_exit_code_is_handed_on(code: int) -> None:
    assert watched([sys.executable, "-c", f"raise SystemExit({code})"]) == code


def test_what_libraries_warn_of_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert watched([sys.executable, "-c", "import warnings; warnings.warn('not for runners')"]) == 0
    assert capfd.readouterr().err == ""


def test_the_command_line_works_through_it(tmp_path: Path) -> None:
    done = _formcheck("analyze", str(tmp_path / "nowhere.mp4"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path / 'nowhere.mp4'}: there is no such file")
    assert _formcheck("--version").stdout.startswith("formcheck ")


def test_names_that_look_like_options_are_taken_as_files(tmp_path: Path) -> None:
    write_clip(tmp_path / "-rf.mp4", times_s=[0.0])
    done = _formcheck("analyze", "--", "-rf.mp4", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("-rf.mp4: there is only a single picture")


def test_nothing_is_imported_from_the_folder_we_stand_in(tmp_path: Path) -> None:
    for name in ("numpy", "pickle", "queue", "av", "formcheck"):
        (tmp_path / f"{name}.py").write_text(f"open('{name} was imported', 'w')")
    write_clip(tmp_path / "a.mp4", times_s=evenly(30, 5))
    code = "import sys; sys.path.pop(0); from formcheck.guard import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, "analyze", "missing.mp4"], cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        assert Children(60.0).run(abs, -3) == 3
    finally:
        os.chdir(before)
    assert not list(tmp_path.glob("* was imported"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not Windows'")
def test_with_the_parent_killed_the_work_ends_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.toml")  # opening it for reading waits for a writer
    parent = subprocess.Popen(
        [*command("formcheck.guard"), "analyze", "a.mp4", "--settings", "settings.toml"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    )  # fmt: skip
    child = _child_of(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _ends(child)


def _formcheck(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command("formcheck.guard"), *arguments], cwd=cwd, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def _child_of(pid: int) -> int:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    if not tasks.exists():
        pytest.skip("this system does not list a process's children")
    for _ in range(600):
        children = tasks.read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.05)
    raise AssertionError("no child process was started")


def _ends(pid: int) -> bool:
    for _ in range(600):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False

"""What the doctor finds wrong, and the command it names."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck import doctor, libraries
from formcheck.cli import app
from formcheck.doctor import Check, examine
from formcheck.libraries import advice, install_command, missing_packages


def _check(name: str) -> Check:
    return next(check for check in examine() if check.name == name)


def test_a_machine_where_all_is_there(pose_model: Path) -> None:
    checks = examine()
    assert [check.name for check in checks if not check.ok] == []
    assert checks[-1].name == "Pose model runs"
    assert str(pose_model) in [check.found for check in checks]


def test_a_missing_model_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    check = _check("Pose model")
    assert not check.ok
    assert check.fix == "formcheck doctor --fetch"


def test_missing_libraries_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_loads", lambda name: name not in {"libEGL.so.1", "libGL.so.1"})
    monkeypatch.setattr(libraries.sys, "platform", "linux")
    assert missing_packages() == ["libgl1", "libegl1"]
    check = _check("System libraries")
    assert not check.ok
    assert check.fix == "sudo apt-get install libgl1 libegl1"
    assert "sudo apt-get install libgl1 libegl1" in advice(ImportError("libGL.so.1"))


def test_other_systems_bring_their_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_loads", lambda name: False)
    monkeypatch.setattr(libraries.sys, "platform", "darwin")
    assert missing_packages() == []


def test_the_libraries_are_those_of_the_hosting_file() -> None:
    root = Path(__file__).resolve().parents[1]
    listed = (root / "packages.txt").read_text().split()
    assert sorted(listed) == sorted(libraries.SYSTEM_LIBRARIES.values())
    assert install_command(["a", "b"]) == "sudo apt-get install a b"


def test_a_second_opencv_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_is_installed", lambda name: name == "opencv-python")
    check = _check("OpenCV")
    assert not check.ok
    assert check.found == "opencv-python overwrites opencv-contrib-python"
    assert check.fix.startswith("pip uninstall -y opencv-python opencv-contrib-python")


def test_wrong_and_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "mediapipe==0.9", "no-such-package>=1", "numpy>=2", 'dev-tool; extra == "dev"',
        'old-python-help; python_version < "3"',
    ]  # fmt: skip
    monkeypatch.setattr(metadata, "requires", lambda name: wanted)
    check = _check("Packages")
    assert not check.ok
    installed = metadata.version("mediapipe")
    assert check.found == (
        f"mediapipe {installed} is installed, ==0.9 is needed; no-such-package is missing"
    )
    assert check.fix == "pip install -r requirements.txt"


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sys, "version_info", (3, 9, 1))
    assert _check("Python").fix == "install Python 3.10 or newer"


def test_the_command_ends_with_1_when_something_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "✗ Pose model: not fetched yet" in result.stdout
    assert "to mend it: formcheck doctor --fetch" in result.stdout


def test_what_is_remembered_is_told_and_can_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    assert _check("Remembered clips").found == "none"
    entry = tmp_path / "observations" / f"{'c' * 64}-key.npz"
    entry.parent.mkdir()
    entry.write_bytes(bytes(3_000_000))
    assert _check("Remembered clips").found.startswith(f"1, 3 MB in {entry.parent}; ")
    assert _check("Remembered clips").ok
    result = CliRunner().invoke(app, ["doctor", "--forget"])
    assert "Remembered clips: none" in result.stdout
    assert not entry.exists()


def test_fetch_fills_the_cache_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(doctor, "model_path", lambda kind, progress: asked.append(kind))
    monkeypatch.setattr(doctor, "examine", lambda: [Check("Pose model", True, "there")])
    result = CliRunner().invoke(app, ["doctor", "--fetch"])
    assert (result.exit_code, asked) == (0, ["full"])

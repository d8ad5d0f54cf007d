"""What is installed is used, what is used is asked for, pinned by content, and licensed."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from validation import dependencies

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
# Used without being imported by name: pandas writes Parquet with it.
BY_OTHERS = {"pyarrow"}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}


def imported() -> set[str]:
    """Distributions of the modules that formcheck and its page import."""
    paths = [*(ROOT / "formcheck").rglob("*.py"), *ROOT.glob("app.py"), *ROOT.glob("web/**/*.py")]
    modules = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    homes = metadata.packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - {"formcheck", "web"}
    return {canonicalize_name(home) for name in foreign for home in homes.get(name, [name])}


def test_everything_asked_for_is_imported() -> None:
    unused = declared() - imported() - BY_OTHERS
    if not (ROOT / "app.py").exists():
        unused -= {"streamlit"}
    assert not unused


def test_everything_imported_is_asked_for() -> None:
    optional = {"distributed", "dask", "tomli"}
    # Both names stand for one `cv2`, of which only the one that is asked for may be installed.
    assert not imported() - declared() - optional - {"opencv-python", "opencv-python-headless"}


def test_the_licences_of_all_pinned_packages_are_listed() -> None:
    listed = dependencies.LICENCES.read_text(encoding="utf-8")
    needs = dependencies.pinned()
    assert len(needs) > 40
    missing = [need.name for need in needs if f"| {need.name} |" not in listed]
    assert not missing, "run make audit"
    assert "not told" not in listed


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_exact_and_if_one_has_a_hash_all_have(name: str) -> None:
    text = re.sub(r"\\\n", " ", (ROOT / name).read_text(encoding="utf-8"))
    pins = [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]
    assert all("==" in pin for pin in pins)
    with_hash = [pin for pin in pins if "--hash=sha256:" in pin]
    assert len(with_hash) in (0, len(pins))


def test_an_unreachable_service_is_not_taken_for_no_holes(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(dependencies, "LICENCES", tmp_path / "licences.md")
    monkeypatch.setattr(dependencies, "ROOT", tmp_path)
    monkeypatch.setattr(dependencies.subprocess, "run", lambda *_, **__: None)
    dependencies.main()
    assert "NOT AUDITED" in capsys.readouterr().out


def test_a_known_hole_ends_the_audit(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(dependencies, "LICENCES", tmp_path / "licences.md")
    monkeypatch.setattr(dependencies, "ROOT", tmp_path)
    monkeypatch.setattr(dependencies, "known_holes", lambda: ["a 1.0: CVE-1, mended in 1.1"])
    with pytest.raises(SystemExit) as ended:
        dependencies.main()
    assert ended.value.code == 1
    assert "CVE-1" in capsys.readouterr().out

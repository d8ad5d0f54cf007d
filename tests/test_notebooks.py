"""The notebooks run from the first to the last cell, as a reader would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TIME_LIMIT_S = 600
each_notebook = pytest.mark.parametrize(
    "path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)


@each_notebook
def test_a_notebook_runs(path: Path, pose_model: Path) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient runs the notebooks")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=TIME_LIMIT_S, kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    ).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)


@each_notebook
def test_a_notebook_is_small_and_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < 400_000
    assert "/home/" not in text
    assert "/work/" not in text
    cells = json.loads(text)["cells"]
    assert cells[0]["cell_type"] == "markdown"


def test_the_four_notebooks_are_there() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == {
        "a_clip_step_by_step", "why_not_the_hip_line", "before_and_after", "a_folder_with_pandas"}

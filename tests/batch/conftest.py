"""What several of the tests of a batch start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.batch import page
from tests.batch.fakes import write_fake


@pytest.fixture(scope="module")
def no_page() -> Iterator[None]:
    """The page has tests of its own, and its plots take longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "render", lambda result, **more: "the page")
        yield


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of three clips."""
    for number in range(3):
        write_fake(tmp_path / "clips" / f"run{number}.mp4", f"drop {number} {number}")
    return tmp_path / "clips"

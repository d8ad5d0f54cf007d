"""What the tests share: footage and rendered runners where they are at hand, and a quiet cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.errors import ModelError

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of real clips with their annotations."""
    return _shared("footage")


@pytest.fixture(scope="session")
def rendered() -> Path:
    """Folder of rendered runners with their truth."""
    return _shared("rendered")


@pytest.fixture(scope="session")
def pose_model() -> Path:
    """The real pose model, fetched once."""
    from formcheck.pose.models import model_path

    try:
        return model_path("full")
    except ModelError as error:
        pytest.skip(f"no pose model to test with: {error}")


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no {name} beside the checkout: {name} clips are not part of the project")
    return folder

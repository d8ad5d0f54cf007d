"""The pose model without the part that draws a silhouette: a third of its work, for nothing here.

MediaPipe runs its landmark network whole, whether anybody asked for the silhouette or not. What the
landmarks come from is left as it is, so they stay the same to the last bit.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.pose.bundle import DETECTOR_NAME, LANDMARKS_NAME, write_members

# Of the network's outputs the silhouette alone has the size of the picture that goes in.
_SILHOUETTE_SHAPE = (1, 256, 256, 1)
# Fields of a TensorFlow Lite graph and model, by their place in the flatbuffer's table.
_OPERATORS, _BUFFERS = 10, 12
# Weights stand on such boundaries.
_ALIGNMENT = 16
# What taking apart a file that is not the expected network may raise.
_FOREIGN = (
    AttributeError, IndexError, KeyError, OverflowError, StopIteration, TypeError, ValueError,
    struct.error, zipfile.BadZipFile,
)


@lru_cache(maxsize=2)
def lean_bundle(model: Path) -> bytes:
    """A PoseLandmarker bundle without its silhouette; a file of another make as it is."""
    try:
        with zipfile.ZipFile(model) as bundle:
            members = {name: bundle.read(name) for name in (DETECTOR_NAME, LANDMARKS_NAME)}
        members[LANDMARKS_NAME] = without_silhouette(members[LANDMARKS_NAME])
    except _FOREIGN:
        return model.read_bytes()
    lean = io.BytesIO()
    write_members(lean, members)
    return lean.getvalue()


def without_silhouette(network: bytes) -> bytes:
    """The landmark network whose silhouette is blank, and none of whose work goes into it.

    It is changed in place: to unpack a network in Python and pack it again takes most of a second.
    """
    from mediapipe.tasks.metadata import schema_py_generated as schema

    content = bytearray(network)
    model = schema.Model.GetRootAs(content, 0)
    graph = model.Subgraphs(0)
    outputs = graph.OutputsAsNumpy().tolist()
    silhouette = next(
        tensor for tensor in outputs
        if tuple(graph.Tensors(tensor).ShapeAsNumpy()) == _SILHOUETTE_SHAPE
    )
    operators = [graph.Operators(number) for number in range(graph.OperatorsLength())]
    kept = _leading_to(set(outputs) - {silhouette}, operators)
    _set_entries(content, _vector(graph, _OPERATORS), [operator._tab.Pos for operator in kept])
    # Buffer 0 is everybody's who has none.
    if not (own := graph.Tensors(silhouette).Buffer()):
        raise ValueError("the silhouette has no buffer of its own")
    zeros = _append_zeros(content, 4 * int(np.prod(_SILHOUETTE_SHAPE)))
    _set_entry(content, _vector(model, _BUFFERS) + 4 * own, zeros)
    return bytes(content)


def _leading_to(wanted: set[int], operators: Sequence[Any]) -> list[Any]:
    """The operators that any of these tensors comes from; operators stand in order."""
    kept = []
    for operator in reversed(operators):
        if wanted.intersection(operator.OutputsAsNumpy().tolist()):
            kept.append(operator)
            wanted.update(operator.InputsAsNumpy().tolist())
    return kept[::-1]


def _vector(table: Any, field: int) -> int:
    """Where the entries of a flatbuffer table's vector begin."""
    position: int = table._tab.Vector(table._tab.Offset(field))
    return position


def _set_entries(content: bytearray, vector: int, tables: Sequence[int]) -> None:
    """Let a vector name these tables, no more than it named before."""
    struct.pack_into("<I", content, vector - 4, len(tables))
    for number, table in enumerate(tables):
        _set_entry(content, vector + 4 * number, table)


def _set_entry(content: bytearray, entry: int, table: int) -> None:
    struct.pack_into("<I", content, entry, table - entry)


def _append_zeros(content: bytearray, n_bytes: int) -> int:
    """Add a flatbuffer table of type Buffer that holds zeros; where it begins."""
    content.extend(bytes(-len(content) % _ALIGNMENT))
    start = len(content)
    # Its vtable (8 bytes: lengths of both, place of the one field), the table itself (how far back
    # the vtable is, how far on the vector), the vector's length on the last 4 of 32 bytes.
    content.extend(struct.pack("<HHHxxiI12xI", 6, 8, 4, 8, 16, n_bytes))
    content.extend(bytes(n_bytes))
    return start + 8

"""The pose model without the part that draws a silhouette: a third of its work, for nothing here.

MediaPipe runs its landmark network whole, whether anybody asked for the silhouette or not. What the
landmarks come from is left as it is, so they stay the same to the last bit.
"""

from __future__ import annotations

import io
import struct
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.pose.bundle import DETECTOR_NAME, LANDMARKS_NAME, packed, write_members

# Of the network's outputs the silhouette alone has the size of the picture that goes in.
_SILHOUETTE_SHAPE = (1, 256, 256, 1)
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
    """The landmark network whose silhouette is blank, and none of whose work goes into it."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(network, 0)
    graph = model.subgraphs[0]
    silhouette = next(
        tensor for tensor in graph.outputs
        if tuple(graph.tensors[tensor].shape) == _SILHOUETTE_SHAPE
    )
    _keep_what_leads_to(graph, {tensor for tensor in graph.outputs if tensor != silhouette})
    blank = schema.BufferT()
    blank.data = np.zeros(4 * int(np.prod(_SILHOUETTE_SHAPE)), np.uint8)
    graph.tensors[silhouette].buffer = len(model.buffers)
    model.buffers.append(blank)
    return packed(model, b"TFL3", size=len(network))


def _keep_what_leads_to(graph: Any, wanted: set[int]) -> None:
    """Drop the operators that none of these tensors comes from; operators stand in order."""
    kept = []
    for operator in reversed(graph.operators):
        if wanted.intersection(operator.outputs):
            kept.append(operator)
            wanted.update(operator.inputs)
    graph.operators = kept[::-1]

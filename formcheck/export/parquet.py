"""Everything a frame holds in one Parquet table."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from formcheck.pose.track import Landmark, PoseTrack
from formcheck.result import Analysis

SUMMARY_KEY = b"formcheck"


def write_parquet(analysis: Analysis, path: Path) -> None:
    """Write the table of frames with the landmarks, the summary in the file's metadata."""
    table = pa.Table.from_pandas(frames_and_landmarks(analysis), preserve_index=False)
    summary = json.dumps(analysis.summary(), ensure_ascii=False).encode()
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), SUMMARY_KEY: summary}),
        path, compression="zstd",
    )


def frames_and_landmarks(analysis: Analysis) -> pd.DataFrame:
    """The table of frames and, for each landmark, ``_x_px``, ``_y_px``, ``_visibility`` and
    ``_x_m``, ``_y_m``, ``_z_m`` (x to the picture's right, y down, z away from the camera).
    """
    return pd.concat([analysis.frames, pd.DataFrame(_landmarks(analysis.pose))], axis=1)


def _landmarks(track: PoseTrack) -> dict[str, object]:
    columns: dict[str, object] = {}
    for landmark in Landmark:
        name = landmark.name.lower()
        for axis, letter in enumerate("xy"):
            columns[f"{name}_{letter}_px"] = track.landmarks_px[:, landmark, axis]
        columns[f"{name}_visibility"] = track.visibility[:, landmark]
        for axis, letter in enumerate("xyz"):
            columns[f"{name}_{letter}_m"] = track.world_m[:, landmark, axis]
    return columns

"""Angles in OpenSim's ``.mot``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from formcheck.errors import OutputError
from formcheck.export.angles import angles_deg
from formcheck.result import Analysis


def write_mot(analysis: Analysis, path: Path) -> None:
    """Write the angles in degrees, from the first to the last frame in which one was read.

    A frame between them without a reading has ``nan``, as OpenSim writes it.
    """
    angles = angles_deg(analysis)
    if angles.empty or not len(angles.columns):
        raise OutputError("No angle was read in this clip, so there is none to write.")
    read = angles.notna().any(axis=1)
    table = angles.loc[read.idxmax() : read[::-1].idxmax()]
    table.insert(0, "time", analysis.pose.time_s[table.index])
    path.write_text("\n".join([*_head(table, analysis), _body(table)]), encoding="utf-8",
                    newline="\n")


def _head(table: pd.DataFrame, analysis: Analysis) -> list[str]:
    return [
        Path(analysis.clip.name).stem, "version=1", f"nRows={len(table)}",
        f"nColumns={len(table.columns)}", "inDegrees=yes", "endheader",
    ]


def _body(table: pd.DataFrame) -> str:
    return table.to_csv(
        sep="\t", index=False, float_format="%.6f", na_rep="nan", lineterminator="\n")

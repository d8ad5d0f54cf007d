"""The pelvis' angle in OpenSim's ``.mot``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from formcheck.errors import OutputError
from formcheck.result import Analysis


def write_mot(analysis: Analysis, path: Path) -> None:
    """Write ``pelvis_list`` in degrees, positive when the right side is lower.

    It is the one angle of single frames that has been held against a known truth; the joints'
    angles follow from the markers of a ``.trc`` in OpenSim itself. From the first to the last
    frame that was read; one between them without a reading has ``nan``, as OpenSim writes it.
    """
    obliquity = analysis.frames["pelvic_obliquity_deg"]
    first, last = obliquity.first_valid_index(), obliquity.last_valid_index()
    if first is None:
        raise OutputError("The pelvis was not read in this clip, so there is no angle to write.")
    table = pd.DataFrame(
        {"time": analysis.pose.time_s, "pelvis_list": obliquity.to_numpy(dtype=float)}
    ).loc[first:last]
    path.write_text("\n".join([*_head(table, analysis), _body(table)]), encoding="utf-8",
                    newline="\n")


def _head(table: pd.DataFrame, analysis: Analysis) -> list[str]:
    return [
        analysis.clip.path.stem, "version=1", f"nRows={len(table)}",
        f"nColumns={len(table.columns)}", "inDegrees=yes", "endheader",
    ]


def _body(table: pd.DataFrame) -> str:
    return table.to_csv(
        sep="\t", index=False, float_format="%.6f", na_rep="nan", lineterminator="\n")

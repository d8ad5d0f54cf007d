"""Landmarks and the pelvis' angle in the formats that the field's programs open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from formcheck.errors import OutputError, SettingsError
from formcheck.export.motion import write_mot
from formcheck.export.netcdf import write_netcdf
from formcheck.export.parquet import write_parquet
from formcheck.export.trc import write_trc
from formcheck.result import Analysis

__all__ = ["FORMATS", "export", "suffix_of"]

FORMATS: Mapping[str, tuple[str, Callable[[Analysis, Path], None]]] = {
    "trc": (".trc", write_trc),
    "mot": (".mot", write_mot),
    "netcdf": (".nc", write_netcdf),
    "parquet": (".parquet", write_parquet),
}


def suffix_of(file_format: str) -> str:
    """How the names of files of a format end."""
    return _known(file_format)[0]


def export(analysis: Analysis, path: str | Path, *, file_format: str) -> Path:
    """Write the landmarks or the pelvis' angle of an analysis.

    Parameters
    ----------
    analysis : Analysis
    path : str or Path
        The file to write; one that is there is replaced.
    file_format : {"trc", "mot", "netcdf", "parquet"}
        ``trc``: the landmarks in metres around the middle of the hips (OpenSim); ``mot``: the
        pelvis' angle (OpenSim); ``netcdf``: the landmarks in pixels (``movement``, xarray);
        ``parquet``: the table of frames with the landmarks beside it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SettingsError
        When there is no such format.
    OutputError
        When there is nothing to write in it, or the file cannot be written.
    """
    write, target = _known(file_format)[1], Path(path)
    made = target.with_name(f".{target.name}.part")
    try:
        write(analysis, made)
        made.replace(target)
    except OSError as error:
        raise OutputError(
            f"{target.name} cannot be written ({error.strerror or error}); "
            "choose another place with --out."
        ) from error
    finally:
        made.unlink(missing_ok=True)
    return target


def _known(file_format: str) -> tuple[str, Callable[[Analysis, Path], None]]:
    if file_format not in FORMATS:
        raise SettingsError(
            f"There is no format called “{file_format}”; known here: {', '.join(FORMATS)}."
        )
    return FORMATS[file_format]

"""Landmarks in a netCDF file that ``movement`` and xarray open."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

import formcheck
from formcheck.pose.track import Landmark
from formcheck.result import Analysis


def write_netcdf(analysis: Analysis, path: Path) -> None:
    """Write the landmarks in pixels as a *poses* dataset of ``movement``."""
    dataset(analysis).to_netcdf(path, engine="scipy")


def dataset(analysis: Analysis) -> xr.Dataset:
    """The landmarks as ``movement`` holds them: time, space, keypoints, individuals.

    `time` holds the frames' own timestamps in seconds, so they need not be evenly apart.
    """
    track, dims = analysis.pose, ("time", "space", "keypoints", "individuals")
    return xr.Dataset(
        data_vars={
            "position": (dims, track.landmarks_px.transpose(0, 2, 1)[..., None]),
            "confidence": (("time", "keypoints", "individuals"), track.visibility[..., None]),
        },
        coords={
            "time": track.time_s,
            "space": ["x", "y"],
            "keypoints": [landmark.name.lower() for landmark in Landmark],
            "individuals": ["runner"],
        },
        attrs={
            "ds_type": "poses", "source_software": f"formcheck {formcheck.__version__}",
            "source_file": analysis.clip.name, "fps": analysis.clip.fps,
            "time_unit": "seconds",
        },
    )

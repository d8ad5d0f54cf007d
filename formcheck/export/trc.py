"""Landmarks as markers in OpenSim's ``.trc``."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import OutputError
from formcheck.export.axes import camera_azimuth_deg, runners_axes
from formcheck.pose.track import FloatArray, Landmark
from formcheck.result import Analysis


def write_trc(analysis: Analysis, path: Path) -> None:
    """Write the landmarks in metres: x forward, y up, z to the right, the mid-hip at the origin.

    They are MediaPipe's metric landmarks of one camera: its guess at depth, and no travel through
    the room. A frame without the runner holds ``nan``.
    """
    track = analysis.pose
    if not track.seen.any():
        raise OutputError("There is no runner in this clip, so there are no landmarks to write.")
    positions = runners_axes(track.world_m, camera_azimuth_deg(analysis.view))
    rows = [
        "\t".join([str(frame), f"{time_s:.6f}", *_fields(markers)])
        for frame, (time_s, markers) in enumerate(zip(track.time_s, positions, strict=True), 1)
    ]
    path.write_text("\n".join([*_head(analysis), *rows, ""]), encoding="utf-8", newline="\n")


def _head(analysis: Analysis) -> list[str]:
    n_frames, rate = analysis.pose.n_frames, f"{analysis.clip.fps:.6f}"
    names = [landmark.name.lower() for landmark in Landmark]
    return [
        f"PathFileType\t4\t(X/Y/Z)\t{Path(analysis.clip.name).stem}.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames",
        f"{rate}\t{rate}\t{n_frames}\t{len(names)}\tm\t{rate}\t1\t{n_frames}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, len(names) + 1)),
        "",
    ]


def _fields(markers: FloatArray) -> list[str]:
    return [f"{value:.5f}" for value in markers.ravel()]

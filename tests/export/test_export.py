"""What other programs open: read back by OpenSim, xarray, pandas and, where it is, movement."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import xarray as xr

from formcheck.errors import OutputError, SettingsError
from formcheck.export import FORMATS, export, suffix_of
from formcheck.export.axes import camera_azimuth_deg, runners_axes
from formcheck.pose.track import Landmark
from formcheck.result import Analysis, View
from tests.builders import make_analysis, without

UNSEEN = slice(10, 13)
KNEE = Landmark.LEFT_KNEE


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    """A made-up result whose world landmarks tell their frame, with three frames unseen."""
    made = make_analysis(duration_s=3.0, name="my run.mp4")
    track = made.pose
    world = np.zeros_like(track.world_m)
    world[:, KNEE, 0] = np.arange(track.n_frames) / 100
    world[:, KNEE, 1], world[:, KNEE, 2] = 0.4, -0.1
    landmarks = track.landmarks_px.copy()
    world[UNSEEN], landmarks[UNSEEN] = np.nan, np.nan
    frames = made.frames.copy()
    frames.loc[:4, "pelvic_obliquity_deg"] = np.nan
    frames.loc[50, "pelvic_obliquity_deg"] = np.nan
    return without(
        made, frames=frames,
        pose=type(track)(
            track.time_s, landmarks, world, track.visibility, track.width_px, track.height_px),
    )


@pytest.fixture
def opensim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # It writes a log to where it is imported.
    monkeypatch.chdir(tmp_path)
    return pytest.importorskip("opensim", reason="OpenSim is not installed for this Python")


def test_opensim_reads_the_markers(analysis: Analysis, opensim, tmp_path: Path) -> None:
    path = export(analysis, tmp_path / "run.trc", file_format="trc")
    table = opensim.TimeSeriesTableVec3(str(path))
    assert table.getNumRows() == analysis.pose.n_frames
    assert list(table.getColumnLabels()) == [landmark.name.lower() for landmark in Landmark]
    assert table.getTableMetaDataString("Units") == "m"
    np.testing.assert_allclose(
        table.getIndependentColumn(), analysis.pose.time_s, atol=1e-6)
    knee = table.getRowAtIndex(20)[int(KNEE)]
    # From behind: forward is away from the camera, right is the picture's right.
    np.testing.assert_allclose([knee[0], knee[1], knee[2]], [-0.1, -0.4, 0.2], atol=1e-6)
    unseen = table.getRowAtIndex(11)[int(KNEE)]
    assert all(np.isnan(unseen[axis]) for axis in range(3))


def test_opensim_reads_the_angles(analysis: Analysis, opensim, tmp_path: Path) -> None:
    path = export(analysis, tmp_path / "run.mot", file_format="mot")
    table = opensim.TimeSeriesTable(str(path))
    assert list(table.getColumnLabels()) == ["pelvis_list"]
    assert table.getTableMetaDataString("inDegrees") == "yes"
    obliquity = analysis.frames["pelvic_obliquity_deg"].to_numpy()
    assert table.getNumRows() == analysis.pose.n_frames - 5
    assert table.getIndependentColumn()[0] == pytest.approx(analysis.pose.time_s[5], abs=1e-6)
    column = table.getDependentColumn("pelvis_list").to_numpy()
    np.testing.assert_allclose(column, obliquity[5:], atol=1e-5)
    assert np.isnan(column[45])


def test_movement_loads_the_landmarks(analysis: Analysis, tmp_path: Path) -> None:
    pytest.importorskip(
        "movement", reason="movement brings an OpenCV of its own that would replace MediaPipe's")
    from movement.kinematics import compute_velocity
    from movement.validators.datasets import ValidPosesInputs

    path = export(analysis, tmp_path / "run.nc", file_format="netcdf")
    with xr.open_dataset(path) as poses:
        ValidPosesInputs.validate(poses)
        speed = compute_velocity(poses.position.load())
    assert speed.sizes == poses.position.sizes


def test_the_netcdf_is_a_poses_dataset(analysis: Analysis, tmp_path: Path) -> None:
    path = export(analysis, tmp_path / "run.nc", file_format="netcdf")
    with xr.open_dataset(path) as poses:
        assert poses.position.dims == ("time", "space", "keypoints", "individuals")
        assert poses.confidence.dims == ("time", "keypoints", "individuals")
        assert poses.attrs["ds_type"] == "poses"
        assert poses.attrs["time_unit"] == "seconds"
        assert poses.attrs["fps"] == 30.0
        assert poses.attrs["source_file"] == "my run.mp4"
        knee = poses.position.sel(keypoints="left_knee", individuals="runner").values
        np.testing.assert_allclose(knee, analysis.pose.xy(KNEE))
        np.testing.assert_allclose(poses.time, analysis.pose.time_s)
        assert list(poses.space.values) == ["x", "y"]


def test_the_parquet_holds_every_frame_its_landmarks_and_the_summary(
    analysis: Analysis, tmp_path: Path
) -> None:
    path = export(analysis, tmp_path / "run.parquet", file_format="parquet")
    table = pd.read_parquet(path)
    assert len(table) == analysis.pose.n_frames
    np.testing.assert_allclose(table["left_knee_x_px"], analysis.pose.xy(KNEE)[:, 0])
    assert table["left_knee_x_m"][20] == pytest.approx(0.2)
    assert table["left_knee_visibility"][20] == pytest.approx(0.95)
    assert table["time_s"].tolist() == analysis.frames["time_s"].tolist()
    summary = json.loads(pq.read_schema(path).metadata[b"formcheck"])
    assert summary["clip"]["name"] == "my run.mp4"


@pytest.mark.parametrize(
    ("view", "forward"), [("rear", (0, 0, 1)), ("right", (1, 0, 0)), ("front", (0, 0, -1)),
                          ("left", (-1, 0, 0))])
def test_forward_is_where_the_runner_runs(view: str, forward: tuple[int, int, int]) -> None:
    azimuth = camera_azimuth_deg(View(kind=view, azimuth_deg=None, azimuth_sd_deg=None))
    np.testing.assert_allclose(runners_axes(np.array(forward, float), azimuth), (1, 0, 0),
                               atol=1e-12)
    # A rotation, no mirror image.
    turned = runners_axes(np.eye(3), azimuth)
    assert np.linalg.det(turned) == pytest.approx(1.0)
    np.testing.assert_allclose(runners_axes(np.array([0.0, -1.0, 0.0]), azimuth), (0, 1, 0),
                               atol=1e-12)


def test_an_oblique_camera_is_turned_by_its_own_angle() -> None:
    assert camera_azimuth_deg(View("oblique", 40.0, 5.0)) == 40.0
    assert camera_azimuth_deg(View("unknown", None, None)) == 0.0


@pytest.mark.parametrize("file_format", ["trc", "mot"])
def test_nothing_read_is_said_and_nothing_is_written(file_format: str, tmp_path: Path) -> None:
    analysis = make_analysis(measurable=False, duration_s=2.0)
    analysis.pose.landmarks_px[:] = np.nan
    with pytest.raises(OutputError, match="to write"):
        export(analysis, tmp_path / "run", file_format=file_format)
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="trc, mot, netcdf, parquet"):
        export(make_analysis(duration_s=2.0), tmp_path / "run", file_format="c3d")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        export(make_analysis(duration_s=2.0), tmp_path / "no" / "run.trc", file_format="trc")


def test_every_format_has_an_ending_of_its_own() -> None:
    assert len({suffix_of(name) for name in FORMATS}) == len(FORMATS)

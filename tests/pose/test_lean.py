"""The model without its silhouette: less work, the same landmarks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import mediapipe as mp
import numpy as np
from mediapipe.tasks.metadata import schema_py_generated as schema

from formcheck.clip import open_clip
from formcheck.pose.bundle import DETECTOR_NAME, LANDMARKS_NAME
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.lean import lean_bundle

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "side_view.mp4"


def test_landmarks_are_the_same_to_the_last_bit(pose_model: Path) -> None:
    frames = [
        frame for frame, _ in zip(open_clip(SAMPLE).frames(), range(8), strict=False)
    ]
    options = mp.tasks.vision.PoseLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=str(pose_model)),
        running_mode=mp.tasks.vision.RunningMode.VIDEO,
    )
    with (
        Landmarker(pose_model) as lean,
        mp.tasks.vision.PoseLandmarker.create_from_options(options) as whole,
    ):
        for frame in frames:
            rgb = np.ascontiguousarray(frame.image_bgr[..., ::-1])
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
            found = whole.detect_for_video(picture, round(frame.time_s * 1000))
            (person,) = lean.people(frame.image_bgr, time_s=frame.time_s)
            size = frame.image_bgr.shape[1::-1]
            points = [(point.x, point.y) for point in found.pose_landmarks[0]]
            world = [(point.x, point.y, point.z) for point in found.pose_world_landmarks[0]]
            np.testing.assert_array_equal(person.landmarks_px, np.array(points) * size)
            np.testing.assert_array_equal(person.world_m, world)


def test_a_tenth_of_the_operators_is_left_out_and_every_output_stays(
    pose_model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "lean.task"
    path.write_bytes(lean_bundle(pose_model))
    whole, lean = _landmark_network(pose_model), _landmark_network(path)
    assert (len(whole.operators), len(lean.operators)) == (332, 286)
    assert list(lean.outputs) == list(whole.outputs)
    with zipfile.ZipFile(pose_model) as before, zipfile.ZipFile(path) as after:
        assert after.read(DETECTOR_NAME) == before.read(DETECTOR_NAME)


def test_another_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.task"
    for content in (b"", b"nothing of the kind"):
        path.write_bytes(content)
        lean_bundle.cache_clear()
        assert lean_bundle(path) == content
    for network in (b"", b"TFL3" * 64, bytes(64)):
        with zipfile.ZipFile(path, "w") as bundle:
            bundle.writestr(DETECTOR_NAME, b"a detector")
            bundle.writestr(LANDMARKS_NAME, network)
        lean_bundle.cache_clear()
        assert lean_bundle(path) == path.read_bytes()


def _landmark_network(path: Path) -> schema.SubGraphT:
    with zipfile.ZipFile(path) as bundle:
        return schema.ModelT.InitFromPackedBuf(bundle.read(LANDMARKS_NAME), 0).subgraphs[0]

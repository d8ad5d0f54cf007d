"""The door to MediaPipe, with the real model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.clip import open_clip
from formcheck.errors import ModelError
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.track import N_LANDMARKS, Landmark

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "side_view.mp4"


@pytest.fixture(scope="module")
def pictures() -> list[tuple[float, np.ndarray]]:
    frames = open_clip(SAMPLE).frames(max_side_px=640)
    return [(frame.time_s, frame.image_bgr) for frame, _ in zip(frames, range(6), strict=False)]


@pytest.mark.parametrize("still", [True, False])
def test_one_runner_is_found_upright_and_inside_the_picture(pose_model, pictures, still) -> None:
    with Landmarker(pose_model, still=still) as landmarker:
        for time_s, picture in pictures:
            (person,) = landmarker.people(picture, time_s=time_s)
    height, width = pictures[0][1].shape[:2]
    assert person.landmarks_px.shape == (N_LANDMARKS, 2)
    assert person.world_m.shape == (N_LANDMARKS, 3)
    assert (person.landmarks_px > 0).all()
    assert (person.landmarks_px < (width, height)).all()
    assert person.landmarks_px[Landmark.NOSE, 1] < person.landmarks_px[Landmark.LEFT_HIP, 1]
    assert person.landmarks_px[Landmark.LEFT_HIP, 1] < person.landmarks_px[Landmark.LEFT_ANKLE, 1]
    assert ((person.visibility >= 0) & (person.visibility <= 1)).all()


def test_an_empty_picture_holds_nobody(pose_model) -> None:
    with Landmarker(pose_model, still=True) as landmarker:
        assert landmarker.people(np.full((320, 240, 3), 128, np.uint8)) == []


def test_frames_closer_than_a_millisecond_are_taken(pose_model, pictures) -> None:
    with Landmarker(pose_model) as landmarker:
        found = [landmarker.people(pictures[0][1], time_s=0.0004 * i) for i in range(4)]
    assert [len(people) for people in found] == [1, 1, 1, 1]


def test_a_file_that_is_no_model_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mine.task"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match=r"mine\.task: MediaPipe cannot use this file") as caught:
        Landmarker(path)
    assert "\n" not in str(caught.value)

"""The one door to MediaPipe: pictures in, people's landmarks out."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import EnvironmentProblem, ModelError
from formcheck.libraries import advice
from formcheck.pose.lean import lean_bundle
from formcheck.pose.track import N_LANDMARKS, FloatArray

os.environ.setdefault("GLOG_minloglevel", "3")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@dataclass(frozen=True)
class Person:
    """Landmarks of one person in one picture.

    Attributes
    ----------
    landmarks_px : (33, 2) array
        x to the right, y down, in pixels.
    world_m : (33, 3) array
        Metric landmarks around the mid-hip.
    visibility : (33,) array
        0 to 1.
    """

    landmarks_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray


class Landmarker:
    """MediaPipe's PoseLandmarker over the frames of one clip, in order of time.

    Parameters
    ----------
    model : Path
        A PoseLandmarker bundle.
    n_people : int
        People looked for in each picture.
    min_confidence : float
        Threshold for detection, presence and tracking, 0 to 1.
    still : bool
        Treat every picture by itself (slower, no memory of the one before).

    Raises
    ------
    ModelError
        When the bundle is not a pose model that MediaPipe can use.
    EnvironmentProblem
        When a system library is missing.
    """

    def __init__(
        self, model: Path, *, n_people: int = 1, min_confidence: float = 0.5, still: bool = False
    ) -> None:
        self._still = still
        self._last_ms = -1
        self._has_talked = False
        with _SILENCE:
            self._landmarker = _create(model, n_people, min_confidence, still)

    def people(self, image_bgr: NDArray[np.uint8], *, time_s: float = 0.0) -> list[Person]:
        """People in a picture, MediaPipe's order.

        Parameters
        ----------
        image_bgr : (h, w, 3) uint8 array
        time_s : float
            Timestamp; must not go back unless the landmarker is for stills.
        """
        import cv2
        import mediapipe as mp

        height, width = image_bgr.shape[:2]
        rgb = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB)
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        # MediaPipe talks once more when it sees the first person.
        with nullcontext() if self._has_talked else _SILENCE:
            result = self._result(image, time_s)
        self._has_talked = self._has_talked or bool(result.pose_landmarks)
        return [
            _person(landmarks, world, width, height)
            for landmarks, world in zip(
                result.pose_landmarks, result.pose_world_landmarks, strict=True
            )
        ]

    def _result(self, image: Any, time_s: float) -> Any:
        if self._still:
            return self._landmarker.detect(image)
        # MediaPipe wants whole milliseconds that strictly increase, whatever the frame rate.
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
        return self._landmarker.detect_for_video(image, self._last_ms)

    def __enter__(self) -> Landmarker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the model go; no picture can be looked at any more."""
        self._landmarker.close()


class _Silence:
    """Keeps MediaPipe's native start-up messages, written past Python, from the terminal.

    Several threads may ask for silence; it ends when the last of them has done.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = 0
        self._kept = -1

    def __enter__(self) -> None:
        with self._lock:
            self._asking += 1
            if self._asking == 1:
                sys.stderr.flush()
                self._kept = os.dup(2)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 2)
                os.close(nowhere)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._asking -= 1
            if self._asking == 0:
                os.dup2(self._kept, 2)
                os.close(self._kept)


_SILENCE = _Silence()


def _create(model: Path, n_people: int, min_confidence: float, still: bool) -> Any:
    try:
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise EnvironmentProblem(advice(error)) from error
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=lean_bundle(model)),
        running_mode=vision.RunningMode.IMAGE if still else vision.RunningMode.VIDEO,
        num_poses=n_people,
        min_pose_detection_confidence=min_confidence,
        min_pose_presence_confidence=min_confidence,
        min_tracking_confidence=min_confidence,
    )
    try:
        return vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, FileNotFoundError) as error:
        raise ModelError(
            f"{model.name}: MediaPipe cannot use this file as a pose model. "
            "Use a pose_landmarker .task bundle."
        ) from error
    except OSError as error:
        raise EnvironmentProblem(advice(error)) from error


def _person(landmarks: Any, world: Any, width: int, height: int) -> Person:
    xy = np.array([(point.x * width, point.y * height) for point in landmarks])
    xyz = np.array([(point.x, point.y, point.z) for point in world])
    visibility = np.array([point.visibility for point in landmarks], dtype=np.float64)
    assert xy.shape == (N_LANDMARKS, 2)
    return Person(landmarks_px=xy, world_m=xyz, visibility=visibility)

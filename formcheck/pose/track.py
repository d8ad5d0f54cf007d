"""The runner's landmarks through the clip: the one thing the rooms behind MediaPipe know of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Landmark(IntEnum):
    """Indices of the 33 BlazePose landmarks."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


N_LANDMARKS = len(Landmark)


@dataclass(frozen=True)
class PoseTrack:
    """Landmarks of the one runner, a row for every frame of the clip.

    Attributes
    ----------
    time_s : (n,) array
        The frames' own timestamps, strictly increasing, in real time (slow motion undone).
    landmarks_px : (n, 33, 2) array
        Picture coordinates in pixels of the upright frame, x to the right, y down;
        NaN where the runner was not seen.
    world_m : (n, 33, 3) array
        MediaPipe's metric landmarks around the mid-hip (x to the picture's right, y down,
        z away from the camera); NaN where not seen.
    visibility : (n, 33) array
        MediaPipe's visibility, 0 to 1; 0 where not seen.
    width_px, height_px : int
        Size of the upright frame.
    relabelled : (n,) bool array or None
        Frames whose legs bore each other's names before they were put right; None where that is
        not known.
    """

    time_s: FloatArray
    landmarks_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    width_px: int
    height_px: int
    relabelled: BoolArray | None = None

    @property
    def n_frames(self) -> int:
        return len(self.time_s)

    @property
    def seen(self) -> BoolArray:
        """Frames in which the runner was found, shape (n,)."""
        return np.isfinite(self.landmarks_px[:, Landmark.LEFT_HIP, 0])

    def xy(self, landmark: Landmark) -> FloatArray:
        """Path of one landmark in pixels, shape (n, 2)."""
        return self.landmarks_px[:, landmark]

    def middle(self, left: Landmark, right: Landmark) -> FloatArray:
        """Path of the point midway between two landmarks in pixels, shape (n, 2)."""
        return (self.landmarks_px[:, left] + self.landmarks_px[:, right]) / 2

    @property
    def mid_hip_px(self) -> FloatArray:
        return self.middle(Landmark.LEFT_HIP, Landmark.RIGHT_HIP)

    @property
    def mid_shoulder_px(self) -> FloatArray:
        return self.middle(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)

    @property
    def torso_px(self) -> FloatArray:
        """Length from mid-shoulder to mid-hip in pixels, shape (n,)."""
        return np.linalg.norm(self.mid_shoulder_px - self.mid_hip_px, axis=1)

"""Reads the pelvis's slope from its patch: a small network, run by OpenCV.

The network was trained on rendered runners whose pelvis is known; recipe, seed and figures lie
beside its weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W

FloatArray = NDArray[np.float64]

WEIGHTS = "pelvis_net.onnx"
# Gray levels added to a patch's own contrast before dividing by it, so that a black patch is not
# blown up into a picture of its noise.
CONTRAST_FLOOR = 8.0
BATCH = 8
# Answers to a patch: angle, its SD, jacket.
ANSWERS = 3
# SD of the labels the network was trained on, and the largest SD that is allowed for.
LABEL_SD_DEG = 9.8
MOST_UNSHRUNK_SD_DEG = 5.0


@dataclass(frozen=True)
class PelvisRead:
    """What the network saw, a value for every patch.

    Attributes
    ----------
    angle_deg : (n,) array
        Slope of the pelvis's left-right axis in the picture with the perspective undone,
        positive when it falls to the picture's right. From behind: pelvic obliquity (positive =
        right side lower) plus the camera's roll.
    sd_deg : (n,) array
        One standard deviation of its error, as the network itself expects it; several degrees
        where the pelvis does not show.
    jacket : (n,) array
        Log-odds that a jacket hangs over the hips, which misleads more than `sd_deg` says.
    """

    angle_deg: FloatArray
    sd_deg: FloatArray
    jacket: FloatArray


def unshrunk(read: PelvisRead) -> PelvisRead:
    """The same readings without the pull towards zero that uncertainty causes.

    A network trained on labels of variance s² answers with their mean given the picture; where
    it is unsure by sd that mean is the truth times 1 - sd² / s². Dividing by it makes the
    readings of a clip right on average, at the price of more scatter, which the average over
    many frames bears.
    """
    trust = 1 - np.minimum(read.sd_deg, MOST_UNSHRUNK_SD_DEG) ** 2 / LABEL_SD_DEG**2
    return replace(read, angle_deg=read.angle_deg / trust)


def normalised(patches: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Patches as the network takes them: (n, 3, h, w), each with its own mean and contrast."""
    values = patches.astype(np.float32)
    mean = values.mean(axis=(1, 2, 3), keepdims=True)
    spread = values.std(axis=(1, 2, 3), keepdims=True)
    values = (values - mean) / (spread + CONTRAST_FLOOR)
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2))


class PelvisNet:
    """The trained network; reading a patch's mirror image as well makes it exactly antisymmetric.

    Raises
    ------
    ValueError
        By `read`, when the patches do not have the shape that `cut_patch` gives.
    """

    def __init__(self, onnx: bytes) -> None:
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(onnx, dtype=np.uint8))

    @staticmethod
    def load() -> PelvisNet:
        """The network that ships with formcheck."""
        return PelvisNet(_shipped_weights())

    def read(self, patches: NDArray[np.uint8]) -> PelvisRead:
        """Slope and its uncertainty for patches of shape (n, PATCH_H, PATCH_W, 3)."""
        if patches.ndim != 4 or patches.shape[1:] != (PATCH_H, PATCH_W, 3):
            raise ValueError(
                f"patches must have the shape (n, {PATCH_H}, {PATCH_W}, 3), not {patches.shape}"
            )
        batches = [self._read(patches[i : i + BATCH]) for i in range(0, len(patches), BATCH)]
        if not batches:
            return PelvisRead(*np.empty((ANSWERS, 0)))
        return PelvisRead(*np.concatenate(batches, axis=1))

    def _read(self, patches: NDArray[np.uint8]) -> FloatArray:
        answers = self._forward(np.concatenate(both_ways(patches)))
        return combine(*np.split(answers, 2))

    def _forward(self, inputs: NDArray[np.float32]) -> FloatArray:
        """Answers (n, 3): angle and its SD in degrees, jacket."""
        self._net.setInput(inputs)
        answers: FloatArray = np.asarray(self._net.forward(), dtype=np.float64)
        return answers.reshape(len(inputs), ANSWERS)


def both_ways(patches: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the network takes, (n, 6, h, w): patch and mirror image, and the other way round."""
    straight = normalised(patches)
    mirrored = straight[..., ::-1]
    return np.concatenate([straight, mirrored], 1), np.concatenate([mirrored, straight], 1)


def combine(straight: FloatArray, mirrored: FloatArray) -> FloatArray:
    """Angle, SD and jacket (3, n) from answers (n, 3) to patch and mirror image.

    The SD is that of a mixture: what the network expects, and how far patch and mirror image
    disagree.
    """
    middle = (straight[:, 0] - mirrored[:, 0]) / 2
    apart = (straight[:, 0] + mirrored[:, 0]) / 2
    variance = (straight[:, 1] ** 2 + mirrored[:, 1] ** 2) / 2 + apart**2
    return np.stack([middle, np.sqrt(variance), (straight[:, 2] + mirrored[:, 2]) / 2])


@cache
def _shipped_weights() -> bytes:
    return (files("formcheck") / "weights" / WEIGHTS).read_bytes()

"""Light on the scene, and what a phone's sensor makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]


@dataclass(frozen=True)
class Light:
    """One lamp or sun and an even rest; directions in degrees, strengths about 0..1."""

    azimuth_deg: float = 40.0
    elevation_deg: float = 50.0
    direct: float = 0.6
    ambient: float = 0.5
    shadow: float = 0.45

    @property
    def towards(self) -> NDArray[np.floating[Any]]:
        turn, lift = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        return np.array([np.sin(turn) * np.cos(lift), -np.cos(turn) * np.cos(lift), np.sin(lift)])


@dataclass(frozen=True)
class Sensor:
    """Exposure, white balance, contrast, grain (grey levels) and blur (pixels) of the camera."""

    exposure: float = 1.0
    warmth: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    grain: float = 1.5
    blur_px: float = 0.0
    seed: int = 0


def develop(
    image: NDArray[np.floating[Any]], sensor: Sensor, moment: int, scale: float = 1.0
) -> RgbImage:
    """sRGB picture 0..255 from the ideal one; grain is repeatable for a moment.

    ``scale`` under 1 means that the image is drawn smaller than the camera's pixels.
    """
    gain = np.array([1 + sensor.warmth, 1.0, 1 - sensor.warmth]) * sensor.exposure
    result: NDArray[Any] = image * gain.astype(np.float32)
    if sensor.contrast != 1.0:
        result = (result - 118.0) * np.float32(sensor.contrast) + 118.0
    if sensor.saturation != 1.0:
        grey = result.mean(2, keepdims=True)
        result = grey + (result - grey) * np.float32(sensor.saturation)
    if sensor.blur_px * scale > 0.25:
        result = cv2.GaussianBlur(result, (0, 0), sensor.blur_px * scale)
    if sensor.grain > 0:
        field = np.empty(result.shape, np.float32)
        cv2.setRNGSeed(int(np.random.default_rng([sensor.seed, abs(moment)]).integers(1 << 30)))
        cv2.randn(field, np.zeros(3), np.full(3, sensor.grain * scale))
        result = result + field
    return np.asarray(np.clip(result, 0, 255), dtype=np.uint8)

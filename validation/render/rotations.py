"""Small rotation helpers; angles in degrees, column vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]


def pitch(angle_deg: float) -> FloatArray:
    """About x (to the right): positive lifts what points forward."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def roll(angle_deg: float) -> FloatArray:
    """About y (forward): positive lowers the right side."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def yaw(angle_deg: float) -> FloatArray:
    """About z (up): positive turns to the left, the right side going forward."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def euler(yaw_deg: float, roll_deg: float, pitch_deg: float) -> FloatArray:
    """Yaw, then roll, then pitch: the x axis' elevation is the roll alone."""
    return yaw(yaw_deg) @ roll(roll_deg) @ pitch(pitch_deg)


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cross product of two vectors (3,); much quicker than numpy's general one."""
    ax, ay, az = a.tolist()
    bx, by, bz = b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def axis_frame(up: FloatArray, ahead: FloatArray) -> FloatArray:
    """Right-handed frame with z along ``up`` and y as near to ``ahead`` as can be."""
    z = up / np.linalg.norm(up)
    x = cross(ahead, z)
    x /= np.linalg.norm(x)
    return np.stack([x, cross(z, x), z], axis=1)

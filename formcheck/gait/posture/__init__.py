"""The rest of the form, from MediaPipe's landmarks: what rendered runners showed to be true."""

from formcheck.gait.posture.posture import Posture, read_posture

__all__ = ["Posture", "read_posture"]

"""The still of a preflight: the runner marked, everybody numbered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import OutputError
from formcheck.pose.everybody import SeenPerson

# Blue-green-red: the runner's box and the others'.
RUNNER_BGR, OTHERS_BGR, INK_BGR = (60, 180, 60), (200, 200, 200), (20, 20, 20)


def marked(
    image_bgr: NDArray[np.uint8], people: Sequence[SeenPerson], *, chosen: int
) -> NDArray[np.uint8]:
    """A copy with a box around everybody; numbers where there is more than one."""
    drawn = image_bgr.copy()
    thick = max(2, round(max(drawn.shape[:2]) / 320))
    for person in sorted(people, key=lambda each: each.number == chosen):
        colour = RUNNER_BGR if person.number == chosen else OTHERS_BGR
        left, top, right, bottom = (round(side) for side in _inside(person.box_px, drawn, thick))
        cv2.rectangle(drawn, (left, top), (right, bottom), colour, thick, cv2.LINE_AA)
        if len(people) > 1:
            _label(drawn, str(person.number), (left, top), colour, thick)
    return drawn


def write_still(image_bgr: NDArray[np.uint8], path: Path) -> None:
    """Write a picture in the format that the file's name says.

    Raises
    ------
    OutputError
        When it cannot be written there.
    """
    try:
        path.write_bytes(cv2.imencode(path.suffix or ".jpg", image_bgr)[1].tobytes())
    except (cv2.error, OSError) as error:
        why = getattr(error, "strerror", None) or "name it .jpg or .png"
        raise OutputError(f"{path.name}: the picture cannot be written ({why}).") from error


def _inside(
    box: tuple[float, float, float, float], image: NDArray[np.uint8], margin: int
) -> list[float]:
    height, width = image.shape[:2]
    limits = (width - margin, height - margin) * 2
    return [min(max(side, margin), most) for side, most in zip(box, limits, strict=True)]


def _label(
    image: NDArray[np.uint8], text: str, corner: tuple[int, int],
    colour: tuple[int, int, int], thick: int,
) -> None:
    scale, font = 0.45 * thick, cv2.FONT_HERSHEY_SIMPLEX
    (width, height), _ = cv2.getTextSize(text, font, scale, thick)
    left, top = corner
    opposite = (left + width + 4 * thick, top + height + 4 * thick)
    cv2.rectangle(image, corner, opposite, colour, cv2.FILLED)
    cv2.putText(
        image, text, (left + 2 * thick, top + height + 2 * thick), font, scale, INK_BGR, thick,
        cv2.LINE_AA)

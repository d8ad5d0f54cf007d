"""Camera roll: how far the camera was turned about its own axis, seen in the room's straight edges.

Two degrees of roll are two degrees of pelvic drop on one side and minus two on the other, so the
roll is measured from what stands upright and lies level behind the runner, with its uncertainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.gravity_fit import Attitude, attitudes
from formcheck.gait.line_segments import Box, Segments, find_segments
from formcheck.pose.track import FloatArray

# Still frames that are looked at, at least; a fixed camera shows the same edges in all of them.
N_STILLS = 4
# Stills are reduced to this, px of the longer side.
MAX_SIDE_PX = 1280
# What edges cannot tell: lens distortion, houses and treadmills that stand askew, degrees.
FLOOR_SD_DEG = 0.15
# The fit takes edges for more independent, and its top for rounder, than they are.
SD_FACTOR = 1.25
# With fewer upright edges than this, all together, in longer sides of the picture, the level ones
# (lanes of a track, a skirting board) stand alone, and many ways to hold a camera explain them
# nearly as well: so much more doubt, degrees.
MIN_UPRIGHT, LEVEL_ALONE_SD_DEG = 0.12, 0.7
# Beyond this the edges do not tell the roll, degrees: phones are held within 3 of level anyway.
MAX_SD_DEG = 2.0
# Chance that the edges of one still mislead altogether.
MISLED = 0.02

TOO_FEW = "The background shows too few upright edges to tell how level the camera was."

_GRID = np.arange(-20.0, 20.01, 0.05)

Still = tuple[NDArray[np.uint8], Box | None]
"""A gray picture, and the box in it whose edges are not used."""


@dataclass(frozen=True)
class Roll:
    """The camera's roll against gravity.

    Attributes
    ----------
    roll_deg : float or None
        Positive when the picture's content is turned clockwise (an upright edge's top leans to
        the picture's right). None when the background does not tell.
    sd_deg : float or None
        Standard deviation of the error to expect.
    n_segments : int
        Edges per still, on average.
    reason : str
        Plain words when there is no value or a wide one.
    """

    roll_deg: float | None
    sd_deg: float | None
    n_segments: int
    reason: str = ""


class RollFit(NamedTuple):
    """One roll that explains a still's edges; for the rest see `gravity_fit.Attitude`."""

    roll_deg: float
    roll_sd_deg: float
    log_evidence: float
    upright_length: float

    @classmethod
    def of(cls, attitude: Attitude) -> RollFit:
        return cls(*(float(getattr(attitude, name)) for name in cls._fields))


@dataclass(frozen=True)
class StillRead:
    """What one still tells.

    Attributes
    ----------
    n_segments : int
    fits : tuple of RollFit
        Rolls that explain its edges, best first.
    """

    n_segments: int
    fits: tuple[RollFit, ...]


class RollSampler:
    """Picks stills, evenly spread over a clip of unknown length, and reads the roll from them.

    Each is read as soon as it is picked, in a thread of its own, while the clip goes on.

    Parameters
    ----------
    n_stills : int
        Read at least, of a clip long enough; at most twice as many.
    n_expected : int
        Frames that the clip is thought to have.

    Examples
    --------
    >>> sampler = RollSampler()
    >>> for image_bgr, box in frames:                                       # doctest: +SKIP
    ...     sampler.add(image_bgr, box)
    >>> sampler.result().roll_deg                                           # doctest: +SKIP
    """

    def __init__(self, *, n_stills: int = N_STILLS, n_expected: int = 1) -> None:
        self._n_stills = n_stills
        self._stride = max(1, n_expected // n_stills)
        self._n_seen = 0
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="roll")
        self._reads: list[tuple[int, Future[StillRead]]] = []

    def add(self, image_bgr: NDArray[np.uint8], runner_box: Box | None = None) -> None:
        """Offer a frame; most are passed over at no cost.

        Parameters
        ----------
        image_bgr : (h, w, 3) uint8 array
        runner_box : (left, top, right, bottom) in px of this frame, optional
            Edges inside it are not used.
        """
        self.add_still(still_of(image_bgr, runner_box) if self.wants(self._n_seen) else None)

    def wants(self, number: int) -> bool:
        """Whether the frame of that number may be used; what is not wanted never will be."""
        return number % self._stride == 0

    def add_still(self, still: Still | None) -> None:
        """Offer the next frame as `still_of` gives it; none where it was not wanted."""
        if self.wants(self._n_seen) and still is not None:
            if len(self._reads) == 2 * self._n_stills:
                self._reads = self._reads[::2]
                self._stride *= 2
            if self.wants(self._n_seen):
                self._reads.append((self._n_seen, self._reader.submit(_read, still)))
        self._n_seen += 1

    def stills(self) -> list[tuple[int, StillRead]]:
        """What was read so far, each still with the number of the frame offered."""
        return [(number, read.result()) for number, read in self._reads]

    def result(self) -> Roll:
        """The roll over the frames offered so far."""
        return agreed([still for _, still in self.stills()])


def estimate_roll(samples: Sequence[Segments]) -> Roll:
    """Camera roll from the straight edges of several stills of one clip.

    Each still is explained by itself (a hand-held camera may turn in between); what the stills
    agree on is the answer, and what they do not agree on widens its uncertainty.
    """
    return agreed([_explained(segments) for segments in samples])


def agreed(stills: Sequence[StillRead]) -> Roll:
    """The roll that several stills of one clip agree on."""
    fitted = [still.fits for still in stills if still.fits]
    n_segments = round(np.mean([still.n_segments for still in stills])) if stills else 0
    if not fitted:
        return Roll(None, None, n_segments, "The background shows no straight edges.")
    upright = float(np.median([fits[0].upright_length for fits in fitted]))
    alone = LEVEL_ALONE_SD_DEG if upright < MIN_UPRIGHT else 0.0
    agreed = np.exp(np.mean([np.log(_density(fits)) for fits in fitted], axis=0))
    density = agreed - agreed.min()
    density /= density.sum()
    roll = float(density @ _GRID)
    spread = float(np.std([fits[0].roll_deg for fits in fitted])) / np.sqrt(len(fitted))
    within = float(np.sqrt(density @ (_GRID - roll) ** 2))
    sd = float(np.sqrt(FLOOR_SD_DEG**2 + (SD_FACTOR * within) ** 2 + spread**2 + alone**2))
    if sd > MAX_SD_DEG:
        return Roll(None, None, n_segments, TOO_FEW)
    reason = "" if sd < 0.6 else "Few upright or level edges in the background."
    return Roll(round(roll, 3), round(sd, 3), n_segments, reason)


def _read(still: Still) -> StillRead:
    gray, runner_box = still
    return _explained(find_segments(gray, runner_box=runner_box))


def _explained(segments: Segments) -> StillRead:
    return StillRead(len(segments), tuple(map(RollFit.of, attitudes(segments))))


def _density(fits: Sequence[RollFit]) -> FloatArray:
    """Density of the roll over the grid, from all explanations of one still."""
    evidence = np.array([fit.log_evidence for fit in fits])
    weight = np.exp(evidence - evidence.max())
    weight /= weight.sum()
    density = np.full_like(_GRID, MISLED / np.ptp(_GRID))
    for fit, share in zip(fits, weight, strict=True):
        z = (_GRID - fit.roll_deg) / fit.roll_sd_deg
        density += (1 - MISLED) * share * np.exp(-0.5 * z * z) / (fit.roll_sd_deg * 2.507)
    return density


def still_of(image_bgr: NDArray[np.uint8], runner_box: Box | None) -> Still:
    """A frame as the roll is read from it."""
    gray = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, MAX_SIDE_PX / max(gray.shape))
    if scale < 1:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if runner_box is None:
        return np.asarray(gray, np.uint8), None
    left, top, right, bottom = (scale * side for side in runner_box)
    return np.asarray(gray, np.uint8), (left, top, right, bottom)

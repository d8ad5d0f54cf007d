"""The times of a clip's frames: the decoder's, made to start at 0 and strictly increase."""

from __future__ import annotations

import math

# A timestamp that leaps ahead by more is no time of this clip: its clock is broken.
_LEAP_S = 86_400.0
# A timestamp that falls back by more than this starts anew (clips joined end to end).
_RESTART_S = 0.5
# The last frames of an AVI with reordered frames leave the decoder without a time (0); at most
# this many are held back, and for so few the nominal frame rate is exact enough to say nothing.
_MISSING_ALLOWED = 16


class Clock:
    """Makes the decoder's timestamps start at 0 and strictly increase, and counts the repairs."""

    def __init__(self, fps: float) -> None:
        self._interval_s = 1 / fps
        self._offset_s: float | None = None
        self._last_s = 0.0
        self._missing = self._late = self._restarts = 0

    def time_s(self, stamp_s: float) -> float:
        stamp_s = stamp_s if math.isfinite(stamp_s) else 0.0
        if self._offset_s is None:
            self._offset_s = stamp_s
            return 0.0
        time_s = stamp_s - self._offset_s
        if not self._last_s < time_s < self._last_s + _LEAP_S:
            time_s = self._repaired(stamp_s, behind_s=self._last_s - time_s)
        self._last_s = time_s
        return time_s

    def _repaired(self, stamp_s: float, *, behind_s: float) -> float:
        assert self._offset_s is not None
        if stamp_s == 0:
            self._missing += 1
            return self._last_s + self._interval_s
        if abs(behind_s) > _RESTART_S:
            self._restarts += 1
            self._offset_s = stamp_s - (self._last_s + self._interval_s)
            return self._last_s + self._interval_s
        self._late += 1
        return self._last_s + self._interval_s / 2

    def complaints(self) -> list[str]:
        sentences = []
        if self._missing > _MISSING_ALLOWED:
            sentences.append(
                f"{self._missing} frames carry no time; the clip's nominal "
                f"{1 / self._interval_s:.3g} frames a second were taken for them."
            )
        if self._late:
            sentences.append(
                f"{self._late} frame{'s' * (self._late > 1)} carried a time no later than the one "
                "before; half a frame's time was added."
            )
        if self._restarts:
            sentences.append(
                "The clip's clock starts anew within the clip, as in clips joined end to end; "
                "the parts were put one after the other."
            )
        return sentences

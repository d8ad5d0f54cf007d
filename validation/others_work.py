"""How much of the machine went to other work while something was timed."""

from __future__ import annotations

import os
import time
from pathlib import Path

# Share of the machine's processor time that went to others, up to which a measurement stands.
QUIET_SHARE = 0.03


class OthersWork:
    """Watches from when it is made; what this process and its children do is not others' work.

    Children count when they have ended.
    """

    def __init__(self) -> None:
        self._start = time.monotonic(), _busy_s(), _own_s()

    def share(self) -> float:
        """Share of all cores' time since the start, 0 to 1."""
        start_s, busy_s, own_s = self._start
        others_s = (_busy_s() - busy_s) - (_own_s() - own_s)
        cores_s = (time.monotonic() - start_s) * (os.cpu_count() or 1)
        return round(max(0.0, others_s) / max(cores_s, 1e-9), 3)


def _busy_s() -> float:
    """Processor time that the whole machine has spent on anything, in seconds; 0 if not told."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    except OSError:
        return 0.0
    user, nice, system = (int(field) for field in fields[:3])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _own_s() -> float:
    """Processor time of this process and of all that it has started and seen end, in seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system

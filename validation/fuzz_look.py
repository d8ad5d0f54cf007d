"""What is done with a damaged clip, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from formcheck.clip import open_clip

MEMORY_BYTES = 6_000_000_000
# Reduced, so that the decoders get the time and not the scaling.
SIDE_PX = 128


def look_at(clip: Path, out: Path | None) -> str:
    """Decode a clip to the end, or analyse it; runs in a process of its own.

    Raises
    ------
    FormcheckError
        The clip is refused.
    AssertionError
        What every reader may rely on does not hold.
    """
    _limit_memory()
    opened = open_clip(clip)
    if out is not None:
        from formcheck.deliver import deliver

        assert deliver(clip, out).report.is_file()
        return "analysed"
    last_s = -1.0
    for frame in opened.frames(max_side_px=SIDE_PX):
        assert last_s < frame.time_s < float("inf"), "times must increase and be finite"
        assert frame.image_bgr.shape[:2] == opened.size_within(SIDE_PX)[::-1], "one size for all"
        last_s = frame.time_s
    return "decoded"


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # No crash leaves a core dump where we stand.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

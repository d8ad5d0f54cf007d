"""Running-form analysis from a phone clip: pelvic drop and cadence, frame by frame.

    >>> from formcheck import analyze
    >>> analysis = analyze("run.mp4")
    >>> analysis.readings["cadence"].value
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.analysis import analyze
    from formcheck.batch.run import score_folder
    from formcheck.comparison.run import compare
    from formcheck.result import Analysis
    from formcheck.settings import Settings

__version__ = "0.1.0"
__all__ = ["Analysis", "Settings", "__version__", "analyze", "compare", "score_folder"]

# Read when OpenCV is loaded: what its decoder has to say is said by formcheck, in plain words.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")

_HOMES = {
    "analyze": "formcheck.analysis",
    "compare": "formcheck.comparison.run",
    "score_folder": "formcheck.batch.run",
    "Analysis": "formcheck.result",
    "Settings": "formcheck.settings",
}


def __getattr__(name: str) -> Any:
    """Import OpenCV, SciPy and the rest only when they are asked for: `--help` is instant."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)

"""The sample clips, where they are at hand."""

from __future__ import annotations

from pathlib import Path

from formcheck.web import texts

_FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"


def samples() -> dict[str, Path]:
    """The samples by their title."""
    return {
        title: _FOLDER / name for name, title in texts.SAMPLES.items()
        if (_FOLDER / name).is_file()
    }

"""The benchmark of slow motion: clips are slowed exactly, and a page counts exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.clip import open_clip
from tests.clips import shortened
from validation.site import ROOT
from validation.slow_motion import Look, report, slowed


@pytest.mark.parametrize("factor", [2, 8])
def test_a_slowed_clip_has_the_same_pictures_later(tmp_path: Path, factor: int) -> None:
    clip = shortened(ROOT / "sample_videos" / "even_runner.mp4", tmp_path / "run.mp4", n_frames=20)
    slow = open_clip(slowed(clip, factor, tmp_path / "slow.mp4"))
    known = list(open_clip(clip).frames())
    found = list(slow.frames())
    assert [frame.time_s for frame in found] == pytest.approx(
        [factor * frame.time_s for frame in known], abs=1e-3)
    for one, other in zip(known, found, strict=True):
        np.testing.assert_array_equal(one.image_bgr, other.image_bgr)


def test_only_the_very_factor_is_right() -> None:
    looks = [
        Look("a", 1, 1.0), Look("b", 1, 1.6),
        Look("a", 2, 2.0), Look("b", 2, 1.9),
        Look("a", 4, 4.0), Look("b", 4, 4.0),
    ]
    page = report(looks, "test")
    assert "**Slowed clips: 3 of 4, 75 %" in page
    assert "**not reached**" in page
    assert "b: 1.9" in page
    assert "| not at all | 1 of 2" in page

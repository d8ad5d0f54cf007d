"""Training patches: the label must follow whatever is done to the picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from validation.train.augment import (
    MIDDLE_BELOW_HIP,
    STORE_PX_PER_TORSO,
    TRAINING,
    Strength,
    draw,
    spoil,
)
from validation.train.shards import POINTS, STORE_PX, Sample, Shard, read_shard, write_shard

CLEAN = Strength(8.0, 0.08, (0.85, 1.2), 0.0, 0.0, 0.0, 0.0, 0.0)
LINE_DEG = 5.0


def shard() -> Shard:
    """One patch: a white band through the mid-hip that falls by LINE_DEG to the right."""
    hip = np.array([STORE_PX / 2, STORE_PX / 2 - MIDDLE_BELOW_HIP * STORE_PX_PER_TORSO]) - 0.5
    slope = np.radians(LINE_DEG)
    along = np.array([np.cos(slope), np.sin(slope)])
    rows, columns = np.mgrid[0:STORE_PX, 0:STORE_PX]
    off = (rows - hip[1]) * along[0] - (columns - hip[0]) * along[1]
    band = (255 * np.clip(1.5 - np.abs(off) / 3, 0, 1)).astype(np.uint8)
    points = np.zeros((len(POINTS), 2), np.float32)
    points[POINTS.index("hipL")], points[POINTS.index("hipR")] = -0.3 * along, 0.3 * along
    patch = np.repeat(band[..., None], 3, axis=2)
    angle = np.array([LINE_DEG], np.float32)
    return Shard(
        patch[None], np.full((1, STORE_PX, STORE_PX), 255, np.uint8), angle, points[None], [{}]
    )


def band_in(picture: np.ndarray) -> tuple[float, np.ndarray]:
    """Slope of the bright band in degrees, and a point on it in half patch widths."""
    rows, columns = np.mgrid[0 : len(picture), 0 : len(picture)]
    inner = np.abs(columns - 47.5) < 36
    weight = picture[..., 0].astype(float) * inner
    count = weight.sum(axis=0)
    seen = count > 0
    height = (weight * rows).sum(axis=0)[seen] / count[seen]
    slope, start = np.polyfit(columns[0][seen], height, 1)
    middle = np.array([47.5, start + slope * 47.5])
    return float(np.degrees(np.arctan(slope))), (middle - 47.5) / 48


def test_angle_and_points_follow_turn_shift_scale_and_mirror() -> None:
    stored, signs = shard(), set()
    for seed in range(40):
        picture, angle, points, known = draw(stored, 0, np.random.default_rng(seed), CLEAN)
        slope, on_line = band_in(picture)
        left, right = points[POINTS.index("hipL")], points[POINTS.index("hipR")]
        told = np.degrees(np.arctan2(*(right - left)[::-1]))
        assert known
        assert slope == pytest.approx(angle, abs=0.25)
        assert told == pytest.approx(angle, abs=0.01)
        across = on_line - left
        apart = np.linalg.det(np.stack([right - left, across])) / np.linalg.norm(right - left)
        assert abs(apart) < 0.02
        signs.add(bool(abs(angle - LINE_DEG) > 8.0))
    assert signs == {True, False}


def test_spoiling_keeps_place_and_size() -> None:
    picture = draw(shard(), 0, np.random.default_rng(1), CLEAN)[0]
    before = band_in(picture)[0]
    for seed in range(20):
        spoiled = spoil(picture, np.random.default_rng(seed), 1.0)
        assert spoiled.shape == picture.shape
        assert spoiled.dtype == np.uint8
    soft = cv2.GaussianBlur(picture, (0, 0), 1.5)
    assert band_in(soft)[0] == pytest.approx(before, abs=0.3)


def test_strangers_carry_no_true_angle() -> None:
    only = Strength(strangers=1.0)
    angles = []
    for seed in range(60):
        _, angle, _, known = draw(shard(), 0, np.random.default_rng(seed), only)
        assert not known
        angles.append(angle)
    assert np.std(angles) > 6
    assert TRAINING.strangers > 0


def test_shards_come_back_as_they_were_written(tmp_path: Path) -> None:
    stored = shard()
    row = Sample(stored.patch[0], stored.mask[0], LINE_DEG, stored.points[0], {"hides": "jacket"})
    assert write_shard(tmp_path / "0000", [row, row]) == 2
    back = read_shard(tmp_path / "0000")
    assert len(back) == 2
    np.testing.assert_array_equal(back.patch[1], stored.patch[0])
    np.testing.assert_array_equal(back.points[0], stored.points[0])
    assert back.facts[1] == {"hides": "jacket"}

"""Where the pelvis is looked at, and what the network says of it there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.gait import pelvis_frames
from formcheck.gait.hip_crop import HipCrop, keep_hips
from formcheck.gait.pelvis_frames import often_enough, pelvis_patches, read_patches
from formcheck.gait.pelvis_net import PelvisNet
from formcheck.pose.track import PoseTrack
from formcheck.settings import Settings
from tests.synthetic_runner import Part, film

SETTINGS = Settings()
STEADY = film(Part(seconds=3.0), fps=60).track


def shaken(scatter_px: float) -> PoseTrack:
    noise = np.random.default_rng(1).normal(0, scatter_px, STEADY.landmarks_px.shape)
    return replace(STEADY, landmarks_px=STEADY.landmarks_px + noise)


def scatter(values: np.ndarray) -> float:
    """SD of what neighbours do not explain."""
    return float(np.std(np.diff(values, 3, axis=0)) / np.sqrt(20))


def test_the_place_is_steadier_than_the_landmarks_and_does_not_lag() -> None:
    track = shaken(4.0)
    place = pelvis_patches({}, track, settings=SETTINGS)
    assert scatter(place.mid_hip_px) < 0.1 * scatter(track.mid_hip_px)
    assert scatter(np.log(place.torso_px)) < 0.02 * scatter(np.log(track.torso_px))
    inner = slice(20, -20)
    error = place.mid_hip_px[inner] - STEADY.mid_hip_px[inner]
    assert np.sqrt(np.mean(error**2)) < 0.45 * 4.0 / np.sqrt(2)
    undisturbed = pelvis_patches({}, STEADY, settings=SETTINGS)
    bounce = np.ptp(STEADY.mid_hip_px[inner, 1])
    lag = undisturbed.mid_hip_px[inner] - STEADY.mid_hip_px[inner]
    assert np.abs(lag).max() < 0.1 * bounce


def test_gaps_stay_and_nothing_is_smoothed_across_a_cut() -> None:
    points = STEADY.landmarks_px.copy()
    points[60:63] = np.nan
    points[120:] += 300.0
    track = replace(STEADY, landmarks_px=points)
    place = pelvis_patches({}, track, settings=SETTINGS, cuts=(120,))
    assert np.isnan(place.torso_px).nonzero()[0].tolist() == [60, 61, 62]
    assert np.abs(place.mid_hip_px[110:120] - track.mid_hip_px[110:120]).max() < 12
    assert np.abs(place.mid_hip_px[120:130] - track.mid_hip_px[120:130]).max() < 12


def test_single_frames_are_taken_as_they_are() -> None:
    points = np.full_like(STEADY.landmarks_px, np.nan)
    points[[5, 90]] = STEADY.landmarks_px[[5, 90]]
    track = replace(STEADY, landmarks_px=points)
    place = pelvis_patches({}, track, settings=SETTINGS)
    np.testing.assert_allclose(place.mid_hip_px[[5, 90]], STEADY.mid_hip_px[[5, 90]])
    np.testing.assert_allclose(place.torso_px[[5, 90]], STEADY.torso_px[[5, 90]])


@pytest.fixture
def crops() -> dict[int, HipCrop]:
    rng = np.random.default_rng(4)
    frames = rng.integers(0, 256, (40, 80, 45, 3), dtype=np.uint8)
    return {
        row: keep_hips(
            np.ascontiguousarray(picture.repeat(16, 0).repeat(16, 1)),
            mid_hip_px=STEADY.mid_hip_px[row], torso_px=float(STEADY.torso_px[row]))
        for row, picture in zip(range(10, 50), frames, strict=True)
    }


def test_every_patch_is_read_in_its_frame(crops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pelvis_frames, "BATCH", 7)
    patches = pelvis_patches(crops, STEADY, settings=SETTINGS)
    read = read_patches(patches)
    assert np.isfinite(read.angle_deg).nonzero()[0].tolist() == list(range(10, 50))
    alone = PelvisNet.load().read(patches[33][None])
    assert read.sd_deg[33] == pytest.approx(alone.sd_deg[0], abs=1e-4)
    assert np.array_equal(read.angle_deg, read_patches(patches).angle_deg, equal_nan=True)


@pytest.mark.parametrize(("fps", "every"), [(24, 1), (29.97, 1), (50, 2), (60, 2), (120, 4)])
def test_no_more_patches_a_second_are_read_than_asked_for(fps: float, every: int) -> None:
    time_s = np.arange(100) / fps
    assert often_enough(range(100), time_s, 30.0) == list(range(0, 100, every))


def test_patches_that_are_not_asked_for_are_not_read(crops) -> None:
    read = read_patches(pelvis_patches(crops, STEADY, settings=SETTINGS), [12, 30])
    assert np.isfinite(read.angle_deg).nonzero()[0].tolist() == [12, 30]


def test_no_patch_no_reading() -> None:
    read = read_patches(pelvis_patches({}, STEADY, settings=SETTINGS))
    assert len(read.angle_deg) == STEADY.n_frames
    assert np.isnan(read.angle_deg).all()

"""Where the camera stood, from a figure that is filmed from anywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import SettingsError
from formcheck.gait.view import estimate_view, told_view, view_kind
from formcheck.pose.track import Landmark
from tests.synthetic_runner import Part, film, unseen

SHORT = Part(seconds=2.0)


@pytest.mark.parametrize(
    ("azimuth", "kind"),
    [(0, "rear"), (-20, "rear"), (28, "rear"), (90, "right"), (70, "right"), (-90, "left"),
     (-110, "left"), (180, "front"), (-170, "front"), (155, "front"), (45, "oblique"),
     (-135, "oblique")],
)
def test_azimuth_and_view_are_those_of_the_camera(azimuth: float, kind: str) -> None:
    view = estimate_view(film(SHORT, fps=30, azimuth_deg=azimuth).track)
    assert view.kind == kind
    assert view.azimuth_deg is not None
    assert (view.azimuth_deg - azimuth + 180) % 360 - 180 == pytest.approx(0.0, abs=0.5)
    assert view.azimuth_sd_deg is not None
    assert 3.0 <= view.azimuth_sd_deg < 5.0
    assert view.camera_roll_deg is None


def test_the_turning_of_the_body_with_each_step_cancels() -> None:
    track = film(SHORT, fps=30).track
    turns = np.radians(12 * np.sin(2 * np.pi * 1.43 * track.time_s))
    x, z = track.world_m[..., 0].copy(), track.world_m[..., 2].copy()
    world = track.world_m.copy()
    world[..., 0] = np.cos(turns)[:, None] * x - np.sin(turns)[:, None] * z
    world[..., 2] = np.sin(turns)[:, None] * x + np.cos(turns)[:, None] * z
    view = estimate_view(replace(track, world_m=world))
    assert view.azimuth_deg == pytest.approx(0.0, abs=1.0)


def test_hips_that_turn_too_far_do_not_count() -> None:
    track = film(SHORT, fps=30, azimuth_deg=10).track
    world = track.world_m.copy()
    for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
        world[:, hip, 2] *= 3.0
    view = estimate_view(replace(track, world_m=world))
    assert view.azimuth_deg == pytest.approx(10.0, abs=0.5)


def test_a_camera_that_circles_has_no_view() -> None:
    quarter = [film(SHORT, fps=30, azimuth_deg=angle).track for angle in (0, 90, 180, 270)]
    track = replace(
        quarter[0],
        **{name: np.concatenate([getattr(part, name)[:15] for part in quarter])
           for name in ("time_s", "landmarks_px", "world_m", "visibility")},
    )
    view = estimate_view(track)
    assert view.kind == "unknown"
    assert "turned" in view.reason


def test_a_runner_hardly_seen_has_no_view() -> None:
    track = film(SHORT, fps=30).track
    view = estimate_view(unseen(track, slice(4, None)))
    assert (view.kind, view.azimuth_deg) == ("unknown", None)
    assert "hardly seen" in view.reason


@pytest.mark.parametrize("scale", [0.0, 1e-12, 1e6])
def test_bodies_of_any_size_give_no_nan(scale: float) -> None:
    track = film(SHORT, fps=30).track
    view = estimate_view(replace(track, world_m=scale * track.world_m))
    assert view.azimuth_deg is not None
    assert np.isfinite(view.azimuth_deg)
    assert view.azimuth_sd_deg is not None
    assert np.isfinite(view.azimuth_sd_deg)


@pytest.mark.parametrize(("kind", "azimuth"), [("rear", 0), ("front", 180), ("left", -90)])
def test_a_told_view_is_the_middle_of_its_sector(kind: str, azimuth: float) -> None:
    view = told_view(kind)
    assert (view.kind, view.azimuth_deg) == (kind, azimuth)
    assert view_kind(azimuth) == kind


def test_a_view_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="rear, front, left, right"):
        told_view("above")

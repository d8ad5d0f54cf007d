"""Copies and mirror images: seen from the films themselves, and no change in either."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.comparison.film import film_of, mirror_image
from formcheck.comparison.run import compare
from formcheck.comparison.same import kinship
from formcheck.result import Analysis
from tests.builders import make_analysis


def original() -> Analysis:
    made = make_analysis(drop_left=7.5, drop_right=3.0, roll_deg=1.5)
    return replace(made, view=replace(made.view, azimuth_deg=4.0))


def saved_anew() -> Analysis:
    """The same film at 25 frames a second, its landmarks off by a pixel's tenths."""
    made = make_analysis(drop_left=7.4, drop_right=3.1, roll_deg=1.5, fps=25.0, seed=5)
    rng = np.random.default_rng(2)
    noisy = made.frames.assign(**{
        name: made.frames[name] + rng.normal(0, 0.2, len(made.frames))
        for name in ("pelvis_x_px", "pelvis_y_px")
    })
    bounce = 6 * np.sin(2 * np.pi * 2.8 * noisy["time_s"])
    noisy["pelvis_y_px"] += bounce
    return replace(made, frames=noisy, clip=replace(made.clip, sha256="cd" * 32, fps=25.0))


def bouncing(made: Analysis, *, hz: float = 2.8) -> Analysis:
    frames = made.frames.assign(
        pelvis_y_px=made.frames["pelvis_y_px"]
        + 6 * np.sin(2 * np.pi * hz * made.frames["time_s"]))
    return replace(made, frames=frames)


def test_a_mirror_image_of_a_mirror_image_is_the_film() -> None:
    film = film_of(original())
    again = mirror_image(mirror_image(film))
    assert again.readings == film.readings
    assert again.view == film.view
    assert not again.mirrored
    for name in ("pelvic_obliquity_deg", "pelvis_x_px", "cycle_percent"):
        assert np.allclose(again.frames[name], film.frames[name])
    assert list(again.steps["side"]) == list(film.steps["side"])


def test_in_the_mirror_left_and_right_are_exchanged() -> None:
    film = film_of(original())
    mirrored = mirror_image(film)
    assert mirrored.readings["pelvic_drop_left"].value == 3.0
    assert mirrored.readings["pelvic_drop_right"].value == 7.5
    assert mirrored.readings["pelvic_drop_left"].label == "Pelvic drop, left stance"
    assert mirrored.readings["pelvic_drop_asymmetry"].value == -4.5
    assert mirrored.view["camera_roll_deg"] == -1.5
    assert mirrored.view["azimuth_deg"] == -4.0


def test_a_film_saved_anew_is_recognised_and_has_not_changed() -> None:
    pair = compare(bouncing(original()), saved_anew()).last
    assert pair.kin == "same film"
    assert {change.verdict for change in pair.changes} == {"within error"}
    assert "very same run" in " ".join(remark.text for remark in pair.remarks)


def test_its_mirror_image_is_recognised_and_has_not_changed() -> None:
    film = film_of(bouncing(original()))
    turned = replace(mirror_image(film), sha256="cd" * 32, mirrored=False)
    pair = compare(film, turned).last
    assert pair.kin == "mirror image"
    assert pair.after.mirrored
    assert {change.verdict for change in pair.changes} == {"within error"}
    assert [change.change for change in pair.changes] == pytest.approx([0, 0, 0, 0])
    assert pair.waveform is not None
    assert pair.waveform.regions == ()


def test_another_run_is_another_film() -> None:
    one = film_of(bouncing(original()))
    other = replace(film_of(bouncing(original(), hz=2.7)), sha256="cd" * 32)
    assert kinship(one, other) == "different"


def test_a_selfie_is_turned_when_told() -> None:
    after = make_analysis(drop_left=3.0, drop_right=7.5, cadence=176)
    after = replace(after, clip=replace(after.clip, sha256="cd" * 32))
    before = original()
    told = compare(before, after, mirrored=True).last
    drops = [change for change in told.changes if change.name.startswith("pelvic")]
    assert {change.verdict for change in drops} == {"within error"}
    untold = compare(before, after).last
    assert [change.verdict for change in untold.changes[1:3]] == ["changed", "changed"]

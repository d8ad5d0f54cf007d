"""Copies and mirror images: seen from the films themselves, and no change in either."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.comparison.film import film_of, mirror_image
from formcheck.comparison.run import compare
from formcheck.comparison.same import kinship
from formcheck.readings import Reading
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


def test_in_the_mirror_the_lower_shoulder_is_the_other_one() -> None:
    level = Reading(
        name="shoulder_level", label="Right shoulder lower", unit="deg", value=2.0, low=1.0,
        high=4.0, n_steps=14, confidence="high", method="told")
    made = original()
    film = film_of(replace(made, readings={**made.readings, "shoulder_level": level}))
    turned = mirror_image(film).readings["shoulder_level"]
    assert (turned.value, turned.low, turned.high) == (-2.0, -4.0, -1.0)


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
    assert [change.change for change in pair.changes] == pytest.approx([0, 0, 0, 0, 0])
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
    verdicts = {change.name: change.verdict for change in untold.changes}
    assert verdicts["pelvic_drop_left"] == verdicts["pelvic_drop_right"] == "changed"
    assert verdicts["pelvic_drop_both_legs"] == "within error"


@pytest.mark.parametrize(("saved_as", "kin"), [
    ("mirrored", "mirror image"), ("as it is", "same film"), ("another", "different")])
def test_where_landmarks_scatter_the_pictures_decide(
    tmp_path: Path, saved_as: str, kin: str
) -> None:
    rng = np.random.default_rng(4)
    pictures = rng.integers(0, 255, (2, 12, 16), dtype=np.uint8)
    second = {"mirrored": pictures[0, :, ::-1], "as it is": pictures[0], "another": pictures[1]}
    write_still(tmp_path / "one.mp4", pictures[0])
    write_still(tmp_path / "two.mp4", second[saved_as])
    film = replace(film_of(bouncing(original())), clip=tmp_path / "one.mp4")
    other = mirror_image(film) if saved_as == "mirrored" else film
    # As on a sample clip, whose sway was lost in it: correlation 0.5.
    scattered = other.frames.assign(
        pelvis_x_px=other.frames["pelvis_x_px"] + rng.normal(0, 6.0, len(other.frames)))
    other = replace(
        other, frames=scattered, sha256="cd" * 32, mirrored=False, clip=tmp_path / "two.mp4")
    assert kinship(film, other) == kin
    assert kinship(replace(film, clip=None), other) == "different"


def write_still(path: Path, picture: np.ndarray) -> None:
    """Large blocks of chance, the same in every frame."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=20)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        blocks = np.kron(picture, np.ones((10, 10), np.uint8))
        for _ in range(60):
            frame = av.VideoFrame.from_ndarray(np.repeat(blocks[:, :, None], 3, axis=2), "rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))

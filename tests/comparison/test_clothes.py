"""Clothes of another colour are seen, another light on the same ones is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.clip import Frame
from formcheck.comparison import clothes
from formcheck.comparison.clothes import colours_apart
from formcheck.comparison.film import Film, film_of
from formcheck.comparison.run import compare
from formcheck.settings import CompareSettings
from tests.builders import make_analysis

GREEN, RED, BLACK, GREY = (60, 130, 40), (50, 50, 190), (25, 25, 25), (110, 110, 110)


@pytest.fixture
def worn(monkeypatch: pytest.MonkeyPatch):
    """A film of somebody in a shirt and shorts of these colours, in this light."""
    pictures: dict[Path, np.ndarray] = {}
    monkeypatch.setattr(clothes, "open_clip", lambda path: SimpleNamespace(
        stills=lambda n: [Frame(3 * k, 0.1 * k, pictures[path]) for k in range(n)]))

    def film(shirt: tuple, shorts: tuple, *, light: float = 1.0) -> Film:
        name = f"{shirt}{shorts}{light}"
        made = film_of(make_analysis(duration_s=6.0, drop_left=7.0 - 3.0 * len(pictures)))
        row = made.frames.iloc[0]
        x, y, torso = (float(row[key]) for key in ("pelvis_x_px", "pelvis_y_px", "torso_px"))
        picture = np.full((made.summary["clip"]["height_px"], made.width_px, 3), 180, np.uint8)
        across = slice(int(x - torso / 2), int(x + torso / 2))
        picture[int(y - torso):int(y), across] = np.array(shirt) * light
        picture[int(y):int(y + 0.6 * torso), across] = np.array(shorts) * light
        pictures[Path(name)] = picture
        return replace(made, clip=Path(name), sha256=name)

    return film


def test_the_same_clothes_in_another_light_are_near(worn) -> None:
    apart = colours_apart(worn(GREEN, BLACK), worn(GREEN, BLACK, light=0.8))
    assert 0 < apart < 15 < CompareSettings().unlike_clothes


@pytest.mark.parametrize("other", [(RED, BLACK), (GREEN, RED), (GREY, GREY)])
def test_another_shirt_or_other_shorts_are_far(worn, other: tuple) -> None:
    assert colours_apart(worn(GREEN, BLACK), worn(*other)) > CompareSettings().unlike_clothes


def test_without_footage_nothing_is_known(worn) -> None:
    assert colours_apart(worn(GREEN, BLACK), replace(worn(RED, RED), clip=None)) is None


@pytest.mark.parametrize(("shirt", "believed"), [(GREEN, True), (RED, False)])
def test_what_is_told_of_the_clothes_is_believed_as_far_as_it_is_seen(
    worn, shirt: tuple, believed: bool
) -> None:
    pair = compare(worn(GREEN, BLACK), worn(shirt, BLACK, light=0.95), same_clothes=True).last
    assert pair.same_clothes is believed
    weights = [said.weight for said in pair.remarks if said.subject == "clothes"]
    assert weights == ["good" if believed else "caution"]

"""Cloth woven at random: on the garments alone, and the same from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from validation.render.outfit import Cloth, Outfit
from validation.render.paint import LAYER, textures
from validation.train.weaves import PATTERNS, rewoven, weave


def dressed() -> Outfit:
    return Outfit(top_cloth=Cloth((0.3, 0.3, 0.3)), bottom_cloth=Cloth((0.1, 0.1, 0.4)))


def test_skin_hair_and_shoes_stay_as_they_were() -> None:
    outfit = dressed()
    before = textures(outfit)
    after = rewoven(outfit, before, np.random.default_rng(4))
    for layer in ("head", "footL", "shoes", "tail", "eye"):
        np.testing.assert_array_equal(after[LAYER[layer]], before[LAYER[layer]])
    for layer in ("top", "hips", "legs"):
        assert np.mean(np.abs(after[LAYER[layer]] - before[LAYER[layer]]) > 0) > 0.7
    np.testing.assert_array_equal(after[..., 3], before[..., 3])


def test_a_seed_is_a_cloth() -> None:
    one, same, other = (weave(np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).mean() > 0.05


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.__name__)
def test_a_pattern_is_a_share_of_colour(pattern) -> None:
    masks = [pattern(np.random.default_rng(seed)) for seed in range(5)]
    assert all(mask.shape == (256, 128) for mask in masks)
    assert min(mask.min() for mask in masks) >= 0
    assert max(mask.max() for mask in masks) <= 1
    assert max(mask.std() for mask in masks) > 0.05

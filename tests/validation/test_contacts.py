"""The fit of contacts: known weights come back, and what is left out is left out."""

from __future__ import annotations

import numpy as np
import pytest

from validation.contacts import Told, error_ms, fitted

WEIGHTS = np.array([-0.05, -0.4, 0.2])


def told(n: int, *, noise: float = 0.0, group: str = "own", shift: float = 0.0) -> list[Told]:
    """Clips whose event comes as the weights say, but for noise and a shift (strides)."""
    rng = np.random.default_rng(n)
    clues = np.column_stack([rng.uniform(0.15, 0.22, n), rng.uniform(-0.4, -0.2, n)])
    true = WEIGHTS[0] + clues @ WEIGHTS[1:] + shift + noise * rng.standard_normal(n)
    return [
        Told(f"{group}{i}", group, "rear", "contact", clues[i], float(true[i]), 0.7)
        for i in range(n)
    ]


def test_weights_without_noise_come_back() -> None:
    found = fitted(told(30))
    # The ridge draws weights to zero by about its size over the clues' variance, 4e-4 at least.
    assert found.weights == pytest.approx(WEIGHTS, abs=0.012)
    assert np.abs(found.left_out_ms).max() < 0.3


def test_an_error_is_in_milliseconds_and_late_is_positive() -> None:
    one = told(1, shift=-0.01)[0]
    assert error_ms(one, WEIGHTS) == pytest.approx(1000 * 0.01 * 0.7)


def test_left_out_means_fitted_without() -> None:
    some = told(25, noise=0.01)
    found = fitted(some)
    for number in (0, 7, 24):
        others = fitted(some[:number] + some[number + 1 :])
        assert found.left_out_ms[number] == pytest.approx(
            error_ms(some[number], others.weights), abs=0.1)


def test_clips_from_elsewhere_have_a_fifth_of_the_weight_and_are_not_counted() -> None:
    found = fitted(told(40) + told(10, group="elsewhere", shift=0.05))
    middle = np.array([0.185, -0.3])
    assert len(found.left_out_ms) == 40
    # All are shifted by 0.2 x 0.05 where the clues are usual.
    assert found.weights[0] + found.weights[1:] @ middle == pytest.approx(
        WEIGHTS[0] + WEIGHTS[1:] @ middle + 0.01, abs=0.002)

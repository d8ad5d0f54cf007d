"""The drop of both legs on average: of two films it tells the smallest change.

A camera that is not quite level adds to one leg's drop what it takes from the other's, and what is
misread of one stance is often misread the other way of the other: the average errs less than
either (validation/pelvis_pairs).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.comparison.film import Film
from formcheck.gait.drop import ASYMMETRY, NAMES
from formcheck.readings import CONFIDENCES, Reading, not_measurable

BOTH_LEGS, LABEL = "pelvic_drop_both_legs", "Pelvic drop, both legs"


def with_both_legs(film: Film) -> Film:
    """The film with the average of both legs' drops among its readings, where it has these."""
    names, readings = list(film.readings), list(film.readings.items())
    left, right = NAMES.values()
    if not {left, right, ASYMMETRY} <= set(names):
        return film
    both = _average(*(film.readings[name] for name in (left, right, ASYMMETRY)))
    before_left = names.index(left)
    readings.insert(before_left, (BOTH_LEGS, both))
    return replace(film, readings=dict(readings))


def _average(left: Reading, right: Reading, difference: Reading) -> Reading:
    unsure = max((left, right), key=lambda reading: CONFIDENCES.index(reading.confidence))
    if left.value is None or right.value is None or difference.value is None:
        return not_measurable(
            BOTH_LEGS, LABEL, left.unit, caveat=unsure.caveat, method=unsure.method,
            n_steps=unsure.n_steps, views=unsure.views)
    value = (left.value + right.value) / 2
    # The variances of a sum and of a difference add up to twice those of its parts.
    of_sum = 2 * _half(left) ** 2 + 2 * _half(right) ** 2 - _half(difference) ** 2
    half = float(np.sqrt(max(of_sum, 0.0))) / 2
    return replace(
        unsure, name=BOTH_LEGS, label=LABEL, value=value, low=value - half, high=value + half,
        n_steps=min(left.n_steps, right.n_steps))


def _half(reading: Reading) -> float:
    assert reading.low is not None
    assert reading.high is not None
    return (reading.high - reading.low) / 2

"""A reading is never a bare float, and never NaN."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.readings import Reading, not_measurable

GOOD = Reading("cadence", "Cadence", "spm", 172.0, 170.0, 174.0, 20, "high", "steps")


@pytest.mark.parametrize(
    "changes",
    [
        {"value": math.nan},
        {"high": math.inf},
        {"value": None},
        {"low": None},
        {"value": 169.0},
        {"value": None, "low": None, "high": None},
        {"confidence": "not measurable", "caveat": "why"},
        {"confidence": "medium"},
        {"confidence": "low", "caveat": ""},
    ],
    ids=lambda changes: ", ".join(f"{key}={value}" for key, value in changes.items()),
)
def test_a_reading_that_breaks_its_promise_is_refused(changes: dict) -> None:
    with pytest.raises(ValueError, match="cadence"):
        replace(GOOD, **changes)


def test_numpy_numbers_become_plain_ones() -> None:
    reading = replace(GOOD, value=np.float32(172.0), low=np.float64(171.0))
    assert type(reading.value) is float
    assert json.loads(json.dumps(reading.as_dict()))["value"] == 172.0


def test_not_measurable_has_a_reason_and_no_number() -> None:
    reading = not_measurable("x", "X", "deg", caveat="Filmed from the side.", n_steps=3)
    assert not reading.measurable
    assert (reading.value, reading.low, reading.high, reading.n_steps) == (None, None, None, 3)
    with pytest.raises(ValueError, match="says why"):
        not_measurable("x", "X", "deg", caveat="")


def test_a_cap_lowers_and_never_raises_the_confidence() -> None:
    low = GOOD.capped("low", "The camera moved.")
    assert (low.confidence, low.caveat, low.value) == ("low", "The camera moved.", 172.0)
    assert low.capped("medium", "Something milder.") is low
    assert low.capped("low", "It is dark.").caveat == "It is dark."
    assert GOOD.capped("high", "") is GOOD
    nothing = GOOD.capped("not measurable", "Hidden.")
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)
    assert nothing.capped("not measurable", "Another reason.") is nothing


@settings(max_examples=60, deadline=None)
@given(*[st.none() | st.floats()] * 3)
def test_whatever_is_put_in_a_number_that_comes_out_is_finite_and_in_order(low, value, high):
    confidence = "not measurable" if value is None else "low"
    try:
        reading = Reading("x", "X", "deg", value, low, high, 5, confidence, "m", "because")
    except ValueError:
        return
    if reading.value is None:
        assert (reading.low, reading.high) == (None, None)
    else:
        assert -math.inf < reading.low <= reading.value <= reading.high < math.inf

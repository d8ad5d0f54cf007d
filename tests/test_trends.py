"""Change within a clip: what drifts is found, what does not is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from formcheck.readings import Reading
from formcheck.settings import PostureSettings
from formcheck.trends import trends
from tests.posed_body import steps

SETTINGS = PostureSettings()


def reading(name: str, unit: str = "deg") -> Reading:
    return Reading(name=name, label=name, unit=unit, value=5.0, low=4.0, high=6.0, n_steps=30,
                   confidence="medium", method="made up", caveat="made up")


def table(values: np.ndarray, column: str = "trunk_lean_deg") -> pd.DataFrame:
    return steps(len(values)).assign(**{column: values})


def test_a_drift_is_found_with_its_size() -> None:
    rng = np.random.default_rng(1)
    values = np.linspace(0, 3, 60) + rng.normal(0, 0.4, 60)
    found = trends({"trunk_lean": reading("trunk_lean")}, table(values), "left", settings=SETTINGS)
    change = found["trunk_lean"]
    assert change.value == pytest.approx(2.0, abs=0.3)
    assert change.low > 0
    assert change.name == "trunk_lean_change"
    assert change.n_steps == 20


def test_without_a_drift_the_interval_holds_zero_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(120):
        table_ = table(rng.normal(0, 1.0, 40))
        change = trends({"trunk_lean": reading("trunk_lean")}, table_, "left", settings=SETTINGS)
        inside.append(change["trunk_lean"].low <= 0 <= change["trunk_lean"].high)
    assert np.mean(inside) > 0.88


def test_each_leg_and_the_near_leg_go_by_their_own_steps() -> None:
    values = np.where(np.arange(60) % 2 == 0, np.linspace(0, 3, 60), 7.0)
    readings = {name: reading(name) for name in ("knee_position_left", "knee_position_right")}
    found = trends(readings, table(values, "knee_position_deg"), "rear", settings=SETTINGS)
    assert found["knee_position_left"].value == pytest.approx(2.0, abs=0.1)
    assert found["knee_position_right"].value == pytest.approx(0.0)


def test_cadence_changes_too() -> None:
    faster = steps(60).assign(cadence_spm=np.linspace(170, 179, 60))
    found = trends({"cadence": reading("cadence", "spm")}, faster, "oblique", settings=SETTINGS)
    assert found["cadence"].value == pytest.approx(6.0, abs=0.3)


def test_a_short_clip_tells_no_change() -> None:
    readings = {"trunk_lean": reading("trunk_lean")}
    assert trends(readings, table(np.ones(9)), "left", settings=SETTINGS) == {}

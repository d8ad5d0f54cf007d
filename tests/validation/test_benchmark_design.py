"""The benchmark's design: evenly spread, the same every time, tune and test apart."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from validation.benchmark.design import (
    BODIES,
    CLOTHES,
    MUST_REFUSE,
    RANGES,
    Case,
    benchmark_cases,
    farthest_first,
    some_of,
)


@pytest.fixture(scope="module")
def test_cases() -> tuple[Case, ...]:
    return benchmark_cases("test")


def table(cases: tuple[Case, ...]) -> pd.DataFrame:
    return pd.DataFrame([case.as_dict() for case in cases])


def test_a_set_is_the_same_every_time_and_has_sixty_clips_or_more(test_cases) -> None:
    assert benchmark_cases.__wrapped__("test") == test_cases
    assert len(test_cases) >= 60
    assert len({case.name for case in test_cases}) == len(test_cases)


@pytest.mark.parametrize("name", list(RANGES))
def test_every_parameter_of_the_clips_as_advised_is_spread_evenly(test_cases, name: str) -> None:
    cases = table(test_cases)
    first = cases[(cases["case_class"] == "as advised") & (cases["twin_of"] == "")]
    low, high = RANGES[name]
    share = (first[name] - low) / (high - low)
    # A Latin hypercube puts exactly one case into each of n equal parts of every range.
    assert sorted(np.floor(share * len(first)).astype(int)) == list(range(len(first)))


def test_no_parameter_gives_the_drop_away(test_cases) -> None:
    cases = table(test_cases)
    first = cases[(cases["case_class"] == "as advised") & (cases["twin_of"] == "")]
    others = ["drop_right_deg", "cadence_spm", "roll_deg", "yaw_deg", "distance_m", "height_m",
              "body", "fps"]  # fmt: skip
    assert first[others].corrwith(first["drop_left_deg"]).abs().max() < 0.25


def test_tune_and_test_share_no_seed_and_no_body_and_neither_a_body_of_training() -> None:
    tune, test = table(benchmark_cases("tune")), table(benchmark_cases("test"))
    for column in ("seed", "gait_seed", "body", "name"):
        assert not set(tune[column]) & set(test[column])
    trained_below = 448
    assert min(tune["body"].min(), test["body"].min()) >= trained_below
    assert tune["body"].between(BODIES["tune"][0], BODIES["tune"][1] - 1).all()
    assert test["body"].between(BODIES["test"][0], BODIES["test"][1] - 1).all()


def test_a_twin_is_the_same_runner_filmed_otherwise(test_cases) -> None:
    by_name = {case.name: case for case in test_cases}
    twins = [case for case in test_cases if case.twin_of]
    assert len(twins) == 8
    for twin in twins:
        first = by_name[twin.twin_of]
        for same in ("drop_left_deg", "drop_right_deg", "cadence_spm", "body", "gait_seed",
                     "duration_s"):  # fmt: skip
            assert getattr(twin, same) == getattr(first, same)
        assert twin.seed != first.seed
        assert twin.roll_deg != first.roll_deg
        assert twin.azimuth_deg == twin.yaw_deg != first.azimuth_deg


def test_classes_are_what_they_are_called(test_cases) -> None:
    cases = table(test_cases)
    refuse = cases[cases["case_class"].isin(MUST_REFUSE)]
    assert set(refuse.loc[refuse["case_class"] == "jacket", "clothes"]) == {"jacket"}
    assert set(refuse.loc[refuse["case_class"] == "dark on dark", "light"]) == {"dark"}
    assert refuse.loc[refuse["case_class"] == "off axis", "azimuth_deg"].abs().between(22, 32).all()
    advised = cases[cases["case_class"] == "as advised"]
    assert np.allclose(advised["azimuth_deg"], advised["yaw_deg"])
    assert set(advised["clothes"]) == set(CLOTHES)
    oblique = cases.loc[cases["view"] == "oblique", "azimuth_deg"].abs()
    assert (oblique.between(40, 50) | oblique.between(130, 140)).all()
    assert cases.loc[cases["view"] == "left", "azimuth_deg"].between(-100, -80).all()


def test_a_small_subset_holds_every_kind_of_clip(test_cases) -> None:
    some = some_of(test_cases, 8)
    assert len(some) == 8
    classes = Counter(case.case_class for case in some)
    assert classes["as advised"] in (4, 5, 6)
    assert classes["other view"] == 1
    assert sum(classes[name] for name in MUST_REFUSE) >= 1
    drops = [case.drop_left_deg for case in some if case.case_class == "as advised"]
    assert max(drops) - min(drops) > 6
    assert some_of(test_cases, 999) == test_cases


def test_the_farthest_is_chosen_next() -> None:
    places = np.array([[0.0], [1.0], [4.0], [5.2], [10.0]])
    assert farthest_first(places, 3) == [2, 4, 0]
    assert farthest_first(places, 0) == []

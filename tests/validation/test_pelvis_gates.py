"""What the gates refuse: counted right, on the clips that the limit was chosen on."""

import pandas as pd
import pytest

from formcheck.settings import PelvisSettings
from validation.pelvis_gates import ADVISED, CLIPS, JACKETS, by_limit, cases, others


def test_shares_by_the_limit() -> None:
    advised = pd.DataFrame({
        "clothes": ["fitted", "loose", "loose", "tucked"], "log_odds": [-4.0, -0.6, -2.0, -3.0]})
    jackets = pd.DataFrame({"log_odds": [1.0, -0.9, 0.2, 3.0]})
    at = by_limit(advised, jackets).loc[-0.7]
    assert at.to_dict() == {
        "jackets let through": 0.25, "as advised refused": 0.25, "loose refused": 0.5}


def test_shares_of_the_other_gates() -> None:
    advised = pd.DataFrame({"sd_deg": [1.0, 2.5, 3.5, 3.5], "dark": [True, True, True, False]})
    found = others(advised, PelvisSettings(doubt_noise_sd_deg=2.0, max_noise_sd_deg=3.2))
    assert found == pytest.approx({"in the dark": 0.5, "pelvis hidden": 0.5})


def test_they_are_runners_of_tune_half_of_them_in_jackets_for_the_purpose() -> None:
    worn = {ADVISED: {"fitted", "tucked", "loose", "tape"}, JACKETS: {"jacket"}}
    for folder, clothes in worn.items():
        drawn = cases(folder)
        assert len(drawn) == CLIPS[folder]
        assert {case.set_name for case in drawn} == {"tune"}
        assert {case.clothes for case in drawn} == clothes
        assert all(440 <= case.body < 544 for case in drawn)

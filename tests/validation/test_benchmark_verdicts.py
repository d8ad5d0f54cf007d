"""Verdicts on pairs whose change is known, and the targets of the gait tables."""

from __future__ import annotations

import pandas as pd
import pytest

from validation.benchmark.gait_targets import gait_target_table
from validation.benchmark.tables import Results
from validation.benchmark.verdicts import A_SIDE, BOTH, TWIN, pair_verdicts, verdict_table


def clip(name: str, gait: str, truth: float, value: float, half: float = 1.0) -> list[dict]:
    return [
        {"clip": name, "gait": gait, "reading": reading, "truth_deg": true, "value_deg": read,
         "low_deg": read - half, "high_deg": read + half, "confidence": "low", "n_steps": 10,
         "method": "network"}
        for reading, true, read in (
            ("left", truth, value), ("right", 5.0, 5.0), ("left minus right", truth - 5, value - 5))
    ]


def test_verdicts_are_judged_by_the_true_change() -> None:
    drops = pd.DataFrame([
        *clip("a", "g1", 2.0, 2.2), *clip("a_again", "g1", 2.0, 1.9), *clip("b", "g2", 8.0, 8.5),
        *clip("c", "g3", 2.0, 6.0),
    ])
    pairs = pair_verdicts(drops)
    assert pairs["reading"].value_counts().to_dict() == {A_SIDE: 2 * 6, BOTH: 6}
    sides = pairs[pairs["reading"] == A_SIDE]
    left = sides[sides["true_deg"].abs() > 1]
    # a to b and a_again to b read +6.3 and +6.6: changed, rightly; b to c reads -2.5: not told.
    assert sorted(left["read_deg"].round(1)) == [-2.5, 6.3, 6.6]
    assert left["right"].sum() == 2
    # c reads four degrees too high: said to have changed against both films of a, wrongly.
    wrong = sides[(sides["verdict"] == "changed") & ~sides["right"]]
    assert wrong["read_deg"].round(1).tolist() == [3.8, 4.1]
    table = verdict_table(pairs).set_index(["true change", "of"])
    assert table.loc[(TWIN, A_SIDE), "pairs"] == 2
    assert table.loc[(TWIN, A_SIDE), "said to have changed"].startswith("0 of 2")
    assert table.loc[("6 to 12.5°", A_SIDE), "changed, in the true direction"].startswith("2 of 3")
    # On average of both legs a to b is 3 degrees, read as 3.15 and 3.3.
    assert table.loc[("2 to 4°", BOTH), "changed, in the true direction"].startswith("2 of 3")


def test_no_clip_read_gives_an_empty_table() -> None:
    drops = pd.DataFrame(clip("a", "g1", 2.0, 2.2)).assign(value_deg=float("nan"))
    table = verdict_table(pair_verdicts(drops))
    assert (table["pairs"] == 0).all()
    assert set(table["said to have changed"]) == {"–"}


@pytest.mark.parametrize(("contact_ms", "reached"), [((1.0, -1.0), "yes"), ((30.0, 2.0), "**no**")])
def test_gait_targets_judge_every_line(contact_ms: tuple[float, float], reached: str) -> None:
    clips = pd.DataFrame({
        "clip": ["x", "dark"], "class": ["as advised", "dark on dark"], "view": ["rear", "unknown"],
        "true_view": ["rear", "rear"], "cadence_error_spm": [0.3, 40.0], "steps_missed": [0, 9],
        "steps_invented": [0, 0],
    })
    steps = pd.DataFrame({
        "clip": "x", "class": "as advised", "side": ["left", "left"],
        "true_side": ["left", "right"], "true_view": "rear", "fps": 60.0,
        "contact_error_ms": contact_ms,
    })
    table = gait_target_table(Results(clips, pd.DataFrame({"class": []}), steps)).set_index("")
    assert table.loc["cadence, RMS error", "formcheck"] == "0.30 spm"
    assert table.loc["view right", "formcheck"].startswith("1 of 1")
    assert table.loc["stance side right", "formcheck"].startswith("1 of 2")
    assert table.loc["stance side right", "reached"] == "**no**"
    assert table.loc["contact at 60 fps, rear", "reached"] == reached
    assert table.loc["contact at 60 fps, side", "reached"] == "not measured"

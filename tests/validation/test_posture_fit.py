"""The judgement of a reading: a true one is shown, one that guesses or leans is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from formcheck.gait.posture.calibration import Calibration
from validation.posture.__main__ import write_calibration
from validation.posture.design import HALVES, VARIED, cases, scene_of
from validation.posture.fit import Judged, judge
from validation.posture.report import report


def rows(raw, *, reading: str = "trunk_lean", n: int = 12, legs: tuple[str, ...] = ("both",)):
    rng = np.random.default_rng(8)
    made = []
    for half in HALVES:
        for number in range(n):
            truth = rng.uniform(0, 15)
            made += [
                {"half": half, "clip": f"{half}{number}", "view": "rear", "reading": reading,
                 "leg": leg, "truth": truth, "raw": raw(truth, rng), "roll_told": True,
                 "roll_sd": 0.0}
                for leg in legs
            ]
    return pd.DataFrame(made)


def judged(raw, **options) -> Judged:
    (found,) = judge(rows(raw, **options))
    return found


def test_what_it_is_off_by_is_learned_and_taken_out() -> None:
    found = judged(lambda truth, rng: truth + 4.0 + rng.normal(0, 0.2))
    assert found.calibration.offset == pytest.approx(4.0, abs=0.2)
    assert found.raw_rms == pytest.approx(4.0, abs=0.2)
    assert found.reporting.slope == pytest.approx(1.0, abs=0.05)
    assert found.reporting.rms < 0.5
    assert found.inside >= 0.9
    assert found.shown


def test_a_slope_is_not_mended() -> None:
    found = judged(lambda truth, rng: 0.7 * truth + rng.normal(0, 0.2))
    assert found.reporting.slope == pytest.approx(0.7, abs=0.05)
    assert not found.shown


def test_noise_about_a_constant_is_dropped() -> None:
    assert not judged(lambda truth, rng: 7.0 + rng.normal(0, 3.0)).shown


@pytest.mark.parametrize("half", HALVES)
def test_a_slope_that_does_not_hold_on_both_halves_is_dropped(half: str) -> None:
    table = rows(lambda truth, rng: truth + rng.normal(0, 0.1))
    bad = table["half"] == half
    table.loc[bad, "raw"] = 0.5 * table.loc[bad, "truth"] + 4.0
    (found,) = judge(table)
    slope = {"tune": found.tuning.slope, "test": found.reporting.slope}[half]
    assert slope == pytest.approx(0.5, abs=0.05)
    assert not found.shown


def test_no_clip_of_the_tuning_half_is_corrected_by_itself() -> None:
    table = rows(lambda truth, rng: truth)
    table.loc[table["clip"] == "tune0", "raw"] += 12.0
    (found,) = judge(table)
    assert found.calibration.offset == pytest.approx(1.0)
    assert found.tuning.worst == pytest.approx(12.0)


def test_few_clips_widen_the_interval() -> None:
    def raw(truth: float, rng: np.random.Generator) -> float:
        return truth + rng.normal(0, 1.0)

    few = [judged(raw, n=4).calibration.sd, judged(raw, n=60).calibration.sd]
    assert few[1] == pytest.approx(1.0, rel=0.25)
    assert few[0] > 1.5 * few[1]


def test_both_legs_give_the_scatter_of_their_difference() -> None:
    found = judged(lambda truth, rng: truth + rng.normal(0, 0.5), legs=("left", "right"), n=60,
                   reading="knee_position")
    assert found.calibration.difference_sd == pytest.approx(np.sqrt(2) * 0.5, rel=0.3)
    assert (found.reporting.n, found.reporting.clips) == (120, 60)


def test_only_what_is_shown_is_written(tmp_path: Path) -> None:
    true = judged(lambda truth, rng: truth + rng.normal(0, 0.2))
    path = tmp_path / "posture.json"
    write_calibration([true], path)
    written = json.loads(path.read_text())
    assert Calibration(**written["trunk_lean"]) == true.calibration
    write_calibration([judged(lambda truth, rng: 7.0 + rng.normal(0, 3.0))], path)
    assert json.loads(path.read_text()) == {}


def test_the_report_tells_what_was_dropped_and_what_was_not_judged() -> None:
    true = judged(lambda truth, rng: truth + rng.normal(0, 0.2))
    text = report([true], tune=12, test=12, designed=50)
    shown, dropped = text.index("## Shown"), text.index("## Tried and dropped")
    assert shown < text.index("| trunk_lean |") < dropped
    assert "- step_width:" in text[dropped:]
    assert "100 frames a second" in text


def test_the_halves_share_no_body_and_every_parameter_is_varied() -> None:
    scenes = {half: [scene_of(case) for case in cases(half)] for half in HALVES}
    bodies = {half: {scene.body.index for scene in made} for half, made in scenes.items()}
    assert not bodies["tune"] & bodies["test"]
    gaits = [scene.gait for made in scenes.values() for scene in made]
    for name, (low, high) in VARIED.items():
        if name == "speed_m_s":  # no faster than the stance allows
            continue
        values = [getattr(gait, name) for gait in gaits]
        assert low <= min(values) < max(values) <= high
        assert max(values) - min(values) > 0.8 * (high - low)

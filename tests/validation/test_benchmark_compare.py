"""A clip's readings against its truth, on made-up clips whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from validation.benchmark.compare import compare, hip_line_peak, match_steps
from validation.benchmark.measured import FRAME_COLUMNS, Measured, load, save
from validation.benchmark.truth_file import Truth, read_truth

FPS, DURATION_S, CADENCE_SPM = 30.0, 8.0, 171.0
DROP = {"left": 6.0, "right": 2.0}
ABOUT: dict[str, Any] = {"class": "as advised", "true_view": "rear", "azimuth_deg": 5.0,
                         "fps": FPS, "gait": "a", "twin_of": ""}


def true_steps() -> pd.DataFrame:
    step_s = 60 / CADENCE_SPM
    middle = np.arange(0.1, DURATION_S + 0.5, step_s)
    side = np.where(np.arange(len(middle)) % 2 == 0, "left", "right")
    return pd.DataFrame({
        "side": side, "initial_contact_s": middle - 0.1, "mid_stance_s": middle,
        "toe_off_s": middle + 0.1, "peak_drop_deg": [DROP[s] for s in side],
    })


def obliquity(time_s: np.ndarray, steps: pd.DataFrame) -> np.ndarray:
    """A half sine in each stance: right side lower in left stance, and the other way about."""
    value = np.zeros(len(time_s))
    for step in steps.itertuples():
        share = (time_s - step.initial_contact_s) / (step.toe_off_s - step.initial_contact_s)
        wave = np.where((share > 0) & (share < 1), np.sin(np.pi * np.clip(share, 0, 1)), 0.0)
        value += (1 if step.side == "left" else -1) * DROP[step.side] * wave
    return value


@pytest.fixture
def truth() -> Truth:
    time_s = np.arange(0, DURATION_S, 1 / FPS)
    steps = true_steps()
    return Truth(time_s=time_s, obliquity_deg=obliquity(time_s, steps), steps=steps,
                 cadence_spm=CADENCE_SPM, roll_deg=2.0, facing_right=False, parameters={})


def measured(truth: Truth, *, hip_share: float = 0.5, late_s: float = 0.0) -> Measured:
    steps = truth.steps.assign(activity="running", steady=True)
    for column in ("initial_contact_s", "mid_stance_s", "toe_off_s"):
        steps[column] = steps[column] + late_s
    frames = pd.DataFrame(dict.fromkeys(FRAME_COLUMNS, np.nan), index=range(len(truth.time_s)))
    frames["time_s"] = truth.time_s
    frames["pelvic_obliquity_deg"] = truth.obliquity_deg + 1.0
    frames["mediapipe_hip_line_deg"] = hip_share * truth.obliquity_deg + 2.0
    readings = {
        "pelvic_drop_left": {"value": 5.0, "low": 4.2, "high": 5.8, "confidence": "high",
                             "n_steps": 11, "method": "network", "caveat": ""},
        "pelvic_drop_right": {"value": 2.5, "low": 1.7, "high": 3.3, "confidence": "high",
                              "n_steps": 11, "method": "network", "caveat": ""},
        "pelvic_drop_asymmetry": {"value": 2.5, "low": 1.0, "high": 4.0, "confidence": "medium",
                                  "n_steps": 11, "method": "network", "caveat": "±1.5"},
        "cadence": {"value": 172.0, "low": 171.5, "high": 172.5},
    }
    view = {"kind": "rear", "azimuth_deg": -2.0, "camera_roll_deg": 1.5, "camera_roll_sd_deg": 1}
    return Measured(readings=readings, view=view, frames=frames, steps=steps,
                    pelvis_method="pelvis read by a network", failure="", seconds=3.0)


def test_the_truth_is_the_peak_of_the_average_true_curve(truth: Truth) -> None:
    assert truth.peak_drop_deg("left") == pytest.approx(6.0, abs=0.1)
    assert truth.peak_drop_deg("right") == pytest.approx(2.0, abs=0.1)
    assert truth.mean_of_peaks_deg("left") == 6.0
    assert truth.whole_steps("left")["toe_off_s"].max() <= truth.time_s[-1]


def test_the_hip_line_is_read_as_its_own_peak_in_stance(truth: Truth) -> None:
    seen = measured(truth, hip_share=0.5)
    # Half of 6° and the 2° of camera roll that a tool does not know; in right stance it is less.
    assert hip_line_peak(seen, "left") == pytest.approx(5.0, abs=0.1)
    assert hip_line_peak(seen, "left", roll_deg=2.0) == pytest.approx(3.0, abs=0.1)
    assert hip_line_peak(seen, "right", roll_deg=2.0) == pytest.approx(1.0, abs=0.1)
    level = compare("a", truth, seen, {**ABOUT, "true_view": "rear"}).drops
    assert level[2]["hip_line_level_deg"] == pytest.approx(2.0, abs=0.15)


def test_rows_hold_readings_and_errors(truth: Truth) -> None:
    found = compare("a", truth, measured(truth), ABOUT)
    left, right, difference = found.drops
    assert (left["reading"], left["value_deg"], left["low_deg"]) == ("left", 5.0, 4.2)
    assert right["truth_deg"] == pytest.approx(2.0, abs=0.1)
    assert difference["truth_deg"] == pytest.approx(4.0, abs=0.15)
    clip = found.clip
    assert clip["answered"] is True
    assert clip["cadence_error_spm"] == pytest.approx(1.0)
    assert clip["azimuth_error_deg"] == pytest.approx(-7.0)
    assert clip["roll_error_deg"] == pytest.approx(-0.5)
    assert clip["curve_rms_deg"] == pytest.approx(1.0)
    assert clip["curve_shape_rms_deg"] == pytest.approx(0.0, abs=1e-9)


def test_an_azimuth_error_is_taken_the_short_way_round(truth: Truth) -> None:
    seen = measured(truth)
    behind = {**ABOUT, "azimuth_deg": 178.0}
    other = Measured(**{**vars(seen), "view": {**seen.view, "azimuth_deg": -178.0}})
    assert compare("a", truth, other, behind).clip["azimuth_error_deg"] == pytest.approx(4.0)


def test_a_refusal_has_its_reason_and_no_value(truth: Truth) -> None:
    seen = measured(truth)
    none = {"value": None, "low": None, "high": None, "confidence": "not measurable",
            "n_steps": 0, "method": "none", "caveat": "Filmed from the side."}
    readings = {name: none if name.startswith("pelvic") else reading
                for name, reading in seen.readings.items()}
    found = compare("a", truth, Measured(**{**vars(seen), "readings": readings}), ABOUT)
    assert (found.clip["answered"], found.clip["reason"]) == (False, "Filmed from the side.")
    assert np.isnan(found.drops[0]["value_deg"])
    assert found.drops[0]["truth_deg"] == pytest.approx(6.0, abs=0.1)


def test_steps_are_matched_missed_and_invented(truth: Truth) -> None:
    rows, counts = match_steps(truth, measured(truth, late_s=0.02).steps)
    assert counts["steps_missed"] == counts["steps_invented"] == 0
    assert [row["mid-stance_error_ms"] for row in rows] == pytest.approx([20.0] * len(rows))
    steps = measured(truth).steps
    fewer = steps.drop(index=[5, 6])
    assert match_steps(truth, fewer)[1]["steps_missed"] == 2
    between = steps.iloc[[4]].assign(mid_stance_s=steps["mid_stance_s"].iloc[4] + 0.1)
    assert match_steps(truth, pd.concat([steps, between]))[1]["steps_invented"] == 1
    swapped = steps.assign(side=steps["side"].map({"left": "right", "right": "left"}))
    assert match_steps(truth, swapped)[1]["steps_wrong_side"] == len(steps)


def test_what_was_measured_survives_the_cache(truth: Truth, tmp_path: Path) -> None:
    before = measured(truth)
    save(before, tmp_path / "a.json.gz")
    after = load(tmp_path / "a.json.gz")
    numeric = ["time_s", "pelvic_obliquity_deg", "mediapipe_hip_line_deg"]
    pd.testing.assert_frame_equal(before.frames[numeric], after.frames[numeric])
    assert after.frames["stance_side"].isna().all()
    assert after.readings == before.readings
    assert compare("a", truth, after, ABOUT).drops == compare("a", truth, before, ABOUT).drops
    assert [path.name for path in tmp_path.iterdir()] == ["a.json.gz"]


def test_a_truth_is_read_with_sides_in_words(tmp_path: Path) -> None:
    pixels = {f"{part}{side}": [x, 0.0] for part, x in (("toe", 5.0), ("heel", 2.0))
              for side in "LR"}
    frame = {"pelvic_obliquity_deg": 1.0, "pixels": pixels}
    content = {
        "cadence_spm": 170, "parameters": {"roll": 1.5},
        "steps": [{"side": "L", "initial_contact_s": 0.1, "mid_stance_s": 0.2, "toe_off_s": 0.3,
                   "peak_drop_deg": 4.0}],
        "frames": [{**frame, "time_s": t} for t in (0.0, 0.1)],
    }  # fmt: skip
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    truth = read_truth(path)
    assert truth.steps["side"].tolist() == ["left"]
    assert (truth.roll_deg, truth.facing_right) == (1.5, True)
    for frame, roll in zip(content["frames"], (2.0, 3.0), strict=True):
        frame["camera_roll_deg"] = roll
    path.write_text(json.dumps(content))
    assert read_truth(path).roll_deg == 2.5
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"a\.json: not the truth"):
        read_truth(path)

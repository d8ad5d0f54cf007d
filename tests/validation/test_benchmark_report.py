"""Tables, targets and words of the accuracy report, from made-up clips whose answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from validation.benchmark import tables
from validation.benchmark.cells import degrees, number, percent_with_range
from validation.benchmark.conditions import condition_table
from validation.benchmark.gait_tables import (
    cadence_table,
    roll_table,
    step_table,
    timing_table,
    view_table,
)
from validation.benchmark.markdown import markdown_table, own_report, verdict
from validation.benchmark.plots import save_plots
from validation.benchmark.statistics import share_of
from validation.benchmark.tables import Results
from validation.benchmark.targets import Target, markerless, targets

FACTS: dict[str, Any] = {
    "set_name": "test", "n_design": 26, "stem": "accuracy", "version": "0.1.0", "changed": False,
    "analysis_version": "abc", "renderer_version": "def", "make_words": "",
}
N_ADVISED, N_TAPE = 20, 4


def made_up(*, error_deg: float = 0.5, half_deg: float = 1.0) -> Results:
    """20 clips as advised (4 by tape, the last a gait filmed again) and 6 that differ.

    formcheck is off by ± `error_deg` in turn, by tape by a tenth of it; the hip line reads
    0.3 of the truth less 1°.
    """
    clips, drops, steps = [], [], []
    for i in range(N_ADVISED + 6):
        advised, tape = i < N_ADVISED, i < N_TAPE
        kind = "as advised" if advised else ("jacket" if i % 2 else "other view")
        again = i == N_ADVISED - 1
        about = {
            "clip": f"clip_{i:02d}", "class": kind, "fps": 30.0 if i % 2 else 60.0,
            "true_view": "left" if kind == "other view" else "rear", "azimuth_deg": 1.0,
            "yaw_deg": float(i % 10), "clothes": "tape" if tape else "loose", "light": "dim",
            "held": "stand", "body": 600 + i, "runner": "woman", "distance_m": 3.5,
            "height_m": 1.0, "gait": "clip_18" if again else f"clip_{i:02d}",
            "twin_of": "clip_18" if again else "",
        }  # fmt: skip
        clips.append({
            **about, "answered": advised, "reason": "" if advised else "A jacket hides it.",
            "method": "tape" if tape else "network", "by_tape": tape,
            "view": about["true_view"], "azimuth_error_deg": 2.0, "true_roll_deg": 1.0,
            "roll_deg": 1.5 if advised else np.nan, "roll_error_deg": 0.5, "roll_sd_deg": 1.0,
            "true_cadence_spm": 170.0, "cadence_spm": 171.0, "cadence_low_spm": 170.5,
            "cadence_high_spm": 171.5, "cadence_error_spm": 1.0, "curve_rms_deg": 0.7,
            "curve_shape_rms_deg": 0.5, "hip_line_curve_rms_deg": 3.0,
            "hip_line_curve_shape_rms_deg": 2.0, "steps_true": 20, "steps_missed": i == 0,
            "steps_invented": 0, "steps_wrong_side": 0, "analysis_s": 10.0,
        })  # fmt: skip
        left, right = 12.0 * (17 if again else i) / N_ADVISED, 6.0
        error = (1 if i % 2 else -1) * error_deg * (0.1 if tape else 1.0)
        for reading, truth, off in (
            ("left", left, error), ("right", right, error),
            ("left minus right", left - right, 0.0),
        ):  # fmt: skip
            value = truth + off if advised else np.nan
            drops.append({
                **about, "reading": reading, "truth_deg": truth, "mean_of_peaks_deg": truth + 0.1,
                "value_deg": value, "low_deg": value - half_deg, "high_deg": value + half_deg,
                "confidence": "high" if advised else "not measurable", "n_steps": 10,
                "method": "x", "hip_line_deg": 0.3 * truth - 1.0,
                "hip_line_level_deg": 0.3 * truth,
            })  # fmt: skip
        for k in range(4):
            steps.append({
                **about, "true_side": "left", "side": "left", "contact_error_ms": 10.0,
                "mid-stance_error_ms": -5.0 + 2 * k, "toe-off_error_ms": 0.0,
            })  # fmt: skip
    return Results(pd.DataFrame(clips), pd.DataFrame(drops), pd.DataFrame(steps))


def by_name(lines: list[Target]) -> dict[str, Target]:
    return {line.what: line for line in lines}


def test_targets_are_reached_when_the_errors_are_small() -> None:
    found = by_name(targets(made_up()))
    assert found["RMS error per side"].found == "0.50°"
    assert found["read by tape, RMS error per side"].found == "0.05°"
    assert found["left minus right, RMS error"].found == "0.00°"
    assert found["answered, of clips filmed as advised"].found.startswith("20 of 20, 100 %")
    assert found["answered, of clips that must be refused"].found.startswith("0 of 3, 0 %")
    assert found["slope against the truth"].hip_line == "0.30"
    coverage = found["truth inside the 95 % interval (all readings)"]
    assert (coverage.found[:8], coverage.reached) == ("60 of 60", False)
    # The two clips of one gait are off by half a degree in opposite ways.
    again = found["same gait filmed twice, SD of the difference"]
    assert (again.found, again.reached) == ("1.00°", False)
    assert all(line.reached for line in found.values() if line not in (coverage, again))


def test_a_target_that_is_missed_is_said_to_be_missed() -> None:
    results = made_up(error_deg=3.0)
    found = by_name(targets(results))
    assert found["RMS error per side"].reached is False
    assert found["largest error"].reached is False
    words = verdict(results)
    assert "**Not reached:**" in words
    assert "RMS error per side; largest error" in words
    assert "formcheck's RMS error per side is 3.00°" in words.replace("\n", " ")
    assert words.startswith(f"Four of {len(found)} targets reached.")


def test_without_any_reading_nothing_is_claimed() -> None:
    results = made_up()
    nothing = Results(
        results.clips.assign(answered=False, by_tape=False),
        results.drops.assign(value_deg=np.nan, low_deg=np.nan, high_deg=np.nan),
        results.steps,
    )
    found = by_name(targets(nothing))
    assert found["RMS error per side"].reached is None
    assert found["RMS error per side"].found == "–"
    assert found["answered, of clips filmed as advised"].reached is False
    assert "No clip as advised had a reading" in verdict(nothing)


def test_few_clips_are_not_said_to_reach_or_miss_anything() -> None:
    results = made_up()
    few = Results(results.clips[:10], results.drops[:30], results.steps[:40])
    assert {line.reached for line in targets(few)} == {None}
    assert "too few to call any target reached or not" in verdict(few)


def test_clips_read_by_tape_are_kept_out_of_the_main_table() -> None:
    free = markerless(made_up().of_class("as advised"))
    assert len(free.clips) == N_ADVISED - N_TAPE
    table = tables.agreement_table(free.drops).set_index(["method", "reading"])
    ours = table.loc[("formcheck", "both sides")]
    assert ours["n"] == 2 * (N_ADVISED - N_TAPE)
    assert ours["RMS error"].startswith("0.50°")
    line = table.loc[("hip line", "left")]
    assert line["slope"].startswith("0.30 (")
    assert line["intercept"] == "−1.00°"
    assert table.loc[("constant guess", "both sides"), "slope"].startswith("0.00")


def test_twins_are_compared_with_each_other() -> None:
    differences = tables.twin_differences(made_up().drops, "formcheck")
    # The first is off by −0.5°, the second by +0.5°, and their true left drops differ.
    sides = tables.readings_of(differences, "both sides")["difference_deg"]
    assert sides.tolist() == pytest.approx([1.0, 1.0])


def test_coverage_and_confidence_tell_how_good_the_intervals_are() -> None:
    drops = made_up(error_deg=2.0, half_deg=1.0).of_class("as advised").drops
    coverage = tables.coverage_table(drops).set_index("reading")
    assert coverage.loc["both sides", "truth inside"].startswith(f"{2 * N_TAPE} of 40, 20 %")
    assert coverage.loc["left minus right", "truth inside"].startswith("20 of 20")
    assert coverage.loc["left", "mean half-width"] == "1.00°"
    high = tables.confidence_table(drops).set_index("confidence").loc["high"]
    assert (high["readings"], high["within 1.5°"]) == (40, "20 %")


def test_refusals_are_counted_with_their_reason() -> None:
    table = tables.refusal_table(made_up().clips)
    assert set(table["reason given"]) == {"A jacket hides it."}
    assert table.set_index("class")["clips"].to_dict() == {"other view": 3, "jacket": 3}


def test_conditions_split_the_same_clips_in_every_way() -> None:
    table = condition_table(made_up().of_class("as advised"))
    rates = table[table["condition"] == "frames a second"].set_index("kind")["clips"]
    assert rates.to_dict() == {"30": 10, "60": 10}
    off_axis = table[table["condition"] == "camera off axis"]["clips"]
    assert off_axis.sum() == N_ADVISED


def test_gait_tables_hold_the_errors_put_in() -> None:
    results = made_up()
    cadence = cadence_table(results.clips).set_index("view").loc["all"]
    assert (cadence["bias (spm)"], cadence["RMS error (spm)"]) == ("1.00", "1.00")
    assert cadence["truth inside"].startswith("0 of 26")
    views = view_table(results.clips).set_index("filmed from")
    assert (views.loc["rear", "rear"], views.loc["left", "left"]) == (23, 3)
    assert views.loc["rear", "azimuth RMS error"] == "2.00°"
    steps = step_table(results.clips, results.steps).set_index("view").loc["all"]
    assert (steps["true steps"], steps["missed"], steps["found"]) == (520, 1, 104)
    timing = timing_table(results.steps).set_index(["view", "frames a second"])
    rear = timing.loc[("rear", "all")]
    assert (rear["contact, bias (ms)"], rear["mid-stance, bias (ms)"]) == ("10", "−2")
    # −5, −3, −1, 1 in every clip: SD √5 within, none between.
    assert rear["mid-stance, SD of steps / of clips (ms)"] == "2 / 0"
    roll = roll_table(results.clips).set_index("clips").loc["all"]
    assert (roll["n"], roll["bias"]) == (20, "0.50°")


def test_the_report_says_what_it_must(tmp_path: Path) -> None:
    results = made_up()
    advised = results.of_class("as advised")
    figures = save_plots(markerless(advised), advised, tmp_path / "figures", prefix="accuracy")
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in figures.values())
    assert sum(path.stat().st_size for path in figures.values()) < 600_000
    report = own_report(results, FACTS, figures)
    for words in (
        "set for reporting", "hip line", "constant guess", "Bramah 2018", "A jacket hides it.",
        "figures/accuracy_bland_altman.png", "What this does not show", "| slope against",
        "26 rendered clips", "differ by 0.10°",
    ):  # fmt: skip
        assert words in report, words
    assert "nan" not in report.lower().replace("maintenance", "")
    assert "Only" not in report.split("## In short")[0]
    tune = own_report(results, {**FACTS, "set_name": "tune", "n_design": 74}, figures)
    assert "set for choosing constants" in tune
    assert "Only 26 of 74 clips" in tune
    changed = own_report(results, {**FACTS, "changed": True}, figures)
    assert "source changed while this ran" in changed


def test_cells_show_missing_numbers_as_dashes_and_zero_without_a_sign() -> None:
    assert (degrees(None), degrees(float("nan")), number(-0.001)) == ("–", "–", "0.00")
    assert degrees(-1.234) == "−1.23°"
    assert percent_with_range(share_of([True] * 10)) == "10 of 10, 100 % (72 to 100)"


def test_tables_are_github_tables() -> None:
    shown = markdown_table(pd.DataFrame({"a": ["x", "x"], "b": ["1.5°", "−2"]}))
    assert shown.split("\n") == ["| a | b |", "| --- | ---: |", "| x | 1.5° |", "|  | −2 |"]
    assert markdown_table(pd.DataFrame()) == "None."

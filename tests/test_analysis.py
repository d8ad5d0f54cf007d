"""The whole way of the data on a sample clip whose truth is known, and on clips of nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from formcheck import analyze
from formcheck.analysis import measure
from formcheck.clip import Clip, open_clip
from formcheck.errors import SettingsError
from formcheck.gait.drop import DROP_COLUMNS
from formcheck.observe import Observations, observe
from formcheck.result import Analysis
from formcheck.settings import FlagSettings, Settings
from tests.clips import evenly, write_clip

SAMPLES = Path(__file__).parents[1] / "sample_videos"
NAME = "drops_on_one_side"


@dataclass(frozen=True)
class Sample:
    """One look at a sample clip, to be measured again and again."""

    clip: Clip
    seen: Observations
    model: Path
    truth: dict
    stages: list[tuple[str, int, int]]

    def measured(self, **settings) -> Analysis:
        return measure(self.clip, self.seen, settings=Settings(**settings), model=self.model)


@pytest.fixture(scope="module")
def sample(pose_model: Path) -> Sample:
    clip = open_clip(SAMPLES / f"{NAME}.mp4")
    stages: list[tuple[str, int, int]] = []
    seen = observe(clip, model=pose_model, settings=Settings().pose,
                   progress=lambda *stage: stages.append(stage))
    truth = json.loads((SAMPLES / "truth" / f"{NAME}.json").read_text(encoding="utf-8"))
    return Sample(clip, seen, pose_model, truth, stages)


@pytest.fixture(scope="module")
def analysis(sample: Sample) -> Analysis:
    return sample.measured()


def true_steps(sample: Sample, analysis: Analysis) -> pd.DataFrame:
    """The true step next to each step that was found."""
    truth = pd.DataFrame(sample.truth["steps"])
    found = analysis.steps["mid_stance_s"].to_numpy()
    nearest = np.abs(found[:, None] - truth["mid_stance_s"].to_numpy()).argmin(axis=1)
    return truth.iloc[nearest].reset_index(drop=True)


def test_view_and_activity(analysis: Analysis) -> None:
    assert analysis.view.kind == "rear"
    assert analysis.view.azimuth_deg == pytest.approx(0.0, abs=12.0)
    assert analysis.view.camera_roll_deg == pytest.approx(0.0, abs=1.0)
    assert analysis.activity.kind == "running"
    assert analysis.warnings == ()


def test_cadence(sample: Sample, analysis: Analysis) -> None:
    cadence = analysis.readings["cadence"]
    assert cadence.value == pytest.approx(sample.truth["cadence_spm"], abs=0.8)
    assert cadence.low <= sample.truth["cadence_spm"] <= cadence.high
    assert cadence.confidence == "high"
    assert cadence.n_steps >= 25


def test_every_step_has_its_leg_and_time(sample: Sample, analysis: Analysis) -> None:
    truth = true_steps(sample, analysis)
    steps = analysis.steps
    assert truth["mid_stance_s"].is_unique
    assert steps["side"].str[0].str.upper().tolist() == truth["side"].tolist()
    for column, median_ms, worst_ms in (
        ("mid_stance_s", 15, 35), ("initial_contact_s", 25, 50), ("toe_off_s", 25, 50),
    ):
        error_ms = 1000 * (steps[column] - truth[column])
        assert abs(error_ms.median()) < median_ms, column
        assert error_ms.abs().max() < worst_ms, column


def test_drop_is_deeper_on_the_left_and_its_interval_holds_the_truth(
    sample: Sample, analysis: Analysis
) -> None:
    truth = pd.DataFrame(sample.truth["steps"]).groupby("side")["peak_drop_deg"].mean()
    left, right, difference = (
        analysis.readings[f"pelvic_drop_{part}"] for part in ("left", "right", "asymmetry"))
    assert left.low <= truth["L"] <= left.high
    assert right.low <= truth["R"] <= right.high
    assert difference.low <= truth["L"] - truth["R"] <= difference.high
    assert difference.low > 0
    assert difference.value == pytest.approx(left.value - right.value)
    assert analysis.cycle is not None
    assert np.isfinite(analysis.cycle.left_deg).all()


def test_the_deep_drops_are_flagged_on_the_left_leg(analysis: Analysis) -> None:
    assert 1 <= len(analysis.flags) <= Settings().flags.max_flags
    assert {flag.side for flag in analysis.flags} == {"left"}
    for flag in analysis.flags:
        assert analysis.frames["time_s"][flag.frame] == flag.time_s
        assert analysis.frames["stance_side"][flag.frame] == "left"
        assert analysis.frames["gait_phase"][flag.frame] != "flight"
        assert analysis.frames["flag"][flag.frame] == flag.kind
    flagged = analysis.steps[analysis.steps["flag"] != ""]
    assert len(flagged) == len(analysis.flags)
    assert set(flagged["side"]) == {"left"}


def test_no_threshold_is_reached_no_flag_is_set(sample: Sample) -> None:
    calm = FlagSettings(drop_deg=20.0, deep_drop_deg=25.0, outlier_deg=20.0)
    assert sample.measured(flags=calm).flags == ()


def test_the_table_of_frames_has_a_row_for_each(sample: Sample, analysis: Analysis) -> None:
    frames = analysis.frames
    assert len(frames) == analysis.clip.n_frames == len(sample.truth["frames"])
    np.testing.assert_allclose(
        frames["time_s"], [frame["time_s"] for frame in sample.truth["frames"]], atol=0.001)
    assert frames["seen"].mean() > 0.99
    assert set(frames["gait_phase"]) == {"", "stance", "flight"}
    assert frames["pelvic_obliquity_deg"].notna().mean() > 0.9
    assert analysis.clip.fps == pytest.approx(30.0)
    true_deg = pd.DataFrame(sample.truth["frames"])["pelvic_obliquity_deg"]
    assert frames["pelvic_obliquity_deg"].corr(true_deg) > 0.95


def test_the_hip_line_stands_in_its_own_column_and_nowhere_else(analysis: Analysis) -> None:
    hip_line = analysis.frames["mediapipe_hip_line_deg"]
    assert hip_line.notna().mean() > 0.99
    others = [name for name in analysis.frames if name.startswith("pelvic_obliquity")]
    for name in others:
        assert not np.allclose(analysis.frames[name], hip_line, atol=0.5, equal_nan=True)
    assert not [name for name in analysis.steps if "hip" in name]
    assert not [name for name in analysis.readings if "hip_line" in name]
    assert "hip_line" not in json.dumps(analysis.summary())


def test_the_summary_holds_no_nan_and_tells_what_was_used(analysis: Analysis) -> None:
    summary = analysis.summary()
    json.dumps(summary, allow_nan=False)
    assert analysis.provenance["pose_model"] == "pose_landmarker_full.task"
    assert "network" in analysis.provenance["pelvis_method"]
    assert {picture.title[:4] for picture in analysis.pictures} == {"Left", "Righ"}


def test_progress_counts_every_frame(sample: Sample) -> None:
    counted = [done for _, done, _ in sample.stages]
    assert counted == list(range(1, len(counted) + 1))
    assert sample.stages[-1][1:] == (300, 300)


def test_a_told_slow_motion_makes_time_real(sample: Sample, analysis: Analysis) -> None:
    slowed = sample.measured(slow_motion=2.0)
    assert slowed.clip.duration_s == pytest.approx(analysis.clip.duration_s / 2)
    assert slowed.clip.fps == pytest.approx(60.0)
    assert slowed.readings["cadence"].value == pytest.approx(
        2 * analysis.readings["cadence"].value, rel=0.01)


def test_time_that_is_stretched_and_not_told_is_noticed_and_can_be_mended(
    sample: Sample, analysis: Analysis
) -> None:
    stretched = replace(sample, seen=replace(sample.seen, time_s=4 * sample.seen.time_s))
    slow = stretched.measured()
    assert slow.readings["cadence"].confidence != "high"
    assert "slow motion, most likely 4 times" in " ".join(slow.warnings)
    assert (slow.slow_motion_factor, slow.summary()["slow_motion_proposal"]["factor"]) == (1.0, 4.0)
    mended = stretched.measured(slow_motion="auto")
    assert mended.slow_motion_factor == 4.0
    assert mended.clip.duration_s == pytest.approx(analysis.clip.duration_s)
    cadence = mended.readings["cadence"]
    # MediaPipe's smoothing, which hangs on the clock of the file, is undone for another clock.
    assert cadence.value == pytest.approx(analysis.readings["cadence"].value, abs=0.05)
    assert cadence.confidence == "medium"
    assert "slow-motion factor of 4" in cadence.caveat


def test_a_clip_in_real_time_is_left_alone(sample: Sample, analysis: Analysis) -> None:
    auto = sample.measured(slow_motion="auto")
    assert (auto.slow_motion_factor, auto.slow_motion_proposal) == (1.0, None)
    pd.testing.assert_frame_equal(auto.steps, analysis.steps)


def test_a_told_view_is_taken_at_its_word(sample: Sample) -> None:
    told = sample.measured(view="left")
    assert (told.view.kind, told.view.reason) == ("left", "as told by the user")
    assert "from the side" in told.readings["pelvic_drop_left"].caveat
    assert told.flags == ()
    assert told.cycle is None
    assert told.frames["pelvic_obliquity_deg"].isna().all()


def test_a_person_who_is_not_there_is_refused(sample: Sample) -> None:
    with pytest.raises(SettingsError, match="no person number 3"):
        sample.measured(person=3)


def test_a_runner_in_view_for_a_moment_gives_reasons_for_every_reading(sample: Sample) -> None:
    seen = sample.seen
    brief = tuple(
        people if 60 <= frame < 80 else () for frame, people in enumerate(seen.sightings))
    analysis = replace(sample, seen=replace(seen, sightings=brief)).measured()
    assert len(analysis.frames) == 300
    assert set(DROP_COLUMNS) <= set(analysis.steps.columns)
    for reading in analysis.readings.values():
        assert reading.value is None
        assert reading.caveat.endswith(".")


@pytest.mark.parametrize("n", [2, 20])
def test_a_clip_without_a_person_says_so_for_every_reading(
    tmp_path: Path, pose_model: Path, n: int
) -> None:
    path = write_clip(tmp_path / "empty.mp4", times_s=evenly(30.0, n))
    analysis = analyze(path)
    assert (analysis.view.kind, analysis.activity.kind) == ("unknown", "none")
    assert len(analysis.frames) == n
    assert not analysis.frames["seen"].any()
    for reading in analysis.readings.values():
        assert reading.value is None
        assert "nobody was seen" in reading.caveat.lower()
    json.dumps(analysis.summary(), allow_nan=False)

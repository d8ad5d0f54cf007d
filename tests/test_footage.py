"""Real clips of people we do not know, against what a person wrote down about each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"
CLIPS = sorted(FOOTAGE.glob("*.mp4"))
# Beyond the annotation's own tolerance, steps a minute.
SLACK_SPM = 2.0
# A step may be found this far from the annotated contact, seconds.
CONTACT_TO_STEP_S = (-0.02, 0.22)

# A usual contact may lie this far from the marks beyond their own tolerance, seconds; two runners
# who never leave the ground are known to be told late (validation/contacts.md), and no later.
CONTACT_SLACK_S = 0.03
KNOWN_LATE_S = {"tm_side_gif_jes": 0.13, "tm_side_jog_fit": 0.155}

# Clips in which no cadence is the right answer, and a word of the reason.
WITHOUT_CADENCE = {
    "og_side_briefpass_om": "steady running steps were seen",
    "og_side_short_s2d3": "steady running steps were seen",
    "tm_oblique_feethidden_kif": "feet are",
}


@dataclass(frozen=True)
class Seen:
    """What an analysis says, as far as a person can check it."""

    view: str
    activity: str
    cadence: dict[str, Any]
    readings: dict[str, dict[str, Any]]
    sides: list[str]
    mid_stance_s: list[float]
    initial_contact_s: list[float]
    initial_contact_sd_s: list[float]
    time_s: list[float]
    n_frames: int


def look_at(path: Path) -> Seen:
    from formcheck import analyze

    analysis = analyze(path)
    return Seen(
        view=analysis.view.kind,
        activity=analysis.activity.kind,
        cadence=analysis.readings["cadence"].as_dict(),
        readings={name: reading.as_dict() for name, reading in analysis.readings.items()},
        sides=analysis.steps["side"].tolist(),
        mid_stance_s=analysis.steps["mid_stance_s"].tolist(),
        initial_contact_s=analysis.steps["initial_contact_s"].tolist(),
        initial_contact_sd_s=analysis.steps["initial_contact_sd_s"].tolist(),
        time_s=analysis.frames["time_s"].tolist(),
        n_frames=analysis.clip.n_frames,
    )


@pytest.fixture(scope="module")
def looks(footage: Path, pose_model: Path) -> Iterator[dict[str, Future[Seen]]]:
    """All clips at once, two at a time."""
    pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    yield {path.stem: pool.submit(look_at, path) for path in CLIPS}
    pool.shutdown(cancel_futures=True)


@pytest.fixture(params=[path.stem for path in CLIPS] or ["none at hand"])
def clip(request, looks) -> tuple[str, Seen, dict[str, Any]]:
    name = request.param
    annotation = json.loads((FOOTAGE / f"{name}.json").read_text(encoding="utf-8"))
    return name, looks[name].result(timeout=550), annotation


def allowed_views(said: str) -> set[str]:
    """Views that go with the annotator's words."""
    in_between = {"oblique", "unknown"} if "oblique" in said else set()
    for words, kinds in (("left side", {"left"}), ("right side", {"right"}), ("rear", {"rear"}),
                         ("front", {"front"}), ("side", {"left", "right"})):
        if words in said:
            return kinds | in_between
    raise AssertionError(said)


def test_view_activity_cadence_and_sides_are_what_a_person_saw(clip) -> None:
    name, seen, annotation = clip
    assert seen.view in allowed_views(annotation["view"])
    if name.startswith("neg_"):
        assert seen.activity not in ("running", "mixed")
        assert not any(reading["value"] for reading in seen.readings.values())
        assert all(reading["caveat"] for reading in seen.readings.values())
        return
    true_spm = annotation["cadence_spm"]
    if annotation.get("marks") == "strides":
        assert seen.activity == "running"
        true_spm = None
        check_marked_strides(seen, annotation)
    if name in WITHOUT_CADENCE:
        assert seen.cadence["value"] is None
        assert WITHOUT_CADENCE[name].lower() in seen.cadence["caveat"].lower()
    elif true_spm is not None:
        assert seen.activity == "running"
        tolerance = annotation["cadence_tolerance_spm"] + SLACK_SPM
        assert seen.cadence["value"] == pytest.approx(true_spm, abs=tolerance)
    check_sides(seen, annotation)
    if "slow" not in annotation["playback"]:
        check_contacts(name, seen, annotation)


def check_marked_strides(seen: Seen, annotation: dict[str, Any]) -> None:
    """The rhythm between the first and the last mark, where only a part of the clip is marked.

    The median, for somebody in front hides a step.
    """
    frames = [contact["frame"] for contact in annotation["contacts"]]
    first_s, last_s = np.interp([frames[0], frames[-1]], np.arange(seen.n_frames), seen.time_s)
    after_s = CONTACT_TO_STEP_S[1]
    middle_s = np.array(seen.mid_stance_s)
    marked = middle_s[(middle_s > first_s) & (middle_s < last_s + after_s)]
    assert 60 / np.median(np.diff(marked)) == pytest.approx(
        annotation["cadence_spm"], abs=annotation["cadence_tolerance_spm"])


def check_sides(seen: Seen, annotation: dict[str, Any]) -> None:
    """Every annotated contact with a side has its step, on that leg."""
    times = np.array(seen.time_s)
    for contact in annotation["contacts"]:
        if contact["side"] is None:
            continue
        contact_s = float(np.interp(contact["frame"], np.arange(len(times)), times))
        after_s = np.array(seen.mid_stance_s) - contact_s
        steps = np.flatnonzero(
            (after_s > CONTACT_TO_STEP_S[0]) & (after_s < CONTACT_TO_STEP_S[1]))
        side = {"L": "left", "R": "right"}[contact["side"]]
        if len(steps):
            assert seen.sides[steps[0]] == side, contact


def check_contacts(name: str, seen: Seen, annotation: dict[str, Any]) -> None:
    """The usual contact lies near the marks, and as near as formcheck says."""
    marks = [contact["frame"] for contact in annotation["contacts"]]
    marked_s = np.interp(marks, np.arange(seen.n_frames), seen.time_s)
    contact_s = np.array(seen.initial_contact_s)
    if len(marked_s) < 2 or not np.isfinite(contact_s).any():
        return
    errors_s = contact_s[np.isfinite(contact_s)] - marked_s[:, None]
    error_s = np.take_along_axis(errors_s, np.abs(errors_s).argmin(axis=1)[:, None], axis=1)
    usual_s = abs(float(np.median(error_s)))
    tolerance_s = annotation["contact_tolerance_frames"] / annotation["fps"]
    assert usual_s <= KNOWN_LATE_S.get(name, tolerance_s + CONTACT_SLACK_S)
    assert usual_s <= 1.96 * float(np.nanmedian(seen.initial_contact_sd_s)) + tolerance_s

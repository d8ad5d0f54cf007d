"""summary.json: its keys, its numbers, its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from formcheck.settings import Settings
from formcheck.summary import load_schema, settings_summary, summarise
from tests.builders import make_analysis, without


@pytest.mark.parametrize(
    "choices",
    [{}, {"view": "left", "measurable": False}, {"activity": "none", "measurable": False},
     {"activity": "walking"}, {"roll_deg": None, "view": "front"}],
    ids=["running", "side view", "nobody runs", "walking", "no roll"],
)
def test_every_summary_keeps_to_the_published_schema(choices: dict) -> None:
    schema = load_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    summary = json.loads(json.dumps(make_analysis(**choices).summary(), allow_nan=False))
    jsonschema.Draft202012Validator(schema).validate(summary)


def test_the_numbers_of_the_readings_arrive() -> None:
    summary = summarise(make_analysis(drop_left=6.5, drop_right=3.6, half_interval=1.0))
    left = summary["readings"]["pelvic_drop_left"]
    assert (left["value"], left["low"], left["high"], left["unit"]) == (6.5, 5.5, 7.5, "deg")
    assert summary["readings"]["pelvic_drop_asymmetry"]["value"] == pytest.approx(2.9)
    assert [flag["number"] for flag in summary["flags"]] == list(
        range(1, len(summary["flags"]) + 1))
    assert summary["clip"]["n_frames"] == 360


def test_the_schema_refuses_a_value_that_is_called_not_measurable() -> None:
    summary = summarise(make_analysis())
    summary["readings"]["cadence"]["confidence"] = "not measurable"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(summary, load_schema())


def test_no_folder_of_the_machine_is_told() -> None:
    analysis = make_analysis(clip_path=Path("/home/somebody/clips/run.mp4"))
    analysis = without(analysis, settings=Settings(model_path="/home/somebody/mine.task"),
                       provenance={"model": Path("/home/somebody/mine.task")})
    text = json.dumps(summarise(analysis))
    assert "somebody" not in text
    assert summarise(analysis)["clip"]["name"] == "run.mp4"
    assert settings_summary(analysis.settings)["model_path"] == "mine.task"


def test_missing_and_numpy_values_become_plain_ones() -> None:
    analysis = without(make_analysis(), provenance={
        "nan": float("nan"), "scalar": np.float32(1.5), "array": np.array([1.0, np.inf]),
        "flag": np.bool_(True)})
    assert summarise(analysis)["provenance"] == {
        "nan": None, "scalar": 1.5, "array": [1.0, None], "flag": True}

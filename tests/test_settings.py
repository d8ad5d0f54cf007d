"""Settings: what a file may override, and one sentence when it may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formcheck.errors import SettingsError
from formcheck.settings import GaitSettings, Settings, load_settings, override


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, """
        slow_motion = 4
        view = "rear"
        person = 1
        [gait]
        running_cadence_spm = [120, 240]
        [flags]
        drop_deg = 6
        max_flags = 3
    """))
    assert settings.slow_motion == 4.0
    assert isinstance(settings.slow_motion, float)
    assert (settings.view, settings.person) == ("rear", 1)
    assert settings.gait == GaitSettings(running_cadence_spm=(120.0, 240.0))
    assert (settings.flags.drop_deg, settings.flags.max_flags) == (6.0, 3)
    assert settings.flags.deep_drop_deg == Settings().flags.deep_drop_deg
    assert settings.pelvis == Settings().pelvis


def test_a_file_is_laid_over_what_was_given(tmp_path: Path) -> None:
    base = Settings(slow_motion=2.0, view="rear")
    settings = load_settings(written(tmp_path, "view = 'left'"), base=base)
    assert (settings.slow_motion, settings.view) == (2.0, "left")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slow = 4", "no setting called “slow”; known here: pose, gait"),
        ("[flags]\ndrop = 6", "mine.toml, flags: there is no setting called “drop”"),
        ("[flags]\ndrop_deg = 'six'", "flags, drop_deg: expected a value like 5.6, got 'six'"),
        ("[flags]\ndrop_deg = true", "got True"),
        ("[flags]\nmax_flags = 2.5", "expected a value like 8, got 2.5"),
        ("[flags]\nmax_flags = -1", "expected a number from 0 on, got -1"),
        ("[pelvis]\nmin_torso_px = nan", "expected a number from 0 on, got nan"),
        ("[gait]\nrunning_cadence_spm = [1, 2, 3]", "expected a value like (130.0, 230.0)"),
        ("gait = 3", "gait: expected a value like"),
        ("slow_motion = 0", "slow_motion is auto or a factor above 0"),
        ("slow_motion = 'slow'", "slow_motion: expected a value like 1.0, got 'slow'"),
        ("slow_motion = inf", "expected a number from 0 on, got inf"),
        ("view = 'above'", "view is one of rear, front, left, right, not 'above'"),
        ("view = 3", "view is one of"),
        ("person = 'me'", "person is a number from 0 on"),
        ("model_path = 7", "model_path is the name of a file"),
        ("slow_motion", "not a valid TOML file"),
    ],
)
def test_a_wrong_file_gets_one_sentence_that_names_it(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, text))
    message = str(caught.value)
    assert message.startswith("mine.toml")
    assert words in message
    assert "\n" not in message


def test_slow_motion_may_be_left_to_the_clip(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, 'slow_motion = "auto"'))
    assert (settings.slow_motion, settings.told_slow_motion) == ("auto", 1.0)
    told = override(settings, {"slow_motion": 4}, source="told")
    assert (told.slow_motion, told.told_slow_motion) == (4.0, 4.0)


def test_a_missing_file_and_bytes_that_are_no_text_get_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: the settings file cannot be read"):
        load_settings(tmp_path / "gone.toml")
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not a valid TOML file"):
        load_settings(path)


@pytest.mark.parametrize(
    "wrong", [{"slow_motion": 0.0}, {"slow_motion": float("nan")}, {"view": "top"}, {"person": -1}])
def test_settings_made_in_code_are_checked_too(wrong: dict) -> None:
    with pytest.raises(SettingsError):
        Settings(**wrong)


def test_settings_survive_the_way_through_json() -> None:
    changed = Settings(view="left", gait=GaitSettings(running_cadence_spm=(100.0, 250.0)))
    told = json.loads(json.dumps(changed.as_dict()))
    assert override(Settings(), {key: value for key, value in told.items() if value is not None},
                    source="result") == changed

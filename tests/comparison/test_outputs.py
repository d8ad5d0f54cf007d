"""The folder of a comparison: page, numbers, plots, and both runners in step."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.comparison import words
from formcheck.comparison.checks import Remark
from formcheck.comparison.files import default_folder
from formcheck.comparison.film import film_of
from formcheck.comparison.lockstep import lockstep
from formcheck.comparison.run import compare
from formcheck.errors import NotOursError, OutputError
from formcheck.files import sha256_of
from formcheck.gait.pelvis_reading import BY_NETWORK
from formcheck.readings import Reading, not_measurable
from formcheck.report import files
from formcheck.result import Analysis
from tests.builders import make_analysis, write_clip


def made(path: Path, sha256: str, **choices) -> Analysis:
    analysis = make_analysis(clip_path=path, name=path.name, duration_s=5.0, fps=20.0, **choices)
    if not path.exists():
        write_clip(path, analysis)
    return replace(analysis, clip=replace(analysis.clip, sha256=sha256 * 32))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Analysis, Analysis]:
    folder = tmp_path_factory.mktemp("clips")
    before = made(folder / "week <1>.mp4", "ab", drop_left=7.5, cadence=160, size=(180, 320))
    after = made(folder / "week 8.mp4", "cd", drop_left=3.5, cadence=172, size=(320, 240), seed=3)
    return before, after


@pytest.fixture(scope="module")
def folder(pair: tuple[Analysis, Analysis], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "comparison"
    compare(*pair, out_dir=out, speeds_kmh=[10.0])
    return out


def test_the_folder_holds_everything(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "comparison.html", "comparison.json", "plots", "side_by_side.mp4"}
    assert {path.name for path in (folder / "plots").iterdir()} == {"waveform.png", "drops.png"}


def test_the_page_needs_nothing_else(folder: Path) -> None:
    page = (folder / "comparison.html").read_text()
    links = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)
    assert links
    assert all(link.startswith(("data:", "https://doi.org/")) for link in links)
    assert "data:video/mp4;base64," in page
    assert "The pelvis drops less in left stance, 7.5° → 3.5°" in page
    assert "week &lt;1&gt;.mp4" in page
    assert "<1>" not in page
    assert "Both at 10 km/h." in page
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page).lower().replace("dominan", "")


def test_the_numbers_are_those_of_the_comparison(folder: Path) -> None:
    numbers = json.loads((folder / "comparison.json").read_text())
    change = numbers["pairs"][0]["changes"]["pelvic_drop_left"]
    assert change["verdict"] == "changed"
    assert change["change"] == pytest.approx(-4.0)
    assert change["low"] < -4.0 < change["high"] < 0
    assert len(numbers["pairs"][0]["waveform"]["before"]["pelvic_obliquity_deg"]) == 101


def test_both_are_at_the_same_phase_in_every_picture(pair: tuple[Analysis, Analysis]) -> None:
    before, after = map(film_of, pair)
    steps = lockstep(before, after, longest_s=10.0)
    assert steps is not None
    first = before.frames["cycle_percent"].to_numpy()[steps.before]
    second = after.frames["cycle_percent"].to_numpy()[steps.after]
    apart = (first - second + 50) % 100 - 50
    # The second film is filmed at 20 frames a second: a frame is 7 % of its stride.
    assert np.abs(apart).max() <= 4.0
    assert np.all(np.diff(steps.after) >= 0)
    assert steps.cycle_percent[0] < 8


def test_the_video_shows_both_runners_at_the_same_height(folder: Path) -> None:
    with av.open(str(folder / "side_by_side.mp4")) as video:
        frames = [frame.to_ndarray(format="bgr24") for frame in video.decode(video=0)]
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
    assert len(frames) > 50
    middle = frames[len(frames) // 2]
    assert middle.shape[1] == 960
    heights = [height_of_runner(middle[100:800, left:left + 470]) for left in (0, 490)]
    assert heights[0] == pytest.approx(heights[1], rel=0.06)
    assert heights[0] > 300


def height_of_runner(panel: np.ndarray) -> int:
    dark = cv2.inRange(panel, (40, 30, 30), (95, 85, 85))
    rows = np.flatnonzero((dark > 0).sum(axis=1) > 6)
    return int(np.ptp(rows))


def test_without_the_footage_there_is_no_video(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    before, after = (replace(film_of(analysis), clip=None) for analysis in pair)
    compare(before, after, out_dir=tmp_path / "out")
    page = (tmp_path / "out" / "comparison.html").read_text()
    assert not (tmp_path / "out" / "side_by_side.mp4").exists()
    assert "<video" not in page


def test_result_folders_hold_all_that_is_needed(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    for analysis, name in zip(pair, ("one", "two"), strict=True):
        (tmp_path / name).mkdir()
        files.write_tables(analysis, tmp_path / name)
        files.write_summary(analysis, tmp_path / name)
    from_folders = compare(tmp_path / "one", tmp_path / "two")
    direct = compare(*pair)
    for found, known in zip(from_folders.last.changes, direct.last.changes, strict=True):
        assert found.verdict == known.verdict
        assert found.change == pytest.approx(known.change, abs=1e-6)
        assert found.low == pytest.approx(known.low, abs=0.01)
    assert from_folders.last.waveform is not None
    assert np.allclose(
        from_folders.last.waveform.after.mean_deg, direct.last.waveform.after.mean_deg, atol=0.01)


def test_a_second_comparison_takes_the_place_of_the_first(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    compare(*pair, out_dir=out, video=False)
    compare(pair[0], pair[0], out_dir=out, video=False)
    assert "The same clip twice" in (out / "comparison.html").read_text()


def test_in_a_series_each_change_stands_under_its_own_name(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    lean = Reading(
        name="trunk_lean", label="Trunk lean", unit="deg", value=8.0, low=6.0, high=10.0,
        n_steps=14, confidence="medium", method="made up", caveat="A hint.")
    unread = not_measurable("trunk_lean", "Trunk lean", "deg", caveat="Film from the side.")
    films = [
        replace(
            made, clip=replace(made.clip, sha256=key * 32),
            readings={"trunk_lean": first, **made.readings})
        for key, made, first in zip(
            ("01", "02", "03"), (pair[0], pair[1], pair[1]), (unread, unread, lean), strict=True)
    ]
    compare(*films, out_dir=tmp_path / "out", video=False)
    page = (tmp_path / "out" / "comparison.html").read_text()
    table = page[page.index("Each clip against the first"):]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', table)
    for row in re.findall(r"<tr><td>.*?</tr>", table):
        cells = dict(zip(heads, re.findall(r"<td>(.*?)</td>", row), strict=True))
        assert cells["Trunk lean"] == "–"
        assert cells["Cadence"].startswith("+12")


def test_what_is_somebody_s_stays(pair: tuple[Analysis, Analysis], tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"thesis\.txt"):
        compare(*pair, out_dir=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_plots_of_one_s_own_are_not_taken_for_an_earlier_comparison(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    (tmp_path / "plots").mkdir()
    (tmp_path / "plots" / "mine.png").write_text("mine")
    with pytest.raises(NotOursError, match="plots"):
        compare(*pair, out_dir=tmp_path, video=False)
    assert (tmp_path / "plots" / "mine.png").read_text() == "mine"


def test_a_note_beside_an_earlier_comparison_stays(
    pair: tuple[Analysis, Analysis], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    compare(*pair, out_dir=out, video=False)
    (out / "note.txt").write_text("mine")
    compare(pair[0], pair[0], out_dir=out, video=False)
    assert (out / "note.txt").read_text() == "mine"
    assert "The same clip twice" in (out / "comparison.html").read_text()


def test_other_films_of_the_same_names_get_a_folder_of_their_own(
    pair: tuple[Analysis, Analysis], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    films = [tmp_path / "anna" / "1.mp4", tmp_path / "anna" / "8.mp4"]
    others = [tmp_path / "ben" / "1.mp4", tmp_path / "ben" / "8.mp4"]
    for number, film in enumerate((*films, *others)):
        film.parent.mkdir(exist_ok=True)
        film.write_text(str(number))
    assert default_folder(films) == Path("1_to_8_formcheck")
    told = {"formcheck": "0.1.0", "films": [{"sha256": sha256_of(film)} for film in films]}
    Path("1_to_8_formcheck").mkdir()
    Path("1_to_8_formcheck", "comparison.json").write_text(json.dumps(told))
    assert default_folder(films) == Path("1_to_8_formcheck")
    assert default_folder(others) == Path("1_to_8_2_formcheck")


def test_names_of_films_are_no_formulas(pair: tuple[Analysis, Analysis], tmp_path: Path) -> None:
    films = [
        replace(made, clip=replace(made.clip, sha256=key * 32, path=Path(name)))
        for key, made, name in zip(
            ("01", "02", "03"), (*pair, pair[1]), ("a.mp4", "b.mp4", "5$ _^ $.mp4"), strict=True)
    ]
    compare(*films, out_dir=tmp_path / "out", video=False)
    assert (tmp_path / "out" / "plots" / "series.png").is_file()


def test_slow_motion_is_no_change_of_cadence() -> None:
    slowed = replace(
        make_analysis(), readings={
            **make_analysis().readings,
            "cadence": replace(
                make_analysis().readings["cadence"], value=41.0, low=40.0, high=42.0),
        })
    slowed = replace(slowed, clip=replace(slowed.clip, sha256="cd" * 32))
    found = compare(make_analysis(), slowed).last
    cadence = next(change for change in found.changes if change.name == "cadence")
    assert (cadence.verdict, cadence.change) == ("not comparable", None)
    assert "The second clip looks like slow motion" in cadence.reason
    assert "slow motion" in subjects(found.remarks, "caution")
    known = compare(make_analysis(), replace(slowed, slow_motion_factor=4.0)).last
    assert "slow motion" in subjects(known.remarks, "note")
    cadence = next(change for change in known.changes if change.name == "cadence")
    assert cadence.verdict == "changed"


def test_same_clothes_that_are_not_believed_are_told_why() -> None:
    after = make_analysis(cadence=176)
    after = replace(
        after, clip=replace(after.clip, sha256="cd" * 32),
        view=replace(after.view, azimuth_deg=14.0))
    by_network = {
        name: replace(reading, method=BY_NETWORK) if name.startswith("pelvic") else reading
        for name, reading in after.readings.items()
    }
    before = replace(make_analysis(), readings=by_network)
    found = compare(before, replace(after, readings=by_network), same_clothes=True).last
    assert not found.same_clothes
    said = next(remark for remark in found.remarks if remark.subject == "clothes")
    assert said.weight == "caution"
    assert "from another side" in said.text


def subjects(remarks: tuple[Remark, ...], weight: str) -> set[str]:
    return {remark.subject for remark in remarks if remark.weight == weight}


def test_what_makes_films_hard_to_compare_is_said_first() -> None:
    before, after = make_analysis(), make_analysis(cadence=176)
    after = replace(after, clip=replace(after.clip, sha256="cd" * 32))
    fine = compare(before, after, speeds_kmh=[10.0]).last.remarks
    assert subjects(fine, "caution") == set()
    assert {"view", "steps", "speed"} <= subjects(fine, "good")
    elsewhere = replace(after, view=replace(after.view, azimuth_deg=14.0, camera_roll_deg=None))
    odd = compare(before, elsewhere, speeds_kmh=[10.0, 12.0]).last.remarks
    assert {"camera angle", "roll", "speed"} <= subjects(odd, "caution")
    assert odd[0].weight == "caution"


def test_tiring_within_a_clip_is_said() -> None:
    fresh = make_analysis(duration_s=20.0)
    steps = fresh.steps.assign(
        peak_drop_deg=fresh.steps["peak_drop_deg"] + 0.15 * fresh.steps["mid_stance_s"])
    tired = replace(fresh, steps=steps, clip=replace(fresh.clip, sha256="cd" * 32))
    found = [
        remark for remark in compare(fresh, tired).last.remarks if remark.subject == "fatigue"]
    assert len(found) == 2
    assert "grew by 3." in found[0].text or "grew by 2." in found[0].text


def test_headlines(pair: tuple[Analysis, Analysis]) -> None:
    before, after = pair
    assert words.headline(compare(after, before).last) == (
        "The pelvis drops more in left stance, 3.5° → 7.5°")
    both = make_analysis(drop_left=3.0, drop_right=0.2)
    both = replace(both, clip=replace(both.clip, sha256="ee" * 32))
    assert words.headline(compare(before, both).last) == (
        "The pelvis drops less on both sides: left 7.5° → 3.0°, right 3.6° → 0.2°")

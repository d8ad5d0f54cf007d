"""The command line as a user meets it: what is printed where, exit codes, plain errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from formcheck import __version__, deliver
from formcheck.cli import app, chosen_settings
from formcheck.errors import ClipError, ModelError, OutputError, SettingsError
from formcheck.files import sha256_of
from formcheck.readings import Reading, not_measurable
from formcheck.report import files as report_files
from formcheck.report import page
from formcheck.result import Analysis
from formcheck.settings import Settings
from formcheck.summary import load_schema
from formcheck.terminal import progress_bar, reading_text
from tests.builders import make_analysis
from tests.clips import evenly, write_clip

ROOT = Path(__file__).resolve().parents[1]


class Bench:
    """A clip to analyse, a stand-in for the measuring, and what it was called with."""

    def __init__(self, folder: Path) -> None:
        self.clip = write_clip(folder / "run.mp4", times_s=evenly(30, 12))
        self.out = folder / "result"
        self.calls: list[Settings] = []
        self.error: BaseException | None = None

    def analyze(self, path: Path, *, settings: Settings, progress: object) -> Analysis:
        self.calls.append(settings)
        if self.error is not None:
            raise self.error
        progress("Finding the runner", 6, 12)  # type: ignore[operator]
        made = make_analysis(clip_path=self.clip, flagged=False)
        info = replace(made.clip, sha256=sha256_of(self.clip))
        return replace(made, clip=info, settings=settings)

    def run(self, *options: str) -> Result:
        call = ["analyze", str(self.clip), "--out", str(self.out), "--no-overlay", *options]
        return CliRunner().invoke(app, call)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench(tmp_path)
    monkeypatch.setattr(deliver, "analyze", bench.analyze)
    monkeypatch.setattr(report_files, "write_plots", lambda analysis, folder: None)
    monkeypatch.setattr(page, "render", lambda analysis, pictures, overlay, **_: "<html>")
    monkeypatch.setenv("COLUMNS", "200")
    return bench


def test_a_summary_on_the_terminal_and_a_report_in_the_folder(bench: Bench) -> None:
    result = bench.run()
    assert result.exit_code == 0, result.output
    assert "Pelvic drop" in result.stdout
    assert "Going well: Your rhythm is steady." in result.stdout
    assert "Worth a look: Film your pelvis once more, sharper." in result.stdout
    assert "For your next run: " in result.stdout
    assert f"Report: {bench.out / 'report.html'}" in result.stdout
    assert {"report.html", "summary.json", "frames.csv"} <= {p.name for p in bench.out.iterdir()}


def test_json_alone_on_standard_output(bench: Bench) -> None:
    import jsonschema

    result = bench.run("--json")
    summary = json.loads(result.stdout)
    jsonschema.validate(summary, load_schema())
    assert summary["clip"]["name"] == "run.mp4"
    assert summary == json.loads((bench.out / "summary.json").read_text(encoding="utf-8"))


def test_an_unchanged_result_is_taken_up_and_a_changed_call_is_not(bench: Bench) -> None:
    assert bench.run().exit_code == 0
    again = bench.run()
    assert "--force measures anew" in again.stdout
    assert len(bench.calls) == 1
    assert bench.run("--slow-motion", "4").exit_code == 0
    assert len(bench.calls) == 2
    assert bench.run("--slow-motion", "4", "--force").exit_code == 0
    assert len(bench.calls) == 3


def test_without_out_the_folder_is_named_after_the_clip(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["analyze", str(bench.clip), "--no-overlay"])
    assert result.exit_code == 0, result.output
    folder = Path(f"{bench.clip.stem}_formcheck")
    assert (folder / "report.html").is_file()


def test_a_reading_that_was_not_measurable_is_still_a_success(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bench.analyze

    def unmeasurable(path: Path, *, settings: Settings, progress: object) -> Analysis:
        made = make_analysis(clip_path=bench.clip, measurable=False, flagged=False)
        return replace(made, clip=plain(path, settings=settings, progress=progress).clip)

    monkeypatch.setattr(deliver, "analyze", unmeasurable)
    result = bench.run()
    assert result.exit_code == 0
    assert "not measurable" in result.stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ClipError("run.mp4: nobody is in this clip."), 1),
        (ModelError("The pose model could not be fetched."), 1),
        (OutputError("The folder holds something else."), 2),
        (SettingsError("There is no such setting."), 2),
        (OSError("No space left on device"), 1),
    ],
)
def test_an_error_is_one_sentence_on_standard_error(
    bench: Bench, error: Exception, code: int
) -> None:
    bench.error = error
    result = bench.run()
    assert result.exit_code == code
    assert result.stderr == f"{error}\n"
    assert result.stdout == ""
    assert not bench.out.exists()


def test_a_mistake_of_our_own_is_said_without_a_traceback(bench: Bench) -> None:
    bench.error = ZeroDivisionError("division by zero")
    result = bench.run()
    assert result.exit_code == 1
    assert "Something went wrong inside formcheck (ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_lets_the_traceback_through(bench: Bench) -> None:
    bench.error = ClipError("run.mp4: nobody is in this clip.")
    result = bench.run("--debug")
    assert result.exception is bench.error


def test_a_stop_by_the_user_leaves_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.error = KeyboardInterrupt()
    result = bench.run()
    assert result.exit_code == 130
    assert result.stderr == "Stopped; nothing half-done was left behind.\n"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["run.mp4"]


def test_a_folder_with_other_things_is_refused_before_anything_is_measured(bench: Bench) -> None:
    bench.out.mkdir()
    (bench.out / "thesis.docx").write_text("precious")
    result = bench.run()
    assert result.exit_code == 2
    assert "thesis.docx" in result.stderr
    assert bench.calls == []
    assert (bench.out / "thesis.docx").read_text() == "precious"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze"], "Missing argument"),
        (["analyse", "run.mp4"], "No such command"),
        (["analyze", "a.mp4", "--view", "above"], "above"),
        (["analyze", "a.mp4", "--slow-motion", "fast"], "a number from 1 to 100"),
        (["analyze", "a.mp4", "--slow-motion", "nan"], "a number from 1 to 100"),
        (["analyze", "a.mp4", "--height", "1.72"], "from 50 to 250 cm"),
        (["analyze", "a.mp4", "--model", "huge"], "neither one of lite, full, heavy"),
        (["analyze", "a.mp4", "--settings", "none.toml"], "cannot be read"),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_clip_that_cannot_be_read_ends_with_1(tmp_path: Path) -> None:
    clip = tmp_path / "notes.mp4"
    clip.write_text("Dear diary")
    result = CliRunner().invoke(app, ["analyze", str(clip), "--out", str(tmp_path / "result")])
    assert result.exit_code == 1
    assert result.stderr.startswith("notes.mp4: this is not a video file.")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "result").exists()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom formcheck.cli import app\n"
        "for command in ('', 'analyze', 'compare', 'batch', 'export', 'doctor'):\n"
        "    try: app([*command.split(), '--help'])\n"
        "    except SystemExit as end: assert not end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "typer" in loaded
    heavy = {"numpy", "cv2", "mediapipe", "pandas", "scipy", "matplotlib", "av", "jinja2", "dask"}
    assert not loaded & heavy


def test_options_are_laid_over_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('slow_motion = 2.0\nview = "front"\n[pose]\nmodel = "lite"\n')
    from_file = chosen_settings(
        file=file, slow_motion=None, view=None, person=None, model=None
    )
    assert (from_file.slow_motion, from_file.view, from_file.pose.model) == (2.0, "front", "lite")
    told = chosen_settings(file=file, slow_motion="8x", view="rear", person=1, model="heavy")
    assert (told.slow_motion, told.view, told.person) == (8.0, "rear", 1)
    assert told.pose.model == "heavy"
    tall = chosen_settings(
        file=file, slow_motion=None, view=None, person=None, model=None, height_cm=172.0)
    assert (tall.height_cm, from_file.height_cm) == (172.0, None)
    told = chosen_settings(file=file, slow_motion="auto", view=None, person=None, model=None)
    assert told.slow_motion == "auto"
    own = tmp_path / "mine.task"
    own.write_bytes(b"a bundle")
    told = chosen_settings(file=None, slow_motion=None, view=None, person=None, model=str(own))
    assert told.model_path == str(own)


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Reading("a", "A", "deg", 5.24, 4.11, 6.3, 14, "high", "eye"), "5.2° (4.1 to 6.3°)"),
        (Reading("a", "A", "spm", 171.6, 169.2, 173.4, 14, "high", "eye"), "172 spm (169 to 173)"),
        (not_measurable("a", "A", "deg", caveat="Too dark."), "–"),
    ],
)
def test_a_reading_in_a_few_characters(reading: Reading, text: str) -> None:
    assert reading_text(reading) == text


def test_the_progress_bar_tells_stage_speed_and_time_left() -> None:
    console = Console(force_terminal=True, width=120, record=True, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    with progress_bar(console) as progress:
        progress("Finding the runner", 0, 90)
        progress("Finding the runner", 45, 90)
        progress("Finding the runner", 95, 90)
        progress("Drawing the overlay", 1, 10)
        tasks = progress._bars.tasks
        assert [task.description for task in tasks] == ["Finding the runner", "Drawing the overlay"]
        assert [task.percentage for task in tasks] == [100, 10]
        assert tasks[0].finished


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from formcheck.cli import app; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "heavy = {'cv2', 'mediapipe', 'numpy', 'pandas', 'scipy', 'matplotlib'}; "
        "print(*(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("\n", "", 0)


def test_python_dash_m_formcheck() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "formcheck", "--version"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == f"formcheck {__version__}\n"

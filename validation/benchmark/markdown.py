"""The report as Markdown: plain words from templates, numbers from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from validation.benchmark import gait_tables, tables
from validation.benchmark.cells import degrees, number
from validation.benchmark.conditions import condition_table
from validation.benchmark.design import BORDER_DEG, MUST_REFUSE, OFF_AXIS_DEG
from validation.benchmark.gait_targets import gait_target_table
from validation.benchmark.statistics import root_mean_square
from validation.benchmark.tables import Results
from validation.benchmark.targets import ENOUGH, markerless, target_table, targets
from validation.benchmark.verdicts import pair_verdicts, verdict_table

TEMPLATES = Path(__file__).parent
# What the waistband of the clips from elsewhere turns with the bone (see their README).
EXTERNAL_SKIN = 0.74
# Their camera is level, so taking its roll out changes nothing.
EXTERNAL_METHODS = ("formcheck", "hip line", "constant guess")
# A method whose error is not smaller than the constant guess's by this share has said little.
WORTHWHILE = 0.25
NUMBER_WORDS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def own_report(results: Results, facts: dict[str, Any], figures: dict[str, Path]) -> str:
    """The report on one of the benchmark's own sets.

    Parameters
    ----------
    results : Results
    facts : dict
        ``set_name``, ``n_design``, ``stem``, ``version``, ``analysis_version``,
        ``renderer_version``, ``changed``, ``make_words``.
    figures : dict of str to Path
    """
    advised = results.of_class("as advised")
    free = markerless(advised)
    return _rendered(
        "accuracy.md.j2",
        **facts,
        figures={name: path.name for name, path in figures.items()},
        title="Rendered runners with a known pelvis",
        subset=len(results.clips) < facts["n_design"],
        n_clips=len(results.clips),
        n_advised=len(advised.clips),
        share_half=number(196 * (0.95 * 0.05 / max(len(advised.clips), 1)) ** 0.5, 0),
        off_axis=f"{OFF_AXIS_DEG[0]:.0f}–{OFF_AXIS_DEG[1]:.0f}°",
        border=f"{BORDER_DEG[0]:.0f}–{BORDER_DEG[1]:.0f}°",
        definitions_rms=definitions_differ(advised.drops),
        targets=target_table(results),
        gait_targets=gait_target_table(results),
        verdicts=verdict_table(pair_verdicts(advised.drops)),
        verdict=verdict(results),
        made_of=made_of(results.clips),
        agreement=tables.agreement_table(free.drops),
        tape=tables.tape_table(advised),
        coverage=tables.coverage_table(advised.drops),
        confidence=tables.confidence_table(advised.drops),
        repeats=tables.repeatability_table(advised.drops),
        conditions=condition_table(advised),
        curve=gait_tables.curve_table(advised.clips),
        **_shared_tables(results),
    )


def external_report(results: Results, facts: dict[str, Any], figures: dict[str, Path]) -> str:
    """The report on clips of another renderer."""
    rear = results.drops[results.drops["true_view"] == "rear"]
    skin = rear.assign(truth_deg=EXTERNAL_SKIN * rear["truth_deg"])
    return _rendered(
        "external.md.j2",
        **facts,
        figures={name: path.name for name, path in figures.items()},
        n_clips=len(results.clips),
        agreement=tables.agreement_table(rear, methods=EXTERNAL_METHODS),
        verdict=against_others(rear),
        agreement_skin=tables.agreement_table(skin, methods=("formcheck",)),
        coverage=tables.coverage_table(rear),
        **_shared_tables(results),
    )


def _shared_tables(results: Results) -> dict[str, pd.DataFrame]:
    return {
        "answers": tables.answer_table(results.clips),
        "refusals": tables.refusal_table(results.clips),
        "cadence": gait_tables.cadence_table(results.clips),
        "views": gait_tables.view_table(results.clips),
        "roll": gait_tables.roll_table(results.clips),
        "steps": gait_tables.step_table(results.clips, results.steps),
        "timing": gait_tables.timing_table(results.steps),
        "every_clip": every_clip(results),
    }


def verdict(results: Results) -> str:
    """Which targets are reached and which are not, in words; nothing is left out."""
    lines = targets(results)
    missed = [line.what for line in lines if line.reached is False]
    unknown = [line.what for line in lines if line.reached is None]
    reached = sum(line.reached is True for line in lines)
    advised = len(results.of_class("as advised").clips)
    if advised < ENOUGH:
        words = [f"**{advised} clips as advised are too few to call any target reached or not.**"]
        unknown = []
    else:
        words = [f"{NUMBER_WORDS[reached]} of {len(lines)} targets reached."]
    if missed:
        words.append(f"**Not reached:** {'; '.join(missed)}.")
    if unknown:
        words.append(f"**Not measured in this run:** {'; '.join(unknown)}.")
    free = markerless(results.of_class("as advised"))
    return " ".join([*words, against_others(free.drops)])


def against_others(drops: pd.DataFrame) -> str:
    """formcheck's error beside that of the hip line and of knowing nothing."""
    drops = tables.with_constant(drops)
    rms = {
        method: tables.agreement_of(drops, method, "both sides").rms for method in tables.METHODS
    }
    if rms["formcheck"] is None:
        return "No clip as advised had a reading of the drop without tape."
    better = 1 - rms["formcheck"] / (rms["constant guess"] or float("nan"))
    claim = "" if better > WORTHWHILE else " **That is hardly better than guessing.**"
    return (
        f"On the {drops['clip'].nunique()} clips that were read without tape, formcheck's RMS "
        f"error per side is {degrees(rms['formcheck'])}, the hip line's "
        f"{degrees(rms['hip line'])}, that of guessing the same drop for everybody "
        f"{degrees(rms['constant guess'])}.{claim}"
    )


def definitions_differ(drops: pd.DataFrame) -> str:
    """RMS between the peak of the average curve and the mean of the peaks."""
    sides = tables.readings_of(drops, "both sides")
    gap = (sides["truth_deg"] - sides["mean_of_peaks_deg"]).dropna()
    return degrees(root_mean_square(gap) if len(gap) else None)


def made_of(clips: pd.DataFrame) -> pd.DataFrame:
    """How many clips of each class there are."""
    twins = clips["twin_of"] != ""
    rows = []
    for name, group in clips.groupby("class", sort=False):
        again = int(twins[group.index].sum())
        rows.append({
            "class": name, "clips": len(group),
            "of these, a gait filmed again": again if again else "–",
            "must be refused": "yes" if name in MUST_REFUSE else "–",
        })
    return pd.DataFrame(rows)


def every_clip(results: Results) -> pd.DataFrame:
    """Truth, reading with its interval, and hip line, one row a clip."""
    drops = results.drops.set_index(["clip", "reading"])
    rows = []
    for clip in results.clips.to_dict(orient="records"):
        row = {"clip": clip["clip"], "view": clip["true_view"], "clothes": clip["clothes"]}
        for side in tables.SIDES:
            found = drops.loc[(clip["clip"], side)]
            row[f"{side}: true"] = degrees(found["truth_deg"])
            row[f"{side}: read"] = _with_interval(found)
            row[f"{side}: hip line"] = degrees(found["hip_line_deg"])
        rows.append(row)
    return pd.DataFrame(rows)


def _with_interval(reading: pd.Series) -> str:
    if pd.isna(reading["value_deg"]):
        return "–"
    half = (reading["high_deg"] - reading["low_deg"]) / 2
    return f"{degrees(reading['value_deg'])} ± {number(half, 1)}"


def markdown_table(table: pd.DataFrame) -> str:
    """A GitHub table; a repeated first cell is left empty, numbers stand to the right."""
    if not len(table):
        return "None."
    lines = [_line(list(table.columns)), _line([_rule(table[name]) for name in table.columns])]
    before = ""
    for row in table.itertuples(index=False):
        first, *others = (str(cell) for cell in row)
        lines.append(_line(["" if first == before else first, *others]))
        before = first
    return "\n".join(lines)


def _rule(column: pd.Series) -> str:
    numeric = column.map(lambda cell: str(cell).lstrip("−")[:1].isdigit() or cell == "–")
    return "---:" if numeric.all() else "---"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _rendered(template: str, **values: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined,
        trim_blocks=True, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    return environment.get_template(template).render(table=markdown_table, **values)

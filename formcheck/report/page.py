"""The report as one page: a single file that needs nothing else, on a phone, a projector, paper."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import formcheck
from formcheck.figures import number
from formcheck.report import plots, words
from formcheck.report.cards import readings_by_part
from formcheck.report.chart import svg
from formcheck.report.pictures import jpeg, measured_patch
from formcheck.report.style import DARK, LIGHT, css_variables
from formcheck.result import Analysis, Flag
from formcheck.sources import sources
from formcheck.work_on import work_on

STEP_COLUMNS = {
    "step": ("Step", "{:.0f}"),
    "side": ("Leg", "{}"),
    "initial_contact_s": ("Lands at (s)", "{:.2f}"),
    "toe_off_s": ("Leaves at (s)", "{:.2f}"),
    "peak_drop_deg": ("Deepest drop (°)", "{:.1f}"),
    "mid_stance_drop_deg": ("Drop at mid-stance (°)", "{:.1f}"),
    "cadence_spm": ("Cadence (steps a minute)", "{:.0f}"),
}

Plots = Mapping[str, Mapping[str, Markup] | None]


def render(
    analysis: Analysis, pictures: Mapping[int, bytes], *, overlay: str | None = None,
    drawn: Plots | None = None,
) -> str:
    """The report as HTML.

    Parameters
    ----------
    analysis : Analysis
    pictures : mapping of int to bytes
        JPEG of each flag by its number; 0 is a typical moment of a clip without flags.
    overlay : str, optional
        Name of the overlay video beside the page.
    drawn : mapping, optional
        What `draw_plots` gave, where that was asked for already.

    Returns
    -------
    str
        A whole HTML document with every picture inside.
    """
    roll_deg = analysis.view.camera_roll_deg or 0.0
    work = work_on(analysis)
    flags = [
        _shown_flag(flag, number, pictures.get(number))
        for number, flag in enumerate(analysis.flags, start=1)
    ]
    return _environment().get_template("report.html").render(
        analysis=analysis,
        verdict=words.verdict(analysis),
        words=words,
        number=number,
        facts=clip_facts(analysis),
        **readings_by_part(analysis),
        readings=list(analysis.readings.values()),
        plots=draw_plots(analysis) if drawn is None else drawn,
        plot_titles=plots.TITLES,
        parted=_is_parted(analysis),
        flags=flags,
        hero=_hero(flags, pictures),
        patches=[
            {
                "picture": measured,
                "data": _data_url(jpeg(measured_patch(measured, roll_deg=roll_deg))),
            }
            for measured in analysis.pictures
        ],
        steps=_step_rows(analysis.steps),
        findings=analysis.findings,
        work=work,
        advice_open=not words.everything_measurable(analysis),
        sources=sources(analysis, also=work.source_keys),
        provenance=_told(analysis.provenance),
        overlay=overlay,
        version=formcheck.__version__,
        variables={"light": Markup(css_variables(LIGHT)), "dark": Markup(css_variables(DARK))},
    )


PIECES = {
    "said": """
        {% from 'pieces.html' import found, said with context %}
        <div class="said">{{ found('Going well', findings.good, '✓') }}
        {{ found('Worth a look', findings.look, '→') }}
        <div class="panel focus"><h3>For your next run</h3>
        <p><b>{{ findings.focus.title }}.</b> {{ findings.focus.text }}</p></div>
        {{ said('What this clip cannot tell for sure', verdict.unsure, '?') }}</div>""",
    "readings": "{% from 'pieces.html' import shown_readings with context %}"
    "{{ shown_readings(main) }}",
    "further": "{% from 'pieces.html' import shown_readings with context %}"
    "{{ shown_readings(further) }}",
    "form": "{% include 'form.html' %}",
    "drills": "{% from 'pieces.html' import drills with context %}"
    "<div class='work'>{{ drills() }}</div>",
}


def piece(analysis: Analysis, name: str) -> str:
    """A part of the report as HTML for its `style_sheet`; the name is one of `PIECES`."""
    return _environment().from_string(PIECES[name]).render(
        analysis=analysis, findings=analysis.findings, work=work_on(analysis),
        verdict=words.verdict(analysis), number=number, **readings_by_part(analysis),
    )


def patches(analysis: Analysis) -> list[tuple[str, float, bytes]]:
    """What was measured: title, drop in degrees and JPEG of each picture of the pelvis."""
    roll_deg = analysis.view.camera_roll_deg or 0.0
    return [
        (picture.title, picture.drop_deg, jpeg(measured_patch(picture, roll_deg=roll_deg)))
        for picture in analysis.pictures
    ]


def style_sheet() -> str:
    """The report's style; colours are the variables of `formcheck.report.style`."""
    none = {"light": "", "dark": ""}
    return _environment().get_template("report.css").render(variables=none)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("formcheck.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )


def clip_facts(analysis: Analysis) -> list[str]:
    """What was filmed, in a few words each."""
    facts = [words.VIEW_WORDS[analysis.view.kind], f"{analysis.clip.duration_s:.1f} s"]
    if len(analysis.steps):
        facts.append(f"{len(analysis.steps)} steps")
    if analysis.clip.fps >= 1:
        facts.append(f"{analysis.clip.fps:.0f} frames a second")
    return facts


def draw_plots(analysis: Analysis) -> Plots:
    """The page's plots by name and layout; None where a clip has nothing to show."""
    return {name: _plot(analysis, name) for name in plots.PLOTS}


def _plot(analysis: Analysis, name: str) -> dict[str, Markup] | None:
    """A plot for wide screens and one for phones, as SVG; None when there is nothing to show."""
    shown = {}
    for layout in ("wide", "phone"):
        plot = plots.PLOTS[name](analysis, layout=layout)
        if plot is None:
            return None
        text = svg(
            plot, name=f"{name}-{layout}".replace("_", "-"), label=plots.TITLES[name],
            css_class=layout,
        )
        shown[layout] = Markup(text)
    return shown


def _is_parted(analysis: Analysis) -> bool:
    """Whether the plot over time leaves stretches of the clip out."""
    windows = plots.windows_shown(analysis, layout="phone")
    return any(before[1] < after[0] for before, after in pairwise(windows))


def _shown_flag(flag: Flag, number: int, picture: bytes | None) -> dict[str, Any]:
    return {
        "number": number, "flag": flag, "data": None if picture is None else _data_url(picture),
    }


def _hero(
    flags: list[dict[str, Any]], pictures: Mapping[int, bytes]
) -> dict[str, Any] | None:
    """The picture at the top: the flagged frame with the deepest drop, or a typical moment."""
    pictured = [shown for shown in flags if shown["data"] is not None]
    if pictured:
        return max(pictured, key=lambda shown: float(shown["flag"].value_deg))
    return {"number": 0, "data": _data_url(pictures[0])} if 0 in pictures else None


def _step_rows(steps: pd.DataFrame) -> dict[str, list[Any]]:
    names = [name for name in STEP_COLUMNS if name in steps and steps[name].notna().any()]
    rows = [
        [_cell(step[name], STEP_COLUMNS[name][1]) for name in names]
        for step in steps.to_dict("records")
    ]
    return {"head": [STEP_COLUMNS[name][0] for name in names], "rows": rows}


def _cell(value: Any, form: str) -> str:
    return "" if pd.isna(value) else form.format(value).replace("-", "−")


def _told(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was done to get the result, a line each."""
    return [
        (str(name).replace("_", " "), _in_words(value)) for name, value in provenance.items()
    ]


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_in_words(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_in_words(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _data_url(picture: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}"

"""The page of a batch: every clip in a table that sorts, how they spread, and what failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

import formcheck
from formcheck.batch import plots
from formcheck.batch.outcome import BatchResult, ScoredClip
from formcheck.batch.sessions import RunnerPair
from formcheck.comparison.words import signed
from formcheck.figures import number
from formcheck.report import words
from formcheck.report.chart import svg
from formcheck.report.style import DARK, LIGHT, Layout, css_variables
from formcheck.settings import FlagSettings

# A browser does not enjoy more rows; the tables in CSV and Parquet hold them all.
MOST_ROWS = 2000
COLUMNS = {
    "pelvic_drop_left": ("Drop, left", "deg"),
    "pelvic_drop_right": ("Drop, right", "deg"),
    "pelvic_drop_asymmetry": ("Left − right", "deg"),
    "cadence": ("Cadence", "spm"),
}


def render(
    result: BatchResult, *, by_session: pd.DataFrame | None = None,
    pairs: Sequence[RunnerPair] = (),
) -> str:
    """The page as HTML; it shows the pictures and reports that lie beside it."""
    table = result.table()
    limits = result.clips[0].job.settings.flags
    fields = result.pattern.fields if result.pattern else ()
    labels = [label for label, _ in COLUMNS.values()]
    rows = [
        {str(name): value for name, value in row.items()} for row in table.to_dict("records")
    ]
    return _environment().get_template("index.html").render(
        headline=_headline(result),
        n_clips=len(result.clips),
        n_failed=len(result.failed),
        fields=fields,
        columns=labels,
        heads=["Clip", *fields, *labels],
        rows=[
            _shown(clip, row, fields)
            for clip, row in zip(result.clips, rows, strict=True) if clip.ok
        ][:MOST_ROWS],
        most_rows=MOST_ROWS,
        failures=_failures(result),
        plots={name: _plot(name, table, limits) for name in plots.PLOTS},
        trends=_trends(by_session, limits),
        n_sessions=0 if by_session is None else len(by_session),
        pairs=pairs,
        compared={
            name: change["label"]
            for pair in pairs for name, change in pair.numbers["changes"].items()
            if change["change"] is not None
        },
        signed=signed,
        plot_titles=plots.TITLES,
        limits=limits,
        words=words,
        version=formcheck.__version__,
        variables={"light": Markup(css_variables(LIGHT)), "dark": Markup(css_variables(DARK))},
    )


def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("formcheck.batch"), PackageLoader("formcheck.report")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )


def _headline(result: BatchResult) -> str:
    n, failed = len(result.clips), len(result.failed)
    if not failed:
        return f"All {n} clips gave a result" if n > 1 else "The clip gave a result"
    if failed == n:
        return "No clip gave a result"
    return f"{n - failed} of {n} clips gave a result"


def _shown(clip: ScoredClip, row: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    picture = clip.job.picture
    return {
        "file": clip.file,
        "report": quote(clip.report),
        "picture": quote(picture.relative_to(clip.job.out_dir).as_posix())
        if picture.is_file() else "",
        "facts": ", ".join(_facts(row)),
        "fields": [row[name] or "" for name in fields],
        "cells": [_cell(row, name, unit) for name, (_, unit) in COLUMNS.items()],
        "notes": " ".join(filter(None, [row["why_no_drop"], row["warnings"]])),
    }


def _facts(row: Mapping[str, Any]) -> list[str]:
    facts = [words.VIEW_WORDS.get(row["view"], row["view"])]
    if row["activity"] != "running":
        facts.append("nobody running" if row["activity"] == "none" else row["activity"])
    return [*facts, f"{row['duration_s']:.0f} s"]


def _cell(row: Mapping[str, Any], name: str, unit: str) -> dict[str, Any]:
    value = row.get(f"{name}_{unit}")
    confidence = row.get(f"{name}_confidence") or "not measurable"
    if value is None or pd.isna(value):
        return {"sort": "", "figure": "–", "interval": "", "confidence": "not measurable"}
    low, high = row[f"{name}_low_{unit}"], row[f"{name}_high_{unit}"]
    return {
        "sort": f"{value:.4f}",
        "figure": number(value, unit),
        "interval": f"{number(low, '', digits=1 if unit == 'deg' else 0)} to "
        f"{number(high, unit)}",
        "confidence": confidence,
    }


def _failures(result: BatchResult) -> dict[str, list[str]]:
    """The files without a result by the reason why."""
    reasons: dict[str, list[str]] = {}
    for clip in result.failed:
        reason = clip.record.reason
        reasons.setdefault(reason[:1].upper() + reason[1:], []).append(clip.file)
    return reasons


def _trends(by_session: pd.DataFrame | None, limits: FlagSettings) -> dict[str, Any]:
    """A plot for each runner with more than one dated session."""
    if by_session is None or not {"runner", "date"} <= set(by_session.columns):
        return {}
    shown: dict[str, Any] = {}
    for place, (runner, of_runner) in enumerate(by_session.groupby("runner", sort=True)):
        drawn = _both_layouts(
            partial(plots.trend, of_runner, limits), name=f"trend-{place}",
            label=f"Sessions of {runner}",
        )
        if drawn is not None:
            shown[str(runner)] = drawn
    return shown


def _plot(name: str, table: pd.DataFrame, limits: FlagSettings) -> dict[str, Markup] | None:
    return _both_layouts(
        partial(plots.PLOTS[name], table, limits), name=name.replace("_", "-"),
        label=plots.TITLES[name],
    )


def _both_layouts(
    draw: Callable[..., Figure | None], *, name: str, label: str
) -> dict[str, Markup] | None:
    """A plot for wide screens and one for phones, as SVG; None when there is nothing to show."""
    shown = {}
    layouts: tuple[Layout, Layout] = ("wide", "phone")
    for layout in layouts:
        figure = draw(layout=layout)
        if figure is None:
            return None
        shown[layout] = Markup(svg(
            figure, name=f"{name}-{layout}", label=label, css_class=layout))
    return {str(layout): drawn for layout, drawn in shown.items()}

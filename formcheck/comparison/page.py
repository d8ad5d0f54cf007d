"""The comparison as one page that needs nothing else: numbers, curves, video, what to mind."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import formcheck
from formcheck.comparison import plots, words
from formcheck.comparison.change import smallest_that_counts
from formcheck.comparison.result import Comparison
from formcheck.figures import number
from formcheck.report import words as report_words
from formcheck.report.chart import svg
from formcheck.report.style import DARK, LIGHT, css_variables
from formcheck.settings import CompareSettings

# A longer video stays beside the page instead of within it.
MOST_BYTES = 16_000_000


def render(
    comparison: Comparison, *, settings: CompareSettings, video: Path | None = None
) -> str:
    """The page as HTML, with the video inside unless it is very large."""
    return _environment().get_template("comparison.html").render(
        pair=comparison.last,
        comparison=comparison,
        headline=words.headline(comparison.last),
        words=words,
        number=number,
        confidence=report_words.CONFIDENCE_WORDS,
        pain=report_words.PAIN,
        video=_video(video),
        plots={name: _plot(comparison, name) for name in plots.PLOTS},
        plot_titles=plots.TITLES,
        settings=settings,
        least_drop_deg=smallest_that_counts(
            "pelvic_drop_left", settings, same_clothes=comparison.last.same_clothes),
        version=formcheck.__version__,
        variables={"light": Markup(css_variables(LIGHT)), "dark": Markup(css_variables(DARK))},
    )


def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [PackageLoader("formcheck.comparison"), PackageLoader("formcheck.report")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )


def _video(path: Path | None) -> str:
    if path is None:
        return ""
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        return path.name
    return f"data:video/mp4;base64,{base64.b64encode(content).decode('ascii')}"


def _plot(comparison: Comparison, name: str) -> dict[str, Markup] | None:
    shown = {}
    for layout in ("wide", "phone"):
        figure = plots.PLOTS[name](comparison, layout=layout)
        if figure is None:
            return None
        shown[layout] = Markup(svg(
            figure, name=f"{name}-{layout}", label=plots.TITLES[name], css_class=layout))
    return shown

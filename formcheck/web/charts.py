"""The plots to hover over and click on: Altair's; the report's are matplotlib's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from formcheck.figures import UNIT_WORDS
from formcheck.gait.drop import Z95
from formcheck.report.style import Theme
from formcheck.result import Analysis, GaitCycle
from formcheck.settings import FlagSettings
from formcheck.web import texts

MOMENT, TAKEN = "moment", "time_s"
_HEIGHT_PX = 320
# Points of a curve at most: more than a screen has pixels only makes it slow.
_MOST_POINTS = 1500
# Up to here the time of day tells clips apart, beyond it the year.
_DAYS = pd.Timedelta(days=7)


def pelvis_over_time(
    analysis: Analysis, colours: Theme, *, window: tuple[float, float], moment_s: float | None
) -> Any:
    """Tilt of the pelvis over a part of the clip, with stances, flags and the moment shown.

    A click selects the nearest frame, under the name `MOMENT`.
    """
    frames = analysis.frames
    part = frames[frames["time_s"].between(*window)]
    part = part.iloc[:: max(1, len(part) // _MOST_POINTS)]
    curve = pd.DataFrame({
        TAKEN: part["time_s"],
        "deg": part["pelvic_obliquity_deg"],
        "low": part["pelvic_obliquity_deg"] - Z95 * part["pelvic_obliquity_sd_deg"],
        "high": part["pelvic_obliquity_deg"] + Z95 * part["pelvic_obliquity_sd_deg"],
    }).dropna()
    reach = max(
        float(np.nanmax(np.abs([curve["low"], curve["high"]]))) + 1 if len(curve) else 0,
        analysis.settings.flags.deep_drop_deg + 1,
    )
    x = alt.X(f"{TAKEN}:Q", title=texts.TIME_AXIS, scale=alt.Scale(domain=window, nice=False))
    y = alt.Y(
        "deg:Q", title=texts.TILT_AXIS, scale=alt.Scale(domain=(-reach, reach)),
        axis=alt.Axis(labelExpr="abs(datum.value) + '°'", tickCount=7),
    )
    chosen = alt.selection_point(
        name=MOMENT, fields=[TAKEN], nearest=True, on="click", toggle=False, empty=False)
    base = alt.Chart(curve)
    layers: list[alt.Chart] = [
        _stances(analysis, colours, window),
        *_thresholds(analysis.settings.flags, colours, signed=True),
        base.mark_area(opacity=0.35, color=colours["quiet"]).encode(
            x=x, y=alt.Y("low:Q", title=texts.TILT_AXIS), y2="high:Q"),
        base.mark_line(color=colours["ink"], strokeWidth=2).encode(x=x, y=y),
        base.mark_point(size=400, opacity=0).encode(
            x=x, y=y,
            tooltip=[alt.Tooltip(f"{TAKEN}:Q", title="s", format=".2f"),
                     alt.Tooltip("deg:Q", title="°", format="+.1f")],
        ).add_params(chosen),
        *_flags(analysis, colours, window),
    ]
    if moment_s is not None:
        layers.append(
            alt.Chart(pd.DataFrame({TAKEN: [moment_s]}))
            .mark_rule(color=colours["ink"], strokeWidth=2.5).encode(x=f"{TAKEN}:Q")
        )
    return alt.layer(*layers).properties(height=_HEIGHT_PX)


def gait_cycle(cycle: GaitCycle, limits: FlagSettings, colours: Theme) -> Any:
    """Average drop over the stride of each leg with its 95 % band."""
    table = pd.concat([
        pd.DataFrame({"percent": cycle.percent, "leg": name, "deg": mean, "low": low, "high": high})
        for name, mean, low, high in (
            (texts.LEFT_LEG, cycle.left_deg, cycle.left_low_deg, cycle.left_high_deg),
            (texts.RIGHT_LEG, cycle.right_deg, cycle.right_low_deg, cycle.right_high_deg),
        ) if mean is not None
    ])
    ground = pd.DataFrame({"start": [0.0], "end": [cycle.toe_off_percent]})
    return alt.layer(
        alt.Chart(ground).mark_rect(color=colours["grid"], opacity=0.55).encode(
            x="start:Q", x2="end:Q", tooltip=alt.value(texts.ON_GROUND)),
        *_thresholds(limits, colours, signed=False),
        *_bands(table, "leg", [texts.LEFT_LEG, texts.RIGHT_LEG],
                [colours["left"], colours["right"]], texts.LEFT_RIGHT_AXIS, texts.DROP_AXIS),
    ).properties(height=_HEIGHT_PX)


def two_curves(table: pd.DataFrame, colours: Theme) -> Any:
    """Average tilt over the stride in two films: ``percent, film, deg, low, high``."""
    return alt.layer(*_bands(
        table, "film", [texts.BEFORE, texts.AFTER], [colours["quiet"], colours["ink"]],
        texts.CURVES_AXIS, texts.TILT_AXIS,
    )).properties(height=_HEIGHT_PX)


def cadence(analysis: Analysis, colours: Theme) -> Any | None:
    """Cadence of every step; None when there is none."""
    steps = analysis.steps
    if "cadence_spm" not in steps or steps["cadence_spm"].notna().sum() < 3:
        return None
    table = steps[["initial_contact_s", "cadence_spm", "side"]].dropna()
    table = table.assign(foot=table["side"].map(
        {"left": texts.LEFT_DOWN, "right": texts.RIGHT_DOWN}))
    layers = []
    reading = analysis.readings["cadence"]
    if reading.value is not None:
        mean = pd.DataFrame({"low": [reading.low], "high": [reading.high], "mean": [reading.value]})
        layers = [
            alt.Chart(mean).mark_rect(color=colours["quiet"], opacity=0.3).encode(
                y="low:Q", y2="high:Q"),
            alt.Chart(mean).mark_rule(color=colours["ink"]).encode(y="mean:Q"),
        ]
    dots = alt.Chart(table).mark_circle(size=55).encode(
        x=alt.X("initial_contact_s:Q", title=texts.TIME_AXIS),
        y=alt.Y("cadence_spm:Q", title=texts.SPM, scale=alt.Scale(zero=False)),
        color=_two_colours("foot", [texts.LEFT_DOWN, texts.RIGHT_DOWN],
                           [colours["left"], colours["right"]]),
        tooltip=[alt.Tooltip("foot:N", title=" "),
                 alt.Tooltip("cadence_spm:Q", title=texts.SPM, format=".0f")],
    )
    return alt.layer(*layers, dots).properties(height=240)


def trend(table: pd.DataFrame, reading: Mapping[str, Any], colours: Theme) -> Any:
    """One reading over time: ``when``, ``name``, ``value``, ``low``, ``high``.

    Parameters
    ----------
    table : DataFrame
    reading : mapping
        ``label`` and ``unit`` of the reading.
    colours : Theme
    """
    within_days = table["when"].max() - table["when"].min() < _DAYS
    x = alt.X("when:T", title=None, scale=alt.Scale(padding=30), axis=alt.Axis(
        format="%d %b, %H:%M" if within_days else "%d %b %Y", labelOverlap=True, tickCount=5))
    unit = UNIT_WORDS.get(reading["unit"], reading["unit"])
    title = f"{reading['label']} ({unit})"
    base = alt.Chart(table)
    tooltip = [alt.Tooltip("name:N", title=texts.TABLE_CLIP),
               alt.Tooltip("when:T", title=texts.TREND_WHEN, format="%d %b %Y, %H:%M"),
               alt.Tooltip("value:Q", format=".1f"),
               alt.Tooltip("low:Q", format=".1f"), alt.Tooltip("high:Q", format=".1f")]
    return alt.layer(
        base.mark_line(color=colours["quiet"]).encode(x=x, y=alt.Y("value:Q", title=title)),
        base.mark_rule(color=colours["quiet"], strokeWidth=2).encode(
            x=x, y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2="high:Q"),
        base.mark_circle(size=90, color=colours["left"]).encode(x=x, y="value:Q", tooltip=tooltip),
    ).properties(height=_HEIGHT_PX)


def _stances(analysis: Analysis, colours: Theme, window: tuple[float, float]) -> alt.Chart:
    steps = analysis.steps
    table = pd.DataFrame({
        "start": steps["initial_contact_s"], "end": steps["toe_off_s"],
        "foot": steps["side"].map({"left": texts.LEFT_DOWN, "right": texts.RIGHT_DOWN}),
    }).dropna()
    table = table[(table["end"] > window[0]) & (table["start"] < window[1])]
    table = table.assign(start=table["start"].clip(*window), end=table["end"].clip(*window))
    return alt.Chart(table).mark_rect(opacity=0.2).encode(
        x="start:Q", x2="end:Q",
        color=_two_colours("foot", [texts.LEFT_DOWN, texts.RIGHT_DOWN],
                           [colours["left"], colours["right"]]),
    )


def _flags(
    analysis: Analysis, colours: Theme, window: tuple[float, float]
) -> list[alt.Chart]:
    rows = [
        {TAKEN: flag.time_s, "number": str(number), "reason": flag.reason,
         "deg": analysis.frames["pelvic_obliquity_deg"].iloc[flag.frame],
         "colour": colours[flag.side]}
        for number, flag in enumerate(analysis.flags, start=1)
        if window[0] <= flag.time_s <= window[1]
    ]
    if not rows:
        return []
    base = alt.Chart(pd.DataFrame(rows)).encode(x=f"{TAKEN}:Q", y="deg:Q", tooltip="reason:N")
    return [
        base.mark_circle(size=340, opacity=1).encode(color=alt.Color("colour:N", scale=None)),
        base.mark_text(fontWeight="bold", fontSize=12, color=colours["on-side"]).encode(
            text="number:N"),
    ]


def _thresholds(limits: FlagSettings, colours: Theme, *, signed: bool) -> list[alt.Chart]:
    signs = (1, -1) if signed else (1,)
    return [
        alt.Chart(pd.DataFrame({"deg": [sign * limit for sign in signs]}))
        .mark_rule(color=colours["soft"], strokeDash=dash).encode(y="deg:Q")
        for limit, dash in ((limits.drop_deg, [6, 4]), (limits.deep_drop_deg, [2, 4]))
    ]


def _bands(
    table: pd.DataFrame, what: str, names: list[str], colours: list[str], x_title: str,
    y_title: str,
) -> list[alt.Chart]:
    """Curves with their bands over the gait cycle."""
    x = alt.X("percent:Q", title=x_title, scale=alt.Scale(domain=(0, 100)))
    y = alt.Y("deg:Q", title=y_title, axis=alt.Axis(labelExpr="datum.value + '°'"))
    colour = _two_colours(what, names, colours)
    base = alt.Chart(table)
    return [
        base.mark_area(opacity=0.22).encode(
            x=x, y=alt.Y("low:Q", title=y_title), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2.5).encode(
            x=x, y=y, color=colour,
            tooltip=[f"{what}:N", alt.Tooltip("percent:Q", title="%", format=".0f"),
                     alt.Tooltip("deg:Q", title="°", format=".1f")],
        ),
    ]


def _two_colours(what: str, names: list[str], colours: list[str]) -> alt.Color:
    return alt.Color(
        f"{what}:N", scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend(title=None, orient="top"),
    )

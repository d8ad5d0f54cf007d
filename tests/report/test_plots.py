"""The plots show the analysis' own numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from formcheck.report import plots
from formcheck.report.chart import clock, png, svg
from formcheck.report.style import LIGHT
from tests.builders import make_analysis, without


def shown(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def lines_of(figure: Figure, colour: str) -> list[Any]:
    return [line for axes in figure.axes for line in axes.lines
            if to_hex(line.get_color()) == LIGHT[colour]]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_curve_is_the_fitted_obliquity_of_the_frames() -> None:
    analysis = make_analysis(duration_s=6.0)
    (curve,) = lines_of(shown(plots.pelvis_over_time(analysis)), "soft")[-1:]
    np.testing.assert_allclose(curve.get_xdata(), analysis.frames["time_s"])
    np.testing.assert_allclose(curve.get_ydata(), analysis.frames["pelvic_obliquity_deg"])


def test_stance_is_drawn_in_the_colour_of_its_leg() -> None:
    analysis = make_analysis(duration_s=6.0, drop_left=6.5, drop_right=3.6, drop_scatter=0)
    figure = shown(plots.pelvis_over_time(analysis))
    left = np.concatenate([line.get_ydata() for line in lines_of(figure, "left")])
    right = np.concatenate([line.get_ydata() for line in lines_of(figure, "right")])
    assert np.nanmax(left) == pytest.approx(6.5, abs=0.1)
    assert np.nanmin(left) > 0
    assert np.nanmin(right) == pytest.approx(-3.6, abs=0.1)
    assert np.nanmax(right) < 0.5


def test_every_flag_is_numbered_at_its_frame_and_links_to_its_picture() -> None:
    analysis = make_analysis(duration_s=20.0)
    figure = shown(plots.pelvis_over_time(analysis))
    marks = {text.get_text(): text for axes in figure.axes for text in axes.texts
             if text.get_url()}
    assert list(marks) == [str(n) for n in range(1, len(analysis.flags) + 1)]
    for number, flag in enumerate(analysis.flags, start=1):
        sign = 1 if flag.side == "left" else -1
        assert marks[str(number)].xy == (flag.time_s, sign * flag.value_deg)
        assert marks[str(number)].get_url() == f"#flag-{number}"


def test_of_a_long_clip_every_flag_is_shown() -> None:
    analysis = make_analysis(duration_s=150.0, drop_scatter=1.5)
    figure = shown(plots.pelvis_over_time(analysis))
    marked = {text.get_text() for axes in figure.axes for text in axes.texts if text.get_url()}
    assert marked == {str(n) for n in range(1, len(analysis.flags) + 1)}
    assert len(figure.axes) <= len(analysis.flags)


def test_the_sourced_thresholds_are_drawn_on_both_sides() -> None:
    figure = shown(plots.pelvis_over_time(make_analysis(duration_s=6.0)))
    heights = {line.get_ydata()[0] for line in figure.axes[0].lines if len(line.get_ydata()) == 2}
    assert {5.6, -5.6, 8.4, -8.4, 0} <= heights
    assert {"5.6°", "8.4°"} <= set(texts(figure))


@pytest.mark.parametrize(("layout", "rows"), [("wide", 2), ("phone", 3)])
def test_long_clips_are_split_into_rows(layout: Any, rows: int) -> None:
    figure = shown(plots.pelvis_over_time(make_analysis(duration_s=12.0), layout=layout))
    assert len(figure.axes) == rows
    assert figure.axes[0].get_xlim()[0] == 0
    assert figure.axes[-1].get_xlim()[1] == pytest.approx(12.0, abs=0.05)


def test_the_average_stride_shows_both_legs_with_their_band_and_stance() -> None:
    analysis = make_analysis()
    figure = shown(plots.average_stride(analysis))
    assert analysis.cycle is not None
    for side in ("left", "right"):
        (curve,) = lines_of(figure, side)
        np.testing.assert_allclose(curve.get_ydata(), getattr(analysis.cycle, f"{side}_deg"))
    legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert legend == ["left leg, 16 strides", "right leg, 16 strides"]
    stance = figure.axes[0].patches[0]
    assert (stance.get_x(), stance.get_width()) == (0, 36)


def test_cadence_shows_every_step_the_mean_and_its_interval() -> None:
    analysis = make_analysis(cadence=168.0)
    figure = shown(plots.cadence_over_time(analysis))
    dots = [line for side in ("left", "right") for line in lines_of(figure, side)]
    assert sum(len(line.get_xdata()) for line in dots) == len(analysis.steps)
    (mean,) = lines_of(figure, "ink")
    assert mean.get_ydata()[0] == 168.0
    band = figure.axes[0].patches[0]
    assert (band.get_y(), band.get_height()) == pytest.approx((166.8, 2.4))


def test_a_dot_for_every_steady_step() -> None:
    analysis = make_analysis()
    steps = analysis.steps.assign(steady=analysis.steps["step"] > 1)
    figure = shown(plots.drop_of_every_step(without(analysis, steps=steps)))
    drawn = np.concatenate([
        line.get_xdata() for side in ("left", "right") for line in lines_of(figure, side)])
    np.testing.assert_allclose(
        np.sort(drawn), np.sort(steps.loc[steps["steady"], "peak_drop_deg"]))


def test_the_whole_interval_of_a_leg_is_in_the_plot_and_no_tick_is_below_zero() -> None:
    analysis = make_analysis(drop_left=9.0, half_interval=3.0)
    (axes,) = shown(plots.drop_of_every_step(analysis)).axes
    assert axes.get_xlim()[1] > 12.0
    assert list(axes.get_xticks()) == [0, 2, 4, 6, 8, 10, 12]


def test_a_few_steps_make_no_plot_over_time() -> None:
    analysis = make_analysis()
    assert plots.cadence_over_time(without(analysis, steps=analysis.steps.iloc[:4])) is None
    assert plots.cadence_over_time(without(analysis, steps=analysis.steps.iloc[:5])) is not None


def test_what_was_not_measured_has_no_plot() -> None:
    side_view = make_analysis(view="left", measurable=False)
    assert plots.pelvis_over_time(side_view) is None
    assert plots.average_stride(side_view) is None
    assert plots.drop_of_every_step(side_view) is None
    assert plots.cadence_over_time(side_view) is not None
    nobody = make_analysis(activity="none", measurable=False)
    assert [name for name, plot in plots.PLOTS.items() if plot(nobody) is not None] == []


def test_svg_takes_the_colours_of_the_page_and_ids_of_its_own() -> None:
    figure = shown(plots.pelvis_over_time(make_analysis(duration_s=5.0)))
    text = svg(figure, name="one", label='the "pelvis" <over> time', css_class="wide")
    assert "var(--left)" in text
    assert "var(--right-soft)" in text
    assert not any(colour in text for colour in LIGHT.values())
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert ids
    assert all(name.startswith("one-") for name in ids)
    assert 'href="#flag-1"' in text
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert "&#34;pelvis&#34; &lt;over&gt;" in text.split(">", 1)[0]
    assert "DejaVu" not in text


def test_png_is_as_wide_as_its_layout_at_two_pixels_a_pixel() -> None:
    data = png(shown(plots.cadence_over_time(make_analysis(), layout="phone", titled=True)))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 700


@pytest.mark.parametrize(
    ("time_s", "said"),
    [(7.5, "7.5 s"), (0.0, "0 s"), (59.94, "59.9 s"), (127.0, "2:07 min"), (600.0, "10:00 min")],
)
def test_times_are_told_as_a_runner_reads_them(time_s: float, said: str) -> None:
    assert clock(time_s) == said


@pytest.mark.parametrize("written", ["png", "svg"])
def test_a_figure_is_drawn_once_for_drawing_takes_the_longest(monkeypatch, written: str) -> None:
    drawn, draw = [], Figure.draw
    monkeypatch.setattr(
        Figure, "draw", lambda figure, renderer: (drawn.append(figure), draw(figure, renderer)))
    figure = shown(plots.cadence_over_time(make_analysis()))
    text = png(figure) if written == "png" else svg(figure, name="n", label="", css_class="")
    assert len(text) > 1000
    assert drawn == [figure]

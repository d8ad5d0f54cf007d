"""A clip's result: the verdict first, then readings, moments, sides, what to take home."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from formcheck.report import cards, words
from formcheck.report import page as report_page
from formcheck.report.files import FRAMES, OVERLAY, REPORT, STEPS, SUMMARY
from formcheck.result import Analysis
from formcheck.sources import sources
from formcheck.web import charts, look, texts
from formcheck.web.moments import Moments
from formcheck.work_on import work_on


def show_result(analysis: Analysis, result: Path, *, key: str) -> None:
    """The whole result.

    Parameters
    ----------
    analysis : Analysis
    result : Path
        The folder of its result.
    key : str
        Tells this result from others that this visit shows.
    """
    moments = Moments(analysis, result, key=key)
    st.title(words.verdict(analysis).headline, anchor=False)
    st.caption(" · ".join([look.plain(analysis.clip.name), *report_page.clip_facts(analysis)]))
    look.piece(report_page.piece(analysis, "said"), key=f"said_{key}", on_chose=moments.chose_link)
    _readings(analysis, key)
    if analysis.frames["pelvic_obliquity_deg"].notna().any():
        moments.show()
    elif (result / OVERLAY).is_file():
        moments.show_video_alone()
    _sides(analysis)
    _rhythm(analysis)
    _judge(analysis)
    _work_on(analysis, key)
    look.piece(report_page.piece(analysis, "form"), key=f"form_{key}")
    if cards.further(analysis):
        st.header(texts.FURTHER, anchor=False)
        look.piece(report_page.piece(analysis, "further"), key=f"further_{key}")
    _filming(analysis)
    _downloads(result, key)
    _sources(analysis)
    st.caption(words.PAIN)
    st.caption(words.NOT_A_GOAL)


def _readings(analysis: Analysis, key: str) -> None:
    st.header(texts.READINGS, anchor=False, help=texts.GLOSSARY["95 %"])
    limits = analysis.settings.flags
    if any(analysis.readings[name].measurable for name in words.DROPS.values()):
        st.caption(texts.SCALE_NOTE.format(drop=limits.drop_deg, deep=limits.deep_drop_deg))
    look.piece(report_page.piece(analysis, "readings"), key=f"readings_{key}")


def _work_on(analysis: Analysis, key: str) -> None:
    """Drills that the findings point to; for the curious where none does."""
    drills = report_page.piece(analysis, "drills")
    if work_on(analysis).tied:
        st.header(texts.WORK_ON, anchor=False)
        st.caption(f"{words.NOT_A_GOAL} {texts.START_WITH_ONE}")
        look.piece(drills, key=f"drills_{key}")
    else:
        with st.expander(texts.DRILLS, icon=":material/fitness_center:"):
            st.caption(texts.DRILLS_NOTE)
            look.piece(drills, key=f"drills_{key}")


def _sides(analysis: Analysis) -> None:
    cycle = analysis.cycle
    if cycle is None or (cycle.left_deg is None and cycle.right_deg is None):
        return
    st.header(texts.LEFT_RIGHT, anchor=False)
    st.caption(texts.LEFT_RIGHT_LEAD)
    chart = charts.gait_cycle(cycle, analysis.settings.flags, look.theme())
    st.altair_chart(chart, alt=texts.LEFT_RIGHT_ALT)


def _rhythm(analysis: Analysis) -> None:
    chart = charts.cadence(analysis, look.theme())
    if chart is None:
        return
    st.header(texts.RHYTHM, anchor=False, help=texts.GLOSSARY["Cadence"])
    st.caption(texts.RHYTHM_LEAD)
    st.altair_chart(chart, alt=texts.RHYTHM_ALT)


def _judge(analysis: Analysis) -> None:
    pictures = report_page.patches(analysis)
    if not pictures:
        return
    st.header(texts.JUDGE, anchor=False)
    st.caption(texts.JUDGE_LEAD)
    with st.container(horizontal=True):
        for title, drop_deg, picture in pictures:
            st.image(picture, caption=f"{title}: {drop_deg:.1f}°", width=240)


def _filming(analysis: Analysis) -> None:
    sure = words.everything_measurable(analysis)
    with st.expander(texts.NEXT_FILM, expanded=not sure, icon=":material/videocam:"):
        for line in analysis.findings.checkup:
            st.markdown(f"- {look.plain(line)}")


def _downloads(result: Path, key: str) -> None:
    if not result.is_dir():
        return
    st.header(texts.DOWNLOADS, anchor=False)
    offered = [
        (REPORT, texts.REPORT, "text/html"), (OVERLAY, texts.OVERLAY, "video/mp4"),
        (FRAMES, texts.FRAMES_CSV, "text/csv"), (STEPS, texts.STEPS_CSV, "text/csv"),
        (SUMMARY, texts.SUMMARY_JSON, "application/json"),
    ]
    downloads([(result / name, words, kind) for name, words, kind in offered], key=key)


def downloads(files: list[tuple[Path, str, str]], *, key: str) -> None:
    """A button for each of these files that is there: path, words, kind."""
    with st.container(horizontal=True):
        for path, label, kind in files:
            if path.is_file():
                st.download_button(
                    label, path.read_bytes(), file_name=path.name, mime=kind, on_click="ignore",
                    key=f"{key}_{path.name}",
                )


def _sources(analysis: Analysis) -> None:
    with st.expander(texts.SOURCES, icon=":material/menu_book:"):
        for source in sources(analysis, also=work_on(analysis).source_keys):
            st.markdown(f"- {look.plain(source.said)} [{source.citation}]({source.url})")
    with st.expander(texts.HOW_MEASURED, icon=":material/straighten:"):
        rows = [
            {"": reading.label, " ": reading.method}
            for reading in analysis.readings.values() if reading.measurable
        ]
        st.table(pd.DataFrame(rows).set_index("") if rows else pd.DataFrame())

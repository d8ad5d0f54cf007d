"""My history: what was done before, what became of a reading, and two picked to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

from formcheck.web import charts, look, texts, under_way
from formcheck.web.pages import pair
from formcheck.web.state import store
from formcheck.web.store import Entry

_READINGS = ("pelvic_drop_left", "pelvic_drop_right", "pelvic_drop_asymmetry", "cadence")


def show(open_entry: Callable[[Entry], None]) -> None:
    st.title(texts.MY_HISTORY, anchor=False)
    entries = store().entries()
    if not entries:
        st.info(texts.HISTORY_EMPTY)
        return
    st.markdown(texts.HISTORY_LEAD)
    for entry in entries:
        _entry(entry, open_entry)
    _pick_two([entry for entry in entries if entry.kind == "clip" and entry.state == "done"],
              open_entry)
    _trend()
    _delete_all(entries)


def _entry(entry: Entry, open_entry: Callable[[Entry], None]) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        when = datetime.fromtimestamp(entry.created_s).strftime("%d %b %Y, %H:%M")
        facts = [texts.KINDS[entry.kind], when, texts.STATES[entry.state]]
        with st.container():
            st.markdown(f"**{look.plain(entry.name)}**")
            st.caption(" · ".join(filter(None, facts)))
        if st.button(texts.OPEN, key=f"open_{entry.id}"):
            open_entry(entry)
        under_way.delete_button(entry)


def _pick_two(clips: list[Entry], open_entry: Callable[[Entry], None]) -> None:
    if len(clips) < 2:
        return
    st.header(texts.PICK_TWO, anchor=False)
    with st.form("pick_two"):
        columns = st.columns(2)
        before, after = (
            column.selectbox(label, clips, start, format_func=lambda entry: entry.name)
            for column, label, start in (
                (columns[0], texts.BEFORE, 1), (columns[1], texts.AFTER, 0))
        )
        if st.form_submit_button(texts.COMPARE):
            entry = pair.begun(before, after)
            if entry is not None:
                open_entry(entry)


def _trend() -> None:
    st.header(texts.TREND, anchor=False)
    st.caption(texts.TREND_LEAD)
    known = {name: store().readings(name) for name in _READINGS}
    known = {name: found for name, found in known.items() if len(found) >= 2}
    if not known:
        st.caption(texts.TREND_FEW)
        return
    name = st.selectbox(
        texts.TREND_OF, list(known), format_func=lambda name: known[name][0][1]["label"])
    table = pd.DataFrame([
        {"when": datetime.fromtimestamp(entry.created_s), "name": entry.name,
         **{part: values[part] for part in ("value", "low", "high")}}
        for entry, values in known[name]
    ])
    chart = charts.trend(table, known[name][0][1], look.theme())
    st.altair_chart(chart, alt=texts.TREND_ALT)


def _delete_all(entries: list[Entry]) -> None:
    with st.popover(texts.DELETE_ALL):
        if st.button(texts.DELETE_ALL_SURE, type="primary"):
            for entry in entries:
                under_way.remove(entry)
            st.rerun()

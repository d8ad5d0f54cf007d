"""My clip: upload, look, analyse, read."""

from __future__ import annotations

from typing import Any, BinaryIO

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.web import texts, under_way
from formcheck.web.intake import CLIP_TYPES, take_clip
from formcheck.web.result_view import show_result
from formcheck.web.samples import samples
from formcheck.web.state import LIMITS, place, store
from formcheck.web.store import Entry
from formcheck.web.work import kept


def show() -> None:
    entry = under_way.shown_entry("clip")
    if entry is None:
        _ask()
    elif entry.state == "done":
        _done(entry)
    else:
        _head(entry)
        if entry.state in ("failed", "cancelled"):
            under_way.ended_without_result(entry)
        else:
            under_way.watch(entry)


def _ask() -> None:
    st.title(texts.CLIP_TITLE, anchor=False)
    st.markdown(texts.CLIP_LEAD)
    upload, sample = st.columns([1.4, 1], gap="medium")
    with upload.container(border=True, height="stretch"):
        file = st.file_uploader(
            texts.CLIP_UPLOAD, CLIP_TYPES, help=texts.CLIP_UPLOAD_HELP,
            max_upload_size=LIMITS.max_upload_mb,
        )
        request = _options()
        if file is not None:
            _begin(file.name, file, request)
        st.caption(
            texts.PRIVACY_HOSTED.format(hours=(place().keep_s or 0) / 3600) if place().hosted
            else texts.PRIVACY_LOCAL
        )
    with sample.container(border=True, height="stretch"):
        _sample()


def _sample() -> None:
    known = samples()
    if not known:
        return
    st.markdown(f"**{texts.OR_SAMPLE}**")
    title = st.selectbox(texts.SAMPLE_CHOICE, list(known), label_visibility="collapsed")
    if st.button(texts.LOOK_AT_SAMPLE, type="primary", icon=":material/play_arrow:"):
        with known[title].open("rb") as file:
            _begin(known[title].name, file, {})
    st.caption(texts.SAMPLE_NOTE)


def _options() -> dict[str, Any]:
    """What is told of the clip, as settings that differ from the usual."""
    with st.expander(texts.OPTIONS, icon=":material/tune:"):
        view = st.selectbox(
            texts.VIEW, list(texts.VIEWS), format_func=lambda view: texts.VIEWS[view],
            help=texts.VIEW_HELP)
        slow = st.number_input(texts.SLOW, 1.0, 32.0, 1.0, 1.0, help=texts.SLOW_HELP)
        person = st.number_input(
            texts.PERSON, 0, 9, None, 1, help=texts.PERSON_HELP)
        blur = st.checkbox(texts.BLUR)
    told = {
        "view": view, "slow_motion": slow if slow != 1 else None, "person": person,
        "blur_faces": blur or None,
    }
    settings = {name: value for name, value in told.items() if value is not None}
    return {"settings": settings} if settings else {}


def _begin(name: str, file: BinaryIO, request: dict[str, Any]) -> None:
    try:
        entry = take_clip(store(), name, file, request)
    except FormcheckError as error:
        st.error(str(error))
        return
    if entry.state != "new" or under_way.start(entry):
        under_way.show(entry)
        st.rerun()
    store().remove(entry)


def _head(entry: Entry) -> None:
    st.title(entry.name, anchor=False)
    if st.button(texts.ANOTHER, icon=":material/arrow_back:", type="tertiary"):
        under_way.show_none()
        st.rerun()


def _done(entry: Entry) -> None:
    result = store().result(entry)
    analysis = kept(result)
    if analysis is None:
        st.title(entry.name, anchor=False)
        st.info(texts.RESULT_OF_OLD)
        under_way.ended_without_result(entry)
        return
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if st.button(texts.ANOTHER, icon=":material/arrow_back:", type="tertiary"):
            under_way.show_none()
            st.rerun()
        under_way.delete_button(entry)
    show_result(analysis, result, key=entry.id)

"""My clip: upload, look, analyse, read."""

from __future__ import annotations

from typing import BinaryIO

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.result import Analysis
from formcheck.web import look, texts, under_way
from formcheck.web.first_look import show_look
from formcheck.web.intake import CLIP_TYPES, take_clip
from formcheck.web.result_view import show_result
from formcheck.web.samples import samples
from formcheck.web.state import LIMITS, place, store
from formcheck.web.store import Entry
from formcheck.web.work import EARLY, KEPT, LOOK, kept


def show() -> None:
    entry = under_way.shown_entry("clip")
    if entry is None:
        _ask()
    elif entry.state == "done":
        _done(entry)
    elif (early := _early(entry)) is not None:
        under_way.another_button(entry)
        under_way.watch(entry)
        show_result(early, store().folder(entry) / EARLY, key=f"{EARLY}_{entry.id}")
    else:
        _head(entry)
        if entry.state == "looked":
            show_look(entry)
        elif entry.state in ("failed", "cancelled"):
            under_way.ended_without_result(entry)
        else:
            under_way.watch(entry, until=EARLY + KEPT)


def _early(entry: Entry) -> Analysis | None:
    """The readings, while report and video are still being made."""
    if entry.state != "working":
        return None
    found: Analysis | None = kept(store().folder(entry) / EARLY)
    return found


def _ask() -> None:
    st.title(texts.CLIP_TITLE, anchor=False)
    st.markdown(texts.CLIP_LEAD)
    upload, sample = st.columns([1.4, 1], gap="medium")
    with upload.container(border=True, height="stretch"):
        file = st.file_uploader(
            texts.CLIP_UPLOAD, CLIP_TYPES, help=texts.CLIP_UPLOAD_HELP,
            max_upload_size=LIMITS.max_upload_mb,
        )
        if file is not None:
            _begin(file.name, file)
        st.caption(_privacy())
    with sample.container(border=True, height="stretch"):
        _sample()


def _privacy() -> str:
    if not place().hosted:
        return texts.PRIVACY_LOCAL
    keep_s = place().keep_s
    return texts.PRIVACY_HOSTED.format(
        until=texts.UNTIL_DELETED if keep_s is None
        else texts.UNTIL_HOURS.format(hours=keep_s / 3600))


def _sample() -> None:
    known = samples()
    if not known:
        return
    st.markdown(f"**{texts.OR_SAMPLE}**")
    title = st.selectbox(texts.SAMPLE_CHOICE, list(known), label_visibility="collapsed")
    if st.button(texts.LOOK_AT_SAMPLE, type="primary"):
        with known[title].open("rb") as file:
            _begin(known[title].name, file)
    st.caption(texts.SAMPLE_NOTE)


def _begin(name: str, file: BinaryIO) -> None:
    try:
        entry = take_clip(store(), name, file, {})
    except FormcheckError as error:
        st.error(look.plain(str(error)))
        return
    if entry.state != "new" or under_way.start(entry, task="look"):
        under_way.show(entry)
        st.rerun()
    store().remove(entry)


def _head(entry: Entry) -> None:
    st.title(look.plain(entry.name), anchor=False)
    under_way.another_button(entry)


def _done(entry: Entry) -> None:
    result = store().result(entry)
    analysis = kept(result)
    if analysis is None:
        st.title(look.plain(entry.name), anchor=False)
        under_way.ended_without_result(entry)
        return
    with st.container(horizontal=True):
        under_way.another_button(entry)
        st.space("stretch")
        if st.button(texts.OTHERWISE, type="tertiary"):
            _look_again(entry)
        under_way.delete_button(entry)
    _slow_motion(entry, analysis)
    show_result(analysis, result, key=entry.id)


def _look_again(entry: Entry) -> None:
    """Back to the first look, where options are chosen; it may not have been taken yet."""
    if (store().folder(entry) / (LOOK + KEPT)).is_file():
        store().change(entry, state="looked")
        st.rerun()
    if under_way.start(entry, task="look"):
        st.rerun()


def _slow_motion(entry: Entry, analysis: Analysis) -> None:
    """A proposal is taken up by one click."""
    proposal = analysis.slow_motion_proposal
    if proposal is None or analysis.slow_motion_factor != 1:
        return
    with st.container(border=True):
        st.markdown(f"**{texts.SLOWED.format(factor=proposal.factor)}**")
        for reason in proposal.reasons:
            st.caption(reason)
        if st.button(texts.SLOWED_YES):
            settings = {**entry.request.get("settings", {}), "slow_motion": proposal.factor}
            if under_way.start(store().change(entry, request={"settings": settings})):
                st.rerun()

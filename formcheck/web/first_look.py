"""The first look at a clip: a light, the runner marked in a still, and what can be told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import streamlit as st

from formcheck.settings import HEIGHTS_CM
from formcheck.web import texts, under_way
from formcheck.web.state import store
from formcheck.web.store import Entry
from formcheck.web.work import LOOK, kept

if TYPE_CHECKING:
    from formcheck.preflight import Preflight

_SHOWN = {"green": st.success, "yellow": st.info, "red": st.warning}


def show_look(entry: Entry) -> None:
    """What the first look has found, and the button that starts the analysis."""
    found = kept(store().folder(entry) / LOOK)
    if found is None:
        under_way.ended_without_result(entry)
        return
    picture, words = st.columns([1, 1.6], gap="medium")
    with picture:
        st.image(
            cv2.cvtColor(found.still_bgr, cv2.COLOR_BGR2RGB), caption=texts.LOOK_CAPTION,
            alt=texts.LOOK_ALT)
    with words:
        _light(found)
        person = _person(found, entry.request.get("settings", {}).get("person", 0))
        told = _options(entry)
        go = texts.LOOK_ANYWAY if found.light == "red" else texts.LOOK_GO
        with st.container(horizontal=True):
            if st.button(go, type="primary"):
                _analyse(entry, {**told, **person})
            under_way.delete_button(entry)


def _light(found: Preflight) -> None:
    _SHOWN[found.light](texts.LOOK_LIGHTS[found.light], icon=texts.LOOK_MARKS[found.light])
    for check in found.checks:
        mark = texts.LOOK_MARKS[check.light]
        advice = f" {check.advice}" if check.advice else ""
        st.markdown(f"{mark} {check.found}{advice}")


def _person(found: Preflight, chosen: int) -> dict[str, Any]:
    """Whom to follow, if more than one person is there."""
    if len(found.people) < 2:
        return {}
    st.caption(texts.LOOK_PEOPLE_CHECK)
    number = st.pills(
        texts.LOOK_PEOPLE, [person.number for person in found.people], default=chosen,
        format_func=lambda number: texts.LOOK_PERSON.format(number=number))
    return {"person": number} if number else {}


def _options(entry: Entry) -> dict[str, Any]:
    """What is told of the clip, as settings that differ from the usual."""
    known = entry.request.get("settings", {})
    with st.expander(texts.OPTIONS, icon=":material/tune:"):
        view = st.selectbox(
            texts.VIEW, list(texts.VIEWS), list(texts.VIEWS).index(known.get("view")),
            format_func=lambda view: texts.VIEWS[view], help=texts.VIEW_HELP)
        slow = st.number_input(
            texts.SLOW, 1.0, 32.0, known.get("slow_motion", 1.0), 1.0, help=texts.SLOW_HELP)
        height = st.number_input(
            texts.HEIGHT, *HEIGHTS_CM, known.get("height_cm"), 1.0, "%.0f", help=texts.HEIGHT_HELP)
        blur = st.checkbox(texts.BLUR, known.get("blur_faces", False))
    told = {"view": view, "slow_motion": slow if slow != 1 else None, "height_cm": height,
            "blur_faces": blur or None}
    return {name: value for name, value in told.items() if value is not None}


def _analyse(entry: Entry, settings: dict[str, Any]) -> None:
    request = {"settings": settings} if settings else {}
    same = store().same_clip(entry.sha256, request)
    if same is not None and same.id != entry.id and same.state == "done":
        store().remove(entry)
        under_way.show(same)
        st.rerun()
    if under_way.start(store().change(entry, request=request)):
        st.rerun()

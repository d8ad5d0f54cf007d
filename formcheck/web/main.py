"""The page as a whole: which screens there are, and what they share."""

from __future__ import annotations

from functools import partial

import streamlit as st

from formcheck.web import look, state, texts, under_way
from formcheck.web.pages import clip, filming, folder, history, pair
from formcheck.web.store import Entry

# For how long a browser is known where nothing is removed, seconds: a year.
KNOWN_S = 365 * 86_400.0


def main() -> None:
    """Draw the screen that is asked for."""
    st.set_page_config(page_title=texts.TITLE, page_icon=look.ICON, layout="wide")
    st.html(look.PAGE_CSS)
    place = state.place()
    if place.hosted:
        look.remember_visitor(state.visitor(), keep_s=place.keep_s or KNOWN_S)
    of_kind = {
        "clip": st.Page(
            clip.show, title=texts.MY_CLIP, icon=":material/directions_run:", default=True),
        "pair": st.Page(
            pair.show, title=texts.BEFORE_AFTER, icon=":material/compare_arrows:",
            url_path="compare"),
        "folder": st.Page(
            folder.show, title=texts.A_FOLDER, icon=":material/folder:", url_path="folder"),
    }

    def open_entry(entry: Entry) -> None:
        st.switch_page(of_kind[entry.kind], query_params={under_way.PARAMETER: entry.id})

    st.navigation([
        *of_kind.values(),
        st.Page(
            partial(history.show, open_entry), title=texts.MY_HISTORY, icon=":material/history:",
            url_path="history"),
        st.Page(
            filming.show, title=texts.HOW_TO_FILM, icon=":material/videocam:",
            url_path="filming"),
    ], position="top").run()

"""How to film: one screen of drawings, and what each view can measure."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import streamlit as st

from formcheck.web import look, texts


def show() -> None:
    st.title(texts.HOW_TO_FILM, anchor=False)
    st.markdown(texts.FILM_LEAD)
    rows = [texts.FILM_CARDS[start:start + 4] for start in range(0, len(texts.FILM_CARDS), 4)]
    for row in rows:
        for column, (drawing, title, words, alt) in zip(st.columns(4), row, strict=True):
            with column.container(border=True, height="stretch"):
                st.image(_drawing(drawing), alt=alt)
                st.markdown(f"**{title}**")
                st.caption(words)
    st.caption(texts.FILM_SOURCE)
    st.header(texts.FILM_TABLE, anchor=False)
    table = pd.DataFrame([row[1:] for row in texts.FILM_CAN], columns=list(texts.FILM_VIEWS),
                         index=[row[0] for row in texts.FILM_CAN])
    st.table(table)
    st.caption(texts.FILM_TABLE_NOTE)


def _drawing(name: str) -> str:
    """The drawing in the theme's colours."""
    svg = (files("formcheck.web") / "drawings" / name).read_text("utf-8")
    for colour, value in look.theme().items():
        svg = svg.replace(f"var(--{colour})", value)
    return svg

"""How to film: one screen of drawings, and what each view can measure."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import streamlit as st

from formcheck.gait.posture.calibration import calibration_of
from formcheck.gait.posture.registry import MEASURES
from formcheck.web import filming_texts, look, texts

# Behind, side, front, in the order of `filming_texts.VIEWS`.
_ASKED = ("rear", "left", "front")


def show() -> None:
    st.title(texts.HOW_TO_FILM, anchor=False)
    st.markdown(filming_texts.LEAD)
    cards = filming_texts.CARDS
    rows = [cards[start:start + 4] for start in range(0, len(cards), 4)]
    for row in rows:
        for column, (drawing, title, words, alt) in zip(st.columns(4), row, strict=True):
            with column.container(border=True, height="stretch"):
                st.image(_drawing(drawing), alt=alt)
                st.markdown(f"**{title}**")
                st.caption(words)
    st.caption(filming_texts.SOURCE)
    st.header(filming_texts.TABLE, anchor=False)
    st.table(_what_views_can())
    st.caption(filming_texts.TABLE_NOTE)


def _what_views_can() -> pd.DataFrame:
    """A row for each reading: from where it is read, as far as that was borne out."""
    views = {
        filming_texts.ALWAYS: _ASKED,
        filming_texts.DROP: ("rear",),
        **{measure.label: measure.views for measure in MEASURES if calibration_of(measure.name)},
    }
    return pd.DataFrame(
        [[filming_texts.YES if view in can else filming_texts.NO for view in _ASKED]
         for can in views.values()],
        index=list(views), columns=list(filming_texts.VIEWS),
    )


def _drawing(name: str) -> str:
    """The drawing in the theme's colours."""
    svg = (files("formcheck.web") / "drawings" / name).read_text("utf-8")
    for colour, value in look.theme().items():
        svg = svg.replace(f"var(--{colour})", value)
    return svg

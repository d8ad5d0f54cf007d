"""The table of a scored folder as the page shows it."""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd
import streamlit as st

from formcheck.batch.outcome import BatchResult, ScoredClip
from formcheck.figures import CONFIDENCE_WORDS
from formcheck.readings import Confidence
from formcheck.web import texts

SURE = "sure"
_GOOD = ("high", "medium")
_SURE_WORDS: dict[Confidence, str] = {**CONFIDENCE_WORDS, "not measurable": texts.UNSURE}


def score_rows(scores: BatchResult) -> pd.DataFrame:
    """A row for each clip with a result, under the name of its job."""
    clips = [clip for clip in scores.clips if clip.ok]
    return pd.DataFrame([_row(clip) for clip in clips], index=[clip.job.name for clip in clips])


def columns() -> dict[str, Any]:
    """How the columns are shown, in their order."""
    degrees = st.column_config.NumberColumn(format="%.1f")
    return {
        texts.TABLE_PICTURE: st.column_config.ImageColumn(width="small"),
        texts.TABLE_CLIP: st.column_config.TextColumn(width="medium"),
        texts.TABLE_LEFT: degrees,
        texts.TABLE_RIGHT: degrees,
        texts.TABLE_DIFFERENCE: degrees,
        texts.TABLE_SURE: st.column_config.TextColumn(help=texts.GLOSSARY["95 %"]),
        texts.TABLE_CADENCE: st.column_config.NumberColumn(
            format="%.0f", help=texts.GLOSSARY["Cadence"]),
        texts.TABLE_FLAGS: st.column_config.NumberColumn(format="%d"),
        texts.TABLE_VIEW: st.column_config.TextColumn(),
    }


def _row(clip: ScoredClip) -> dict[str, Any]:
    values = clip.record.values
    sure: list[Confidence] = [
        values[f"pelvic_drop_{side}_confidence"] for side in ("left", "right")]
    return {
        texts.TABLE_PICTURE: _picture(clip),
        texts.TABLE_CLIP: clip.file,
        texts.TABLE_LEFT: values["pelvic_drop_left_deg"],
        texts.TABLE_RIGHT: values["pelvic_drop_right_deg"],
        texts.TABLE_DIFFERENCE: values["pelvic_drop_asymmetry_deg"],
        texts.TABLE_SURE: _how_sure(*sure),
        texts.TABLE_CADENCE: values["cadence_spm"],
        texts.TABLE_FLAGS: values["n_flags"],
        texts.TABLE_VIEW: texts.TABLE_VIEWS.get(values["view"], values["view"]),
        SURE: all(word in _GOOD for word in sure),
    }


def _how_sure(left: Confidence, right: Confidence) -> str:
    """One word where it holds for both legs."""
    words = [_SURE_WORDS[left], _SURE_WORDS[right]]
    return " / ".join(dict.fromkeys(words))


def _picture(clip: ScoredClip) -> str | None:
    if not clip.job.picture.is_file():
        return None
    coded = base64.b64encode(clip.job.picture.read_bytes()).decode("ascii")
    return f"data:image/jpeg;base64,{coded}"

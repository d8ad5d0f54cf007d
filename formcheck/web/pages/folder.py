"""A folder: every clip scored, one table, and a way into each result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from formcheck.batch.outcome import SCORES, SCORES_PARQUET, BatchResult
from formcheck.errors import FormcheckError
from formcheck.web import look, texts, under_way
from formcheck.web.intake import CLIP_TYPES, take_folder
from formcheck.web.result_view import downloads, show_result
from formcheck.web.score_table import SURE, columns, score_rows
from formcheck.web.state import LIMITS, place, store
from formcheck.web.store import Entry
from formcheck.web.work import kept

_CLIP = "clip"


def show() -> None:
    entry = under_way.shown_entry("folder")
    if entry is None:
        _ask()
        return
    scores = kept(store().result(entry)) if entry.state == "done" else None
    if scores is not None:
        _scores(entry, scores)
        return
    under_way.another_button(entry)
    st.title(look.plain(entry.name), anchor=False)
    if entry.state in ("waiting", "working"):
        under_way.watch(entry)
    else:
        under_way.ended_without_result(entry)


def _ask() -> None:
    st.title(texts.A_FOLDER, anchor=False)
    st.markdown(texts.FOLDER_LEAD)
    with st.container(border=True):
        source: str | None = texts.AS_FILES
        if not place().hosted:
            source = st.segmented_control(
                texts.FOLDER_SOURCE, [texts.AS_FILES, texts.AS_PATH], default=texts.AS_FILES)
        if source == texts.AS_PATH:
            path = st.text_input(texts.FOLDER_PATH, help=texts.FOLDER_PATH_HELP)
            files = None
        else:
            path, files = "", st.file_uploader(
                texts.FOLDER_UPLOAD, [*CLIP_TYPES, "zip"], accept_multiple_files=True,
                help=texts.FOLDER_UPLOAD_HELP.format(most=LIMITS.max_clips),
                max_upload_size=LIMITS.max_upload_mb,
            )
        overlay = st.checkbox(texts.WITH_VIDEOS)
        # Files count once they are all here: whoever is quicker would be told that there are none.
        nothing = files is not None and not files
        if st.button(
            texts.SCORE, type="primary", disabled=nothing, help=texts.NO_CLIPS if nothing else None
        ):
            _begin(path.strip(), files or [], {"overlay": overlay, "workers": place().slots})


def _begin(path: str, files: list[Any], request: dict[str, Any]) -> None:
    if path and not Path(path).expanduser().is_dir():
        st.warning(texts.NO_FOLDER)
        return
    if not path and not files:
        st.warning(texts.NO_CLIPS)
        return
    try:
        if path:
            folder = Path(path).expanduser().resolve()
            entry = store().add("folder", folder.name, request={**request, "path": str(folder)})
        else:
            named = [(file.name, file) for file in files]
            entry = take_folder(store(), named, request, LIMITS)
    except FormcheckError as error:
        st.error(look.plain(str(error)))
        return
    if under_way.start(entry):
        under_way.show(entry)
        st.rerun()
    store().remove(entry)


def _scores(entry: Entry, scores: BatchResult) -> None:
    opened = next(
        (clip for clip in scores.clips
         if clip.ok and clip.job.name == st.query_params.get(_CLIP)), None)
    if opened is not None:
        if st.button(texts.BACK_TO_TABLE, type="tertiary"):
            del st.query_params[_CLIP]
            st.rerun()
        analysis = kept(opened.job.result_dir)
        if analysis is not None:
            show_result(analysis, opened.job.result_dir, key=f"{entry.id}_{opened.job.name}")
            return
        st.info(texts.RESULT_OF_OLD)
    under_way.heading(entry)
    total, failed = len(scores.clips), len(scores.failed)
    st.title(
        texts.SCORED.format(done=total - failed, total=total) if failed < total
        else texts.SCORED_NONE, anchor=False)
    st.caption(look.plain(entry.name))
    _table(entry, scores)
    _failures(scores)
    downloads([
        (store().result(entry) / SCORES, texts.SCORES_CSV, "text/csv"),
        (store().result(entry) / SCORES_PARQUET, texts.SCORES_PARQUET, "application/octet-stream"),
    ], key=entry.id)


def _table(entry: Entry, scores: BatchResult) -> None:
    rows = score_rows(scores)
    if rows.empty:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(texts.SEARCH)
        shown = st.segmented_control(
            texts.FILTER, [texts.FILTER_ALL, texts.FILTER_FLAGGED, texts.FILTER_SURE],
            default=texts.FILTER_ALL)
    if search:
        rows = rows[rows[texts.TABLE_CLIP].str.contains(search, case=False, regex=False)]
    if shown == texts.FILTER_FLAGGED:
        rows = rows[rows[texts.TABLE_FLAGS] > 0]
    if shown == texts.FILTER_SURE:
        rows = rows[rows[SURE]]
    st.caption(texts.TABLE_HELP)
    picked = st.dataframe(
        rows, hide_index=True, column_config=columns(), column_order=list(columns()), row_height=80,
        placeholder=texts.TABLE_MISSING,
        selection_mode="single-row", on_select="rerun", key=f"table_{entry.id}",
    )
    if picked.selection.rows:
        st.query_params[_CLIP] = str(rows.index[picked.selection.rows[0]])
        st.rerun()


def _failures(scores: BatchResult) -> None:
    if not scores.failed:
        return
    st.subheader(texts.FAILURES, anchor=False)
    for clip in scores.failed:
        reason = look.plain(clip.record.reason)
        st.error(f"**{look.plain(clip.file)}**: {reason}", icon=":material/error:")

"""Before and after: two clips of a runner against the error of measurement."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from formcheck.comparison import words
from formcheck.comparison.files import NUMBERS, PAGE, VIDEO
from formcheck.comparison.result import Comparison
from formcheck.errors import FormcheckError
from formcheck.web import charts, look, texts, under_way
from formcheck.web.comparing import change_table, curve_table
from formcheck.web.intake import CLIP_TYPES, take_clip
from formcheck.web.result_view import downloads
from formcheck.web.samples import samples
from formcheck.web.state import LIMITS, jobs, store
from formcheck.web.store import Entry
from formcheck.web.work import kept

_SOURCES = (texts.FROM_UPLOAD, texts.FROM_SAMPLE, texts.FROM_HISTORY)


def show() -> None:
    entry = under_way.shown_entry("pair")
    if entry is None:
        _ask()
        return
    comparison = kept(store().result(entry)) if entry.state == "done" else None
    if comparison is not None:
        _comparison(entry, comparison)
        return
    under_way.another_button(entry)
    st.title(look.plain(entry.name), anchor=False)
    if entry.state in ("waiting", "working"):
        under_way.watch(entry)
    else:
        under_way.ended_without_result(entry)


def begun(before: Entry, after: Entry, **request: object) -> Entry | None:
    """The entry of a comparison under way; each clip is analysed first where it was not yet."""
    asked = {"before": before.id, "after": after.id, **request}
    name = texts.PAIR_NAME.format(before=before.name, after=after.name)
    entry = store().add("pair", name, request=asked)
    for side in (before, after):
        # A clip of which only a first look was taken, or is being taken, has no result yet.
        if side.state != "done" and jobs().task_of(side) != "clip":
            under_way.start(side, after=[side])
    if under_way.start(entry, after=[before, after]):
        return entry
    store().remove(entry)
    return None


def _ask() -> None:
    st.title(texts.BEFORE_AFTER, anchor=False)
    st.markdown(texts.PAIR_LEAD)
    chosen = []
    for column, label in zip(st.columns(2), (texts.BEFORE, texts.AFTER), strict=True):
        with column.container(border=True):
            st.subheader(label, anchor=False)
            chosen.append(_source(label))
    with st.container(border=True):
        speeds = [
            column.number_input(f"{texts.SPEEDS}, {label.lower()}", 0.0, 40.0, None, 0.5,
                                help=texts.SPEEDS_HELP)
            for column, label in zip(st.columns(2), (texts.BEFORE, texts.AFTER), strict=True)
        ]
        same_clothes = st.checkbox(texts.SAME_CLOTHES, help=texts.SAME_CLOTHES_HELP)
        mirrored = st.checkbox(texts.MIRRORED)
    if not st.button(texts.COMPARE, type="primary"):
        return
    first, second = chosen
    if first is None or second is None:
        st.warning(texts.CHOOSE_BOTH)
        return
    try:
        before, after = _entry_of(first), _entry_of(second)
    except FormcheckError as error:
        st.error(look.plain(str(error)))
        return
    entry = begun(
        before, after, mirrored=mirrored, same_clothes=same_clothes,
        speeds_kmh=speeds if all(speeds) else None)
    if entry is not None:
        under_way.show(entry)
        st.rerun()


def _source(label: str) -> UploadedFile | Path | Entry | None:
    """What is chosen for one side: an upload, the path of a sample, or an entry."""
    source = st.segmented_control(
        texts.PAIR_SOURCE, _SOURCES, default=_SOURCES[0], key=f"source_{label}",
        label_visibility="collapsed")
    if source == texts.FROM_SAMPLE:
        known = samples()
        start = min(len(known) - 1, list(texts.SAMPLES).index(f"{label.lower()}.mp4"))
        return known.get(st.selectbox(texts.SAMPLE_CHOICE, list(known), start, key=f"s_{label}"))
    if source == texts.FROM_HISTORY:
        earlier = store().entries("clip", state="done")
        if not earlier:
            st.caption(texts.NOTHING_EARLIER)
            return None
        return st.selectbox(
            texts.EARLIER, earlier, format_func=lambda entry: entry.name, key=f"e_{label}")
    return st.file_uploader(
        texts.CLIP_UPLOAD, CLIP_TYPES, key=f"u_{label}", max_upload_size=LIMITS.max_upload_mb)


def _entry_of(choice: UploadedFile | Path | Entry) -> Entry:
    if isinstance(choice, Entry):
        return choice
    if isinstance(choice, Path):
        with choice.open("rb") as file:
            return take_clip(store(), choice.name, file, {})
    return take_clip(store(), choice.name, choice, {})


def _comparison(entry: Entry, comparison: Comparison) -> None:
    pair, result = comparison.last, store().result(entry)
    under_way.heading(entry)
    st.title(words.headline(pair), anchor=False)
    st.caption(look.plain(entry.name))
    cautions = [remark.text for remark in pair.remarks if remark.weight == "caution"]
    if cautions:
        listed = "\n".join(f"- {text}" for text in cautions)
        st.warning(f"**{texts.KEEP_IN_MIND}**\n{listed}")
    st.header(texts.CHANGES, anchor=False)
    st.dataframe(change_table(pair.changes), hide_index=True)
    for remark in pair.remarks:
        if remark.weight != "caution":
            st.caption(f"{words.WEIGHT_MARKS[remark.weight]} {remark.text}")
    if (result / VIDEO).is_file():
        st.header(texts.IN_STEP, anchor=False)
        st.video(str(result / VIDEO), muted=True, loop=True, alt=texts.IN_STEP_ALT)
    if pair.waveform is not None:
        st.header(texts.CURVES, anchor=False)
        st.caption(texts.CURVES_LEAD)
        st.altair_chart(
            charts.two_curves(curve_table(pair.waveform), look.theme()), alt=texts.CURVES_ALT)
        for line in words.region_lines(pair.waveform.regions):
            st.markdown(f"- {line}")
    st.header(texts.DOWNLOADS, anchor=False)
    downloads([
        (result / PAGE, texts.COMPARISON_PAGE, "text/html"),
        (result / VIDEO, texts.SIDE_VIDEO, "video/mp4"),
        (result / NUMBERS, texts.COMPARISON_JSON, "application/json"),
    ], key=entry.id)

"""An entry that is not done: its place in the queue, how far it is, or why there is no result."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from formcheck.web import look, texts
from formcheck.web.progress import Step, last_step
from formcheck.web.state import LIMITS, jobs, store
from formcheck.web.store import Entry

PARAMETER = "show"
_SETTLED = ("looked", "done", "failed", "cancelled")


def shown_entry(kind: str) -> Entry | None:
    """The visitor's entry that this page's address names, if it is of this kind."""
    name = st.query_params.get(PARAMETER)
    if not name:
        return None
    entry = store().get(name)
    if entry is None:
        st.warning(texts.NOT_FOUND)
        del st.query_params[PARAMETER]
    return entry if entry is not None and entry.kind == kind else None


def show(entry: Entry) -> None:
    """From now on this page shows the entry, also after a reload."""
    st.query_params[PARAMETER] = entry.id


def show_none() -> None:
    st.query_params.pop(PARAMETER, None)


def heading(entry: Entry) -> None:
    """The way to another entry of this kind, and out of this one."""
    with st.container(horizontal=True):
        another_button(entry)
        st.space("stretch")
        delete_button(entry)


def another_button(entry: Entry) -> None:
    if st.button(texts.ANOTHER[entry.kind], type="tertiary"):
        show_none()
        st.rerun()


def start(entry: Entry, *, task: str = "", after: Sequence[Entry] = ()) -> bool:
    """Put an entry in the queue, unless the visitor has too many there."""
    if len(jobs().under_way(store().entries())) >= LIMITS.max_under_way:
        st.error(texts.TOO_MANY.format(most=LIMITS.max_under_way))
        return False
    jobs().submit(store(), entry, task=task, after=after)
    return True


def watch(entry: Entry, *, until: str = "") -> None:
    """Show how far it is until it is settled; then the whole page is drawn anew.

    So it is when a file of the name `until` is in its folder.
    """
    @st.fragment(run_every=LIMITS.look_s)
    def look() -> None:
        before = jobs().place(entry)
        now = store().get(entry.id)
        if now is None or now.state in _SETTLED:
            st.rerun()
        if before is None:
            store().change(now, state="failed", problem=texts.INTERRUPTED)
            st.rerun()
        if until and (store().folder(now) / until).is_file():
            st.rerun()
        _progress(last_step(store().folder(now)) if before == 0 else None, before)
        # A callback, since what is drawn may have changed by the time that a click arrives.
        st.button(texts.CANCEL, key=f"cancel_{entry.id}", on_click=jobs().cancel, args=(entry,))
        st.caption(texts.LEAVE_OPEN)

    look()


def ended_without_result(entry: Entry) -> None:
    """Why there is nothing to show, and what can be done."""
    if entry.state == "failed":
        st.error(look.plain(entry.problem), icon=":material/error:")
    elif entry.state == "cancelled":
        st.info(texts.CANCELLED, icon=":material/info:")
    else:
        st.info(texts.RESULT_OF_OLD, icon=":material/info:")
    with st.container(horizontal=True):
        if st.button(texts.AGAIN) and start(entry):
            st.rerun()
        delete_button(entry)


def delete_button(entry: Entry) -> None:
    """Removes everything of the entry."""
    if st.button(texts.DELETE, key=f"delete_{entry.id}", help=texts.DELETE_HELP[entry.kind]):
        remove(entry)
        show_none()
        st.toast(texts.DELETED)
        st.rerun()


def remove(entry: Entry) -> None:
    """Stop the work on it and forget everything of it, comparisons that show it included."""
    for pair in store().entries("pair") if entry.kind == "clip" else ():
        if entry.id in (pair.request.get("before"), pair.request.get("after")):
            remove(pair)
    jobs().cancel(entry)
    store().remove(entry)


def _waiting(before: int) -> str:
    return texts.WAITING_NEXT if before == 1 else texts.WAITING.format(before=before - 1)


def _progress(step: Step | None, before: int) -> None:
    """Two lines, whatever there is to tell: the button below keeps its place under the finger."""
    if step is not None:
        st.progress(step.share, text=f"**{step.stage}**")
    else:
        st.progress(0.0, text=_waiting(before) if before else texts.STARTING)
    st.caption(" · ".join(_figures(step)) or "&nbsp;")


def _figures(step: Step | None) -> list[str]:
    if step is None:
        return []
    in_frames = step.total > 20 and not step.failed
    parts = []
    if step.total > 1:
        form = texts.FRAMES_DONE if in_frames else texts.CLIPS_DONE
        parts.append(form.format(done=step.done, total=max(step.total, step.done)))
    if in_frames and step.per_second:
        parts.append(texts.PER_SECOND.format(rate=step.per_second))
    if step.left_s:
        parts.append(texts.TIME_LEFT.format(left=_span(step.left_s)))
    if step.failed:
        parts.append(texts.FAILED_SO_FAR.format(failed=step.failed))
    return parts


def _span(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02d} min"

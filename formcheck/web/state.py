"""What the screens share: the place, the queue, the visitor's own store."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from pathlib import Path

import streamlit as st

from formcheck.settings import PageSettings
from formcheck.web.jobs import Jobs
from formcheck.web.place import Place, this_place
from formcheck.web.store import Store

LIMITS = PageSettings()
COOKIE = "formcheck_visitor"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
_OWN = "own"
_SWEEP_S = 600.0


@st.cache_resource
def place() -> Place:
    """Where this page runs; from then on it is kept tidy, too."""
    found = this_place(st.get_option("server.address"))
    found.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if found.keep_s is not None:
        threading.Thread(target=_keep_tidy, args=(found,), daemon=True).start()
    return found


@st.cache_resource
def jobs() -> Jobs:
    return Jobs(place().slots, limit_s=LIMITS.work_limit_s, hosted=place().hosted)


def store() -> Store:
    """The entries of whoever looks at the page."""
    return Store(place().folder / (visitor() if place().hosted else _OWN))


def visitor() -> str:
    """A name that nobody can guess, the same for all visits of one browser."""
    told = st.context.cookies.get(COOKIE, "")
    if _TOKEN.fullmatch(told):
        return str(told)
    if "visitor" not in st.session_state:
        st.session_state.visitor = secrets.token_urlsafe(32)
    return str(st.session_state.visitor)


def sweep(folder: Path, keep_s: float) -> None:
    """Remove entries older than that, and visitors of whom nothing is left."""
    for own in folder.iterdir():
        if not own.is_dir():
            continue
        kept = Store(own)
        for entry in kept.entries():
            if time.time() - entry.created_s > keep_s:
                kept.remove(entry)
        if not kept.entries() and time.time() - own.stat().st_mtime > keep_s:
            shutil.rmtree(own, ignore_errors=True)


def _keep_tidy(here: Place) -> None:
    assert here.keep_s is not None
    while True:
        sweep(here.folder, here.keep_s)
        time.sleep(min(_SWEEP_S, here.keep_s))

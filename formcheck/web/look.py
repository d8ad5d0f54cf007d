"""How the page looks: the report's colours and pieces, in Streamlit's light or dark."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from formcheck.report.page import style_sheet
from formcheck.report.style import DARK, LIGHT, Theme, css_variables
from formcheck.web.state import COOKIE

ICON = (files("formcheck.web") / "drawings" / "icon.svg").read_text("utf-8")
# The part of the page that shows one moment of the clip.
MOMENTS = "moments"
# What the report calls a card and its edge, here as quiet as Streamlit's own boxes.
_SURFACES = {
    "light": "--page:#ffffff;--card:#ffffff;--edge:#dde3ea;color-scheme:light;",
    "dark": "--page:#10151e;--card:#161c27;--edge:#2c3646;color-scheme:dark;",
}
_PIECE_CSS = """
:host { --type: var(--st-font); display: block; }
.piece { color: var(--ink); font: 16px/1.5 var(--type); }
.piece > .cards, .piece > .said { margin-top: 0; }
.piece section { margin-top: 8px; }
.piece .cards { grid-template-columns: repeat(auto-fit, minmax(min(100%, 214px), 1fr)); }
.piece .said { grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr)); }
"""
# Links lead to flagged frames, which another part of the page shows.
_PIECE_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.piece');
  root.style.cssText = data.variables;
  if (root.shown !== data.html) { root.innerHTML = data.html; root.shown = data.html; }
  root.onclick = (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    setTriggerValue('chose', link.getAttribute('href').slice(1));
    document.querySelector('.st-key-MOMENTS')?.scrollIntoView({ behavior: 'smooth' });
  };
}
""".replace("MOMENTS", MOMENTS)
_COOKIE_JS = """
export default function ({ data }) {
  const safe = location.protocol === 'https:' ? '; Secure' : '';
  const kept = `Path=/; Max-Age=${data.keep_s}; SameSite=Strict${safe}`;
  document.cookie = `${data.name}=${data.value}; ${kept}`;
}
"""
# A calm measure on wide screens, and no sideways scrolling on a phone.
PAGE_CSS = """
<style>
.stMainBlockContainer { max-width: 1120px; padding-top: 4.2rem; padding-bottom: 4rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
  .stMainBlockContainer h1 { font-size: 1.9rem; }
}
.stMainBlockContainer h1 { letter-spacing: -0.02em; text-wrap: balance; }
</style>
"""


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def theme() -> Theme:
    return DARK if is_dark() else LIGHT


def piece(html: str, *, key: str, on_chose: Callable[[str], None] = lambda key: None) -> None:
    """Show a piece of the report in its own style, apart from Streamlit's.

    Parameters
    ----------
    html : str
        From the report's templates, which escape what comes from a clip.
    key : str
    on_chose : callable
        Called with `key` when a link within the piece was followed.
    """
    surfaces = _SURFACES["dark" if is_dark() else "light"]
    data = {"html": html, "variables": css_variables(theme()) + surfaces}
    _component("formcheck_piece")(data=data, key=key, on_chose_change=lambda: on_chose(key))


def remember_visitor(value: str, *, keep_s: float) -> None:
    """Let the browser tell who it is the next time."""
    data = {"name": COOKIE, "value": value, "keep_s": round(keep_s)}
    _component("formcheck_visitor")(data=data, key="visitor_cookie", height=1)


def player(data: dict[str, Any], *, key: str, on_moved: Any) -> Any:
    """The video that steps frame by frame; tells where it stands as ``moved``."""
    return _component("formcheck_player")(
        data={**data, "variables": css_variables(theme())}, key=key, on_moved_change=on_moved,
    )


def media_url(content: bytes | str, kind: str, *, where: str) -> str:
    """An address under which this visit can load a file, as `st.video` makes one."""
    return get_instance().media_file_mgr.add(content, kind, where)


def plain(text: str) -> str:
    """The text as it is: nothing in it, be it a file's name, is meant as Markdown."""
    for sign in "\\`*_{}[]<>#$~|:!":
        text = text.replace(sign, f"\\{sign}")
    return text


@lru_cache
def _component(name: str) -> Any:
    parts: dict[str, dict[str, str]] = {
        "formcheck_piece": {
            "html": '<div class="piece"></div>', "css": style_sheet() + _PIECE_CSS,
            "js": _PIECE_JS,
        },
        "formcheck_visitor": {"js": _COOKIE_JS},
        "formcheck_player": {
            kind: files("formcheck.web").joinpath(f"player.{kind}").read_text("utf-8")
            for kind in ("html", "css", "js")
        },
    }
    part = parts[name]
    return st.components.v2.component(
        name, html=part.get("html"), css=part.get("css"), js=part["js"])

"""How quickly the page answers: ``python -m validation.page``.

A real browser goes through the page while an analysis runs, and brings a clip that is known.
Writes ``validation/page.json`` and ``validation/page.md``.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from formcheck.web import filming_texts, texts
from validation.site import ROOT, Site, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
SAMPLE = ROOT / "sample_videos" / "even_runner.mp4"
ROUNDS = 3
PATIENCE_MS = 300_000
# Load before the first click up to which the times count.
QUIET_LOAD = 0.7
# The first words of a reading's card.
_CADENCE = "steps a minute"
SCREENS = {
    texts.HOW_TO_FILM: filming_texts.LEAD, texts.MY_HISTORY: texts.HISTORY_LEAD,
    texts.BEFORE_AFTER: texts.PAIR_LEAD, texts.A_FOLDER: texts.FOLDER_LEAD,
}


def measured(site: Site, folder: Path) -> dict[str, Any]:
    """Seconds of everything that was timed."""
    with chromium() as browser:
        if browser is None:
            raise SystemExit("There is no Chromium on this machine: sudo apt-get install chromium")
        context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        look_s = _took(lambda: _bring(page, SAMPLE, texts.LOOK_CAPTION))
        # Untimed: from now on what was seen of it is remembered.
        _analyse(page)
        known = [_known_clip(page) for _ in range(ROUNDS)]
        idle = _clicks(page)
        page.goto("/")
        unknown = _unknown(SAMPLE, folder)
        _bring(page, unknown, texts.LOOK_CAPTION)
        page.get_by_role("button", name=texts.LOOK_GO).first.click()
        _expect(page, texts.LEAVE_OPEN)
        other = context.new_page()
        other.goto("/filming")
        _expect(other, filming_texts.LEAD)
        busy: list[float] = []
        while _under_way(site):
            busy += _clicks(other)
    for entry in site.store("own").entries("clip"):
        if entry.name == unknown.name:
            site.store("own").remove(entry)
    return {
        "look_s": [look_s], "readings_s": [each[0] for each in known],
        "again_s": [each[1] for each in known], "idle_s": idle, "busy_s": busy,
    }


def _known_clip(page: Page) -> tuple[float, float]:
    """To the readings: measured anew from what is remembered, and taken up as they are."""
    page.locator("video").first.wait_for(state="attached")
    page.get_by_role("button", name=texts.OTHERWISE).click()
    _expect(page, texts.LOOK_CAPTION)
    anew_s = _took(lambda: _analyse(page))
    page.locator("video").first.wait_for(state="attached")
    return anew_s, _took(lambda: _bring(page, SAMPLE, _CADENCE))


def _clicks(page: Page) -> list[float]:
    """A click on every other screen of the menu, until the screen is there."""
    found = []
    for name, sign in SCREENS.items():
        start_s = time.perf_counter()
        page.get_by_role("link", name=name).first.click()
        _expect(page, sign)
        found.append(time.perf_counter() - start_s)
    return found


def _bring(page: Page, clip: Path, sign: str) -> None:
    """Open the page, upload a clip, and wait for what is shown then."""
    page.goto("/")
    _expect(page, texts.CLIP_TITLE)
    page.locator("input[type=file]").first.set_input_files(clip)
    _expect(page, sign)


def _analyse(page: Page) -> None:
    page.get_by_role("button", name=texts.LOOK_GO).first.click()
    _expect(page, _CADENCE)


def _expect(page: Page, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def _unknown(clip: Path, folder: Path) -> Path:
    """The clip with an empty box at its end: nothing is remembered of this content."""
    path = folder / f"unknown_{time.time_ns()}{clip.suffix}"
    path.write_bytes(clip.read_bytes() + struct.pack(">I4sQ", 16, b"free", time.time_ns()))
    return path


def _under_way(site: Site) -> bool:
    return any(entry.state in ("waiting", "working") for entry in site.store("own").entries())


def _took(act: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    act()
    return time.perf_counter() - start_s


def write(found: dict[str, Any]) -> None:
    """``page.json`` and the page made from it."""
    (HERE / "page.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    template = (HERE / "page.md.j2").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    rows = {
        name: {"n": len(found[name]), "median": median(found[name]), "worst": max(found[name])}
        for name in ("look_s", "readings_s", "again_s", "idle_s", "busy_s")
    }
    text = environment.from_string(template).render(
        **{**found, **rows}, quiet=found["load_before"] < QUIET_LOAD)
    (HERE / "page.md").write_text(text, encoding="utf-8")


def main() -> None:
    load_before = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with served(folder, hosted=False) as site:
            found = measured(site, folder)
    rounded = {name: [round(value, 2) for value in values] for name, values in found.items()}
    write({"n_cores": os.cpu_count(), "load_before": load_before, **rounded})
    print((HERE / "page.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

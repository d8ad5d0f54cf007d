"""Clips whose contacts are known, to fit how contacts are told; rendered and looked at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from formcheck.clip import open_clip
from formcheck.observation_cache import observe_once
from formcheck.observe import Observations
from formcheck.pose.models import model_path
from formcheck.settings import Settings
from validation.benchmark.cache import benchmark_folder
from validation.benchmark.design import Case, CaseClass, benchmark_cases, cases_drawn
from validation.benchmark.runner import case_job, rendered
from validation.benchmark.scenes import scene_of
from validation.benchmark.truth_file import read_truth
from validation.posture import clips as form
from validation.posture.design import cases as form_cases
from validation.posture.design import scene_of as form_scene
from validation.posture.truth import true_steps
from validation.render import Renderer
from validation.render.clip import make_clip

# Of the benchmark's tune set, by class: those that were rendered when the constants were fitted,
# but for the dark ones.
TUNE: Mapping[CaseClass, tuple[int, ...]] = {
    "as advised": (0, 1, 2, 4, 6, 9, 11, 14, 15, 16, 17, 18, 19, 20, 22, 23), "jacket": (0, 1, 2),
    "off axis": (0, 1), "other view": (0, 2, 4, 6, 8, 10),
}
ELSEWHERE = Path(__file__).parents[2] / "shared" / "rendered"
# The clips rendered for this: small, fast and short.
SIZE_PX, FPS, SECONDS = (540, 960), 60.0, 4.0
# Which are drawn, by seed: of which class, and which of its cases (all but oblique ones: empty).
OTHER: CaseClass = "other view"
ADDED: tuple[tuple[int, CaseClass, tuple[int, ...]], ...] = (
    (41_777, "as advised", (0, 1, 3, 4, 6, 7)), (41_777, OTHER, ()), (41_888, OTHER, (3,)),
    (52_101, OTHER, ()), (52_202, OTHER, ()), (52_303, OTHER, ()),
)  # fmt: skip
# Rendered when the constants stood: they tell how good these are.
FRESH: tuple[tuple[int, CaseClass, tuple[int, ...]], ...] = ((52_404, OTHER, ()),)


@dataclass(frozen=True)
class Known:
    """A clip as formcheck sees it, and its true steps.

    Attributes
    ----------
    name : str
    group : {"own", "elsewhere", "fresh"}
        Fitted on; fitted on with less weight, since another renderer made it; not fitted on.
    seen : Observations
    steps : DataFrame
        ``mid_stance_s``, ``initial_contact_s``, ``toe_off_s``.
    """

    name: str
    group: str
    seen: Observations
    steps: pd.DataFrame


def known_clips() -> Iterator[Known]:
    """All of them; what is not in the cache is rendered and looked at first, half a minute each."""
    renderer = Renderer()
    for case in benchmark_cases("tune"):
        if not case.twin_of and int(case.name[-2:]) in TUNE.get(case.case_class, ()):
            yield _with_truth(case.name, "own", rendered(case_job(case)))
    for posed in form_cases("tune"):
        steps = true_steps(form_scene(posed), 0.0, posed.duration_s)
        table = pd.DataFrame(
            {"mid_stance_s": step.middle_s, "initial_contact_s": step.contact_s,
             "toe_off_s": step.toe_off_s} for step in steps
        )  # fmt: skip
        clip = form.clip_of(posed, renderer)
        yield Known(posed.name, "own", _seen(clip), table)
    for group, which in (("own", ADDED), ("fresh", FRESH)):
        for name, case in _drawn(which):
            yield _with_truth(name, group, _added_clip(name, case, renderer))
    for clip in sorted(ELSEWHERE.glob("*.mp4")):
        yield _with_truth(clip.stem, "elsewhere", clip)


def _with_truth(name: str, group: str, clip: Path) -> Known:
    return Known(name, group, _seen(clip), read_truth(clip.with_suffix(".json")).steps)


def _seen(clip: Path) -> Observations:
    settings = Settings()
    model = model_path(settings.pose.model)
    return observe_once(open_clip(clip), model=model, settings=settings.pose, cache=settings.cache)


def _drawn(
    which: tuple[tuple[int, CaseClass, tuple[int, ...]], ...]
) -> Iterator[tuple[str, Case]]:
    for seed, case_class, wanted in which:
        for number, case in enumerate(cases_drawn("tune", case_class, seed)):
            if case.view != "oblique" and (not wanted or number in wanted):
                yield f"{case.view}_{seed}_{number:02d}", case


def _added_clip(name: str, case: Case, renderer: Renderer) -> Path:
    folder = benchmark_folder() / "contacts"
    clip = folder / f"{name}.mp4"
    if not clip.is_file():
        scene = scene_of(case)
        width, height = SIZE_PX
        scene = replace(scene, camera=replace(scene.camera, width=width, height=height, fps=FPS))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            made = Path(unfinished) / clip.name
            make_clip(scene, made, duration_s=SECONDS, renderer=renderer)
            made.with_suffix(".json").replace(clip.with_suffix(".json"))
            made.replace(clip)
    return clip

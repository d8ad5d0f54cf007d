"""Rendering the clips once and looking at them once; both are kept in formcheck's cache."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from pathlib import Path

from formcheck.clip import open_clip
from formcheck.files import sha256_of
from formcheck.observe import Observations, observe
from formcheck.pose.models import model_path
from formcheck.settings import Settings
from validation.benchmark.cache import benchmark_folder, renderer_version
from validation.posture.design import PostureCase, scene_of
from validation.render import Renderer
from validation.render.clip import make_clip

REPO = Path(__file__).parents[2]
# What the landmarks of a clip depend on.
LOOKING = (
    "observe.py", "glance.py", "clip.py", "pose/bundle.py", "pose/lean.py", "pose/landmarker.py",
    "pose/lanes.py", "pose/between.py", "gait/camera_*.py",
)  # fmt: skip


def folder() -> Path:
    """Where clips and observations of this measurement are kept."""
    return benchmark_folder() / "posture"


def clip_of(case: PostureCase, renderer: Renderer | None = None) -> Path:
    """The rendered clip of a case; drawn when its scene or the renderer is new."""
    clip, scene = _place(case), scene_of(case)
    if clip.is_file():
        return clip
    clip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=clip.parent) as unfinished:
        made = Path(unfinished) / clip.name
        make_clip(scene, made, duration_s=case.duration_s, renderer=renderer)
        made.replace(clip)
    return clip


def is_rendered(case: PostureCase) -> bool:
    """Whether a case's clip is there already."""
    return _place(case).is_file()


def seen_in(clip: Path) -> Observations:
    """What formcheck's one pass over a clip sees, from the cache if that pass is unchanged."""
    kept = clip.with_suffix(f".{_looking_version()}.pickle")
    if kept.is_file():
        seen: Observations = pickle.loads(kept.read_bytes())
        return seen
    settings = Settings()
    seen = observe(open_clip(clip), model=model_path(settings.pose.model), settings=settings.pose)
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(pickle.dumps(seen))
    unfinished.replace(kept)
    return seen


def _place(case: PostureCase) -> Path:
    key = hashlib.sha256(
        f"{scene_of(case)!r}{case.duration_s}{renderer_version()}".encode()).hexdigest()
    return folder() / f"{case.name}_{key[:16]}.mp4"


def _looking_version() -> str:
    sources = sorted(path for name in LOOKING for path in (REPO / "formcheck").glob(name))
    return hashlib.sha256("".join(map(sha256_of, sources)).encode()).hexdigest()[:12]

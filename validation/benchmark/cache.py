"""Where clips and analyses are kept, and when they are made again."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from formcheck.files import sha256_of
from validation.benchmark.design import Case
from validation.benchmark.scenes import encoding_of, scene_of

CACHE_VARIABLE = "FORMCHECK_CACHE"
REPO = Path(__file__).parents[2]
# Draws scenes at random; what it draws is part of the scene, which is part of the key.
NOT_DRAWING = ("sampling.py",)
WEIGHTS = ("*.onnx", "*.npz")
# Lists the modules that an analysis is made of, and no face of formcheck.
_LIST_MODULES = """
import sys, formcheck.analysis
print("\\n".join(sorted(
    module.__file__ for name, module in sys.modules.items()
    if name.startswith("formcheck") and getattr(module, "__file__", None))))
"""


def benchmark_folder() -> Path:
    """The benchmark's own folder in formcheck's cache (``FORMCHECK_CACHE`` moves it)."""
    chosen = os.environ.get(CACHE_VARIABLE)
    base = Path(chosen) if chosen else user_cache_path("formcheck")
    return base / "benchmark"


def clip_path(case: Case) -> Path:
    """Where a case's clip lies: a new place when its scene or the renderer changes."""
    scene = repr((scene_of(case), encoding_of(case), case.duration_s))
    key = hashlib.sha256(f"{scene}{renderer_version()}".encode()).hexdigest()[:16]
    return benchmark_folder() / "clips" / f"{case.name}_{key}.mp4"


def analysis_path(clip: Path) -> Path:
    """Where a clip's analysis lies: a new place when the clip or what measures it changes."""
    key = hashlib.sha256(f"{sha256_of(clip)}{analysis_version()}".encode()).hexdigest()[:16]
    return benchmark_folder() / "analyses" / f"{clip.stem}_{key}.json.gz"


@cache
def renderer_version() -> str:
    """Hash of everything that draws."""
    folder = REPO / "validation"
    sources = [path for path in (folder / "render").glob("*.py") if path.name not in NOT_DRAWING]
    return _hash_of([*sources, *(folder / "bodies").glob("*.npz")])


@cache
def analysis_version() -> str:
    """Hash of the modules that an analysis runs through, and of formcheck's own weights."""
    return analysis_version_now()


def analysis_version_now() -> str:
    """`analysis_version` of the files as they are at this moment."""
    listed = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES], cwd=REPO, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    weights = [path for kind in WEIGHTS for path in (REPO / "formcheck").rglob(kind)]
    return _hash_of([*(Path(line) for line in listed if line), *weights])


def _hash_of(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(REPO)}{sha256_of(path)}".encode())
    return total.hexdigest()[:16]

"""Looks whether everything is there that formcheck needs, and says how to mend what is not."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import Requirement

from formcheck import __version__
from formcheck.errors import FormcheckError
from formcheck.libraries import install_command, missing_packages
from formcheck.pose.models import Progress, cached_model, model_path
from formcheck.remembered import folder, remembered

OLDEST_PYTHON = (3, 10)
# Packages that write the same `cv2` folder as opencv-contrib-python, and break it.
_RIVALS = ("opencv-python", "opencv-python-headless", "opencv-contrib-python-headless")
_MODEL = "full"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
    ok : bool
    found : str
        What is there, or what is wrong.
    fix : str
        The command or step that mends it; empty when all is well.
    """

    name: str
    ok: bool
    found: str
    fix: str = ""


def examine() -> list[Check]:
    """All checks, in an order in which mending one may mend those after it."""
    checks = [_python(), _packages(), _one_opencv(), _system_libraries(), _model(), _remembered()]
    if all(check.ok for check in checks):
        checks.append(_pose_model_runs())
    return checks


def fetch_model(progress: Progress | None = None) -> None:
    """Fetch the default pose model unless it is in the cache.

    Raises
    ------
    ModelError
        When no source can be reached.
    """
    model_path(_MODEL, progress=progress)


def _python() -> Check:
    found = platform.python_version()
    if sys.version_info >= OLDEST_PYTHON:
        return Check("Python", True, found)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Check("Python", False, f"{found} is too old", f"install Python {oldest} or newer")


def _packages() -> Check:
    try:
        declared = [Requirement(line) for line in metadata.requires("formcheck") or []]
    except metadata.PackageNotFoundError:
        return Check("Packages", False, "formcheck is not installed", "pip install .")
    required = [need for need in declared if _applies(need)]
    wrong = [said for said in map(_complaint, required) if said]
    if wrong:
        return Check("Packages", False, "; ".join(wrong), "pip install -r requirements.txt")
    found = ", ".join(f"{name} {metadata.version(name)}" for name in ("mediapipe", "numpy"))
    return Check("Packages", True, f"formcheck {__version__}, {found}, and {len(required)} in all")


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _complaint(requirement: Requirement) -> str:
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} is missing"
    if requirement.specifier.contains(version, prereleases=True):
        return ""
    return f"{requirement.name} {version} is installed, {requirement.specifier} is needed"


def _one_opencv() -> Check:
    rivals = [name for name in _RIVALS if _is_installed(name)]
    if not rivals:
        return Check("OpenCV", True, "installed once")
    return Check(
        "OpenCV",
        False,
        f"{', '.join(rivals)} overwrites opencv-contrib-python",
        f"pip uninstall -y {' '.join(rivals)} opencv-contrib-python, "
        "then pip install -r requirements.txt",
    )


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _system_libraries() -> Check:
    missing = missing_packages()
    if missing:
        return Check(
            "System libraries", False, f"missing: {', '.join(missing)}", install_command(missing)
        )
    return Check("System libraries", True, "all there")


def _model() -> Check:
    path = cached_model(_MODEL)
    if path is None:
        return Check("Pose model", False, "not fetched yet", "formcheck doctor --fetch")
    return Check("Pose model", True, str(path))


def _remembered() -> Check:
    there = remembered()
    if not there.n_clips:
        return Check("Remembered clips", True, "none")
    size = f"{there.n_bytes / 1e6:.0f} MB"
    return Check(
        "Remembered clips", True,
        f"{there.n_clips}, {size} in {folder()}; formcheck doctor --forget deletes them",
    )


def _pose_model_runs() -> Check:
    return _attempt("Pose model runs", _look_at_nothing, "pip install -r requirements.txt")


def _look_at_nothing() -> str:
    import numpy as np

    from formcheck.pose.landmarker import Landmarker

    with Landmarker(model_path(_MODEL), still=True) as landmarker:
        people = landmarker.people(np.zeros((64, 64, 3), dtype=np.uint8))
    return f"sees {len(people) or 'nobody'} in an empty picture, as it should"


def _attempt(name: str, attempt: Callable[[], str], fix: str) -> Check:
    try:
        return Check(name, True, attempt())
    except (FormcheckError, ImportError, OSError) as error:
        return Check(name, False, str(error), fix)

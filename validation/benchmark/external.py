"""Clips of another renderer: which there are and what is known of them."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import ClipError
from validation.benchmark.runner import Job
from validation.benchmark.truth_file import Truth, read_truth


def external_jobs(folder: Path) -> list[Job]:
    """A job for every clip in a folder that has its truth beside it.

    Raises
    ------
    ClipError
        When there is none.
    """
    clips = [path for path in sorted(folder.glob("*.mp4")) if path.with_suffix(".json").is_file()]
    if not clips:
        raise ClipError(
            f"{folder.name}: no clip with its truth (a .json of the same name) is in this folder."
        )
    return [_job(clip) for clip in clips]


def _job(clip: Path) -> Job:
    truth = read_truth(clip.with_suffix(".json"))
    parameters = truth.parameters
    about = {
        "class": "another renderer", "true_view": _view(truth), "azimuth_deg": float("nan"),
        "clothes": str(parameters["outfit"]), "fps": float(parameters["fps"]), "held": "stand",
        "gait": clip.stem, "twin_of": "",
    }  # fmt: skip
    return Job(name=clip.stem, about=about, clip=clip)


def _view(truth: Truth) -> str:
    """From the camera's name; a runner whose toes point right is seen from the right side."""
    camera = str(truth.parameters["cam"]).split("_")[0]
    if camera == "side":
        return "right" if truth.facing_right else "left"
    return camera

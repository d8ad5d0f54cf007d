"""One timed run, in a process of its own: ``python -m validation.speed_runs WHAT CLIP``.

Prints JSON: wall and processor seconds from after the imports on, peak memory, and what the run
has to say besides.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import cv2
import mediapipe as mp

import formcheck.analysis
import formcheck.clip
import formcheck.gait.camera_roll
import formcheck.glance
import formcheck.observe
from formcheck.deliver import deliver
from formcheck.gait.camera_motion import CameraMotionMeter
from formcheck.gait.pelvis_net import PelvisNet
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import model_path
from formcheck.result import Analysis
from formcheck.settings import Settings

# More than any clip has: one landmarker sees all of it.
ALL = 10**9
FRESH = replace(Settings(), cache=replace(Settings().cache, use=False))
# Where processor time goes: a name, and what is called for it.
STAGES: list[tuple[str, Any, str]] = [
    ("scouting stills", formcheck.observe, "count_people"),
    ("decoding", formcheck.clip, "_grab"),
    ("pictures of decoded frames, reduced", formcheck.clip, "_retrieve"),
    ("landmarks", Landmarker, "people"),
    ("hip crops", formcheck.glance, "keep_hips"),
    ("waist strips", formcheck.glance, "keep_waist"),
    ("camera motion", CameraMotionMeter, "add_small"),
    ("camera roll", formcheck.gait.camera_roll, "_read"),
    ("all after the pass", formcheck.analysis, "measure"),
    ("of it, the pelvis network", PelvisNet, "read"),
]

Work = Callable[[Path], dict[str, Any]]


def bare(clip: Path) -> dict[str, Any]:
    """What a user would write by hand: read, find the pose, next."""
    vision = mp.tasks.vision
    options = vision.PoseLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=str(model_path("full"))),
        running_mode=vision.RunningMode.VIDEO,
    )
    capture, n, last_ms = cv2.VideoCapture(str(clip)), 0, -1
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        while True:
            ok, image = capture.read()
            if not ok:
                return {"frames": n}
            last_ms = max(last_ms + 1, round(capture.get(cv2.CAP_PROP_POS_MSEC)))
            rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
            landmarker.detect_for_video(picture, last_ms)
            n += 1


def analysis(clip: Path) -> dict[str, Any]:
    """The whole analysis, nothing remembered."""
    return _said(formcheck.analysis.analyze(clip, settings=FRESH))


def report(clip: Path) -> dict[str, Any]:
    """The whole analysis with report, plots and overlay video."""
    with tempfile.TemporaryDirectory() as folder:
        deliver(clip, Path(folder) / "result", settings=FRESH)
    return {}


def one_lane(clip: Path) -> dict[str, Any]:
    """The analysis with one landmarker that sees every frame of the clip, in order."""
    pose = replace(FRESH.pose, warm_up_frames=ALL, stretch_frames=ALL, looks_per_s=1e6)
    return _said(formcheck.analysis.analyze(clip, settings=replace(FRESH, pose=pose)))


def recalled(clip: Path) -> dict[str, Any]:
    """The analysis of a clip that was analysed before, with another threshold."""
    changed = replace(Settings(), flags=replace(Settings().flags, drop_deg=4.0))
    return _said(formcheck.analysis.analyze(clip, settings=changed))


def stages(clip: Path) -> dict[str, Any]:
    """Processor time of each stage; those in other threads count too."""
    spent: dict[str, float] = defaultdict(float)
    with _watched(spent):
        formcheck.analysis.analyze(clip, settings=FRESH)
    return {"stages": {name: round(spent[name], 3) for name, *_ in STAGES}}


WORK: dict[str, Work] = {
    work.__name__: work for work in (bare, analysis, report, one_lane, recalled, stages)
}


def _said(analysis: Analysis) -> dict[str, Any]:
    steps = analysis.steps
    return {
        "frames": len(analysis.frames),
        "readings": {
            name: [reading.value, reading.low, reading.high]
            for name, reading in analysis.readings.items() if reading.measurable
        },
        "mid_stance_s": steps["mid_stance_s"].round(5).tolist(),
        "peak_drop_deg": steps["peak_drop_deg"].dropna().round(3).tolist(),
    }


@contextmanager
def _watched(spent: dict[str, float]) -> Iterator[None]:
    with ExitStack() as patched:
        for label, owner, name in STAGES:
            timed = _timed(getattr(owner, name), label, spent)
            patched.enter_context(mock.patch.object(owner, name, timed))
        yield


def _timed(function: Callable[..., Any], label: str, spent: dict[str, float]) -> Any:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[label] += time.thread_time() - began

    return timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=WORK)
    parser.add_argument("clip", type=Path)
    chosen = parser.parse_args()
    model_path("full")
    began, began_cpu = time.monotonic(), time.process_time()
    said = WORK[chosen.what](chosen.clip)
    found = {
        "wall_s": round(time.monotonic() - began, 3),
        "cpu_s": round(time.process_time() - began_cpu, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **said,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

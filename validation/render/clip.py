"""From a scene to a clip as a phone writes it, and its truth beside it."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from validation.render.picture import RgbImage
from validation.render.renderer import Renderer
from validation.render.scene import Scene
from validation.render.truth import cadence_spm, step_truths, truth_at

CLOCK_HZ = 90_000
LONGEST_CLIP_S = 60.0
CODECS = {"h264": "libx264", "hevc": "libx265"}


@dataclass(frozen=True)
class Encoding:
    """How the clip is written.

    ``crf`` is the encoder's constant quality (higher is coarser) unless ``kbit_s`` gives a rate.
    ``variable_rate`` jitters the frames' times and drops some. ``rotation_deg`` stores the
    picture turned, with a note to players to turn it back. ``slow_motion`` is the factor by
    which time is stretched without a mark in the file.
    """

    codec: str = "h264"
    crf: int = 23
    kbit_s: int | None = None
    preset: str = "veryfast"
    variable_rate: bool = False
    rotation_deg: int = 0
    slow_motion: float = 1.0
    seed: int = 0


def frame_times(fps: float, duration_s: float, encoding: Encoding) -> NDArray[np.floating[Any]]:
    """Times at which frames are taken, seconds, from 0."""
    times = np.arange(round(duration_s * fps)) / fps
    if not encoding.variable_rate:
        return times
    rng = np.random.default_rng([encoding.seed, 71])
    times = times + rng.uniform(-0.2, 0.2, len(times)) / fps
    kept = rng.uniform(size=len(times)) > 0.06
    kept[0] = True
    times = times[kept]
    return np.asarray(np.round((times - times[0]) * CLOCK_HZ) / CLOCK_HZ)


def make_clip(
    scene: Scene,
    path: Path,
    *,
    duration_s: float = 10.0,
    encoding: Encoding | None = None,
    processes: int = 1,
    renderer: Renderer | None = None,
) -> Path:
    """Write a clip and, beside it, its truth as JSON.

    Parameters
    ----------
    scene
        What is filmed.
    path
        The video to write (``.mp4`` or ``.mov``); the truth gets the ending ``.json``.
    duration_s
        Seconds of running.
    encoding
        Codec, quality, timing and rotation of the file.
    processes
        How many processes draw.
    renderer
        One to use again when a single process draws.

    Returns
    -------
    Path
        The truth's file.

    Raises
    ------
    ValueError
        If the clip would be longer than the gait is laid out for.
    """
    how = encoding or Encoding()
    if not 0.0 < duration_s <= LONGEST_CLIP_S:
        raise ValueError(
            f"A clip lasts up to {LONGEST_CLIP_S:.0f} s, not {duration_s:g} s: {path.name}"
        )
    times = frame_times(scene.camera.fps, duration_s, how)
    pictures = _pictures(scene, times, processes, renderer)
    part = path.with_name(f"{path.stem}.part{path.suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _encode(pictures, times * how.slow_motion, scene, part, how)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    truth_path = path.with_suffix(".json")
    truth_path.write_text(json.dumps(clip_truth(scene, times, path.name, how)))
    return truth_path


def clip_truth(
    scene: Scene, times: NDArray[np.floating[Any]], name: str, encoding: Encoding
) -> dict[str, Any]:
    """Everything known about a clip, in the file's own time; see the README for the fields."""
    slow = encoding.slow_motion
    start, end = float(times[0]), float(times[-1])
    return {
        "clip": name,
        "width": scene.camera.width,
        "height": scene.camera.height,
        "fps": scene.camera.fps,
        "encoding": asdict(encoding),
        "cadence_spm": round(cadence_spm(scene, start, end), 3),
        "parameters": asdict(scene),
        "steps": [_step_entry(asdict(s), slow) for s in step_truths(scene, start, end)],
        "frames": [_frame_entry(scene, float(t), slow) for t in times],
    }


def _step_entry(step: dict[str, Any], slow: float) -> dict[str, Any]:
    return {
        key: value
        if isinstance(value, str)
        else round(value * (slow if key[-2:] == "_s" else 1), 4)
        for key, value in step.items()
    }


def _frame_entry(scene: Scene, t: float, slow: float) -> dict[str, Any]:
    entry: dict[str, Any] = asdict(truth_at(scene, t))
    pixels = entry.pop("pixels")
    entry = {k: round(v, 4) if isinstance(v, float) else v for k, v in entry.items()}
    entry["time_s"] = round(t * slow, 6)
    entry["contact"] = {side: side in entry["stance"] for side in "LR"}
    entry["pixels"] = {name: [round(x, 2), round(y, 2)] for name, (x, y) in pixels.items()}
    return entry


def _pictures(
    scene: Scene, times: NDArray[np.floating[Any]], processes: int, renderer: Renderer | None
) -> Iterator[RgbImage]:
    if processes <= 1:
        own = renderer or Renderer()
        yield from (own.draw(scene, float(t)) for t in times)
        return
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=fresh, initializer=_one_thread) as pool:
        for start in range(0, len(times), 16 * processes):
            batch = times[start : start + 16 * processes]
            yield from pool.map(_draw, [scene] * len(batch), batch.tolist(), chunksize=4)


_own: list[Renderer] = []


def _one_thread() -> None:
    os.environ["LP_NUM_THREADS"] = "1"


def _draw(scene: Scene, t: float) -> RgbImage:
    if not _own:
        _own.append(Renderer())
    return _own[0].draw(scene, t)


def _encode(
    pictures: Iterator[RgbImage],
    times: NDArray[np.floating[Any]],
    scene: Scene,
    path: Path,
    how: Encoding,
) -> None:
    turns = how.rotation_deg // 90
    width, height = scene.camera.width, scene.camera.height
    options = {"preset": how.preset, "threads": "1"}
    if how.kbit_s is None:
        options["crf"] = str(how.crf)
    if how.codec == "hevc":
        options["x265-params"] = "log-level=error:pools=1:frame-threads=1"
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        rate = Fraction(scene.camera.fps / how.slow_motion).limit_denominator(1001)
        stream: Any = container.add_stream(CODECS[how.codec], rate=rate, options=options)
        stream.width, stream.height = (height, width) if turns % 2 else (width, height)
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, CLOCK_HZ)
        if how.kbit_s is not None:
            stream.bit_rate = how.kbit_s * 1000
        if how.codec == "hevc":
            stream.codec_context.codec_tag = "hvc1"
        for picture, t in zip(pictures, times, strict=True):
            stored = np.ascontiguousarray(np.rot90(picture, turns))
            frame = av.VideoFrame.from_ndarray(stored, format="rgb24")
            frame.pts, frame.time_base = round(t * CLOCK_HZ), Fraction(1, CLOCK_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    if how.rotation_deg:
        path.write_bytes(
            with_rotation(path.read_bytes(), how.rotation_deg, stream.width, stream.height)
        )


def with_rotation(data: bytes, degrees: int, width: int, height: int) -> bytes:
    """An MP4 whose track header asks players to turn the picture clockwise by ``degrees``."""
    one, size = 0x00010000, {90: (height, 0), 180: (width, height), 270: (0, width)}[degrees]
    cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    entries = [
        cosine * one, sine * one, 0, -sine * one, cosine * one, 0,
        size[0] * one, size[1] * one, 0x40000000,
    ]  # fmt: skip
    at = data.index(b"tkhd") + 4
    matrix = at + (52 if data[at] == 1 else 40)
    packed = b"".join((value & 0xFFFFFFFF).to_bytes(4, "big") for value in entries)
    return data[:matrix] + packed + data[matrix + 36 :]

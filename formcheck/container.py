"""What a clip's file says about itself, or one clear sentence why it is no clip."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

from formcheck.errors import ClipError
from formcheck.files import plain_name

FORMATS = "mp4, mov, m4v, avi, mkv or webm"
SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm"})

_SIGNATURE_BYTES = 16
_QUICKTIME_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_AVI_KINDS = {b"AVI ", b"AVIX", b"AVI\x19"}
_PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_PICTURES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
}
# What FFmpeg may open while it reads a clip: this file, as one of these kinds, and nothing that it
# names, be it another file or an address.
LOCAL_ONLY = {"protocol_whitelist": "file", "format_whitelist": "mov,avi,matroska"}
# 8K video and a little more: a small file can declare a picture that no memory holds.
_MOST_PIXELS = 40_000_000
# Packets looked at to learn the frame rate where the file does not declare a plausible one.
_PACKETS_READ = 240
_PLAUSIBLE_FPS = (1.0, 1000.0)
_FALLBACK_FPS = 30.0


@dataclass(frozen=True)
class Container:
    """What the file declares; none of it is needed to be true.

    Attributes
    ----------
    name : str
        E.g. ``"mov,mp4,m4a,3gp,3g2,mj2"``.
    codec : str
        E.g. ``"h264"``.
    fps : float
        Nominal frame rate, 1/s.
    n_frames : int
        Estimated number of frames.
    duration_s : float
        Estimated.
    """

    name: str
    codec: str
    fps: float
    n_frames: int
    duration_s: float


def read_container(path: Path) -> Container:
    """Look into a video file without decoding it.

    Raises
    ------
    ClipError
        When it is missing, empty, damaged beyond reading, or something other than a clip.
    """
    demuxer, name = known_kind(path), plain_name(path.name)
    try:
        with av.open(f"file:{path.resolve()}", format=demuxer, options=LOCAL_ONLY) as file:
            return _described(file, name)
    except (av.error.FFmpegError, ValueError) as error:
        raise ClipError(
            f"{name}: the file is damaged or cut short, and nothing in it can be read. "
            "Copy it from the phone again."
        ) from error


def known_kind(path: Path) -> str:
    """FFmpeg's name for the kind of video file that its first bytes tell.

    Playlists and other text that could lead a decoder elsewhere never reach it in this way, and
    what does is read as this kind alone.

    Raises
    ------
    ClipError
        When it is of no known kind.
    """
    name = plain_name(path.name or str(path))
    try:
        if path.is_dir():
            raise ClipError(f"{name}: this is a folder; name a clip in it.")
        if not path.exists():
            raise ClipError(f"{plain_name(str(path))}: there is no such file; check the path.")
        if not path.is_file():
            raise ClipError(f"{name}: this is no ordinary file, and is not read.")
        if not _is_text(str(path.resolve())):
            # OpenCV crashes on it.
            raise ClipError(f"{name}: the name of this file or its folder is not text; rename it.")
        with path.open("rb") as file:
            start = file.read(_SIGNATURE_BYTES)
    except OSError as error:
        raise ClipError(f"{name}: the file cannot be read ({error.strerror}).") from error
    if not start:
        raise ClipError(f"{name}: the file is empty. Copy it from the phone again.")
    demuxer = _demuxer(start)
    if demuxer is None:
        kind = _picture_kind(start) or "not a video file"
        raise ClipError(f"{name}: this is {kind}. formcheck reads {FORMATS}.")
    return demuxer


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _demuxer(start: bytes) -> str | None:
    if start[4:8] == b"ftyp":
        return None if start[8:12] in _PICTURE_BRANDS else "mov"
    if start[4:8] in _QUICKTIME_BOXES:
        return "mov"
    if start[:4] == b"RIFF" and start[8:12] in _AVI_KINDS:
        return "avi"
    return "matroska" if start[:4] == b"\x1a\x45\xdf\xa3" else None


def _picture_kind(start: bytes) -> str | None:
    if start[4:8] == b"ftyp":
        return "a HEIC or AVIF picture"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "a WebP picture"
    return next((kind for mark, kind in _PICTURES.items() if start.startswith(mark)), None)


def _described(file: av.container.InputContainer, name: str) -> Container:
    stream = next((s for s in file.streams.video if not _is_cover(s)), None)
    if stream is None:
        found = "sound but no video" if file.streams.audio else "no video"
        raise ClipError(f"{name}: there is {found} in this file.")
    if stream.codec_context is None:
        raise ClipError(
            f"{name}: its video is of a kind that cannot be decoded. "
            "Export it as an H.264 mp4 and try again."
        )
    width_px, height_px = stream.codec_context.width, stream.codec_context.height
    if width_px * height_px > _MOST_PIXELS:
        raise ClipError(
            f"{name}: its pictures are {width_px} by {height_px} pixels, more than any camera's; "
            "export it as an ordinary mp4."
        )
    packets = [
        packet for packet in itertools.islice(file.demux(stream), _PACKETS_READ) if packet.size
    ]
    times = [packet.pts if packet.pts is not None else packet.dts for packet in packets]
    tick_s = float(stream.time_base or 1)
    times_s = np.sort([t * tick_s for t in times if t is not None])
    if len(packets) < 2:
        raise ClipError(
            f"{name}: there is only a single picture in this clip." if packets
            else f"{name}: there are no pictures in this clip; it may have been cut short."
        )  # fmt: skip
    fps = _frame_rate(stream, times_s)
    duration_s = _duration_s(file, stream)
    n_frames = stream.frames or round(duration_s * fps) or len(packets)
    return Container(
        name=file.format.name,
        codec=stream.codec_context.name,
        fps=fps,
        n_frames=n_frames,
        duration_s=duration_s or n_frames / fps,
    )


def _is_cover(stream: av.video.stream.VideoStream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _frame_rate(stream: av.video.stream.VideoStream, times_s: np.ndarray) -> float:
    low, high = _PLAUSIBLE_FPS
    if stream.average_rate and low <= float(stream.average_rate) <= high:
        return float(stream.average_rate)
    intervals = np.diff(np.unique(times_s))
    if len(intervals) and low <= 1 / np.median(intervals) <= high:
        return float(1 / np.median(intervals))
    return _FALLBACK_FPS


def _duration_s(file: av.container.InputContainer, stream: av.video.stream.VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return file.duration / av.time_base if file.duration else 0.0

"""Two tape markers on the back of the waistband, over the PSIS: found, followed, read.

Tape over the two dimples above the waistband is what clinics use (Souza 2016): the line through it
is the pelvic line itself, on any clothes. Nobody says whether there is tape or what colour it has;
it is taken for real only when two small, like-coloured spots that differ from all around stay a
pelvis apart on either side of the middle, and move with the hips, through the whole clip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from formcheck.gait.marker_pair import (
    PairModel,
    Pairs,
    best_in_each_frame,
    has_third,
    most_faithful,
    possible_pairs,
)
from formcheck.gait.marker_spots import (
    Image,
    Spots,
    cut_waist,
    find_coloured_spots,
    find_spots,
)
from formcheck.pose.track import FloatArray

# Tape of 2 cm is two pixels wide on a torso of so many pixels.
MIN_TORSO_PX = 50.0
# Frames, spread over the clip, that are searched for spots of any colour.
SEARCHED = 60
# Quality at which the waist is kept: colours unthinned, edges whole.
JPEG = (
    cv2.IMWRITE_JPEG_QUALITY, 95,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
)
# Share of the searched frames that must show the pair before its colour is followed.
MIN_SEARCHED_SHARE = 0.35
# One in so many is searched first; few clips have tape, and where not even this share of
# those shows a pair, the others are spared.
GLANCE_EVERY, MIN_GLANCED_SHARE = 3, 0.2
# Share of the frames in which both must be seen, and least number of frames.
MIN_SEEN = 0.7
MIN_FRAMES = 20
# How little their distance may vary (robust relative SD): the pelvis turns by up to 10 degrees.
MAX_SEPARATION_CV = 0.1
# How little their middle may wander about the mid-hip (robust SD, torso lengths).
MAX_WANDER = 0.05
# Share of searched frames in which a third such spot may be about: a pattern has many.
MAX_THIRD = 0.25
# Typical jump of the angle beyond what its neighbours predict, degrees.
MAX_JITTER_DEG = 2.5
# A frame whose angle lies farther than this from what its neighbours say is left out, degrees.
MAX_OUT_OF_LINE_DEG = 6.0
# Scatter (SD of the log) of the ratio of the two sizes: of whole strips, and where a hem covers so
# much of one now and then that its middle is no longer the tape's.
WHOLE_SCATTER, MAX_SIZE_SCATTER = 0.018, 0.06
# Height of a strip, of which a covered part moves the middle by half: sizes (roots of the area).
STRIP_HEIGHT = 1.5
# Random error of a spot's middle, torso lengths: compression, blur, folds.
PLACE_ERROR = 0.0012

NOT_FOUND = "No pair of tape markers was seen on the back of the waistband."
COVERED = "Something, perhaps the shirt's hem, keeps covering the tape: tuck the shirt in."
PATTERN = "The clothes show many spots alike; two of them cannot be told to be tape."


@dataclass(frozen=True)
class Markers:
    """What two tape markers tell.

    Attributes
    ----------
    found : bool
    angle_deg : (n,) array
        Slope of the line through the markers in the picture (camera roll included), a row for
        every frame, positive when it falls to the picture's right; NaN where not seen.
    sd_deg : (n,) array
        Standard deviation of each angle's random error; NaN where not seen.
    centre_px : (n, 2) array
        Middle between the markers in the frame; NaN where not seen.
    seen_share : float
        Share of the frames with the runner in which both were seen.
    colour_bgr : (int, int, int) or None
        The tape's colour.
    reason : str
        Why there is none, in plain words.

    Notes
    -----
    Tape that was put on askew shifts all angles by one constant, as camera roll does.
    """

    found: bool
    angle_deg: FloatArray
    sd_deg: FloatArray
    centre_px: FloatArray
    seen_share: float
    colour_bgr: tuple[int, int, int] | None
    reason: str


def keep_waist(image_bgr: Image, *, mid_hip_px: FloatArray, torso_px: float) -> bytes:
    """The part of a frame in which markers are looked for, a few kilobytes, for `read_markers`.

    Parameters
    ----------
    image_bgr : (h, w, 3) uint8 array
    mid_hip_px : (2,) array
    torso_px : float
        Mid-shoulder to mid-hip.

    Returns
    -------
    bytes
        Empty when the runner is too small for tape to be told.
    """
    if torso_px < MIN_TORSO_PX:
        return b""
    waist = cut_waist(image_bgr, mid_hip_px=mid_hip_px, torso_px=torso_px)
    return cv2.imencode(".jpg", waist, JPEG)[1].tobytes()


def read_markers(
    waists: Sequence[bytes | None], *, mid_hip_px: FloatArray, torso_px: FloatArray
) -> Markers:
    """The pair of tape markers on the runner's waistband, if there is one.

    Parameters
    ----------
    waists : sequence of bytes or None
        From `keep_waist`, an entry for every frame; ``None`` (or empty) where there is none.
    mid_hip_px : (n, 2) array
    torso_px : (n,) array

    Notes
    -----
    A sample of the frames is searched for spots of any colour. Only when a pair of like spots
    keeps turning up there, all frames are searched for spots of its colour.
    """
    kept = {frame: waist for frame, waist in enumerate(waists) if waist}
    some = list(kept)[:: max(1, len(kept) // SEARCHED)]
    few = _spots(kept, some[::GLANCE_EVERY])
    if _searched(few, min_share=MIN_GLANCED_SHARE) is None:
        return _none(len(waists), 0.0, NOT_FOUND)
    rest = _spots(kept, [frame for frame in some if frame not in few])
    spots = dict(sorted((few | rest).items()))
    model = _searched(spots, min_share=MIN_SEARCHED_SHARE)
    if model is None:
        return _none(len(waists), 0.0, NOT_FOUND)
    third_share = _third_share(spots, model)
    if third_share > MAX_THIRD:
        return _none(len(waists), 0.0, PATTERN)
    pair = _in_line(_followed(kept, model))
    share = len(pair) / len(kept)
    reason = _doubt(pair, share=share)
    if reason:
        return _none(len(waists), share, reason)
    return _reading(pair, share, mid_hip_px, torso_px)


def _opened(waist: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(waist, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _spots(kept: Mapping[int, bytes], frames: Sequence[int]) -> dict[int, Spots]:
    """Spots of any colour in these frames."""
    return {frame: find_spots(_opened(kept[frame])) for frame in frames}


def _searched(spots: Mapping[int, Spots], *, min_share: float) -> PairModel | None:
    """The pair that keeps turning up among spots of any colour, in this share of the frames."""
    pairs = possible_pairs(spots)
    model = most_faithful(pairs)
    if model is None or len(best_in_each_frame(pairs, model)) < min_share * len(spots):
        return None
    return model


def _third_share(spots: Mapping[int, Spots], model: PairModel) -> float:
    """Share of the frames with the pair that have one more such spot."""
    pair = best_in_each_frame(possible_pairs(spots), model)
    thirds = [has_third(pair, row, spots[int(frame)]) for row, frame in enumerate(pair.frame)]
    return float(np.mean(thirds))


def _followed(kept: Mapping[int, bytes], model: PairModel) -> Pairs:
    """The pair in every frame, by its colour."""
    spots = {
        frame: find_coloured_spots(_opened(waist), colour=model.colour, contrast=model.contrast)
        for frame, waist in kept.items()
    }
    return best_in_each_frame(possible_pairs(spots), model)


def _in_line(pair: Pairs) -> Pairs:
    """The frames whose angle agrees with the frames around."""
    if len(pair) < 5:
        return pair
    angle = pair.angle_deg
    around = np.array([
        np.median(angle[max(0, i - 2):i + 3]) for i in range(len(angle))
    ])
    return pair.only(np.abs(angle - around) < MAX_OUT_OF_LINE_DEG)


def _doubt(pair: Pairs, *, share: float) -> str:
    """Why this pair is not taken for tape; empty when it is."""
    if share < MIN_SEEN or len(pair) < MIN_FRAMES:
        return NOT_FOUND
    if _robust_sd(pair.separation) > MAX_SEPARATION_CV * np.median(pair.separation):
        return "Two spots at the waist do not keep their distance as tape on a waistband would."
    if max(_robust_sd(pair.middle[:, 0]), _robust_sd(pair.middle[:, 1])) > MAX_WANDER:
        return "Two spots at the waist do not move with the hips."
    if _size_scatter(pair) > MAX_SIZE_SCATTER:
        return COVERED
    if _jitter_deg(pair) > MAX_JITTER_DEG:
        return "Two spots at the waist are too unsteady to be read as tape."
    return ""


def _jitter_deg(pair: Pairs) -> float:
    """Robust SD of what no smooth motion explains of the angle, from its third differences."""
    # Of a long clip only every so many frames are kept.
    stride = int(np.diff(pair.frame).min())
    in_a_row = pair.frame[3:] - pair.frame[:-3] == 3 * stride
    third = np.diff(pair.angle_deg, 3)[in_a_row]
    return _robust_sd(third) / np.sqrt(20) if len(third) else 0.0


def _size_scatter(pair: Pairs) -> float:
    return float(np.std(np.log(pair.sizes[:, 0] / pair.sizes[:, 1])))


def _covering_deg(pair: Pairs) -> float:
    """Error of the angle from a hem that covers some of one strip, then of the other."""
    excess = np.sqrt(max(_size_scatter(pair) ** 2 - WHOLE_SCATTER**2, 0.0))
    height = STRIP_HEIGHT * float(np.median(pair.size))
    return float(np.degrees(height * excess / np.median(pair.separation)))


def _robust_sd(values: FloatArray) -> float:
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _reading(
    pair: Pairs, share: float, mid_hip_px: FloatArray, torso_px: FloatArray
) -> Markers:
    n_frames = len(torso_px)
    angle, sd = np.full(n_frames, np.nan), np.full(n_frames, np.nan)
    centre = np.full((n_frames, 2), np.nan)
    angle[pair.frame] = pair.angle_deg
    placing = np.degrees(np.sqrt(2) * PLACE_ERROR / pair.separation)
    sd[pair.frame] = np.sqrt(placing**2 + _jitter_deg(pair) ** 2 + _covering_deg(pair) ** 2)
    centre[pair.frame] = mid_hip_px[pair.frame] + torso_px[pair.frame, None] * pair.middle
    return Markers(
        found=True, angle_deg=angle, sd_deg=sd, centre_px=centre, seen_share=share,
        colour_bgr=_bgr(np.median(pair.colour, axis=0)), reason="",
    )


def _none(n_frames: int, share: float, reason: str) -> Markers:
    return Markers(
        found=False, angle_deg=np.full(n_frames, np.nan), sd_deg=np.full(n_frames, np.nan),
        centre_px=np.full((n_frames, 2), np.nan), seen_share=share, colour_bgr=None, reason=reason,
    )


def _bgr(lab: FloatArray) -> tuple[int, int, int]:
    bgr = cv2.cvtColor(np.array([[lab]], np.float32), cv2.COLOR_LAB2BGR)[0, 0]
    blue, green, red = (int(value) for value in np.clip(np.round(255 * bgr), 0, 255))
    return blue, green, red

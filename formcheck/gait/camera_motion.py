"""Camera motion: what the background did from frame to frame, cuts and repeated frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gait.line_segments import BOX_MARGIN, Box
from formcheck.gait.shots import Thumbnail, find_cuts, find_repeated, largest_change, likeness_of
from formcheck.gait.small_frame import SmallFrame
from formcheck.pose.track import BoolArray, FloatArray

CameraKind = Literal["fixed", "hand-held", "moving", "unknown"]
Gray = NDArray[np.uint8]

# Corners followed, and fewest that must agree on one motion.
MAX_CORNERS = 120
MIN_CORNERS = 8
# Share of the followed corners that must agree on one motion, and how well (small px).
MIN_AGREEING = 0.4
AGREE_PX = 0.8
# A new key frame is taken when the background has moved by this share of the picture since the
# last one, or when this share of its corners is left.
REKEY_SHIFT = 0.15
REKEY_CORNERS = 0.5
# A scene that is back within so many frames was hidden by someone who passed, not cut.
LONGEST_HIDDEN = 60
# A camera on a stand: frame-to-frame motion (RMS) and travel below these shares of the longer side.
FIXED_STEP = 0.0006
FIXED_TRAVEL = 0.006
# A camera that follows the runner: travel (shares of the longer side) or change of scale beyond.
MOVING_TRAVEL = 0.12
MOVING_ZOOM = 0.08
# Share of frames that must be followed before anything is said of the camera.
MIN_TRACKED = 0.6


@dataclass(frozen=True)
class CameraMotion:
    """How the background moved through the picture, a row for every frame.

    Attributes
    ----------
    path_px : (n, 2) array
        Displacement of the background at the picture's centre since the first frame of the shot.
    rotation_deg : (n,) array
        Turn of the picture's content since then, positive clockwise.
    zoom : (n,) array
        Scale against the first frame of the shot.
    tracked : (n,) bool array
        False where the background could not be followed; the last known place is repeated there.
    repeated : (n,) bool array
        The frame is a copy of the one before it.
    cuts : tuple of int
        First frames of new scenes.
    kind : {"fixed", "hand-held", "moving", "unknown"}
    travel_px : float
        Extent of the path within a shot.
    step_px : float
        Frame-to-frame motion, RMS.
    reason : str
        Plain words when the camera was not fixed.
    """

    path_px: FloatArray
    rotation_deg: FloatArray
    zoom: FloatArray
    tracked: BoolArray
    repeated: BoolArray
    cuts: tuple[int, ...]
    kind: CameraKind
    travel_px: float
    step_px: float
    reason: str
    centre_px: tuple[float, float]

    def undo(self, points_px: FloatArray) -> FloatArray:
        """Points (n, k, 2) where a camera that stayed as in the shot's first frame saw them."""
        turn = np.radians(self.rotation_deg)[:, None]
        x, y = np.moveaxis(points_px - self.centre_px - self.path_px[:, None], -1, 0)
        back = np.stack([x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)])
        return np.moveaxis(back / self.zoom[:, None], 0, -1) + self.centre_px

    def spread(self, frames: Sequence[int], n: int) -> CameraMotion:
        """The rows of a clip with `n` frames of which these alone were taken in."""
        if len(frames) in (0, n):
            return self
        every = np.arange(n)
        last = np.searchsorted(frames, every, side="right") - 1
        return replace(
            self,
            path_px=np.stack([np.interp(every, frames, along) for along in self.path_px.T], axis=1),
            rotation_deg=np.interp(every, frames, self.rotation_deg),
            zoom=np.interp(every, frames, self.zoom),
            tracked=self.tracked[last],
            repeated=self.repeated[last],
            cuts=tuple(int(frames[cut]) for cut in self.cuts),
        )


class CameraMotionMeter:
    """Follows the background through a clip, frame by frame.

    Notes
    -----
    Corners of a key frame are followed by pyramidal Lucas-Kanade flow into each later frame, and a
    similarity (shift, turn, scale) is fitted to those outside the runner by RANSAC. Going back to
    a key frame rather than to the frame before keeps the errors from adding up.
    """

    def __init__(self) -> None:
        self._scale = 1.0
        self.width_px = self.height_px = 0
        self._previous: Gray | None = None
        self._previous_box: Box | None = None
        self._previous_thumb: Thumbnail | None = None
        self._key = _Key.nothing()
        self._key_pose = np.eye(3)
        self._pose = np.eye(3)
        self._hidden: _Hidden | None = None
        self._passed: list[tuple[int, int]] = []
        self._poses: list[FloatArray] = []
        self._tracked: list[bool] = []
        self._likeness: list[float] = []
        self._change: list[float] = []

    def add(self, image_bgr: NDArray[np.uint8], runner_box: Box | None = None) -> None:
        """Take in the next frame.

        Parameters
        ----------
        image_bgr : (h, w, 3) uint8 array
        runner_box : (left, top, right, bottom) in px, optional
            What lies in it is not background.
        """
        self.add_small(SmallFrame.of(image_bgr), runner_box)

    def add_small(self, frame: SmallFrame, runner_box: Box | None = None) -> None:
        """As `add`, with the frame already reduced; the box is still in px of the whole frame."""
        self.width_px, self.height_px = frame.width_px, frame.height_px
        self._scale, small = frame.scale, frame.gray
        box = None if runner_box is None else _widened(runner_box, self._scale)
        thumb = Thumbnail.of(small)
        if self._previous is None or self._previous_thumb is None:
            self._key = _Key.of(small, box)
            self._note(tracked=True, likeness=1.0, change=np.inf)
        else:
            moved = self._find_again(small, box) or self._follow(small, box)
            self._note(
                tracked=moved, likeness=likeness_of(self._previous_thumb, thumb),
                change=largest_change(self._previous, small),
            )
        self._previous, self._previous_box, self._previous_thumb = small, box, thumb

    def result(self) -> CameraMotion:
        """What the camera did over the frames taken in so far."""
        tracked = np.array(self._tracked, bool)
        cuts = find_cuts(tracked, np.array(self._likeness), self._passed)
        poses = _restarted(np.array(self._poses).reshape(-1, 3, 3), cuts)
        turn = np.arctan2(poses[:, 1, 0], poses[:, 0, 0])
        path = poses[:, :2, 2] / self._scale
        zoom = np.hypot(poses[:, 0, 0], poses[:, 1, 0])
        tracked[list(cuts)] = True
        travel, step = _extent(path, cuts), _step(path, cuts)
        kind = _kind(tracked, travel, step, _extent(zoom[:, None], cuts),
                     max(self.width_px, self.height_px))
        return CameraMotion(
            path_px=path, rotation_deg=np.degrees(turn), zoom=zoom, tracked=tracked,
            repeated=find_repeated(np.array(self._change)), cuts=cuts, kind=kind, travel_px=travel,
            step_px=step, reason=_REASONS[kind],
            centre_px=((self.width_px - 1) / 2, (self.height_px - 1) / 2),
        )

    def _note(self, *, tracked: bool, likeness: float, change: float) -> None:
        self._poses.append(self._pose)
        self._tracked.append(tracked)
        self._likeness.append(likeness)
        self._change.append(change)

    def _follow(self, small: Gray, box: Box | None) -> bool:
        """Bring the pose up to `small`; False when no motion of the background explains it."""
        guess = self._pose @ np.linalg.inv(self._key_pose)
        motion = self._key.motion_to(small, box, guess)
        if motion is None or self._key.worn(motion, small):
            assert self._previous is not None
            self._remember_key()
            self._key, self._key_pose = _Key.of(self._previous, self._previous_box), self._pose
            motion = self._key.motion_to(small, box, np.eye(3))
        if motion is None:
            self._key, self._key_pose = _Key.of(small, box), self._pose
            return False
        self._pose = motion @ self._key_pose
        return True

    def _remember_key(self) -> None:
        if self._hidden is None:
            self._hidden = _Hidden(self._key, self._key_pose, len(self._poses))

    def _find_again(self, small: Gray, box: Box | None) -> bool:
        """Whether the key frame given up shortly before is back: then something hid the scene."""
        if self._hidden is None:
            return False
        motion = self._hidden.key.motion_to(small, box, np.eye(3))
        back = motion is not None and not self._hidden.key.worn(motion, small)
        if motion is not None and back:
            self._passed.append((self._hidden.since, len(self._poses)))
            self._key, self._key_pose = self._hidden.key, self._hidden.pose
            self._pose = motion @ self._key_pose
        if back or len(self._poses) - self._hidden.since > LONGEST_HIDDEN:
            self._hidden = None
        return back


@dataclass
class _Key:
    """A frame to go back to, with its corners (from the picture's centre in `motion_to`)."""

    picture: Gray
    corners: NDArray[np.float32]
    agreeing: int

    @classmethod
    def nothing(cls) -> _Key:
        return cls(np.zeros((1, 1), np.uint8), np.zeros((0, 2), np.float32), 0)

    @classmethod
    def of(cls, picture: Gray, box: Box | None) -> _Key:
        mask = np.full(picture.shape, 255, np.uint8)
        if box is not None:
            left, top, right, bottom = (max(0, round(side)) for side in box)
            mask[top:bottom, left:right] = 0
        found = cv2.goodFeaturesToTrack(picture, MAX_CORNERS, 0.005, 7, mask=mask)
        corners = np.zeros((0, 2), np.float32) if found is None else found.reshape(-1, 2)
        return cls(picture, corners.astype(np.float32), len(corners))

    def motion_to(self, picture: Gray, box: Box | None, guess: FloatArray) -> FloatArray | None:
        """Similarity (3, 3), about the picture's centre, from this frame to `picture`."""
        if len(self.corners) < MIN_CORNERS:
            return None
        centre = (np.array(picture.shape[::-1], np.float32) - 1) / 2
        start = (self.corners - centre) @ guess[:2, :2].T + guess[:2, 2] + centre
        found, status, _ = cv2.calcOpticalFlowPyrLK(
            self.picture, picture, self.corners, start.astype(np.float32), winSize=(15, 15),
            maxLevel=3, criteria=(cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01),
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        keep = status.ravel() > 0
        keep &= ((found > 1) & (found < np.array(picture.shape[::-1]) - 2)).all(axis=1)
        if box is not None:
            keep &= ~((found > box[:2]) & (found < box[2:])).all(axis=1)
        if keep.sum() < MIN_CORNERS:
            return None
        matrix, agree = cv2.estimateAffinePartial2D(
            self.corners[keep] - centre, found[keep] - centre, method=cv2.RANSAC,
            ransacReprojThreshold=AGREE_PX, maxIters=200,
        )
        if matrix is None or agree.sum() < max(MIN_CORNERS, MIN_AGREEING * keep.sum()):
            return None
        self.agreeing = int(agree.sum())
        return np.vstack([matrix, [0, 0, 1]])

    def worn(self, motion: FloatArray, picture: Gray) -> bool:
        """Whether the scene has moved too far from this frame."""
        far = np.abs(motion[:2, 2]).max() > REKEY_SHIFT * max(picture.shape)
        return bool(far or self.agreeing < REKEY_CORNERS * len(self.corners))


@dataclass(frozen=True)
class _Hidden:
    """A key frame that was given up, its pose, and the frame that gave it up."""

    key: _Key
    pose: FloatArray
    since: int


_REASONS: dict[CameraKind, str] = {
    "fixed": "",
    "hand-held": "The camera was held in the hand; its motion was taken out.",
    "moving": "The camera moved along or panned; motion against the ground is uncertain.",
    "unknown": "The background shows too little to tell whether the camera moved.",
}


def _widened(box: Box, scale: float) -> Box:
    left, top, right, bottom = (side * scale for side in box)
    dx, dy = BOX_MARGIN * (right - left), BOX_MARGIN * (bottom - top)
    return left - dx, top - dy, right + dx, bottom + dy


def _restarted(poses: FloatArray, cuts: tuple[int, ...]) -> FloatArray:
    """Poses against the first frame of their own shot."""
    shots = np.split(poses, cuts)
    return np.concatenate([shot @ np.linalg.inv(shot[0]) for shot in shots if len(shot)])


def _extent(path: FloatArray, cuts: tuple[int, ...]) -> float:
    return max(float(np.linalg.norm(np.ptp(shot, axis=0))) for shot in np.split(path, cuts)
               if len(shot))


def _step(path: FloatArray, cuts: tuple[int, ...]) -> float:
    steps = np.concatenate([np.diff(shot, axis=0) for shot in np.split(path, cuts)])
    return float(np.sqrt(np.mean(np.sum(steps**2, axis=1)))) if len(steps) else 0.0


def _kind(
    tracked: BoolArray, travel: float, step: float, zoom_range: float, longer_px: int
) -> CameraKind:
    if tracked.mean() < MIN_TRACKED:
        return "unknown"
    if travel > MOVING_TRAVEL * longer_px or zoom_range > MOVING_ZOOM:
        return "moving"
    if travel > FIXED_TRAVEL * longer_px or step > FIXED_STEP * longer_px:
        return "hand-held"
    return "fixed"

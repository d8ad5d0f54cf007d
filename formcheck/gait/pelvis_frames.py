"""What the network reads of the pelvis in each frame of the one runner.

Landmarks scatter from frame to frame, and the network's answer moves with the place and the scale
of the patch that it is given; so the patch is cut where the smoothed path of the mid-hip says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.gait.hip_crop import HipCrop
from formcheck.gait.pelvis_net import ANSWERS, BATCH, PelvisNet, PelvisRead, unshrunk
from formcheck.gait.pelvis_reading import BY_NETWORK, PelvisFrames
from formcheck.observe import EARLY_SHARE
from formcheck.pose.follow_track import MIN_TORSO_PX
from formcheck.pose.track import FloatArray, PoseTrack
from formcheck.settings import Settings
from formcheck.signals import smoothed

# Networks that share the patches of a clip, each on a core of its own.
N_READERS = 2


@dataclass(frozen=True)
class PelvisPatches(Mapping[int, NDArray[np.uint8]]):
    """The runner's pelvis patches by frame number, cut when they are asked for.

    Attributes
    ----------
    crops : mapping of int to HipCrop
    mid_hip_px : (n, 2) array
    torso_px : (n,) array
        Smoothed place and scale.
    """

    crops: Mapping[int, HipCrop]
    mid_hip_px: FloatArray
    torso_px: FloatArray

    def __getitem__(self, frame: int) -> NDArray[np.uint8]:
        return self.crops[frame].patch(
            mid_hip_px=self.mid_hip_px[frame], torso_px=float(self.torso_px[frame])
        )

    def __iter__(self) -> Iterator[int]:
        return iter(self.crops)

    def __len__(self) -> int:
        return len(self.crops)


def pelvis_patches(
    crops: Mapping[int, HipCrop], track: PoseTrack, *, settings: Settings, cuts: Sequence[int] = ()
) -> PelvisPatches:
    """The patches at the smoothed place.

    Parameters
    ----------
    crops : mapping of int to HipCrop
        By frame number; frames without one have no patch.
    track : PoseTrack
    settings : Settings
    cuts : sequence of int
        First frames of new scenes, across which nothing is smoothed.
    """
    def smooth(values: FloatArray, cutoff_hz: float) -> FloatArray:
        return smoothed(
            track.time_s, values, cutoff_hz, max_bridge_s=settings.gait.max_bridge_s, cuts=cuts
        )

    torso_px = np.maximum(track.torso_px, MIN_TORSO_PX)
    # Of the length its logarithm, so that it stays one.
    torso = np.exp(smooth(np.log(torso_px), settings.pelvis.torso_lowpass_hz))
    return PelvisPatches(
        crops, smooth(track.mid_hip_px, settings.pelvis.mid_hip_lowpass_hz), torso
    )


def often_enough(frames: Sequence[int], time_s: FloatArray, per_s: float) -> list[int]:
    """Those of the frames that are to be read, no more of them a second than asked for.

    Parameters
    ----------
    frames : sequence of int
    time_s : (n,) array
        Of every frame of the clip, in the file.
    per_s : float
    """
    chosen: list[int] = []
    for frame in frames:
        if not chosen or time_s[frame] - time_s[chosen[-1]] >= EARLY_SHARE / per_s:
            chosen.append(frame)
    return chosen


def read_patches(patches: PelvisPatches, frames: Sequence[int] | None = None) -> PelvisFrames:
    """The network's reading of the patches, a row for every frame of the clip, NaN where unread.

    Parameters
    ----------
    patches : PelvisPatches
    frames : sequence of int, optional
        Which of them; all when not given.
    """
    read = PelvisRead(*np.full((ANSWERS, len(patches.torso_px)), np.nan))
    frames = list(patches) if frames is None else frames
    batches = [frames[start : start + BATCH] for start in range(0, len(frames), BATCH)]

    def read_some(batches: Sequence[Sequence[int]]) -> None:
        net = PelvisNet.load()
        for rows in batches:
            part = net.read(np.stack([patches[row] for row in rows]))
            for answer in ("angle_deg", "sd_deg", "jacket"):
                getattr(read, answer)[rows] = getattr(part, answer)

    with ThreadPoolExecutor(N_READERS, thread_name_prefix="pelvis") as readers:
        list(readers.map(read_some, (batches[first::N_READERS] for first in range(N_READERS))))
    read = unshrunk(read)
    return PelvisFrames(read.angle_deg, read.sd_deg, BY_NETWORK, read.jacket)


def unread(patches: PelvisPatches) -> PelvisFrames:
    """What stands where the network was not asked: NaN for every frame."""
    nothing = np.full(len(patches.torso_px), np.nan)
    return PelvisFrames(nothing, nothing, BY_NETWORK)

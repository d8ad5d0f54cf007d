"""The network's finer part: the left half of a patch against the mirror image of its right half.

Where the pelvis slopes, everything that hangs on it lies higher in one half than in the other, by
fractions of a pixel. A network of convolutions that get coarser and coarser loses them; products of
fine maps of both halves, one moved up and down against the other, hold them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from validation.train.network import (
    ANGLE_SCALE_DEG,
    PLACES,
    VOTES,
    WIDTHS,
    Answer,
    Found,
    JacketHead,
    PlacesNetwork,
    bounded,
)

# Channels of the fine maps; what is seen of a half: rows from the top, columns from the side (a few
# over the middle, for the convolutions), and the columns of its map. Places are two pixels wide.
FINE, ROWS, COLUMNS, HALF = 12, 72, 56, 24
# Places that one half is moved against the other, up and down.
SHIFTS = 6
# Keeps plain cloth, whose map is nearly zero, from being blown up into its noise.
FLAT = 0.1
WIDE, DEEP = 48, 64
LAST_PLACES = (ROWS // 8) * (HALF // 4)
DENSE = 96
# Length of a `Reading`'s evidence.
EVIDENCE = WIDTHS[-1] + DENSE + 4 * PLACES + 3


class Reading(NamedTuple):
    """Angle and the halves' own (in ANGLE_SCALE_DEG) and unbounded log SD, (n, 1) each; and what
    was seen besides the angle, (n, EVIDENCE), for telling jackets."""

    angle: Tensor
    log_sd: Tensor
    halves: Tensor
    evidence: Tensor


class PelvisNetwork(nn.Module):
    """A PlacesNetwork, which stays as it is, and the comparison of the halves."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = PlacesNetwork().requires_grad_(False)
        self.fine = nn.Sequential(
            nn.Conv2d(3, FINE, 5, 2, 2, bias=False), nn.BatchNorm2d(FINE), nn.ReLU(),
            nn.Conv2d(FINE, FINE, 3, 1, 1, bias=False), nn.BatchNorm2d(FINE),
        )  # fmt: skip
        self.first = nn.Conv2d(2 * SHIFTS + 1 + 2 * FINE, WIDE, 3, 2, 1)
        self.context = nn.Linear(WIDTHS[-1], WIDE)
        self.first_norm = nn.BatchNorm2d(WIDE)
        self.then = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(WIDE, DEEP, 3, 2, 1, bias=False), nn.BatchNorm2d(DEEP), nn.ReLU(),
            nn.Conv2d(DEEP, DEEP, 3, 1, 1, bias=False), nn.BatchNorm2d(DEEP), nn.ReLU(),
        )  # fmt: skip
        self.votes = nn.Conv2d(DEEP, 2 * VOTES, 1)
        self.dense = nn.Linear(DEEP * LAST_PLACES, DENSE)
        self.alone = nn.Linear(DENSE, 1)
        known = WIDTHS[-1] + DENSE + 4 * PLACES + 4 + 2 * VOTES
        self.joined = nn.Sequential(nn.Linear(known, 96), nn.ReLU())
        self.head = nn.Linear(96, 3)
        nn.init.zeros_(self.head.weight)
        self.head.bias.data = torch.tensor([-1.5, 0.0, 0.0])

    def train(self, mode: bool = True) -> PelvisNetwork:
        super().train(mode)
        self.whole.eval()
        return self

    def compared(self, pictures: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """Votes' maps and dense features from patches and mirror images (n, 6, 96, 96)."""
        left, right = (self._half(part) for part in pictures.split(3, 1))
        moved = functional.pad(right, (0, 0, SHIFTS, SHIFTS))
        alike = [
            (left * moved[:, :, shift : shift + ROWS // 2]).sum(1, keepdim=True)
            for shift in range(2 * SHIFTS + 1)
        ]
        maps = self.first(torch.cat([*alike, left, right], 1))
        maps = maps + self.context(features).reshape(-1, WIDE, 1, 1)
        maps = self.then(self.first_norm(maps))
        dense = functional.relu(self.dense(maps.reshape(-1, DEEP * LAST_PLACES)))
        return self.votes(maps), dense

    def _half(self, picture: Tensor) -> Tensor:
        """Fine maps of a picture's left half, of about the same size everywhere."""
        maps = self.fine(picture[:, :, :ROWS, :COLUMNS])[:, :, :, :HALF]
        size: Tensor = torch.sqrt((maps * maps).sum(1, keepdim=True) + FLAT)
        return maps / size

    def read(
        self, features: Tensor, found: Found, vote_maps: Tensor, dense: Tensor
    ) -> Reading:
        """What the whole and the comparison of the halves say together."""
        maps, features, dense = vote_maps.float(), features.float(), dense.float()
        maps = maps.reshape(-1, 2 * VOTES, LAST_PLACES)
        votes = (torch.softmax(maps[:, :VOTES], -1) * maps[:, VOTES:]).sum(-1)
        halves = votes.mean(1, keepdim=True) + self.alone(dense)
        apart = halves - found.angle
        seen = [features, dense, found.places, found.spread]
        known = [*seen, found.angle, halves, apart, found.log_sd, found.votes, votes]
        out = self.head(self.joined(torch.cat(known, 1)))
        angle = found.angle + torch.sigmoid(out[:, 0:1]) * apart + out[:, 2:3]
        log_sd = found.log_sd + out[:, 1:2]
        evidence = torch.cat([*seen, log_sd, found.log_sd, torch.abs(apart)], 1)
        return Reading(angle, log_sd, halves, evidence)

    def read_pictures(self, pictures: Tensor) -> Reading:
        """From patches and mirror images, (n, 6, 96, 96)."""
        with torch.no_grad():
            features, maps = self.whole.seen(pictures[:, :3])
        compared = self.compared(pictures, features)
        with torch.autocast("cpu", enabled=False):
            return self.read(features, self.whole.read(features, maps), *compared)

    def forward(self, patches: Tensor) -> Answer:
        read = self.read_pictures(torch.cat([patches, patches.flip(-1)], 1))
        with torch.autocast("cpu", enabled=False):
            hints = self.whole.hints(read.evidence[:, : WIDTHS[-1]])
        scaled, alone = (part[:, 0] * ANGLE_SCALE_DEG for part in (read.angle, read.halves))
        return Answer(scaled, bounded(read.log_sd[:, 0]), hints, halves_deg=alone)


class Shipped(nn.Module):
    """What is exported: angle, SD and a jacket's log-odds (n, 3).

    It takes patches and their mirror images, (n, 6, 96, 96).
    """

    def __init__(self, network: PelvisNetwork, jacket: JacketHead, sd_scale: float) -> None:
        super().__init__()
        self.network, self.jacket, self.sd_scale = network, jacket, sd_scale

    def forward(self, pictures: Tensor) -> Tensor:
        read = self.network.read_pictures(pictures)
        sd = torch.exp(bounded(read.log_sd)) * self.sd_scale
        return torch.cat([read.angle * ANGLE_SCALE_DEG, sd, self.jacket(read.evidence)], dim=1)

"""The network's larger part: what a pelvis patch shows, where it lies, and which way it slopes.

A second, smaller one tells from what the first has seen whether a jacket hangs over the hips.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 64, 96, 128)
BLOCKS = (1, 1, 2, 1)
ANGLE_SCALE_DEG = 8.0
RADIAN_DEG = math.degrees(1)
SD_RANGE_DEG = (0.2, 25.0)
HINTS = 14
# Places a side of the first and the last map.
FIRST_SIDE, LAST_SIDE = 24, 3
# Places that the decoder finds (crests, hip joints, and four of its own choice), and its votes.
PLACES, VOTES = 8, 4
# Distance of the crests, in half patch widths, below which their line is not drawn steeper.
NARROWEST = 0.15


class Block(nn.Module):
    """Two 3 x 3 convolutions around a short cut."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(after)
        self.pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        same = before == after
        self.across = nn.Identity() if same else nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return functional.relu(y + self.across(self.pool(x)))


@dataclass(frozen=True)
class Answer:
    """What a network says of n patches.

    Attributes
    ----------
    angle_deg, log_sd : (n,) tensors
    hints : (n, HINTS) tensor
        Where hips, knees, PSIS and chest are, predicted in training only: it keeps the trunk of
        the network from taking the thighs or the shirt for the pelvis.
    places : (n, 2 PLACES) tensor or None
        Where the network looks, x and y in half patch widths, place by place; the first four are
        the iliac crests and the hip joints, left before right.
    halves_deg : (n,) tensor or None
        The angle as the comparison of the halves alone has it.
    """

    angle_deg: Tensor
    log_sd: Tensor
    hints: Tensor
    places: Tensor | None = None
    halves_deg: Tensor | None = None


class Found(NamedTuple):
    """What the decoder found in n patches: angle (in ANGLE_SCALE_DEG) and unbounded log SD, (n, 1)
    each; places and how far their maps spread, (n, 2 PLACES) each; votes (n, VOTES)."""

    angle: Tensor
    log_sd: Tensor
    places: Tensor
    spread: Tensor
    votes: Tensor


class Encoder(nn.Module):
    """From (n, 3, 96, 96) normalised patches to maps of 24, 12, 6 and 3 places a side.

    Where things are matters, so the last map is not averaged over its places.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTHS[0], 6, 4, 1, bias=False)
        self.stem_norm = nn.BatchNorm2d(WIDTHS[0])
        layers: list[nn.Module] = []
        before = WIDTHS[0]
        for stage, (after, count) in enumerate(zip(WIDTHS, BLOCKS, strict=True)):
            for place in range(count):
                layers.append(Block(before, after, 2 if place == 0 and stage > 0 else 1))
                before = after
        self.trunk = nn.Sequential(*layers)
        self.dense = nn.Linear(before * LAST_SIDE**2, before)
        self.dropout = nn.Dropout(0.1)
        self.hints = nn.Linear(before, HINTS)

    def pyramid(self, patches: Tensor) -> list[Tensor]:
        """The map that each of the stages ends with, the finest first."""
        maps = functional.relu(self.stem_norm(self.stem(patches)))
        seen = []
        for layer in self.trunk:
            maps = layer(maps)
            seen.append(maps)
        return [seen[end - 1] for end in accumulate(BLOCKS)]

    def features(self, patches: Tensor) -> Tensor:
        return self.summed_up(self.pyramid(patches)[-1])

    def summed_up(self, coarsest: Tensor) -> Tensor:
        return functional.relu(self.dense(coarsest.flatten(1)))


class PlainNetwork(Encoder):
    """Reads the angle from the encoder's features alone: how the encoder is taught first."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(WIDTHS[-1], 2)

    def forward(self, patches: Tensor) -> Answer:
        features = self.dropout(self.features(patches)).float()
        angle, log_sd = self.head(features).unbind(1)
        return Answer(angle * ANGLE_SCALE_DEG, bounded(log_sd), self.hints(features))


class PlacesNetwork(Encoder):
    """Encoder, and a decoder that goes back to the fine map, finds places there and takes votes.

    A slope is where the right end lies against the left one. A dense layer has to learn that for
    every place anew; means over maps of where things are (integral regression) have it built in.
    """

    grid: Tensor

    def __init__(self) -> None:
        super().__init__()
        fine, mid, coarse, last = WIDTHS
        self.lateral = nn.ModuleList(
            nn.Conv2d(before, after, 1)
            for before, after in ((last, mid), (coarse, mid), (mid, mid), (fine, fine))
        )
        self.mixed = nn.ModuleList([_mixing(mid), _mixing(mid), _mixing(fine)])
        self.narrowed = nn.Conv2d(mid, fine, 1)
        self.maps = nn.Conv2d(fine, PLACES + 2 * VOTES, 1)
        line = (torch.arange(FIRST_SIDE) + 0.5) / FIRST_SIDE * 2 - 1
        y, x = torch.meshgrid(line, line, indexing="ij")
        self.register_buffer("grid", torch.stack([x, y, x * x, y * y], -1).reshape(-1, 4))
        self.joined = nn.Sequential(nn.Linear(last + 4 * PLACES + 1 + VOTES, 64), nn.ReLU())
        self.head = nn.Linear(64, 2)

    def seen(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Features (n, 128), and the fine maps (n, PLACES + 2 VOTES, 24, 24)."""
        fine, mid, coarse, last = self.pyramid(patches)
        maps = self.mixed[0](_twice_as_fine(self.lateral[0](last)) + self.lateral[1](coarse))
        maps = self.mixed[1](_twice_as_fine(maps) + self.lateral[2](mid))
        maps = self.mixed[2](_twice_as_fine(self.narrowed(maps)) + self.lateral[3](fine))
        return self.summed_up(last), self.maps(maps)

    def read(self, features: Tensor, maps: Tensor) -> Found:
        """What features and fine maps say."""
        maps = maps.float().reshape(-1, PLACES + 2 * VOTES, FIRST_SIDE**2)
        moments = torch.softmax(maps[:, :PLACES], -1) @ self.grid
        places, squares = (part.reshape(-1, 2 * PLACES) for part in moments.split(2, -1))
        weights = torch.softmax(maps[:, PLACES : PLACES + VOTES], -1)
        votes = (weights * maps[:, PLACES + VOTES :]).sum(-1)
        wide = torch.clamp(places[:, 2:3] - places[:, 0:1], min=NARROWEST)
        slope = (places[:, 3:4] - places[:, 1:2]) / wide * (RADIAN_DEG / ANGLE_SCALE_DEG)
        spread = squares - places * places
        known = [features.float(), places, spread, slope, votes]
        out = self.head(self.joined(torch.cat(known, 1)))
        angle = out[:, 0:1] + votes.mean(1, keepdim=True)
        return Found(angle, out[:, 1:2], places, spread, votes)

    def forward(self, patches: Tensor) -> Answer:
        features, maps = self.seen(patches)
        features = self.dropout(features).float()
        with torch.autocast("cpu", enabled=False):
            found = self.read(features, maps)
            hints = self.hints(features)
        return Answer(
            found.angle[:, 0] * ANGLE_SCALE_DEG, bounded(found.log_sd[:, 0]), hints, found.places
        )


def _mixing(width: int) -> nn.Module:
    convolution = nn.Conv2d(width, width, 3, 1, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(width), nn.ReLU())


def _twice_as_fine(maps: Tensor) -> Tensor:
    return functional.interpolate(maps, scale_factor=2.0, mode="nearest")


def bounded(log_sd: Tensor) -> Tensor:
    """The log SD kept inside of SD_RANGE_DEG by a smooth curve."""
    low, high = torch.log(torch.tensor(SD_RANGE_DEG))
    return low + (high - low) * torch.sigmoid(log_sd)


class JacketHead(nn.Module):
    """From what a network has seen to the log-odds that a jacket hangs over the hips."""

    mean: Tensor
    spread: Tensor

    def __init__(self, known: int, hidden: int = 64) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(known))
        self.register_buffer("spread", torch.ones(known))
        self.hidden = nn.Linear(known, hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, seen: Tensor) -> Tensor:
        """Log-odds, shape (n, 1)."""
        standard = (seen - self.mean) / self.spread
        log_odds: Tensor = self.out(functional.relu(self.hidden(standard)))
        return log_odds

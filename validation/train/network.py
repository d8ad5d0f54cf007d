"""The network: a small residual net from a pelvis patch to its slope and the slope's SD.

A second, smaller one tells from what the first has seen whether a jacket hangs over the hips.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 64, 96, 128)
BLOCKS = (1, 1, 2, 1)
ANGLE_SCALE_DEG = 8.0
SD_RANGE_DEG = (0.2, 25.0)
HINTS = 14


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


class PelvisNetwork(nn.Module):
    """From (n, 3, 96, 96) normalised patches to the angle and the logarithm of its SD, degrees.

    Where things are matters, so the last map is not averaged over its places. `hints` are further
    facts of the scene (thighs, trunk, rotation) that are predicted in training only: they keep the
    trunk of the network from taking the thighs or the shirt for the pelvis.
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
        side = 96 // 4 // 2 ** (len(WIDTHS) - 1)
        self.dense = nn.Linear(before * side**2, before)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(before, 2)
        self.hints = nn.Linear(before, HINTS)

    def features(self, patches: Tensor) -> Tensor:
        maps = self.trunk(functional.relu(self.stem_norm(self.stem(patches))))
        return functional.relu(self.dense(maps.flatten(1)))

    def forward(self, patches: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Angle and log SD, shape (n,) each, and the hints (n, HINTS)."""
        features = self.dropout(self.features(patches)).float()
        angle, log_sd = self.head(features).unbind(1)
        return angle * ANGLE_SCALE_DEG, bounded(log_sd), self.hints(features)


def bounded(log_sd: Tensor) -> Tensor:
    """The log SD kept inside of SD_RANGE_DEG by a smooth curve."""
    low, high = torch.log(torch.tensor(SD_RANGE_DEG))
    return low + (high - low) * torch.sigmoid(log_sd)


class JacketHead(nn.Module):
    """From the network's features to the log-odds that a jacket hangs over the hips."""

    mean: Tensor
    spread: Tensor

    def __init__(self, hidden: int = 32) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(WIDTHS[-1]))
        self.register_buffer("spread", torch.ones(WIDTHS[-1]))
        self.hidden = nn.Linear(WIDTHS[-1], hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Log-odds, shape (n, 1)."""
        standard = (features - self.mean) / self.spread
        log_odds: Tensor = self.out(functional.relu(self.hidden(standard)))
        return log_odds


class Answer(nn.Module):
    """What is exported: the members' angle, SD and log-odds side by side, (n, 3 * members)."""

    def __init__(
        self, members: list[PelvisNetwork], jackets: list[JacketHead], sd_scale: float
    ) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.jackets = nn.ModuleList(jackets)
        self.sd_scale = sd_scale

    def forward(self, patches: Tensor) -> Tensor:
        low, high = (float(v) for v in torch.log(torch.tensor(SD_RANGE_DEG)))
        answers = []
        for member, jacket in zip(self.members, self.jackets, strict=True):
            features = member.features(patches)
            out = member.head(features)
            log_sd = low + (high - low) * torch.sigmoid(out[:, 1:2])
            answers += [
                out[:, 0:1] * ANGLE_SCALE_DEG, torch.exp(log_sd) * self.sd_scale, jacket(features)
            ]
        return torch.cat(answers, dim=1)

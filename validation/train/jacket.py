"""Teaches the trained network, whose weights stay as they are, to tell a jacket over the hips.

A jacket leans with the trunk and misleads whatever reads slopes, the network included, more than
its own SD says; whether one hangs there is an easier question than which way the pelvis leans.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from formcheck.gait.pelvis_net import both_ways
from validation.train.augment import MILD, draw
from validation.train.halves import EVIDENCE, PelvisNetwork
from validation.train.network import JacketHead
from validation.train.shards import Shard, read_shard

EPOCHS, BATCH = 12, 256
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 1e-2
# A seed of its own, so that the augmentation is not the one the network was fitted with.
SEED = 77


def fit_jacket(network: PelvisNetwork, folders: list[Path]) -> JacketHead:
    """The head that tells jackets, fitted to what the network sees in the training patches."""
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    network = network.float().eval()
    seen = [_seen(network, read_shard(folder), number) for number, folder in enumerate(folders)]
    features = torch.cat([part for part, _ in seen])
    worn = torch.cat([part for _, part in seen])
    head = JacketHead(EVIDENCE)
    head.mean, head.spread = features.mean(0), features.std(0) + 1e-3
    optimiser = torch.optim.AdamW(head.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(features)).split(BATCH):
            loss = functional.binary_cross_entropy_with_logits(head(features[rows])[:, 0],
                                                               worn[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return head.eval()


@torch.no_grad()
def _seen(network: PelvisNetwork, shard: Shard, number: int) -> tuple[Tensor, Tensor]:
    """Evidence of a shard's patches, and 1 where a jacket is worn."""
    rng = np.random.default_rng([number, SEED])
    patches: list[NDArray[np.uint8]] = [draw(shard, row, rng, MILD)[0] for row in range(len(shard))]
    pictures = [both_ways(np.stack(patches[at : at + BATCH]))[0]
                for at in range(0, len(patches), BATCH)]  # fmt: skip
    seen = torch.cat([network.read_pictures(torch.from_numpy(part)).evidence for part in pictures])
    return seen, torch.tensor([float(fact["hides"] == "jacket") for fact in shard.facts])

"""The training loop: beta-NLL, a constant rate that cools down, averaged weights, bfloat16."""

from __future__ import annotations

import copy
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from formcheck.gait.pelvis_net import normalised
from validation.train.augment import MILD, TRAINING, draw
from validation.train.network import ANGLE_SCALE_DEG, PelvisNetwork
from validation.train.shards import Shard, read_shard

# Of a run that the clock ends: its share before it cools down; the rest in case it gets slower.
CONSTANT_SHARE, CAUTION = 0.62, 0.94
ENDLESS = 1 << 40


@dataclass(frozen=True)
class Recipe:
    """Everything a run of the training depends on; `shards` are counted from the first."""

    shards: int = 64
    steps: int = 9589
    cool_down_steps: int = 3505
    batch: int = 128
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up_steps: int = 200
    averaging: float = 0.999
    # Seitzer 2022: weighs the NLL's gradient by variance ** beta, which keeps hard pictures
    # from being given up early.
    beta: float = 0.5
    hint_weight: float = 0.3
    seed: int = 0
    # On a busy machine two wait for each other longer than they save.
    threads: int = 1
    mild: float = 0.5


# One run after the other, each from where the one before ended: runners in ordinary cloth, then the
# same and as many again in cloth woven at random.
RUNS = (Recipe(), Recipe(shards=130, steps=16505, cool_down_steps=6033, seed=1))


class Stream(IterableDataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Endless batches of freshly augmented patches."""

    def __init__(self, folders: list[Path], recipe: Recipe, *, start: int) -> None:
        self.folders, self.recipe, self.start = folders, recipe, start

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        shards = [read_shard(folder) for folder in self.folders]
        ends = np.cumsum([len(shard) for shard in shards])
        step = self.start
        while True:
            rng = np.random.default_rng([self.recipe.seed, step])
            yield self._batch(shards, ends, rng)
            step += 1

    def _batch(
        self, shards: list[Shard], ends: np.ndarray, rng: np.random.Generator
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        drawn = []
        for pick in rng.integers(0, ends[-1], self.recipe.batch):
            which = int(np.searchsorted(ends, pick, side="right"))
            row = int(pick - (ends[which] - len(shards[which])))
            strength = MILD if rng.random() < self.recipe.mild else TRAINING
            drawn.append(draw(shards[which], row, rng, strength))
        pictures, angles, points, known = zip(*drawn, strict=True)
        return (
            torch.from_numpy(normalised(np.stack(pictures))),
            torch.tensor(angles, dtype=torch.float32),
            torch.from_numpy(np.stack(points)).flatten(1),
            torch.tensor(known, dtype=torch.float32),
        )


def loss_of(
    network: PelvisNetwork, batch: tuple[Tensor, ...], recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """Loss, and the absolute errors in degrees of the patches that are runners."""
    pictures, angle, points, known = batch
    with torch.autocast("cpu", torch.bfloat16):
        read, log_sd, hints = network(pictures.to(memory_format=torch.channels_last))
    error = (read.float() - angle) / ANGLE_SCALE_DEG
    log_sd = log_sd.float() - math.log(ANGLE_SCALE_DEG)
    variance = torch.exp(2 * log_sd)
    nll = log_sd + 0.5 * error**2 / variance
    weight = variance.detach() ** recipe.beta
    shift = functional.smooth_l1_loss(hints.float(), points, beta=0.1, reduction="none").mean(1)
    loss = (nll * weight).mean() + recipe.hint_weight * (shift * known).mean()
    return loss, (error.detach().abs() * ANGLE_SCALE_DEG)[known > 0]


def fit(
    folders: list[Path], recipe: Recipe, *, log: Path, start: PelvisNetwork | None = None,
    minutes: float | None = None,
) -> tuple[PelvisNetwork, Recipe]:
    """Train a network, a new one without `start`; returns its average and the recipe of the run.

    With `minutes` the clock, not the recipe, says when to cool down and when to end.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    recipe = recipe if minutes is None else replace(recipe, steps=ENDLESS)
    network = PelvisNetwork() if start is None else copy.deepcopy(start)
    network = network.to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(
        network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
    )
    stream = Stream(folders, recipe, start=0)
    batches = iter(DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=6))
    network.train()
    errors: list[float] = []
    began = time.monotonic()
    for step in itertools.count():
        if step >= recipe.steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * _rate(step, recipe)
        loss, missed = loss_of(network, next(batches), recipe)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        _follow(average, network, min(recipe.averaging, (1 + step) / (10 + step)))
        errors.append(float(missed.mean()))
        taken_s = time.monotonic() - began
        if (step + 1) % 100 == 0:
            line = f"{step + 1} loss {loss.item():.3f} error {np.mean(errors[-100:]):.2f} deg"
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{line}, {recipe.batch * (step + 1) / taken_s:.0f} patches/s\n")
        if (step + 1) % 500 == 0:
            torch.save(average.state_dict(), log.with_suffix(".part.pt"))
        if recipe.steps == ENDLESS and taken_s > CONSTANT_SHARE * 60 * (minutes or 0):
            recipe = _cooling_from(step + 1, recipe)
    return average, recipe


def _cooling_from(step: int, recipe: Recipe) -> Recipe:
    cool = round(step * (1 / CONSTANT_SHARE - 1) * CAUTION)
    return replace(recipe, steps=step + cool, cool_down_steps=cool)


def _rate(step: int, recipe: Recipe) -> float:
    left = (recipe.steps - step) / max(recipe.cool_down_steps, 1)
    return min((step + 1) / recipe.warm_up_steps, max(left, 0.01), 1.0)


@torch.no_grad()
def _follow(average: PelvisNetwork, network: PelvisNetwork, keep: float) -> None:
    for old, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)

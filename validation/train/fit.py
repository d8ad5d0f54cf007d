"""The training loop: beta-NLL, a constant rate that cools down, averaged weights, bfloat16."""

from __future__ import annotations

import copy
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from formcheck.gait.pelvis_net import normalised
from validation.train.augment import MILD, TRAINING, draw
from validation.train.halves import PelvisNetwork
from validation.train.network import ANGLE_SCALE_DEG, PlacesNetwork, PlainNetwork
from validation.train.shards import POINTS, Shard, read_shard

# Of a run that the clock ends: its share before it cools down; the rest in case it gets slower.
CONSTANT_SHARE, CAUTION = 0.62, 0.94
ENDLESS = 1 << 40
# Half the breadth of the crests against half that of the hip joints.
CREST_OVER_HIP = 1.6


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
    # Which network: the encoder alone, with the decoder of places, with the halves compared.
    network: Literal["plain", "places", "halves"] = "plain"
    # How much the places that are found count, and from where on their error counts linearly.
    places_weight: float = 2.0
    places_beta: float = 0.03
    halves_weight: float = 0.5
    halves_beta: float = 0.2
    # Scenes as most clips are come more often than others.
    ordinary: bool = False


# One run after the other, each from where the one before ended: runners in ordinary cloth, the same
# and as many again in cloth woven at random; then with the decoder on top; then ordinary scenes
# above all; at last the halves, compared by a part of its own.
RUNS = (
    Recipe(),
    Recipe(shards=130, steps=16505, cool_down_steps=6033, seed=1),
    Recipe(shards=130, steps=2000, cool_down_steps=1, learning_rate=1.5e-3, seed=2,
           network="places"),
    Recipe(shards=130, steps=3000, cool_down_steps=1, learning_rate=1.5e-3, seed=3,
           network="places", mild=0.7, ordinary=True),
    Recipe(shards=130, steps=6383, cool_down_steps=2475, seed=5, network="halves", mild=0.75,
           ordinary=True),
)  # fmt: skip
Reader = PlainNetwork | PlacesNetwork | PelvisNetwork
NETWORKS: dict[str, type[Reader]] = {"plain": PlainNetwork, "places": PlacesNetwork,
                                      "halves": PelvisNetwork}  # fmt: skip


class Stream(IterableDataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Endless batches of freshly augmented patches."""

    def __init__(self, folders: list[Path], recipe: Recipe, *, start: int) -> None:
        self.folders, self.recipe, self.start = folders, recipe, start

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        shards = [read_shard(folder) for folder in self.folders]
        ends = np.cumsum([len(shard) for shard in shards])
        chances = self._chances(shards)
        step = self.start
        while True:
            rng = np.random.default_rng([self.recipe.seed, step])
            yield self._batch(shards, ends, chances, rng)
            step += 1

    def _chances(self, shards: list[Shard]) -> np.ndarray:
        """Of all patches, added up: for a draw that meets some scenes more often than others."""
        facts = [fact for shard in shards for fact in shard.facts]
        weights = [share_of(fact) if self.recipe.ordinary else 1.0 for fact in facts]
        return np.asarray(np.cumsum(weights) / np.sum(weights))

    def _batch(
        self, shards: list[Shard], ends: np.ndarray, chances: np.ndarray, rng: np.random.Generator
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        drawn = []
        for pick in np.searchsorted(chances, rng.random(self.recipe.batch)):
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


def share_of(facts: dict[str, Any]) -> float:
    """How often a scene is met where ordinary ones come first.

    A waist that leans by itself happens, but a network that meets it in every other scene no longer
    looks at the waistband at all.
    """
    share = 0.12 if facts["leans"] else 1.0
    share *= 0.6 if facts["pull"] > 0.3 else 1.0
    share *= 0.6 if abs(facts["azimuth_deg"]) > 12 else 1.0
    return share * (0.5 if facts["wild"] else 1.0)


def places_in(points: Tensor) -> Tensor:
    """Crests and hip joints, (n, 8), from the scene's points (n, 2 * len(POINTS)).

    The crests lie beside the PSIS, as far out of them as the pelvis is wide.
    """
    at = dict(zip(POINTS, points.unflatten(1, (-1, 2)).unbind(1), strict=True))
    middle = (at["psisL"] + at["psisR"]) / 2
    out = (at["hipR"] - at["hipL"]) / 2 * CREST_OVER_HIP
    return torch.stack([middle - out, middle + out, at["hipL"], at["hipR"]], 1).flatten(1)


def loss_of(
    network: Reader, batch: tuple[Tensor, ...], recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """Loss, and the absolute errors in degrees of the patches that are runners."""
    pictures, angle, points, known = batch
    with torch.autocast("cpu", torch.bfloat16):
        answer = network(pictures.to(memory_format=torch.channels_last))
    error = (answer.angle_deg.float() - angle) / ANGLE_SCALE_DEG
    log_sd = answer.log_sd.float() - math.log(ANGLE_SCALE_DEG)
    variance = torch.exp(2 * log_sd)
    nll = log_sd + 0.5 * error**2 / variance
    weight = variance.detach() ** recipe.beta
    loss = (nll * weight).mean()
    loss = loss + recipe.hint_weight * _missed(answer.hints.float(), points, known, 0.1)
    if answer.places is not None:
        wanted = places_in(points)
        found = answer.places[:, : wanted.shape[1]]
        loss = loss + recipe.places_weight * _missed(found, wanted, known, recipe.places_beta)
    if answer.halves_deg is not None:
        alone, wanted = (v[:, None] / ANGLE_SCALE_DEG for v in (answer.halves_deg, angle))
        loss = loss + recipe.halves_weight * _missed(alone, wanted, known, recipe.halves_beta)
    return loss, (error.detach().abs() * ANGLE_SCALE_DEG)[known > 0]


def _missed(found: Tensor, wanted: Tensor, known: Tensor, beta: float) -> Tensor:
    missed = functional.smooth_l1_loss(found, wanted, beta=beta, reduction="none")
    return (missed.mean(1) * known).mean()


def fit(
    folders: list[Path], recipe: Recipe, *, log: Path, start: Reader | None = None,
    minutes: float | None = None,
) -> tuple[Reader, Recipe]:
    """Train a network, a new one without `start`; returns its average and the recipe of the run.

    With `minutes` the clock, not the recipe, says when to cool down and when to end.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    recipe = recipe if minutes is None else replace(recipe, steps=ENDLESS)
    network = _begun(recipe, start).to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    free = [part for part in network.parameters() if part.requires_grad]
    optimiser = torch.optim.AdamW(
        free, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
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


def _begun(recipe: Recipe, start: Reader | None) -> Reader:
    """A new network, with as much of an earlier run's as it has room for."""
    network: Reader = NETWORKS[recipe.network]()
    if start is None:
        return network
    room: nn.Module = network
    if isinstance(network, PelvisNetwork) and not isinstance(start, PelvisNetwork):
        room = network.whole
    have, wanted = start.state_dict(), room.state_dict()
    both = [key for key in have if key in wanted and have[key].shape == wanted[key].shape]
    room.load_state_dict({key: have[key] for key in both}, strict=False)
    return network


def _cooling_from(step: int, recipe: Recipe) -> Recipe:
    cool = round(step * (1 / CONSTANT_SHARE - 1) * CAUTION)
    return replace(recipe, steps=step + cool, cool_down_steps=cool)


def _rate(step: int, recipe: Recipe) -> float:
    left = (recipe.steps - step) / max(recipe.cool_down_steps, 1)
    return min((step + 1) / recipe.warm_up_steps, max(left, 0.01), 1.0)


@torch.no_grad()
def _follow(average: Reader, network: Reader, keep: float) -> None:
    for old, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)

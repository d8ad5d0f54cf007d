"""From the trained network to the one ONNX file that ships, checked against OpenCV's reading."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from formcheck.gait.pelvis_net import ANSWERS, PelvisNet, both_ways, combine
from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W
from validation.train.halves import PelvisNetwork, Shipped
from validation.train.network import JacketHead

AGREEMENT_DEG = 0.01
LARGE = 10_000


def export(network: PelvisNetwork, jacket: JacketHead, file: Path, *, sd_scale: float) -> None:
    """Write the network, with its head for jackets, as one ONNX file.

    Raises
    ------
    RuntimeError
        When OpenCV reads other angles from it than torch does.
    """
    answer = Shipped(network.float().eval(), jacket.eval(), sd_scale).eval()
    part = file.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            answer,
            (torch.zeros(1, 6, PATCH_H, PATCH_W),),
            str(part),
            dynamo=False,
            input_names=["patch_and_mirrored"],
            output_names=["angle_sd_jacket"],
            dynamic_axes={"patch_and_mirrored": {0: "n"}, "angle_sd_jacket": {0: "n"}},
        )
    _store_by_halves(part)
    _check(answer, part)
    part.replace(file)


def _store_by_halves(file: Path) -> None:
    """Large weights as 16-bit numbers, which takes half the room; they are computed with in 32."""
    graph = (model := onnx.load(file)).graph
    kept, casts = [], []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size > LARGE:
            name = f"{weight.name}_half"
            casts.append(helper.make_node("Cast", [name], [weight.name], to=TensorProto.FLOAT))
            weight = numpy_helper.from_array(values.astype(np.float16), name)
        kept.append(weight)
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.save(model, file)


def _check(answer: Shipped, file: Path) -> None:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (6, 12, 12, 3), dtype=np.uint8)
    patches = coarse.repeat(8, axis=1).repeat(8, axis=2)
    ours = PelvisNet(file.read_bytes()).read(patches)
    with torch.no_grad():
        both = [
            answer(torch.from_numpy(pictures)).reshape(len(patches), ANSWERS).double().numpy()
            for pictures in both_ways(patches)
        ]
    theirs = combine(*both)
    apart = max(np.abs(ours.angle_deg - theirs[0]).max(), np.abs(ours.sd_deg - theirs[1]).max())
    if apart > AGREEMENT_DEG:
        raise RuntimeError(f"OpenCV and torch differ by {apart:.4f} degrees")

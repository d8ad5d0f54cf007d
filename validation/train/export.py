"""From the trained members to the one ONNX file that ships, checked against OpenCV's reading."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch

from formcheck.gait.pelvis_net import ANSWERS, PelvisNet, combine, normalised
from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W
from validation.train.network import Answer, JacketHead, PelvisNetwork

AGREEMENT_DEG = 1e-3


def export(
    members: list[PelvisNetwork], jackets: list[JacketHead], file: Path, *, sd_scale: float
) -> None:
    """Write the members, each with its head for jackets, as one ONNX file.

    Raises
    ------
    RuntimeError
        When OpenCV reads other angles from it than torch does.
    """
    answer = Answer([member.float().eval() for member in members], jackets, sd_scale).eval()
    part = file.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            answer,
            (torch.zeros(1, 3, PATCH_H, PATCH_W),),
            str(part),
            dynamo=False,
            input_names=["patch"],
            output_names=["angle_sd_jacket"],
            dynamic_axes={"patch": {0: "n"}, "angle_sd_jacket": {0: "n"}},
        )
    _check(answer, part)
    part.replace(file)


def _check(answer: Answer, file: Path) -> None:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (6, 12, 12, 3), dtype=np.uint8)
    patches = coarse.repeat(8, axis=1).repeat(8, axis=2)
    ours = PelvisNet(file.read_bytes()).read(patches)
    straight = normalised(patches)
    with torch.no_grad():
        both = [
            answer(torch.from_numpy(np.ascontiguousarray(x))).reshape(len(patches), -1, ANSWERS)
            for x in (straight, straight[..., ::-1])
        ]
    theirs = combine(*(part.double().numpy() for part in both))
    apart = max(np.abs(ours.angle_deg - theirs[0]).max(), np.abs(ours.sd_deg - theirs[1]).max())
    if apart > AGREEMENT_DEG:
        raise RuntimeError(f"OpenCV and torch differ by {apart:.4f} degrees")

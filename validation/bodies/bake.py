"""Bake a family of adult bodies into ``family.npz``.

Run once, in an environment with ``anny`` (MakeHuman data, CC0) and
``fast-simplification``; formcheck itself needs neither. The SMPL options of anny are not
touched. The result holds a mean body, principal components of vertices and joints, and the
coefficients of several hundred sampled bodies, so that numpy alone makes any of them.

Axes of the result: x to the body's right, y forward, z up, metres, mid-hip at the origin.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import anny
import fast_simplification  # type: ignore[import-not-found]
import numpy as np
import torch
from anny.models.model_data import TopologyConfig

BODIES = 640
COMPONENTS = 32
VERTICES = 5600
SIDES = ("L", "R")
HIP_JOINT_INWARD = 0.86  # femoral heads lie nearer the middle than the rig's joints

SYMMETRIC_CHANGES = {
    "hip-scale-horiz-incr": 0.5,
    "hip-scale-depth-incr": 0.4,
    "hip-trans-forward": 0.3,
    "buttocks-volume-incr": 0.8,
    "stomach-tone-incr": 0.6,
    "pelvis-tone-incr": 0.5,
    "torso-scale-horiz-incr": 0.3,
    "torso-scale-depth-incr": 0.3,
    "torso-vshape-incr": 0.5,
    "torso-muscle-dorsi-incr": 0.6,
    "measure-shoulder-dist-incr": 0.4,
    "measure-waist-circ-incr": 0.3,
    "measure-waisttohip-dist-incr": 0.3,
    "l-upperleg-fat-incr": 0.4,
    "l-upperleg-muscle-incr": 0.5,
    "l-lowerleg-muscle-incr": 0.5,
    "l-upperleg-scale-horiz-incr": 0.3,
}

JOINTS = {
    "pelvis": "root",
    "spine1": "spine04",
    "spine2": "spine03",
    "spine3": "spine02",
    "chest": "spine01",
    "neck": "neck01",
    "head": "head",
} | {
    f"{name}{side}": f"{bone}.{side}"
    for side in SIDES
    for name, bone in {
        "clavicle": "clavicle",
        "upperarm": "upperarm01",
        "forearm": "lowerarm01",
        "hand": "wrist",
        "thigh": "upperleg01",
        "shin": "lowerleg01",
        "foot": "foot",
        "toe": "toe2-1",
    }.items()
}


def rig_bone_to_joint(labels: list[str], parents: list[int]) -> np.ndarray:
    """Index of the reduced joint that carries each bone of the full rig."""
    names = list(JOINTS)
    kept = {bone: index for index, bone in enumerate(JOINTS.values())}
    kept |= {"spine05": names.index("pelvis")}
    for side in SIDES:
        kept |= {f"pelvis.{side}": names.index("pelvis")}
        kept |= {f"toe{i}-1.{side}": names.index(f"toe{side}") for i in range(1, 6)}
    target = np.zeros(len(labels), dtype=int)
    for bone, label in enumerate(labels):
        while label not in kept:
            label = labels[parents[labels.index(label)]]
        target[bone] = kept[label]
    return target


def sample_phenotypes(rng: np.random.Generator, labels: list[str]) -> dict[str, np.ndarray]:
    sex = (np.arange(BODIES) % 2).astype(float)
    ranges = {
        "age": (0.58, 0.85),
        "muscle": (0.25, 0.85),
        "height": (0.25, 0.75),
        "proportions": (0.2, 0.9),
        "cupsize": (0.1, 0.75),
        "firmness": (0.4, 0.9),
    }
    values = {label: rng.uniform(0.0, 1.0, BODIES) for label in labels}
    values |= {label: rng.uniform(low, high, BODIES) for label, (low, high) in ranges.items()}
    values["weight"] = 0.15 + 0.75 * rng.beta(1.6, 2.2, BODIES)
    values["gender"] = np.clip(sex + rng.normal(0.0, 0.08, BODIES), 0.0, 1.0)
    return values


def sample_changes(rng: np.random.Generator, labels: list[str]) -> dict[str, np.ndarray]:
    changes: dict[str, np.ndarray] = {}
    for label, size in SYMMETRIC_CHANGES.items():
        value = rng.uniform(-size, size, BODIES)
        names = [label] + ([f"r-{label[2:]}"] if label.startswith("l-") else [])
        changes |= {name: value for name in names if name in labels}
    return changes


def to_axes(points: np.ndarray) -> np.ndarray:
    return points * np.array([-1.0, -1.0, 1.0])


def rotation(axis: np.ndarray, angle: float) -> np.ndarray:
    x, y, z = axis / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def curl_fingers(
    vertices: np.ndarray, heads: np.ndarray, labels: list[str], weights: np.ndarray
) -> np.ndarray:
    """Close the spread hands of the rest pose into the loose fists of a runner."""
    moved = vertices.copy()
    for side in SIDES:
        across = heads[labels.index(f"finger5-1.{side}")] - heads[labels.index(f"finger2-1.{side}")]
        for finger in range(1, 6):
            chain = [labels.index(f"finger{finger}-{part}.{side}") for part in (1, 2, 3)]
            first, middle, last = heads[chain]
            axis = across if finger > 1 else np.cross(middle - first, across)
            bend = np.cross(middle - first, vertices[weights[:, chain[2]] > 0.5].mean(0) - last)
            sign = np.sign(bend @ axis) or 1.0
            angles = np.radians([55, 70, 40] if finger > 1 else [10, 25, 25]) * sign
            turn, offset = np.eye(3), np.zeros(3)
            for bone, angle in zip(chain, angles, strict=True):
                pivot = turn @ heads[bone] + offset
                turn = rotation(axis, angle) @ turn
                offset = pivot - turn @ heads[bone]
                share = weights[:, bone, None]
                moved += share * (vertices @ turn.T + offset - vertices)
    return moved


def rest_bodies(model: anny.Anny, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Vertices (bodies, V, 3), joints (bodies, J, 3) and the phenotypes sampled."""
    phenotypes = sample_phenotypes(rng, model.phenotype_labels)
    changes = sample_changes(rng, model.local_change_labels)
    labels, names = model.bone_labels, list(JOINTS)
    weights = dense_weights(model)
    all_vertices, all_joints = [], []
    for body in range(BODIES):
        coefficients = model.get_phenotype_blendshape_coefficients(
            **{key: torch.tensor([value[body]]) for key, value in phenotypes.items()},
            local_changes={key: torch.tensor([value[body]]) for key, value in changes.items()},
        )
        vertices = model.get_rest_vertices(coefficients)[0].numpy()
        heads = (
            model.template_bone_heads
            + torch.einsum("k,kjd->jd", coefficients[0], model.bone_heads_blendshapes)
        ).numpy()
        joints = heads[[labels.index(bone) for bone in JOINTS.values()]]
        vertices = curl_fingers(vertices, heads, labels, weights)
        hips = [names.index("thighL"), names.index("thighR")]
        joints[hips, 0] *= HIP_JOINT_INWARD
        joints[0] = joints[hips].mean(0)
        all_vertices.append(to_axes(vertices - joints[0]).astype(np.float32))
        all_joints.append(to_axes(joints - joints[0]).astype(np.float32))
    return np.stack(all_vertices), np.stack(all_joints), phenotypes["gender"]


def dense_weights(model: anny.Anny) -> np.ndarray:
    indices, values = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    dense = np.zeros((len(indices), len(model.bone_labels)))
    np.add.at(dense, (np.arange(len(indices))[:, None], indices), values)
    return dense


def simplify(mean: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kept vertex ids and faces over them; every kept vertex is one of the full mesh."""
    count = int(len(faces) * VERTICES / len(mean))
    _, _, collapses = fast_simplification.simplify(
        mean, faces.astype(np.int32), target_count=count, agg=4, return_collapses=True
    )
    points, new_faces, mapping = fast_simplification.replay_simplification(
        mean, faces.astype(np.int32), collapses
    )
    kept = np.zeros(len(points), dtype=int)
    for new in range(len(points)):
        group = np.flatnonzero(mapping == new)
        kept[new] = group[np.linalg.norm(mean[group] - points[new], axis=1).argmin()]
    return kept, new_faces


def rigid_pelvis(mean: np.ndarray, joints: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Skin weights with the skin over iliac crests and PSIS moving as the pelvic bone.

    Soft transitions lie only above the crest and on the thigh: below the gluteal fold behind,
    at the groin in front.
    """
    names = list(JOINTS)
    height = np.ptp(mean[:, 2])
    z = (mean[:, 2] - joints[0, 2]) / height
    behind = np.clip(0.5 - mean[:, 1] / 0.16, 0.0, 1.0)
    low = 0.004 - 0.030 * behind
    rise = np.clip((z - low) / 0.036, 0.0, 1.0)
    fall = np.clip((0.150 - z) / 0.070, 0.0, 1.0)
    share = (rise * rise * (3 - 2 * rise)) * (fall * fall * (3 - 2 * fall))
    arm = [i for i, name in enumerate(names) if name.startswith(("upperarm", "fore", "hand"))]
    share = np.where(weights[:, arm].sum(1) > 0.3, 0.0, share)
    rewritten = weights * (1.0 - share[:, None])
    rewritten[:, names.index("pelvis")] += share
    return rewritten


def region_labels(labels: list[str], weights: np.ndarray, joint_weights: np.ndarray) -> np.ndarray:
    """Dominant reduced joint of each vertex; 100 eye, 101 lips, 102 brow."""
    region = joint_weights.argmax(1)
    dominant = [labels[bone] for bone in weights.argmax(1)]
    face = {"eye.": 100, "oris": 101, "oculi": 102}
    for prefix, code in face.items():
        region[[label.startswith(prefix) for label in dominant]] = code
    return region.astype(np.uint8)


def strongest(weights: np.ndarray, count: int = 4) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(-weights, axis=1)[:, :count]
    values = np.take_along_axis(weights, order, axis=1)
    return order.astype(np.uint8), (values / values.sum(1, keepdims=True)).astype(np.float16)


def principal_components(data: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean = data.mean(0)
    left, scale, right = np.linalg.svd(data - mean, full_matrices=False)
    return mean, right[:COMPONENTS], (left * scale)[:, :COMPONENTS]


def bake(path: Path, seed: int) -> None:
    topology = TopologyConfig(base_mesh="makehuman", eyes=True, tongue=False)
    model = anny.Anny(rig="makehuman", topology=topology, local_changes="all", phenotypes="all")
    vertices, joints, gender = rest_bodies(model, np.random.default_rng(seed))
    full_weights = dense_weights(model)
    kept, faces = simplify(vertices.mean(0).astype(np.float64), model.faces.numpy())
    vertices, full_weights = vertices[:, kept], full_weights[kept]
    to_joint = rig_bone_to_joint(model.bone_labels, model.bone_parents)
    weights = np.zeros((len(kept), len(JOINTS)))
    for bone, joint in enumerate(to_joint):
        weights[:, joint] += full_weights[:, bone]
    region = region_labels(model.bone_labels, full_weights, weights)
    weights = rigid_pelvis(vertices.mean(0), joints.mean(0), weights)
    flat = np.concatenate([vertices, joints], axis=1).reshape(BODIES, -1)
    mean, components, coefficients = principal_components(flat)
    indices, values = strongest(weights)
    np.savez_compressed(
        path,
        faces=faces.astype(np.int16),
        mean=mean.reshape(-1, 3).astype(np.float32),
        components=components.reshape(COMPONENTS, -1, 3).astype(np.float16),
        coefficients=coefficients.astype(np.float32),
        weight_joints=indices,
        weights=values,
        region=region,
        joint_names=np.array(list(JOINTS)),
        gender=gender.astype(np.float16),
        stature_m=np.ptp(vertices[:, :, 2], axis=1).astype(np.float32),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "path", type=Path, nargs="?", default=Path(__file__).with_name("family.npz")
    )
    arguments = parser.parse_args()
    bake(arguments.path, arguments.seed)

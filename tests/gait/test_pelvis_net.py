"""The pelvis network: exact symmetry, accuracy on runners never seen, honesty about the rest."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from formcheck.gait import pelvis_net
from formcheck.gait.pelvis_net import PelvisNet, combine, normalised
from formcheck.gait.pelvis_patch import PATCH_H, PATCH_W, cut_patch


@cache
def net() -> PelvisNet:
    return PelvisNet.load()


def blocks(number: int, seed: int = 0) -> np.ndarray:
    """Patches of coloured squares: structure, but no runner."""
    coarse = np.random.default_rng(seed).integers(0, 256, (number, 8, 8, 3), dtype=np.uint8)
    return coarse.repeat(PATCH_H // 8, axis=1).repeat(PATCH_W // 8, axis=2)


@cache
def runners(*, in_jackets: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Patches of the test split's runners, whose pelvis shows or not, and their angles."""
    render = pytest.importorskip("validation.render")
    wardrobe = pytest.importorskip("validation.train.wardrobe")
    try:
        renderer = render.Renderer()
    except Exception as error:
        pytest.skip(f"no OpenGL here: {error}")
    rng = np.random.default_rng(5)
    patches, angles = [], []
    while len(patches) < 96:
        scene = render.random_scene(rng, split="test", view="rear", bystander=0.0)
        hidden_by = wardrobe.hides_pelvis(scene.outfit)
        if hidden_by != "jacket" if in_jackets else hidden_by or scene.outfit.top == "jacket":
            continue
        for t in rng.uniform(0, 8, 6):
            truth = render.truth_at(scene, float(t))
            at = {name: np.array(place) for name, place in truth.pixels.items()}
            hip = (at["hipL"] + at["hipR"]) / 2
            torso = float(np.linalg.norm(hip - (at["shoulderL"] + at["shoulderR"]) / 2))
            view = render.Viewport.square(hip, 2.4 * torso, 240)
            picture = renderer.draw(scene, float(t), view)[..., ::-1].copy()
            patches.append(cut_patch(picture, mid_hip_px=(120.0, 120.0), torso_px=100 * 1.06))
            angles.append(truth.pelvic_obliquity_deg + truth.camera_roll_deg)
    return np.stack(patches), np.array(angles)


def test_weights_are_small() -> None:
    assert len(pelvis_net._shipped_weights()) < 5_000_000


def test_mirror_image_reads_the_opposite() -> None:
    patches = blocks(9)
    straight, mirrored = net().read(patches), net().read(patches[:, :, ::-1].copy())
    np.testing.assert_allclose(mirrored.angle_deg, -straight.angle_deg, atol=1e-3)
    np.testing.assert_allclose(mirrored.sd_deg, straight.sd_deg, atol=1e-3)


def test_a_symmetric_picture_reads_level() -> None:
    half = blocks(4)[:, :, : PATCH_W // 2]
    whole = np.concatenate([half, half[:, :, ::-1]], axis=2)
    np.testing.assert_allclose(net().read(whole).angle_deg, 0.0, atol=1e-3)


def test_a_patch_reads_the_same_alone_and_in_company() -> None:
    patches = blocks(pelvis_net.BATCH + 3)
    together = net().read(patches)
    alone = net().read(patches[-1:])
    assert together.angle_deg.shape == (pelvis_net.BATCH + 3,)
    assert alone.angle_deg[0] == pytest.approx(together.angle_deg[-1], abs=1e-3)
    assert alone.sd_deg[0] == pytest.approx(together.sd_deg[-1], abs=1e-3)


def test_nothing_to_read_gives_nothing() -> None:
    read = net().read(np.empty((0, PATCH_H, PATCH_W, 3), np.uint8))
    assert read.angle_deg.shape == read.sd_deg.shape == (0,)


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        net().read(np.zeros((2, 64, 64, 3), np.uint8))


def test_brightness_and_contrast_do_not_count() -> None:
    patches = blocks(3)
    darker = (patches.astype(float) * 0.5 + 20).astype(np.uint8)
    spread = np.abs(normalised(patches) - normalised(darker)).max()
    assert spread < 0.2


def test_disagreement_widens_the_sd() -> None:
    straight = np.array([[4.0, 1.0, -3.0]])
    assert combine(straight, np.array([[-4.0, 1.0, -1.0]]))[:, 0].tolist() == [4.0, 1.0, -2.0]
    angle, sd, jacket = combine(straight, np.array([[-2.0, 1.0, 1.0]]))[:, 0]
    assert jacket == -1.0
    assert angle == 3.0
    assert sd == pytest.approx(np.sqrt(1 + 1.0))


def test_reads_runners_it_was_never_trained_on() -> None:
    patches, truth = runners()
    read = net().read(patches)
    error = read.angle_deg - truth
    assert np.sqrt(np.mean(error**2)) < 1.8
    assert np.polyfit(truth, read.angle_deg, 1)[0] == pytest.approx(1.0, abs=0.12)
    assert np.mean(np.abs(error) < 1.96 * read.sd_deg) >= 0.85


def test_knows_less_of_what_is_no_pelvis() -> None:
    patches, _ = runners()
    known = np.median(net().read(patches).sd_deg)
    gray = np.full((1, PATCH_H, PATCH_W, 3), 90, np.uint8)
    assert np.median(net().read(blocks(20)).sd_deg) > 2.5 * known
    assert net().read(gray).sd_deg[0] > 2.5 * known


def test_tells_jackets_from_what_shows_the_pelvis() -> None:
    shown, _ = runners()
    jackets, _ = runners(in_jackets=True)
    # Means over a runner's six patches, as the clip's mean is what decides.
    bare, covered = (
        net().read(patches).jacket.reshape(-1, 6).mean(axis=1) for patches in (shown, jackets)
    )
    assert np.mean(bare[:, None] < covered) > 0.7

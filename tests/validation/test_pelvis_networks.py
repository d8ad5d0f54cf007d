"""The networks that are trained: shapes, what they start from, and what each run changes."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is installed for training only")

from validation.train.fit import RUNS, _begun, loss_of, places_in, share_of  # noqa: E402
from validation.train.halves import EVIDENCE, PelvisNetwork, Shipped  # noqa: E402
from validation.train.network import JacketHead  # noqa: E402
from validation.train.shards import POINTS  # noqa: E402

SCENE = {"leans": False, "pull": 0.0, "azimuth_deg": 3.0, "wild": False}


def pictures(number: int) -> torch.Tensor:
    rng = np.random.default_rng(3)
    coarse = rng.normal(size=(number, 3, 12, 12)).repeat(8, axis=2).repeat(8, axis=3)
    return torch.from_numpy(coarse.astype(np.float32))


def batch(number: int) -> tuple[torch.Tensor, ...]:
    points = torch.zeros(number, 2 * len(POINTS))
    return pictures(number), torch.full((number,), 5.0), points, torch.ones(number)


def test_every_run_goes_on_from_the_one_before() -> None:
    network = None
    for run in RUNS:
        network = _begun(run, network)
    assert isinstance(network, PelvisNetwork)
    before = network.whole.stem.weight.clone()
    loss, missed = loss_of(network.train(), batch(4), RUNS[-1])
    loss.backward()
    assert missed.shape == (4,)
    assert network.whole.stem.weight.grad is None
    assert network.alone.weight.grad is not None
    assert not network.whole.training
    torch.testing.assert_close(network.whole.stem.weight, before)


def test_a_new_comparison_leaves_the_answer_near_to_the_whole_ones() -> None:
    network = PelvisNetwork().eval()
    with torch.no_grad():
        mine, whole = network(pictures(3)), network.whole(pictures(3))
    share = (mine.angle_deg - whole.angle_deg) / (mine.halves_deg - whole.angle_deg)
    torch.testing.assert_close(share, torch.full((3,), 1 / (1 + float(np.exp(1.5)))))
    torch.testing.assert_close(mine.log_sd, whole.log_sd)


def test_what_ships_answers_as_what_was_trained() -> None:
    network, one = PelvisNetwork().eval(), pictures(2)
    shipped = Shipped(network, JacketHead(EVIDENCE).eval(), 2.0).eval()
    with torch.no_grad():
        answer = shipped(torch.cat([one, one.flip(-1)], 1))
        mine = network(one)
    torch.testing.assert_close(answer[:, 0], mine.angle_deg)
    torch.testing.assert_close(answer[:, 1], 2 * torch.exp(mine.log_sd))


def test_crests_lie_beside_the_psis_along_the_hips() -> None:
    points = torch.zeros(1, len(POINTS), 2)
    for name, at in {"hipL": (-0.2, 0.1), "hipR": (0.2, 0.3), "psisL": (-0.1, -0.3),
                     "psisR": (0.1, -0.2)}.items():  # fmt: skip
        points[0, POINTS.index(name)] = torch.tensor(at)
    places = places_in(points.flatten(1)).reshape(4, 2).numpy()
    wanted = [(-0.32, -0.41), (0.32, -0.09), (-0.2, 0.1), (0.2, 0.3)]
    np.testing.assert_allclose(places, wanted, atol=1e-6)


def test_ordinary_scenes_are_met_more_often() -> None:
    assert share_of(SCENE) == 1.0
    assert share_of(SCENE | {"leans": True}) == pytest.approx(0.12)
    assert share_of(SCENE | {"pull": 0.5, "azimuth_deg": -20.0}) == pytest.approx(0.36)
    assert share_of(SCENE | {"wild": True}) == 0.5

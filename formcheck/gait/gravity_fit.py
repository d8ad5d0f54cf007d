"""The camera's attitude against gravity, from straight edges of upright and level things.

Most straight edges that people build are upright or level, the level ones mostly in two directions
at right angles (Coughlan and Yuille 2003, Neural Comput 15:1063). In the picture the upright ones
run to one vanishing point, the level ones to two on the horizon. A mixture over these three
families and stray edges is fitted to the directions of all edges at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from formcheck.gait.line_segments import Segments
from formcheck.pose.track import FloatArray

Parameters = NDArray[np.floating[Any]]
"""Points of the fit, in either precision."""

# Parameters of the fit, in this order.
ROLL, PITCH, YAW, LOG_FOCAL, LOG_SCATTER = range(5)

# How phones are held and built: mean and SD of roll, pitch (looking down) and log focal length in
# longer sides (a phone's main camera has 0.73 to 0.83; cropped or zoomed in, up to 2), and log of
# the degrees by which real things miss the upright and the level.
PRIOR_MEAN = np.array([0.0, 3.0, 0.0, np.log(0.95), np.log(0.4)])
PRIOR_SD = np.array([5.0, 10.0, np.inf, 0.4, 0.7])
# Placement of an edge across its direction, px at either end.
END_ERROR_PX = 0.4
# Shares of stray, upright and level edges before anything is known.
STRAY, UPRIGHT, LEVEL = 0.4, 0.3, 0.3
# Edges of one thing err together: so many edges count as one.
EDGES_PER_THING = 4.0
# Degrees of freedom of the scatter about the families' directions (Student's t: doors stand ajar).
TAIL = 3.0
# Edges that the first rough search goes by.
EDGES_FOR_START = 60
# Search around a rough start: points a round, and their SD in the order of the parameters.
CLOUD_POINTS = 250
CLOUD_SD = np.array([1.2, 3.0, 3.0, 0.15, 0.6])
# A start so much lower than the best, in logs of the posterior, ends with no weight worth having.
HOPELESS = 20.0
# Steps for curvatures: half of what the parameters are known to at best. Slopes are taken over much
# smaller ones, or they and the heights do not agree and the climb goes astray near the top.
STEP = np.array([0.05, 0.2, 0.2, 0.02, 0.05])
SLOPE_STEP = STEP / 50


@dataclass(frozen=True)
class Attitude:
    """One way to hold the camera that explains the edges, with its weight of evidence.

    ``upright_length`` is that of all upright edges together, in longer sides of the picture.
    """

    parameters: FloatArray
    log_evidence: float
    roll_sd_deg: float
    upright_length: float

    @property
    def roll_deg(self) -> float:
        return float(self.parameters[ROLL])


def directions(parameters: Parameters, middle: FloatArray) -> FloatArray:
    """Picture directions of the three families at `middle`.

    Parameters
    ----------
    parameters : (..., 5) array
        Roll, pitch and yaw in degrees, log focal length in longer sides, (scatter, not used).
    middle : (n, 2) array
        Places in the picture from its centre, in longer sides.

    Returns
    -------
    (..., 3, n) array
        Angles in degrees (0 = right, 90 = down) of upright, level and level-across edges.
    """
    roll, pitch, yaw = np.moveaxis(np.radians(parameters[..., :3]), -1, 0)
    point = middle / np.exp(parameters[..., LOG_FOCAL])[..., None, None]
    zero = np.zeros_like(roll)
    up = (np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), -np.sin(pitch))
    right = (np.cos(roll), np.sin(roll), zero)
    ahead = (np.sin(pitch) * np.sin(roll), -np.sin(pitch) * np.cos(roll), np.cos(pitch))
    level = tuple(np.cos(yaw) * a + np.sin(yaw) * b for a, b in zip(right, ahead, strict=True))
    across = tuple(np.cos(yaw) * b - np.sin(yaw) * a for a, b in zip(right, ahead, strict=True))
    angles = [
        np.degrees(np.arctan2(
            y[..., None] - z[..., None] * point[..., 1], x[..., None] - z[..., None] * point[..., 0]
        ))
        for x, y, z in (up, level, across)
    ]
    return np.stack(angles, axis=-2)


def log_posterior(parameters: Parameters, segments: Segments) -> FloatArray:
    """Log of likelihood times prior, for `parameters` of shape (..., 5)."""
    longer = max(segments.width_px, segments.height_px)
    miss = directions(parameters, segments.middle_px / longer) - segments.angle_deg
    miss -= 180 * np.rint(miss / 180)
    scatter = np.hypot(
        np.exp(parameters[..., LOG_SCATTER])[..., None],
        np.degrees(math.sqrt(2) * END_ERROR_PX / segments.length_px),
    )[..., None, :]
    density = _t_density(miss / scatter) / scatter
    upright, level = density[..., 0, :], density[..., 1, :] + density[..., 2, :]
    mixture = STRAY / 180 + UPRIGHT * upright + LEVEL / 2 * level
    weight = segments.length_px / longer
    weight = np.clip(weight / 0.06, 0.5, 3.0) / EDGES_PER_THING
    prior = -0.5 * np.sum(((parameters - PRIOR_MEAN) / PRIOR_SD) ** 2, axis=-1)
    return np.asarray(np.log(mixture) @ weight + prior)


def _t_density(z: FloatArray) -> FloatArray:
    # 0.3675 = Student's t density at zero for three degrees of freedom; the power is 2 for these.
    fall = 1 + z * z / TAIL
    return np.asarray(0.3675 / (fall * fall))


def attitudes(segments: Segments, *, n_starts: int = 4) -> list[Attitude]:
    """The best explanations of the edges, best first; none when there are hardly any edges."""
    if len(segments) < 4:
        return []
    nearby = np.stack([_best_nearby(start, segments) for start in _starts(segments, n_starts)])
    height = log_posterior(nearby, segments)
    fits: list[Attitude] = []
    for start in nearby[height > height.max() - HOPELESS]:
        fit = _climb(start, segments)
        if fit is not None and all(_differ(fit, other) for other in fits):
            fits.append(fit)
    return sorted(fits, key=lambda fit: -fit.log_evidence)


def _starts(segments: Segments, n_starts: int) -> list[FloatArray]:
    """Local tops of the posterior over a coarse grid, from the longest edges alone."""
    longest = _in_single(segments.longest(EDGES_FOR_START))
    grid = _coarse_grid().astype(np.float32)
    height = np.concatenate([log_posterior(part, longest) for part in np.array_split(grid, 16)])
    starts: list[FloatArray] = []
    for candidate in grid[np.argsort(-height)]:
        if all(np.abs(candidate - other)[:YAW].max() > 4.5 for other in starts):
            starts.append(candidate.astype(float))
        if len(starts) == n_starts:
            break
    return starts


def _coarse_grid() -> FloatArray:
    axes = (
        np.arange(-12.0, 12.1, 1.0), np.arange(-24.0, 28.1, 4.0), np.arange(0.0, 90.0, 5.0),
        PRIOR_MEAN[LOG_FOCAL], np.log(1.0),
    )
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


def _best_nearby(start: FloatArray, segments: Segments) -> FloatArray:
    """The best of clouds of points that close in on it: narrow tops stand close together."""
    rng = np.random.default_rng(0)
    best, single = start, _in_single(segments)
    for spread in (1.0, 0.6, 0.35, 0.2):
        cloud = best + spread * CLOUD_SD * rng.standard_normal((CLOUD_POINTS, len(start)))
        cloud[0] = best
        best = cloud[np.argmax(log_posterior(cloud.astype(np.float32), single))]
    return best


def _in_single(segments: Segments) -> Segments:
    """In single precision, which is enough to find one's way and takes half the time."""
    return replace(
        segments, middle_px=segments.middle_px.astype(np.float32),
        angle_deg=segments.angle_deg.astype(np.float32),
        length_px=segments.length_px.astype(np.float32),
    )


def _climb(start: FloatArray, segments: Segments) -> Attitude | None:
    """From `start` to the nearest top, with the width of the top."""
    aside = np.diag(SLOPE_STEP)
    around = np.concatenate([np.zeros_like(SLOPE_STEP)[None], aside, -aside])

    def loss_and_slope(parameters: FloatArray) -> tuple[float, FloatArray]:
        loss = -log_posterior(parameters + around, segments)
        ahead, behind = np.split(loss[1:], 2)
        return float(loss[0]), (ahead - behind) / (2 * SLOPE_STEP)

    top = minimize(
        loss_and_slope, start, jac=True, method="BFGS", options={"gtol": 1e-2, "maxiter": 60}
    )
    hessian = _hessian(top.x, segments)
    if not np.all(np.isfinite(hessian)) or np.linalg.eigvalsh(hessian)[0] <= 0:
        return None
    return Attitude(
        parameters=top.x,
        log_evidence=float(-top.fun - 0.5 * np.linalg.slogdet(hessian)[1]),
        roll_sd_deg=float(np.sqrt(np.linalg.inv(hessian)[ROLL, ROLL])),
        upright_length=upright_length(top.x, segments),
    )


def _hessian(parameters: FloatArray, segments: Segments) -> FloatArray:
    """Curvature of the negative log posterior, by central differences."""
    n = len(parameters)
    one, other = np.repeat(np.diag(STEP), n, axis=0), np.tile(np.diag(STEP), (n, 1))
    points = np.stack([one + other, one - other, other - one, -one - other])
    value = -log_posterior(parameters + points, segments).reshape(4, n, n)
    return (value[0] - value[1] - value[2] + value[3]) / (4 * np.outer(STEP, STEP))


def _differ(one: Attitude, other: Attitude) -> bool:
    apart = np.abs(one.parameters - other.parameters)[: YAW + 1]
    apart[YAW] = abs((apart[YAW] + 45) % 90 - 45)  # the level families change places at 90 degrees
    return bool(np.any(apart > (0.05, 0.5, 0.5)))


def upright_length(parameters: FloatArray, segments: Segments) -> float:
    """Length of the edges that stand upright, all together, in longer sides of the picture."""
    longer = max(segments.width_px, segments.height_px)
    miss = directions(parameters, segments.middle_px / longer)[0] - segments.angle_deg
    near = np.abs((miss + 90) % 180 - 90) < 3 * max(np.exp(parameters[LOG_SCATTER]), 0.3)
    return float(segments.length_px[near].sum() / longer)

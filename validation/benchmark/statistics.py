"""How far readings agree with the truth: the few statistics that the report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

FloatArray = NDArray[np.float64]

# Truths that vary less than this (SD, in the reading's unit) tell nothing about a slope.
LEAST_SPREAD = 1e-6
LEAST_FOR_A_LINE = 3
DRAWS = 2000


@dataclass(frozen=True)
class Agreement:
    """Readings against truths.

    Attributes
    ----------
    n : int
        Pairs of reading and truth.
    slope, intercept : float or None
        Least-squares line of the reading on the truth; None from fewer than three pairs or
        truths that are all alike.
    bias, sd, rms, largest : float or None
        Of the error, reading minus truth: mean, standard deviation, root mean square, largest
        without its sign.
    """

    n: int
    slope: float | None
    intercept: float | None
    bias: float | None
    sd: float | None
    rms: float | None
    largest: float | None


def agreement(truth: ArrayLike, reading: ArrayLike) -> Agreement:
    """Slope, intercept and errors of `reading` against `truth`; pairs with a gap are left out."""
    x, y = pairs(truth, reading)
    if not len(x):
        return Agreement(0, None, None, None, None, None, None)
    error = y - x
    slope = intercept = None
    if len(x) >= LEAST_FOR_A_LINE and x.std() > LEAST_SPREAD:
        line = stats.linregress(x, y)
        slope, intercept = float(line.slope), float(line.intercept)
    return Agreement(
        n=len(x),
        slope=slope,
        intercept=intercept,
        bias=float(error.mean()),
        sd=float(error.std(ddof=1)) if len(error) > 1 else None,
        rms=root_mean_square(error),
        largest=float(np.abs(error).max()),
    )


def pairs(truth: ArrayLike, reading: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Both as arrays, without the places where either is missing."""
    x, y = np.asarray(truth, dtype=float), np.asarray(reading, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    return x[known], y[known]


def root_mean_square(values: ArrayLike) -> float:
    return float(np.sqrt(np.mean(np.square(np.asarray(values, dtype=float)))))


@dataclass(frozen=True)
class Range:
    """An estimate's 95 % interval."""

    low: float
    high: float


def resampled_range(
    truth: ArrayLike,
    reading: ArrayLike,
    cluster: ArrayLike,
    *,
    what: Literal["slope", "bias", "rms"],
    seed: int = 0,
) -> Range | None:
    """95 % interval of a field of `Agreement`, drawing whole clusters with replacement.

    Both sides of a clip share its camera, clothes and light, and two clips of one runner share
    the gait, so they are drawn together.

    Parameters
    ----------
    truth, reading : array_like
    cluster : array_like
        What each pair belongs to.
    what : {"slope", "bias", "rms"}
    seed : int

    Returns
    -------
    Range or None
        None from fewer than three clusters, or when the truths are all alike.
    """
    x, y = np.asarray(truth, dtype=float), np.asarray(reading, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    names, member = np.unique(np.asarray(cluster)[known], return_inverse=True)
    if len(names) < LEAST_FOR_A_LINE:
        return None
    rng = np.random.default_rng(seed)
    times_drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    powers = np.stack([np.ones_like(x), x, y, x * x, x * y, (y - x) ** 2])
    sums = np.stack([np.bincount(member, power, minlength=len(names)) for power in powers], axis=1)
    n, sx, sy, sxx, sxy, see = (times_drawn @ sums).T
    spread = sxx - sx**2 / n
    if what == "slope":
        useful = spread > LEAST_SPREAD * n
        drawn = (sxy - sx * sy / n)[useful] / spread[useful]
    else:
        drawn = (sy - sx) / n if what == "bias" else np.sqrt(see / n)
    if not len(drawn):
        return None
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Range(float(low), float(high))


@dataclass(frozen=True)
class Share:
    """A share of cases with its 95 % interval (Wilson's, right for shares near 0 and 1)."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None


def share_of(hits: ArrayLike) -> Share:
    """How many of the cases are true."""
    flags = np.asarray(hits, dtype=bool)
    if not len(flags):
        return Share(0, 0, None, None, None)
    found = stats.binomtest(int(flags.sum()), len(flags))
    interval = found.proportion_ci(method="wilson")
    return Share(
        int(flags.sum()), len(flags), float(flags.mean()), float(interval.low),
        float(interval.high),
    )


def inside(truth: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.bool_]:
    """Whether each truth lies in its stated interval; missing ones are left out."""
    x, lowest, highest = (np.asarray(values, dtype=float) for values in (truth, low, high))
    known = np.isfinite(x) & np.isfinite(lowest) & np.isfinite(highest)
    return np.asarray((x[known] >= lowest[known]) & (x[known] <= highest[known]))


@dataclass(frozen=True)
class BlandAltman:
    """Bias and 95 % limits of agreement (Bland and Altman 1986).

    Attributes
    ----------
    n : int
    bias, low, high : float
        Mean of reading minus truth, and mean ± 1.96 SD.
    bias_half_width, limit_half_width : float
        Half-widths of the 95 % intervals of the bias and of each limit.
    """

    n: int
    bias: float
    low: float
    high: float
    bias_half_width: float
    limit_half_width: float


def bland_altman(truth: ArrayLike, reading: ArrayLike) -> BlandAltman | None:
    """Limits of agreement, or None from fewer than three pairs."""
    x, y = pairs(truth, reading)
    if len(x) < LEAST_FOR_A_LINE:
        return None
    error = y - x
    n, bias, sd = len(error), float(error.mean()), float(error.std(ddof=1))
    t = float(stats.t.ppf(0.975, n - 1))
    return BlandAltman(
        n=n,
        bias=bias,
        low=bias - 1.96 * sd,
        high=bias + 1.96 * sd,
        bias_half_width=t * sd / n**0.5,
        limit_half_width=t * sd * (3 / n) ** 0.5,
    )


@dataclass(frozen=True)
class Repeatability:
    """The same gait filmed twice.

    Attributes
    ----------
    n : int
        Pairs.
    mean, sd : float or None
        Of second minus first, after the difference of the truths is taken out.
    within_sd : float or None
        SD of one measurement about the pair's mean (sd / √2, Bland and Altman's within-subject
        SD): what studies of test and retest call the standard error of measurement.
    """

    n: int
    mean: float | None
    sd: float | None
    within_sd: float | None


def repeatability(difference: ArrayLike) -> Repeatability:
    """From second minus first of each pair.

    The SD is taken about zero: two cameras have no order, so a mean difference is error too.
    """
    values = np.asarray(difference, dtype=float)
    values = values[np.isfinite(values)]
    if not len(values):
        return Repeatability(0, None, None, None)
    sd = root_mean_square(values)
    return Repeatability(len(values), float(values.mean()), sd, sd / 2**0.5)

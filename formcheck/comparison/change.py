"""The change of each reading, its interval, and whether it is more than the method's error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from formcheck.comparison.both_legs import BOTH_LEGS, with_both_legs
from formcheck.comparison.film import Film
from formcheck.gait.drop import ASYMMETRY, NAMES
from formcheck.gait.pelvis_reading import BY_NETWORK
from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.resampling import RESAMPLES, resampled_means
from formcheck.settings import CompareSettings

Verdict = Literal["changed", "within error", "not comparable"]

Z95 = 1.96
# Which column of the table of steps stands behind a reading, and of which leg.
STEP_VALUES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cadence": ("cadence_spm", ("left", "right")),
    **{name: ("peak_drop_deg", (side,)) for side, name in NAMES.items()},
}
_ALWAYS = {*STEP_VALUES, BOTH_LEGS, ASYMMETRY}
# Units of what slow motion stretches.
_OF_TIME = ("spm", "ms", "s")


@dataclass(frozen=True)
class Change:
    """What became of one reading.

    Attributes
    ----------
    name, label, unit : str
        As in `formcheck.readings.Reading`.
    before, after : Reading
    change, low, high : float or None
        After minus before, with its 95 % interval; None when not comparable.
    could_be_seen : float or None
        The smallest measured change of this pair of films that counts, in `unit`; a true change of
        that size is found in about half of all pairs.
    verdict : {"changed", "within error", "not comparable"}
    reason : str
        Why it cannot be compared; else empty.
    """

    name: str
    label: str
    unit: str
    before: Reading
    after: Reading
    change: float | None
    low: float | None
    high: float | None
    could_be_seen: float | None
    verdict: Verdict
    reason: str = ""


def changes(
    before: Film, after: Film, settings: CompareSettings, *, same_clothes: bool = False
) -> tuple[Change, ...]:
    """The change of every reading that a film has, and of what is always asked for: the drop.

    With `same_clothes` the runner wore the same and the camera stood at the same place: what cloth
    and place hide from the network they hide in both films, and a smaller change can be told.
    """
    sampling = [_sampling_errors(film, settings, seed) for seed, film in enumerate((before, after))]
    old, new = with_both_legs(before).readings, with_both_legs(after).readings
    none = np.zeros(RESAMPLES)
    slowed = next(
        (which for film, which in ((before, "first"), (after, "second")) if film.looks_slowed), "")
    return tuple(
        _change(
            old[name], new[name], (sampling[0].get(name, none), sampling[1].get(name, none)),
            settings, same_clothes, slowed=slowed,
        )
        for name in old
        if name in new and (name in _ALWAYS or old[name].measurable or new[name].measurable)
    )


def smallest_that_counts(
    name: str, settings: CompareSettings, *, same_clothes: bool = False
) -> float:
    """What the method can tell of this reading at best; 0 where only the intervals say."""
    usual = {
        "cadence": settings.cadence_spm,
        **dict.fromkeys(NAMES.values(), settings.drop_deg),
        BOTH_LEGS: settings.both_legs_deg,
        ASYMMETRY: settings.asymmetry_deg,
    }
    alike = {
        **dict.fromkeys(NAMES.values(), settings.same_clothes_drop_deg),
        BOTH_LEGS: settings.same_clothes_both_legs_deg,
        ASYMMETRY: settings.same_clothes_asymmetry_deg,
    }
    return {**usual, **(alike if same_clothes else {})}.get(name, 0.0)


def shared_error(name: str, settings: CompareSettings) -> float:
    """Correlation of a reading's errors in two films of the same clothes from the same place."""
    return {
        **dict.fromkeys(NAMES.values(), settings.same_clothes_correlation),
        BOTH_LEGS: settings.same_clothes_both_legs_correlation,
        ASYMMETRY: settings.same_clothes_asymmetry_correlation,
    }.get(name, 0.0)


def read_through_cloth(before: Film, after: Film) -> bool:
    """Whether both pelves were read in the picture, and none by tape."""
    return all(
        film.readings["pelvic_drop_left"].method == BY_NETWORK for film in (before, after)
        if "pelvic_drop_left" in film.readings
    )


def _change(
    old: Reading, new: Reading, sampling: tuple[FloatArray, FloatArray],
    settings: CompareSettings, same_clothes: bool, *, slowed: str,
) -> Change:
    name = old.name
    reason = _why_not(old, new, slowed)
    if reason or old.value is None or new.value is None:
        return Change(name, old.label, old.unit, old, new, None, None, None, None,
                      "not comparable", reason)
    difference = new.value - old.value
    shared = shared_error(name, settings) if same_clothes else 0.0
    low, high = _interval((old, new), sampling, shared)
    limit = smallest_that_counts(name, settings, same_clothes=same_clothes)
    could_be_seen = max((high - low) / 2, limit)
    excludes_zero = difference + low > 0 or difference + high < 0
    changed = excludes_zero and abs(difference) > could_be_seen
    return Change(
        name, old.label, old.unit, old, new, difference, difference + low, difference + high,
        could_be_seen, "changed" if changed else "within error",
    )


def _why_not(old: Reading, new: Reading, slowed: str) -> str:
    for reading, which in ((old, "first"), (new, "second")):
        if not reading.measurable:
            return f"Not measurable in the {which} clip. {reading.caveat}".strip()
    if slowed and old.unit in _OF_TIME:
        return (
            f"The {slowed} clip looks like slow motion. Analyse it with its factor "
            "(--slow-motion), then compare the results."
        )
    if old.name.startswith("pelvic_") and old.method != new.method:
        return (
            "Read by different methods, whose levels are not the same: "
            f"{old.method}; {new.method}."
        )
    return ""


def _interval(
    readings: tuple[Reading, Reading], sampling: tuple[FloatArray, FloatArray], shared: float
) -> tuple[float, float]:
    """95 % interval of the error of the difference, around 0.

    The steps' share is resampled. What the readings' own intervals hold beyond that does not
    average out over steps (camera position, clothes, roll) goes together between films with the
    correlation `shared`.
    """
    rng = np.random.default_rng(0)
    error = np.zeros(RESAMPLES)
    common = rng.normal(0, 1, RESAMPLES)
    for reading, drawn, sign in zip(readings, sampling, (-1.0, 1.0), strict=True):
        assert reading.low is not None
        assert reading.high is not None
        total_sd = (reading.high - reading.low) / 2 / Z95
        systematic_sd = np.sqrt(max(total_sd**2 - float(drawn.var()), 0.0))
        own = rng.normal(0, 1, RESAMPLES)
        systematic = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
        error += sign * (drawn + systematic_sd * systematic)
    low, high = np.percentile(error, [2.5, 97.5])
    return float(low), float(high)


def _sampling_errors(film: Film, settings: CompareSettings, seed: int) -> dict[str, FloatArray]:
    """How far each reading's mean over the steps falls from itself when they are drawn again."""
    rng = np.random.default_rng(seed)
    drawn = {
        name: _of_steps(film.steady_steps, *which, settings.block_steps, rng)
        for name, which in STEP_VALUES.items()
    }
    left, right = (drawn[name] for name in NAMES.values())
    return {**drawn, ASYMMETRY: left - right, BOTH_LEGS: (left + right) / 2}


def _of_steps(
    steps: pd.DataFrame, column: str, sides: tuple[str, ...], block_steps: int,
    rng: np.random.Generator,
) -> FloatArray:
    if column not in steps:
        return np.zeros(RESAMPLES)
    values = steps.loc[steps["side"].isin(sides), column].dropna().to_numpy(float)
    if len(values) < 2:
        return np.zeros(RESAMPLES)
    return resampled_means(values, block=block_steps * len(sides), rng=rng) - values.mean()

"""The change of each reading, its interval, and whether it is more than the method's error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.comparison.film import Film
from formcheck.gait.pelvis_reading import BY_NETWORK
from formcheck.pose.track import FloatArray
from formcheck.readings import Reading
from formcheck.resampling import RESAMPLES, resampled_means
from formcheck.settings import CompareSettings

Verdict = Literal["changed", "within error", "not comparable"]

Z95 = 1.96
# Which column of the table of steps stands behind a reading, and of which leg.
STEP_VALUES = {
    "cadence": ("cadence_spm", ("left", "right")),
    "pelvic_drop_left": ("peak_drop_deg", ("left",)),
    "pelvic_drop_right": ("peak_drop_deg", ("right",)),
}
_ASYMMETRY = "pelvic_drop_asymmetry"
_ALWAYS = {*STEP_VALUES, _ASYMMETRY}


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
        The smallest change that this pair of films could have shown, in `unit`.
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
    return tuple(
        _change(name, before, after, settings, same_clothes)
        for name, reading in before.readings.items()
        if name in after.readings and (
            name in _ALWAYS or reading.measurable or after.readings[name].measurable)
    )


def smallest_that_counts(
    name: str, settings: CompareSettings, *, same_clothes: bool = False
) -> float:
    """What the method can tell of this reading at best; 0 where only the intervals say."""
    drop, asymmetry = (
        (settings.same_clothes_drop_deg, settings.same_clothes_asymmetry_deg) if same_clothes
        else (settings.drop_deg, settings.asymmetry_deg)
    )
    limits: Mapping[str, float] = {
        "cadence": settings.cadence_spm,
        "pelvic_drop_left": drop,
        "pelvic_drop_right": drop,
        _ASYMMETRY: asymmetry,
    }
    return limits.get(name, 0.0)


def read_through_cloth(before: Film, after: Film) -> bool:
    """Whether both pelves were read in the picture, and none by tape."""
    return all(
        film.readings["pelvic_drop_left"].method == BY_NETWORK for film in (before, after)
        if "pelvic_drop_left" in film.readings
    )


def _change(
    name: str, before: Film, after: Film, settings: CompareSettings, same_clothes: bool
) -> Change:
    old, new = before.readings[name], after.readings[name]
    reason = _why_not(old, new)
    if reason or old.value is None or new.value is None:
        return Change(name, old.label, old.unit, old, new, None, None, None, None,
                      "not comparable", reason)
    difference = new.value - old.value
    alike = same_clothes and name.startswith("pelvic_")
    low, high = _interval(name, before, after, settings, alike)
    limit = smallest_that_counts(name, settings, same_clothes=alike)
    could_be_seen = max((high - low) / 2, limit)
    excludes_zero = difference + low > 0 or difference + high < 0
    changed = excludes_zero and abs(difference) > could_be_seen
    return Change(
        name, old.label, old.unit, old, new, difference, difference + low, difference + high,
        could_be_seen, "changed" if changed else "within error",
    )


def _why_not(old: Reading, new: Reading) -> str:
    for reading, which in ((old, "first"), (new, "second")):
        if not reading.measurable:
            return f"Not measurable in the {which} clip. {reading.caveat}".strip()
    if old.name.startswith("pelvic_") and old.method != new.method:
        return (
            "Read by different methods, whose levels are not the same: "
            f"{old.method}; {new.method}."
        )
    return ""


def _interval(
    name: str, before: Film, after: Film, settings: CompareSettings, alike: bool
) -> tuple[float, float]:
    """95 % interval of the error of the difference, around 0.

    The steps' share is resampled. What the readings' own intervals hold beyond that does not
    average out over steps (camera position, clothes, roll) is taken as independent between films
    unless they are `alike`.
    """
    rng = np.random.default_rng(0)
    error = np.zeros(RESAMPLES)
    common = rng.normal(0, 1, RESAMPLES)
    shared = settings.same_clothes_correlation if alike else 0.0
    for film, sign in ((after, 1.0), (before, -1.0)):
        sampling = _sampling_error(name, film, settings, rng)
        reading = film.readings[name]
        assert reading.low is not None
        assert reading.high is not None
        total_sd = (reading.high - reading.low) / 2 / Z95
        systematic_sd = np.sqrt(max(total_sd**2 - float(sampling.var()), 0.0))
        own = rng.normal(0, 1, RESAMPLES)
        systematic = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
        error += sign * (sampling + systematic_sd * systematic)
    low, high = np.percentile(error, [2.5, 97.5])
    return float(low), float(high)


def _sampling_error(
    name: str, film: Film, settings: CompareSettings, rng: np.random.Generator
) -> FloatArray:
    """How far the mean over the steps falls from itself when the steps are drawn again."""
    if name == _ASYMMETRY:
        return (
            _sampling_error("pelvic_drop_left", film, settings, rng)
            - _sampling_error("pelvic_drop_right", film, settings, rng)
        )
    column, sides = STEP_VALUES.get(name, ("", ()))
    steps = film.steady_steps
    if column not in steps:
        return np.zeros(RESAMPLES)
    values = steps.loc[steps["side"].isin(sides), column].dropna().to_numpy(float)
    block = settings.block_steps * len(sides)
    if len(values) < 2:
        return np.zeros(RESAMPLES)
    return resampled_means(values, block=block, rng=rng) - values.mean()

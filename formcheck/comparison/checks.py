"""Whether two films may be compared at all, and what to keep in mind: said before any number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from formcheck.comparison.change import STEP_VALUES
from formcheck.comparison.film import Film
from formcheck.comparison.same import Kinship
from formcheck.gait.pelvis_reading import BY_NETWORK
from formcheck.settings import Settings

# From this many times the other's frame rate on, contacts are told noticeably better.
FPS_RATIO = 1.5
ROLL_DEG = 3.0
# Steps that a trend within a clip needs.
TREND_STEPS = 12
_SAID_OF_KIN = {
    "same file": "Both are the same file: there is nothing to compare.",
    "same film": "Both clips show the very same run, one of them perhaps saved anew.",
    "mirror image": "The second clip is the first one in a mirror; its left and right were "
    "exchanged.",
}


@dataclass(frozen=True)
class Remark:
    """Something that matters for the comparison.

    Attributes
    ----------
    subject : str
        ``"view"``, ``"camera angle"``, ``"roll"``, ``"frame rate"``, ``"speed"``, ``"method"``,
        ``"clothes"``, ``"steps"``, ``"fatigue"``, ``"films"``, ``"faces"``, ``"slow motion"``,
        ``"activity"``.
    weight : {"good", "note", "caution"}
    text : str
        One plain sentence.
    """

    subject: str
    weight: str
    text: str


def remarks(
    before: Film, after: Film, *, kin: Kinship, told_mirrored: bool, settings: Settings,
    same_clothes: bool, unlike_clothes: bool = False, other_place: bool = False,
    speeds_kmh: tuple[float, float] | None = None,
) -> tuple[Remark, ...]:
    """What matters when these two are compared, cautions first."""
    of_other_days = () if kin == "same file" else (
        *_method(before, after, same_clothes, unlike_clothes, other_place), *_speed(speeds_kmh))
    found = [
        *_films(kin, told_mirrored),
        *_slow_motion(before, after),
        *_activity(before, after),
        *_views(before, after, settings.compare.azimuth_deg),
        *_roll(before, after),
        *of_other_days,
        *_steps(before, after, settings.pelvis.steps_for_high),
        *_frame_rate(before, after),
        *(_faces(before, after) if settings.blur_faces else ()),
        *(remark for film in (before, after) for remark in _fatigue(film, settings)),
    ]
    order = {"caution": 0, "note": 1, "good": 2}
    return tuple(sorted(found, key=lambda remark: order[remark.weight]))


def _films(kin: Kinship, told_mirrored: bool) -> Iterator[Remark]:
    if kin in _SAID_OF_KIN:
        yield Remark("films", "note", _SAID_OF_KIN[kin])
    elif told_mirrored:
        yield Remark("films", "note", "Left and right of the second clip were exchanged, as told.")


def _slow_motion(before: Film, after: Film) -> Iterator[Remark]:
    for film in (before, after):
        if film.looks_slowed:
            yield Remark(
                "slow motion", "caution",
                f"“{film.name}” looks like slow motion, so its cadence and times are not compared. "
                "Analyse it with its factor (--slow-motion), then compare the results.",
            )
    factors = before.slow_motion_factor, after.slow_motion_factor
    if factors[0] != factors[1]:
        yield Remark(
            "slow motion", "note",
            f"Slow motion was taken out: {factors[0]:g} times in the first clip, {factors[1]:g} "
            "times in the second. Cadence and times are in real time, as far as that is right.",
        )


def _activity(before: Film, after: Film) -> Iterator[Remark]:
    kinds = [film.summary["activity"]["kind"] for film in (before, after)]
    if kinds[0] != kinds[1]:
        yield Remark(
            "activity", "caution",
            f"Not the same is shown ({kinds[0]}, then {kinds[1]}): only steady running is "
            "compared.",
        )


def _views(before: Film, after: Film, limit_deg: float) -> Iterator[Remark]:
    kinds = before.view["kind"], after.view["kind"]
    if kinds[0] != kinds[1]:
        yield Remark(
            "view", "caution",
            f"The views differ ({kinds[0]}, then {kinds[1]}): only what both show is compared. "
            "Film both from the same place.",
        )
        return
    apart = degrees_apart(before, after)
    if apart is None:
        return
    if apart > limit_deg:
        yield Remark(
            "camera angle", "caution",
            f"The camera stood about {apart:.0f}° further round in one of the clips, which by "
            "itself changes how the pelvis looks. Mark the place of the phone on the floor.",
        )
    else:
        yield Remark(
            "view", "good", f"Same view ({kinds[0]}), camera angles within {max(apart, 1):.0f}°.")


def degrees_apart(before: Film, after: Film) -> float | None:
    """How much further round the camera stood in one of the films."""
    angles = before.view["azimuth_deg"], after.view["azimuth_deg"]
    return None if None in angles else abs((angles[1] - angles[0] + 180) % 360 - 180)


def _roll(before: Film, after: Film) -> Iterator[Remark]:
    rolls = before.view["camera_roll_deg"], after.view["camera_roll_deg"]
    if None in rolls:
        yield Remark(
            "roll", "caution",
            "How far the camera was tilted to the side could not be seen in both clips; a tilt "
            "looks like a drop on one side. Have a door frame or a wall's edge in the picture.",
        )
    elif abs(rolls[1] - rolls[0]) > ROLL_DEG:
        yield Remark(
            "roll", "note",
            f"The camera was tilted to the side by {rolls[0]:.1f}° and {rolls[1]:.1f}°; that was "
            "taken out.".replace("-", "−"),
        )


def _method(
    before: Film, after: Film, same_clothes: bool, unlike_clothes: bool, other_place: bool
) -> Iterator[Remark]:
    methods = [
        film.readings["pelvic_drop_left"].method if "pelvic_drop_left" in film.readings
        and film.readings["pelvic_drop_left"].measurable else "" for film in (before, after)
    ]
    if not all(methods):
        return
    if methods[0] != methods[1]:
        yield Remark(
            "method", "caution",
            "The pelvis was read by different methods, so the levels of the drop are not "
            "compared. Use the tape in both clips, or in neither.",
        )
    elif methods[0] != BY_NETWORK:
        return
    elif unlike_clothes:
        yield Remark(
            "clothes", "caution",
            "You said that the clothes were the same, but shirt or shorts have another colour in "
            "the second clip: they were not counted as the same.",
        )
    elif other_place:
        yield Remark(
            "clothes", "caution",
            "You said that the phone stood at the same place, but it looks at the runner from "
            "another side in the second clip: the clips were not counted as alike.",
        )
    elif same_clothes:
        yield Remark(
            "clothes", "good",
            "The same clothes from the same place: what they hide they hide in both clips, so a "
            "smaller change of the drop can be told.",
        )
    else:
        yield Remark(
            "clothes", "note",
            "The pelvis was read through the clothes: a change of clothes may look like a small "
            "change of form. If clothes and place of the phone were the same in both clips, say "
            "so: a smaller change can then be told. With two strips of tape, too.",
        )


def _steps(before: Film, after: Film, enough: int) -> Iterator[Remark]:
    counts = [
        min(int((film.steady_steps["side"] == side).sum()) for side in ("left", "right"))
        if len(film.steady_steps) else 0 for film in (before, after)
    ]
    for count, which in zip(counts, ("first", "second"), strict=True):
        if count < enough:
            yield Remark(
                "steps", "caution",
                f"The {which} clip has only {count} steady steps a leg; from {enough} on the "
                "average is steady.",
            )
    if min(counts) >= enough:
        yield Remark("steps", "good", f"{counts[0]} and {counts[1]} steady steps a leg.")


def _speed(speeds_kmh: tuple[float, float] | None) -> Iterator[Remark]:
    if speeds_kmh is None:
        yield Remark(
            "speed", "note",
            "The speed is not known: a faster run has more steps a minute and another drop. "
            "Compare runs at the same speed, and tell the speed.",
        )
    elif abs(speeds_kmh[1] - speeds_kmh[0]) > 0.02 * max(speeds_kmh):
        yield Remark(
            "speed", "caution",
            f"The speeds differ ({speeds_kmh[0]:g} and {speeds_kmh[1]:g} km/h), which by itself "
            "changes cadence and drop.",
        )
    else:
        yield Remark("speed", "good", f"Both at {speeds_kmh[0]:g} km/h.")


def _frame_rate(before: Film, after: Film) -> Iterator[Remark]:
    rates = [film.summary["clip"]["fps"] or 0.0 for film in (before, after)]
    if min(rates) and max(rates) / min(rates) > FPS_RATIO:
        yield Remark(
            "frame rate", "note",
            f"Filmed at {rates[0]:.0f} and {rates[1]:.0f} frames a second: angles and cadence "
            "compare well, times on the ground do not.",
        )


def _faces(before: Film, after: Film) -> Iterator[Remark]:
    for film in (before, after):
        if film.heads is None:
            yield Remark(
                "faces", "note",
                f"“{film.name}” was analysed without --blur-faces, so its footage is not shown "
                "here; analyse it again with that option to see both side by side.",
            )


def _fatigue(film: Film, settings: Settings) -> Iterator[Remark]:
    """A drop that changes within a clip, by the median slope over the steps (Theil-Sen)."""
    for name in ("pelvic_drop_left", "pelvic_drop_right"):
        column, sides = STEP_VALUES[name]
        if column not in film.steps:
            return
        steps = film.steady_steps
        steps = steps[steps["side"].isin(sides)][["mid_stance_s", column]].dropna()
        if len(steps) < TREND_STEPS:
            continue
        time_s = steps["mid_stance_s"].to_numpy(float)
        slope, _, low, high = stats.theilslopes(steps[column].to_numpy(float), time_s)
        grown = slope * float(np.ptp(time_s))
        if low * high > 0 and abs(grown) > settings.compare.drop_deg / 2:
            more = "grew" if grown > 0 else "shrank"
            yield Remark(
                "fatigue", "caution",
                f"Within “{film.name}” the drop of the {sides[0]} stance {more} by "
                f"{abs(grown):.1f}°: warming up, tiring, or the camera moved. Compare clips from "
                "the same time of a run.",
            )

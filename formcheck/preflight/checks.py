"""The checks of a preflight: each looks at one thing, and says what to do in the runner's words."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.filming import step_behind
from formcheck.gait.view import estimate_view
from formcheck.pose.track import FloatArray, Landmark
from formcheck.preflight.glance import Glance
from formcheck.preflight.result import Check, Light, gravest_first
from formcheck.result import View
from formcheck.settings import PelvisSettings, Settings

# MediaPipe's visibility from which a joint counts as seen.
SEEN = 0.5
# Colours are compared this far above and below the hips (shirt and shorts), in torso lengths.
SHIRT_UP, SHORTS_DOWN = 0.35, 0.25
PATCH = 0.12
# Lightness (0 to 100) below which a colour is called dark.
DARK = 35.0


def checks_of(look: Glance, *, view: View | None = None, settings: Settings) -> tuple[Check, ...]:
    """Every check, the gravest first; only what needs no runner when nobody was seen."""
    found = [_runner(look, settings), _frame_rate(look, settings), _camera(look)]
    if look.runner.seen.any():
        view = view or estimate_view(look.runner)
        found += [
            _light(look, settings), _distance(look, settings), _view(view, settings.pelvis),
            _feet(look, settings), _pelvis(look, settings),
        ]
        found += [*_clothes(look, view, settings), *_people(look)]
    return gravest_first(found)


def _graded(value: float, limits: tuple[float, float]) -> Light:
    good, useless = limits
    return "green" if value >= good else "yellow" if value >= useless else "red"


def _runner(look: Glance, settings: Settings) -> Check:
    share = float(look.runner.seen.mean())
    light = _graded(share, settings.preflight.visible)
    if share == 0:
        return Check(
            "runner", "red", "Nobody was seen in the first seconds.",
            "Have your whole body in the picture from the start, in good light.",
        )
    advice = "" if light == "green" else (
        "Stay in the picture all the time: step back with the phone, or turn it upright.")
    return Check("runner", light, f"You were seen {_how_often(share)}.", advice)


def _frame_rate(look: Glance, settings: Settings) -> Check:
    fps = look.fps
    light = _graded(fps, settings.preflight.fps)
    found = f"{fps:.0f} frames a second"
    if light != "green":
        return Check(
            "frame rate", light, f"{found}: too few for every part of a step.",
            "Set your phone's camera to 60 frames a second or more; dim light lowers the rate, so "
            "switch on lamps.",
        )
    if fps < settings.preflight.timing_fps:
        return Check(
            "frame rate", light,
            f"{found}: fine for angles and cadence; ground contact is timed from 120 on.")
    return Check("frame rate", light, f"{found}: enough to time ground contact too.")


def _camera(look: Glance) -> Check:
    words: dict[str, tuple[Light, str, str]] = {
        "fixed": ("green", "The camera stood still.", ""),
        "hand-held": (
            "yellow", "The camera moved a little, as in a hand.",
            "Lean the phone on something solid."),
        "moving": (
            "yellow", "The camera moved along or turned.",
            "Put the phone on something solid, 3 to 5 metres away, and run in front of it."),
        "unknown": ("green", "The background shows too little to tell whether the camera moved.",
                    ""),
    }
    return Check("camera", *words[look.camera])


def _light(look: Glance, settings: Settings) -> Check:
    inside, around = _brightness(look)
    light = _graded(inside, settings.preflight.brightness)
    found = f"Brightness where you are: {inside:.0f} of 255"
    if light == "green":
        return Check("light", light, "There is light enough where you are.")
    if around > 2 * inside:
        return Check(
            "light", light, f"{found}, {around:.0f} around you: the light comes from behind you.",
            "Put the phone on the side that the window or the lamp is on, so that you are lit from "
            "the camera's side.",
        )
    return Check("light", light, f"{found}: dark.",
                 "Switch on more light, or film by day.")


def _brightness(look: Glance) -> tuple[float, float]:
    """Median gray level of the runner's trunk and thighs, and of everything else."""
    inside, around = [], []
    for row in np.flatnonzero(look.runner.seen):
        gray = cv2.cvtColor(look.images[row], cv2.COLOR_BGR2GRAY)
        corners = look.runner.landmarks_px[row][[
            Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.RIGHT_KNEE,
            Landmark.LEFT_KNEE,
        ]]
        mask = cv2.fillConvexPoly(
            np.zeros_like(gray), cv2.convexHull(corners.astype(np.int32)), 1) > 0
        inside.append(float(np.median(gray[mask])) if mask.any() else np.nan)
        around.append(float(np.median(gray[~mask])) if (~mask).any() else np.nan)
    known = np.isfinite(inside)
    # Somebody outside of the picture is as bright as what is in it.
    trunk = float(np.median(np.array(inside)[known])) if known.any() else float(np.nanmean(around))
    return trunk, float(np.nanmedian(around))


def _distance(look: Glance, settings: Settings) -> Check:
    torso_px = float(np.nanmedian(look.runner.torso_px))
    good, least = settings.preflight.torso_px[0], settings.pelvis.min_torso_px
    light = _graded(torso_px, (good, least))
    found = f"Your trunk is {torso_px:.0f} pixels tall"
    if light == "green":
        return Check("distance", light, "You are large enough in the picture.")
    return Check(
        "distance", light, f"{found}; {good:.0f} show the pelvis well.",
        f"Come about {good / torso_px:.1f} times nearer, or turn the phone upright: your whole "
        "body should just fill the picture.",
    )


def _view(view: View, settings: PelvisSettings) -> Check:
    if view.azimuth_deg is None or view.kind == "unknown":
        return Check("view", "yellow", f"Where the camera stood is not clear: {view.reason}.",
                     "Put the phone straight behind you.")
    off_deg = view.azimuth_deg
    side = "right" if off_deg > 0 else "left"
    if view.kind == "rear":
        light: Light = "green" if abs(off_deg) <= settings.azimuth_good_deg else (
            "yellow" if abs(off_deg) <= settings.azimuth_max_deg else "red")
        if light == "green":
            return Check("view", light,
                         f"Filmed from behind, {abs(off_deg):.0f}° off the middle.")
        return Check(
            "view", light, f"The camera stood {abs(off_deg):.0f}° to the {side} of you.",
            step_behind(off_deg),
        )
    if view.kind in ("left", "right"):
        return Check(
            "view", "yellow", f"Filmed from your {view.kind} side.",
            "From the side cadence and form can be read, pelvic drop cannot: for that, film from "
            "straight behind.",
        )
    if view.kind == "front":
        return Check(
            "view", "yellow", "Filmed from the front.",
            "From the front cadence can be read, pelvic drop cannot: for that, film from straight "
            "behind.",
        )
    return Check(
        "view", "red",
        f"Filmed at an angle: the camera stood {abs(off_deg):.0f}° round to the {side} from "
        "straight behind you.",
        f"The camera stood {abs(off_deg):.0f}° to the {side} of straight behind: put it behind "
        "the treadmill's middle, or exactly at your side.",
    )


def _feet(look: Glance, settings: Settings) -> Check:
    share = _in_picture(look, (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE))
    light = _graded(share, settings.preflight.visible)
    advice = "" if light == "green" else (
        "Tilt the phone down or step back with it, so that your feet are in the picture all the "
        "time and nothing stands in front of them.")
    return Check("feet", light, f"Your feet were seen {_how_often(share)}.", advice)


def _pelvis(look: Glance, settings: Settings) -> Check:
    share = _in_picture(look, (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))
    light = _graded(share, settings.preflight.visible)
    advice = "" if light == "green" else (
        "Have your hips in the middle of the picture, with nothing between them and the phone.")
    return Check(
        "pelvis", light, f"Your hips were seen {_how_often(share)}.", advice)


def _how_often(share: float) -> str:
    return "all the time" if share == 1 else f"{100 * share:.0f} % of the time"


def _in_picture(look: Glance, pair: tuple[Landmark, Landmark]) -> float:
    """Share of the looks at the runner with a pair of joints in them (the better one visible)."""
    track = look.runner
    points = track.landmarks_px[track.seen][:, pair]
    inside = ((points > 0) & (points < (track.width_px, track.height_px))).all(axis=(1, 2))
    visible = track.visibility[track.seen][:, pair].max(axis=1) >= SEEN
    return float((inside & visible).mean())


def _clothes(look: Glance, view: View, settings: Settings) -> list[Check]:
    """Whether shirt and shorts differ where the waist is; asked from behind only."""
    colours = _shirt_and_shorts(look) if view.kind == "rear" else None
    if colours is None:
        return []
    shirt, shorts = colours
    contrast = float(np.linalg.norm(shirt - shorts))
    if contrast >= settings.preflight.clothes_contrast:
        return [Check("clothes", "green", "Shirt and shorts differ, so the waist shows.")]
    alike = "Dark shirt over dark shorts" if max(shirt[0], shorts[0]) < DARK else (
        "Shirt and shorts of one colour")
    return [Check(
        "clothes", "yellow", f"{alike}: the waist hides between them.",
        f"{alike}: tuck the shirt in, or put two strips of bright tape on the waistband.",
    )]


def _shirt_and_shorts(look: Glance) -> tuple[FloatArray, FloatArray] | None:
    """Median colours (CIE Lab) a little above and below the hips."""
    track = look.runner
    pairs = []
    for row in np.flatnonzero(track.seen):
        lab = cv2.cvtColor(look.images[row].astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
        torso = float(track.torso_px[row])
        hip, shoulder = track.mid_hip_px[row], track.mid_shoulder_px[row]
        up = (shoulder - hip) / max(torso, 1.0)
        spots = [
            _patch_colour(lab, hip + share * torso * up, PATCH * torso)
            for share in (SHIRT_UP, -SHORTS_DOWN)
        ]
        if spots[0] is not None and spots[1] is not None:
            pairs.append(spots)
    if not pairs:
        return None
    shirt, shorts = np.median(np.array(pairs, dtype=float), axis=0)
    return shirt, shorts


def _patch_colour(
    lab: NDArray[np.float32], centre: FloatArray, half: float
) -> FloatArray | None:
    left, top = np.maximum(centre - half, 0).astype(int)
    right, bottom = np.maximum(centre + half, 0).astype(int)
    patch = lab[top:bottom, left:right].reshape(-1, 3)
    return np.median(patch, axis=0).astype(float) if len(patch) else None


def _people(look: Glance) -> list[Check]:
    if look.candidates < 2:
        return []
    light: Light = "yellow" if look.ambiguous else "green"
    advice = (
        "Pick yourself among the numbered people, or film where nobody else runs: mirrors and "
        "screens count too." if look.ambiguous else "")
    return [Check("people", light,
                  f"{look.candidates} people are in the picture; you are marked.", advice)]

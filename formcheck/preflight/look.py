"""The preflight of a clip, in one readable function."""

from __future__ import annotations

from pathlib import Path

from formcheck.blur import blur_circles
from formcheck.clip import open_clip
from formcheck.gait.view import told_view
from formcheck.heads import heads_of
from formcheck.pose.everybody import everybody
from formcheck.pose.models import model_path
from formcheck.preflight.checks import checks_of
from formcheck.preflight.glance import glance
from formcheck.preflight.result import Preflight
from formcheck.preflight.still import marked
from formcheck.settings import Settings


def preflight(path: str | Path, *, settings: Settings | None = None) -> Preflight:
    """Check a clip's first seconds: light, distance, view, frame rate, and what is visible.

    Takes a few seconds, whatever the clip's length.

    Parameters
    ----------
    path : str or Path
        A video file.
    settings : Settings, optional

    Raises
    ------
    ClipError
        When the file cannot be read.
    ModelError, EnvironmentProblem
        When the pose model or a system library is missing.
    SettingsError
        When the settings name a person who is not there.
    """
    settings = settings or Settings()
    clip = open_clip(path)
    own = Path(settings.model_path) if settings.model_path else None
    look = glance(clip, model=model_path(settings.pose.model, own=own), settings=settings)
    people = everybody(look.times_s, look.people)
    still = people[0].frame if people else len(look.images) // 2
    shown = [person for person in people if person.frame == still]
    image = look.images[still]
    if settings.blur_faces:
        image = blur_circles(image, heads_of(look.people, look.times_s).in_frame(still))
    view = told_view(settings.view) if settings.view else None
    return Preflight(
        checks=checks_of(look, view=view, settings=settings),
        people=people,
        still_bgr=marked(image, shown, chosen=settings.person or 0),
    )


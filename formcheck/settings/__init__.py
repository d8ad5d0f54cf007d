"""All adjustable numbers, each with what it does and where it comes from."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from formcheck.errors import SettingsError
from formcheck.settings.keeping import ArchiveLimits, CacheSettings, PageSettings
from formcheck.settings.measuring import (
    GaitSettings,
    PelvisSettings,
    PoseSettings,
    PostureSettings,
)
from formcheck.settings.overriding import AUTO, load_settings, override
from formcheck.settings.telling import (
    CompareSettings,
    FlagSettings,
    PreflightSettings,
    ReportSettings,
)

__all__ = [
    "AUTO", "HEIGHTS_CM", "VIEWS", "ArchiveLimits", "CacheSettings", "CompareSettings",
    "FlagSettings", "GaitSettings", "PageSettings", "PelvisSettings", "PoseSettings",
    "PostureSettings", "PreflightSettings", "ReportSettings", "Settings", "load_settings",
    "override",
]

# Views that a user can name.
VIEWS = ("rear", "front", "left", "right")
# Least and largest height that a runner may have, cm.
HEIGHTS_CM = (50.0, 250.0)


@dataclass(frozen=True)
class Settings:
    """All settings of an analysis; written into every result."""

    pose: PoseSettings = field(default_factory=PoseSettings)
    gait: GaitSettings = field(default_factory=GaitSettings)
    pelvis: PelvisSettings = field(default_factory=PelvisSettings)
    posture: PostureSettings = field(default_factory=PostureSettings)
    flags: FlagSettings = field(default_factory=FlagSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    preflight: PreflightSettings = field(default_factory=PreflightSettings)
    compare: CompareSettings = field(default_factory=CompareSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    # Factor by which the clip is slowed down (4 = 240 fps shown at 60); auto = as the clip shows.
    slow_motion: float | Literal["auto"] = 1.0
    # View told by the user, instead of the one found in the picture.
    view: str | None = None
    # The runner's height, cm; None = lengths are told as shares of it alone.
    height_cm: float | None = None
    # Number of the person to follow, 0 = the one who runs most; None = choose.
    person: int | None = None
    # Make the heads of everybody in the pictures unrecognisable in whatever is written.
    blur_faces: bool = False
    # A pose model file of the user's own.
    model_path: str | None = None

    def __post_init__(self) -> None:
        if self.slow_motion != AUTO and not _is_factor(self.slow_motion):
            raise SettingsError(
                "slow_motion is auto or a factor above 0 (4 = four times slower), "
                f"not {self.slow_motion}."
            )
        if self.view is not None and self.view not in VIEWS:
            raise SettingsError(f"view is one of {', '.join(VIEWS)}, not {self.view!r}.")
        shortest, tallest = HEIGHTS_CM
        if self.height_cm is not None and not shortest <= self.height_cm <= tallest:
            raise SettingsError(
                f"A runner's height is from {shortest:g} to {tallest:g} cm, "
                f"not {self.height_cm:g}."
            )
        if self.person is not None and (type(self.person) is not int or self.person < 0):
            raise SettingsError(f"person is a number from 0 on, not {self.person!r}.")
        if self.model_path is not None and not isinstance(self.model_path, str):
            raise SettingsError(f"model_path is the name of a file, not {self.model_path!r}.")

    @property
    def told_slow_motion(self) -> float:
        """The factor that the user named; 1 where the clip itself is asked."""
        return 1.0 if isinstance(self.slow_motion, str) else self.slow_motion

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON or TOML."""
        return asdict(self)


def _is_factor(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0

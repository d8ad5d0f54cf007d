"""Settings laid over others, checked."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from formcheck.settings import Settings

# Slow motion is worked out from the clip itself.
AUTO = "auto"
# Settings that may be a word instead of a number.
WORDS = {"slow_motion": AUTO}


def load_settings(path: Path, *, base: Settings | None = None) -> Settings:
    """Settings from a TOML file laid over `base`.

    Raises
    ------
    SettingsError
        When the file cannot be read, is not TOML, or names an unknown or ill-typed setting.
    """
    try:
        overrides = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path.name}: the settings file cannot be read ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: not a valid TOML file ({error}).") from error
    from formcheck.settings import Settings

    return override(base or Settings(), overrides, source=path.name)


def override(settings: Settings, overrides: Mapping[str, Any], *, source: str) -> Settings:
    """`settings` with the values of a (nested) mapping laid over them."""
    changed: Settings = _override(settings, overrides, source)
    return changed


def _override(part: Any, overrides: Mapping[str, Any], where: str) -> Any:
    known = {item.name: getattr(part, item.name) for item in fields(part)}
    changes = {}
    for name, value in overrides.items():
        if name not in known:
            raise SettingsError(
                f"{where}: there is no setting called “{name}”; known here: {', '.join(known)}."
            )
        if name in WORDS and value == WORDS[name]:
            changes[name] = value
        else:
            old = 1.0 if name in WORDS else known[name]
            changes[name] = _checked(old, value, f"{where}, {name}")
    try:
        return replace(part, **changes)
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def _checked(old: Any, new: Any, where: str) -> Any:
    if isinstance(new, Mapping) and hasattr(old, "__dataclass_fields__"):
        return _override(old, new, where)
    if isinstance(old, tuple) and isinstance(new, list) and len(new) == len(old):
        return tuple(_checked(a, b, where) for a, b in zip(old, new, strict=True))
    if isinstance(new, int | float):
        # A number on a scale with both signs has a default that shows it.
        signed = isinstance(old, int | float) and old < 0
        if not (math.isfinite(new) and (signed or new >= 0)):
            allowed = "a finite number" if signed else "a number from 0 on"
            raise SettingsError(f"{where}: expected {allowed}, got {new!r}.")
    if isinstance(old, float) and isinstance(new, int | float) and not isinstance(new, bool):
        return float(new)
    if type(old) is type(new) or (old is None and isinstance(new, str | int | float)):
        return new
    raise SettingsError(f"{where}: expected a value like {old!r}, got {new!r}.")

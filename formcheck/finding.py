"""What a finding is: a coach's words with the number, the frame and the sources behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that a coach would say of the clip.

    Attributes
    ----------
    topic : str
        What it is about, e.g. ``"drop"``; drills are tied to it.
    title, text : str
        A few words, and one or two plain sentences.
    reading : str
        Name of the reading behind it, or empty.
    figure : str
        Its value and 95 % interval as written, or empty.
    sure : str
        How sure, in words, or empty.
    flag : int or None
        Number of the flagged frame that shows it, from 1 on.
    drills : tuple of str
        What people work on, by `formcheck.drills`' names.
    sources : tuple of str
        Keys of `formcheck.sources`.
    """

    topic: str
    title: str
    text: str
    reading: str = ""
    figure: str = ""
    sure: str = ""
    flag: int | None = None
    drills: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Focus:
    """The one thing to take along on the next run; `drill` names how, or is empty."""

    title: str
    text: str
    drill: str = ""


@dataclass(frozen=True)
class Findings:
    """What a coach would say of the clip.

    Attributes
    ----------
    good : tuple of Finding
        What goes well, told first; never empty.
    look : tuple of Finding
        What deserves a look, at most three.
    focus : Focus
    checkup : tuple of str
        How to film the next clip so that it can be compared with this one.
    """

    good: tuple[Finding, ...]
    look: tuple[Finding, ...]
    focus: Focus
    checkup: tuple[str, ...]

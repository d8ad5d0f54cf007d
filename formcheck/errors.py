"""What can go wrong, said in one sentence: what is wrong, with which file, what to do next."""

from __future__ import annotations

from typing import ClassVar


class FormcheckError(Exception):
    """Base of every error whose message is meant for the person who runs formcheck.

    Attributes
    ----------
    exit_code : int
        What the command line ends with: 1 = this cannot be analysed, 2 = wrong call.
    """

    exit_code: ClassVar[int] = 1


class ClipError(FormcheckError):
    """This clip cannot be read or holds nothing that can be analysed."""


class ModelError(FormcheckError):
    """The pose model cannot be found, fetched or trusted."""


class SettingsError(FormcheckError):
    """A settings file or an option is wrong."""

    exit_code = 2


class OutputError(FormcheckError):
    """The result cannot be written where it was asked for."""

    exit_code = 2


class NotOursError(OutputError):
    """A result's folder holds something that is not formcheck's, which would be lost."""


class EnvironmentProblem(FormcheckError):  # noqa: N818 - it is about the machine, not the call
    """The machine lacks something that formcheck needs."""

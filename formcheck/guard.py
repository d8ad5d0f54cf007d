"""The command line; what decodes footage runs in a process whose crash ends in a sentence.

A damaged clip, or one made to do harm, may crash a decoder, which no ``except`` catches.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from formcheck.processes import command, environment

CRASHED = 1
_WATCHED = ("analyze", "compare", "export")
_INSIDE = "FORMCHECK_GUARDED"
# Time for a process that was interrupted together with this one to end by itself, seconds.
_GRACE_S = 5.0
# Windows tells a crash by an exit code from here on, other systems by one below 0.
_WINDOWS_CRASH = 0xC0000000


def main() -> None:
    """Run the command line."""
    if os.environ.pop(_INSIDE, ""):
        sys.argv[0] = "formcheck"
        threading.Thread(target=_end_with_the_parent, daemon=True).start()
    elif sys.argv[1:2] and sys.argv[1] in _WATCHED:
        sys.exit(watched([*command("formcheck.guard"), *sys.argv[1:]]))
    from formcheck.cli import main as run

    run()


def watched(arguments: list[str]) -> int:
    """Run a command as this process's own, and say it in words when it crashes.

    Returns
    -------
    int
        The exit code to end with.
    """
    process = subprocess.Popen(
        arguments, stdin=subprocess.PIPE, env=environment(**{_INSIDE: "1"})
    )
    code = _end_of(process)
    if 0 <= code < _WINDOWS_CRASH:
        return code
    print(
        f"formcheck {_how(code)}, and no result was written. If it happens again, the clip is "
        "damaged in an unusual way: export it as an H.264 mp4 and try that.",
        file=sys.stderr,
    )
    return CRASHED


def _end_of(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait()
    except KeyboardInterrupt:
        pass
    try:
        return process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.terminate()
        return process.wait()


def _how(code: int) -> str:
    killed = code == -9
    return "was killed, as a machine short of memory does" if killed else "crashed on this clip"


def _end_with_the_parent() -> None:
    """The parent never writes: what comes from it is its end, however it came."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(CRASHED)


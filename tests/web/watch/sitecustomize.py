"""Notes every attempt of a process, and of those it starts, to reach beyond this machine.

Python imports this by itself where the folder is among the places to import from.
"""

import os
import sys
from pathlib import Path

NOTES = os.environ.get("FORMCHECK_WATCH")
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)


def _note(event: str, arguments: tuple) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in HERE:
        with Path(str(NOTES)).open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {host}\n")


if NOTES:
    sys.addaudithook(_note)

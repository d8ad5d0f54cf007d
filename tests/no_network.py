"""Run formcheck's command line in a process that dies at the first try to reach a network.

The kernel is told (seccomp) to kill the process as soon as anything in it, Python or native code,
asks for an internet socket; name look-ups need one too.

    python tests/no_network.py analyze run.mp4
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

# Number of the system call `socket` on each processor.
SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
AF_INET, AF_INET6 = 2, 10

_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_CALL_NUMBER_AT, _FIRST_ARGUMENT_AT = 0, 16
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2


def supported() -> bool:
    return sys.platform == "linux" and platform.machine() in SOCKET_CALL


def forbid() -> None:
    """From now on an internet socket is the end of this process.

    Raises
    ------
    OSError
        When the kernel does not take the filter.
    """
    # (code, skip when equal, skip when not, value)
    steps = [
        (_LOAD, 0, 0, _CALL_NUMBER_AT),
        (_JUMP_IF_EQUAL, 0, 3, SOCKET_CALL[platform.machine()]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_JUMP_IF_EQUAL, 2, 0, AF_INET),
        (_JUMP_IF_EQUAL, 1, 0, AF_INET6),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL_PROCESS),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _FILTER_MODE, ctypes.c_void_p(ctypes.addressof(program)), 0, 0),
    ):
        if libc.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "the kernel does not take the filter")


if __name__ == "__main__":
    forbid()
    from formcheck.guard import main

    main()

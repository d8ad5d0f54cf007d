"""The system libraries under OpenCV and MediaPipe, which pip cannot bring."""

from __future__ import annotations

import ctypes
import sys

# Shared library -> Debian package. The first three are OpenCV's, the others the pose model's.
SYSTEM_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
}


def missing_packages() -> list[str]:
    """Debian packages of the libraries that cannot be loaded; macOS and Windows bring their own."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for name, package in SYSTEM_LIBRARIES.items() if not _loads(name)]


def install_command(packages: list[str]) -> str:
    """What to type on Debian or Ubuntu."""
    return f"sudo apt-get install {' '.join(packages)}"


def advice(problem: object) -> str:
    """One sentence for a package that could not be loaded."""
    missing = missing_packages()
    if missing:
        return (
            f"A system library is missing ({', '.join(missing)}); "
            f"on Debian or Ubuntu: {install_command(missing)}"
        )
    return f"A package cannot be loaded ({problem}); run: formcheck doctor"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

"""Python processes of our own beside this one."""

from __future__ import annotations

import os
import sys

# Threads of the numeric libraries: our matrices are small, and the work is shared out by clips and
# by stretches of them instead.
_ONE_THREAD_EACH = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def command(module: str) -> list[str]:
    """What runs the `main` of a module.

    Unlike ``python -m`` it never imports from the folder that it is started in, where the clips
    of a stranger may lie beside a file that is called ``numpy.py``.
    """
    code = f"import sys; sys.path[:] = filter(None, sys.path); from {module} import main; main()"
    return [sys.executable, "-c", code]


def environment(**variables: str) -> dict[str, str]:
    """This process's environment, with the same places to import from.

    What libraries warn of is meant for developers: runners do not see it unless asked for.
    """
    places = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
    usual = {"PYTHONWARNINGS": "ignore", **_ONE_THREAD_EACH}
    return {**usual, **os.environ, "PYTHONPATH": places, **variables}

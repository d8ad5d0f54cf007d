"""Where the work of a batch is done: this machine's cores, or a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import EnvironmentProblem

# Free memory for one more process, bytes: twice what a 720 by 1280 clip was seen to take
# (validation/scale.md), for there are larger ones.
MEMORY_A_WORKER = 1_000_000_000
CONNECT_S = 10


@dataclass(frozen=True)
class Place:
    """An executor, how many clips it works on at a time, and the cores to share out, if known."""

    executor: Executor
    slots: int
    cores: tuple[int, ...] = ()


@contextmanager
def this_machine(workers: int | None = None) -> Iterator[Place]:
    """`workers` clips at a time; the threads only watch over the processes that do the work."""
    slots = workers or default_workers()
    executor = ThreadPoolExecutor(slots)
    try:
        yield Place(executor, slots, cores())
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def dask_cluster(address: str) -> Iterator[Place]:
    """The workers of a running Dask scheduler, a clip a thread.

    Every worker needs formcheck in the same version and must see clips and results under the
    same paths.

    Raises
    ------
    EnvironmentProblem
        When `distributed` is not installed, or nobody answers at the address, or without workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EnvironmentProblem(
            "A Dask cluster needs the package distributed: pip install 'formcheck[cluster]'."
        ) from error
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(
            f"No Dask scheduler answers at {address}; start one with 'dask scheduler' and give "
            "the address it says."
        ) from error
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise EnvironmentProblem(
                f"The Dask scheduler at {address} has no workers; start some with "
                f"'dask worker {address}'."
            )
        yield Place(client.get_executor(pure=False), slots)


def cores() -> tuple[int, ...]:
    """The cores that this process may use; empty where the system does not tell."""
    try:
        return tuple(sorted(os.sched_getaffinity(0)))
    except AttributeError:
        return ()


def default_workers() -> int:
    """One worker a core, as long as each finds the memory it needs."""
    n_cores = len(cores()) or os.cpu_count() or 1
    memory = _free_memory()
    return n_cores if memory is None else max(1, min(n_cores, memory // MEMORY_A_WORKER))


def _free_memory() -> int | None:
    """Bytes that can be had now, where the system tells.

    Linux holds files that were read in memory that is free for the asking; what it calls available
    counts that in, what it calls free does not.
    """
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        return 1024 * int(told.split("MemAvailable:")[1].split()[0])
    except (OSError, IndexError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None

"""Run by `validation.peers`: formcheck on one clip, one line of JSON."""

import json
import resource
import sys
import time

started = time.perf_counter()
import formcheck  # noqa: E402 - the import is part of what is measured
from formcheck.settings import CacheSettings, Settings  # noqa: E402 - as above

# Nothing is taken from what an earlier run remembered.
AFRESH = Settings(cache=CacheSettings(use=False))


def main(clip: str) -> None:
    analysis = formcheck.analyze(clip, settings=AFRESH)
    readings = {
        name: {"value": reading.value, "low": reading.low, "high": reading.high,
               "confidence": reading.confidence}
        for name, reading in analysis.readings.items()
        if name in ("cadence", "pelvic_drop_left", "pelvic_drop_right")
    }  # fmt: skip
    print(json.dumps({
        "seconds": time.perf_counter() - started,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "readings": readings, "version": formcheck.__version__,
    }))


main(*sys.argv[1:])

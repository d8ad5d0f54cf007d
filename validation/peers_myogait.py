"""Run by `validation.peers` with myogait's own Python: one clip, one line of JSON."""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

started = time.perf_counter()
import myogait  # noqa: E402 - the import is part of what is measured

# Its limits are made for walking; a runner's stride is shorter than the shortest it looks for.
SHORTEST_STRIDE_S = 0.4


def main(clip: str, model: str) -> None:
    data = myogait.extract(clip, model="mediapipe", model_path=model, show_progress=False)
    with tempfile.TemporaryDirectory() as place:
        landmarks = str(Path(place) / "clip.myogait.json")
        myogait.save_json(data, landmarks)
        found = myogait.run_pipeline(
            landmarks, min_cycle_duration_s=SHORTEST_STRIDE_S, show_progress=False)
    angles = found["data"]["angles"]["frames"]
    cadence = ((found.get("stats") or {}).get("spatiotemporal") or {}).get("cadence_steps_per_min")
    print(json.dumps({
        "seconds": time.perf_counter() - started,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "cadence_spm": cadence,
        "right_hip_higher_deg": [frame.get("pelvis_obliquity") for frame in angles],
        "version": myogait.__version__,
    }))


main(*sys.argv[1:])

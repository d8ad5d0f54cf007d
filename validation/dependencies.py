"""What formcheck runs on: under which licences, and whether a hole is known in it.

    python -m validation.dependencies

writes ``docs/licences.md`` and asks pip-audit's service about the pinned versions. Ends with 1
when a hole is known; where the service cannot be reached it says so, and ends with 0.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements.txt"
LICENCES = ROOT / "docs" / "licences.md"
# The service is asked about each package in turn; where it does not answer this is not waited for.
LIMIT_S = 120.0
_HEAD = """# Licences of what formcheck runs on

Made by `make audit` from the metadata of the pinned packages ({n} on this system). The pose model
(MediaPipe Pose Landmarker, BlazePose GHUM) is Google's, under the Apache License 2.0; the network
that reads the pelvis was trained here and belongs to formcheck. The wheels of av and
opencv-contrib-python bring FFmpeg with them (LGPL 2.1; av's with x264 and x265, GPL 2), which
formcheck uses and does not pass on.

| package | licence |
|---|---|
"""
_TROVE = "License :: "
# Some packages give the whole text where the name belongs.
_LONGEST_NAME = 60


def pinned(path: Path = REQUIREMENTS) -> list[Requirement]:
    """The packages of a file of requirements that apply to this system."""
    lines = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8")).splitlines()
    wanted = [
        Requirement(line.split(" --hash")[0].strip()) for line in lines
        if line.strip() and not line.startswith(("#", "-"))
    ]
    return [need for need in wanted if need.marker is None or need.marker.evaluate()]


def licence_of(package: str) -> str:
    """The licence that a package's own metadata tell, or ``"not told"``."""
    about: Any = metadata.metadata(package)
    classifiers = [
        line.removeprefix(_TROVE).removeprefix("OSI Approved :: ")
        for line in about.get_all("Classifier", []) if line.startswith(_TROVE)
    ]
    told = about.get("License-Expression") or " / ".join(
        name for name in classifiers if name != "OSI Approved")
    if told:
        return told
    lines = (about.get("License") or "").strip().splitlines()
    return lines[0].strip()[:_LONGEST_NAME] if lines else "not told"


def licences() -> str:
    """The page that lists them."""
    needs = pinned()
    rows = [f"| {need.name} | {licence_of(need.name)} |" for need in needs]
    return _HEAD.format(n=len(needs)) + "\n".join(rows) + "\n"


def known_holes() -> list[str] | None:
    """A line for each known hole, or None where the service cannot be asked."""
    with tempfile.TemporaryDirectory() as place:
        answer = Path(place) / "audit.json"
        try:
            subprocess.run(
                [
                    sys.executable, "-m", "pip_audit", "--requirement", str(REQUIREMENTS),
                    "--no-deps", "--disable-pip", "--progress-spinner", "off",
                    "--format", "json", "--output", str(answer),
                ],
                capture_output=True, timeout=LIMIT_S, check=False,
            )  # fmt: skip
            found = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
            return None
    return [
        f"{package['name']} {package['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for package in found for hole in package.get("vulns", [])
    ]


def main() -> None:
    LICENCES.write_text(licences(), encoding="utf-8")
    print(f"Licences: {LICENCES.relative_to(ROOT)}")
    holes = known_holes()
    if holes is None:
        print("NOT AUDITED for known holes: pip-audit or its service cannot be reached from here.")
    elif holes:
        print("Known holes:", *holes, sep="\n  ")
        sys.exit(1)
    else:
        print("No hole is known in the pinned packages.")


if __name__ == "__main__":
    main()

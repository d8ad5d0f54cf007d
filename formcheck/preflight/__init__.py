"""A few seconds' look at a clip before the long analysis: is it worth it, and what to mend?"""

from formcheck.preflight.look import preflight
from formcheck.preflight.result import Check, Light, Preflight

__all__ = ["Check", "Light", "Preflight", "preflight"]

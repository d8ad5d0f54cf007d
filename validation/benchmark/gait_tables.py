"""Tables of what is not the drop: cadence, view, steps, timing, camera roll, the whole curve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from validation.benchmark.cells import degrees, number, percent_with_range
from validation.benchmark.statistics import agreement, inside, root_mean_square, share_of

TIMES = ("contact", "mid-stance", "toe-off")
VIEWS = ("rear", "front", "left", "right", "oblique")


def cadence_table(clips: pd.DataFrame) -> pd.DataFrame:
    """Cadence against the truth, by view and over all."""
    rows = []
    for name, group in _by_view(clips):
        found = agreement(group["true_cadence_spm"], group["cadence_spm"])
        hits = inside(
            group["true_cadence_spm"], group["cadence_low_spm"], group["cadence_high_spm"]
        )
        half = (group["cadence_high_spm"] - group["cadence_low_spm"]) / 2
        rows.append({
            "view": name, "clips": len(group),
            "answered": percent_with_range(share_of(group["cadence_spm"].notna())),
            "bias (spm)": number(found.bias), "RMS error (spm)": number(found.rms),
            "largest error (spm)": number(found.largest),
            "truth inside": percent_with_range(share_of(hits)),
            "mean half-width (spm)": number(half.mean()),
        })
    return pd.DataFrame(rows)


def view_table(clips: pd.DataFrame) -> pd.DataFrame:
    """True view down, view found across, and how far the azimuth was off."""
    found = [*VIEWS, "unknown"]
    rows = []
    for view in VIEWS:
        group = clips[clips["true_view"] == view]
        if not len(group):
            continue
        counts = {name: int((group["view"] == name).sum()) for name in found}
        error = group["azimuth_error_deg"].dropna()
        rows.append({
            "filmed from": view, **counts, "azimuth bias": degrees(error.mean()),
            "azimuth RMS error": degrees(root_mean_square(error) if len(error) else None),
        })
    return pd.DataFrame(rows)


def step_table(clips: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Steps missed, invented and given to the wrong leg, by view and over all."""
    rows = []
    matched = steps["clip"].value_counts() if len(steps) else pd.Series(dtype=int)
    for name, group in _by_view(clips):
        rows.append({
            "view": name, "clips": len(group), "true steps": int(group["steps_true"].sum()),
            "missed": int(group["steps_missed"].sum()),
            "invented": int(group["steps_invented"].sum()),
            "found": int(matched.reindex(group["clip"]).fillna(0).sum()),
            "of these, wrong leg": int(group["steps_wrong_side"].sum()),
            "clips with wrong legs": int((group["steps_wrong_side"] > 0).sum()),
        })
    return pd.DataFrame(rows)


def timing_table(steps: pd.DataFrame) -> pd.DataFrame:
    """Bias and SD of contact, mid-stance and toe-off, by view and frame rate."""
    rows = []
    if not len(steps):
        return pd.DataFrame(columns=["view", "frames a second", "steps"])
    for view in VIEWS:
        seen = steps[steps["true_view"] == view]
        rates: list[tuple[str, pd.DataFrame]] = [
            (f"{fps:.0f}", group) for fps, group in seen.groupby("fps")
        ]
        if len(rates) > 1:
            rates.append(("all", seen))
        rows += [{"view": view, "frames a second": fps, **_timing(group)} for fps, group in rates]
    return pd.DataFrame(rows)


def _timing(steps: pd.DataFrame) -> dict[str, object]:
    """Mean error and SD within clips, and how the clips' own means scatter."""
    cells: dict[str, object] = {"steps": len(steps)}
    for event in TIMES:
        error = steps[f"{event}_error_ms"]
        means = error.groupby(steps["clip"]).mean()
        within = (error - error.groupby(steps["clip"]).transform("mean")).std(ddof=0)
        cells[f"{event}, bias (ms)"] = number(error.mean(), 0)
        cells[f"{event}, SD of steps / of clips (ms)"] = (
            f"{number(within, 0)} / {number(means.std() if len(means) > 1 else None, 0)}"
        )
    return cells


def roll_table(clips: pd.DataFrame) -> pd.DataFrame:
    """Camera roll that was taken out, against the true one, rear views that were answered."""
    rear = clips[(clips["true_view"] == "rear") & clips["answered"].astype(bool)]
    groups = {
        "all": rear,
        "camera on a stand": rear[rear["held"] == "stand"],
        "camera in a hand": rear[rear["held"] == "hand"],
    }
    rows = []
    for name, group in groups.items():
        found = agreement(group["true_roll_deg"], group["roll_deg"])
        near = group["roll_error_deg"].abs() <= 1.96 * group["roll_sd_deg"]
        rows.append({
            "clips": name, "n": found.n, "slope": number(found.slope),
            "bias": degrees(found.bias), "SD": degrees(found.sd),
            "RMS error": degrees(found.rms), "largest error": degrees(found.largest),
            "truth inside ± 1.96 SD": percent_with_range(
                share_of(near[group["roll_deg"].notna()])),
        })
    return pd.DataFrame(rows)


def curve_table(clips: pd.DataFrame) -> pd.DataFrame:
    """Obliquity of every frame against the truth, clips with an answer."""
    answered = clips[np.isfinite(clips["curve_rms_deg"])]
    rows = []
    for method, key in {"formcheck": "curve", "hip line": "hip_line_curve"}.items():
        rms, shape = answered[f"{key}_rms_deg"], answered[f"{key}_shape_rms_deg"]
        rows.append({
            "method": method, "clips": len(answered),
            "RMS over all frames": degrees(root_mean_square(rms) if len(rms) else None),
            "the same, each clip's mean error taken out": degrees(
                root_mean_square(shape) if len(shape) else None),
            "worst clip": degrees(rms.max() if len(rms) else None),
        })
    return pd.DataFrame(rows)


def _by_view(clips: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    groups = [(view, clips[clips["true_view"] == view]) for view in VIEWS]
    return [*((view, group) for view, group in groups if len(group)), ("all", clips)]

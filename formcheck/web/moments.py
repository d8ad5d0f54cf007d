"""The curve and the video beside each other, both at the same moment of the clip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from formcheck.figures import number
from formcheck.gait.drop import Z95
from formcheck.report import page as report_page
from formcheck.report.files import FLAGGED, OVERLAY
from formcheck.report.rows import Window, split
from formcheck.report.video import best_stretch
from formcheck.result import Analysis, Flag
from formcheck.web import charts, look, texts

# Seconds of the clip that the curve shows at once.
_WINDOW_S = 10.0


class Moments:
    """One moment of the clip, chosen on the curve, among the flags, in the video or by a step.

    Parameters
    ----------
    analysis : Analysis
    result : Path
    key : str
        Tells this result from others that this visit shows.
    """

    def __init__(self, analysis: Analysis, result: Path, *, key: str) -> None:
        self._analysis, self._result, self._key = analysis, result, key
        self._time_s = analysis.frames["time_s"].to_numpy(float)
        self._state: dict[str, Any] = st.session_state.setdefault(
            f"moment_{key}", {"time_s": self._first_moment_s(), "asked": 0})

    def show(self) -> None:
        st.header(texts.PELVIS, anchor=False, help=texts.GLOSSARY["Pelvic drop"])
        st.caption(texts.PELVIS_LEAD)
        with st.container(key=look.MOMENTS):
            # Only this part is drawn anew when another moment is chosen.
            st.fragment(self._curve_and_video)()

    def show_video_alone(self) -> None:
        """The clip with what was seen, where the pelvis was not measured."""
        st.header(texts.CLIP_UPLOAD, anchor=False)
        video, _ = st.columns([1, 1.35])
        with video:
            self._picture()

    def _curve_and_video(self) -> None:
        curve, video = st.columns([1.35, 1], gap="medium")
        with curve:
            self._flag_choice()
            self._curve()
            st.caption(texts.PELVIS_KEY.format(
                drop=self._analysis.settings.flags.drop_deg,
                deep=self._analysis.settings.flags.deep_drop_deg))
        with video:
            self._picture()
        self._steps()

    def _flag_choice(self) -> None:
        flags = self._analysis.flags
        if not flags:
            st.caption(texts.NO_FLAGS)
            return
        key = f"flag_{self._key}"
        st.session_state[key] = self._flag_shown()
        st.pills(
            texts.FLAGS, range(1, len(flags) + 1), key=key, on_change=self._chose_flag, args=(key,),
            wrap=True,
            format_func=lambda n: texts.FLAG.format(
                number=n, side=flags[n - 1].side, value=number(flags[n - 1].value_deg, "deg")),
        )
        if (shown := self._flag_shown()) is not None:
            st.markdown(f"**{shown}** {flags[shown - 1].reason}")

    def _curve(self) -> None:
        key = f"curve_{self._key}"
        chart = charts.pelvis_over_time(
            self._analysis, look.theme(), window=self._window(), moment_s=self._state["time_s"])
        st.altair_chart(
            chart, key=key, on_select=lambda: self._chose_point(key),
            selection_mode=charts.MOMENT, alt=texts.PELVIS_ALT,
        )
        st.markdown(self._words())

    def _picture(self) -> None:
        overlay = self._result / OVERLAY
        if not overlay.is_file():
            self._flagged_picture()
            return
        first, last = best_stretch(self._analysis)
        time_s = self._time_s[first:last + 1]
        look.player(
            {
                "url": look.media_url(str(overlay), "video/mp4", where=f"player_{self._key}"),
                "time_s": time_s.tolist(),
                "video_s": ((time_s - time_s[0]) * self._analysis.slow_motion_factor).tolist(),
                "moment_s": self._state["time_s"],
                "asked": self._state["asked"],
                "words": texts.PLAYER,
                "alt": texts.OVERLAY_ALT,
            },
            key=f"player_{self._key}", on_moved=self._video_moved,
        )

    def _flagged_picture(self) -> None:
        st.caption(texts.NO_VIDEO if self._result.is_dir() else texts.VIDEO_COMES)
        shown = self._flag_shown()
        if shown is None:
            return
        flag = self._analysis.flags[shown - 1]
        for path in (self._result / FLAGGED).glob(f"{shown:02d}_*.jpg"):
            st.image(str(path), alt=texts.FLAG_ALT.format(
                number=shown, side=flag.side, value=number(flag.value_deg, "deg")))

    def _steps(self) -> None:
        steps, columns = self._analysis.steps, report_page.STEP_COLUMNS
        names = [name for name in columns if name in steps and steps[name].notna().any()]
        if not names:
            return
        with st.expander(f"{texts.STEPS} ({len(steps)})", icon=":material/table_rows:"):
            st.caption(texts.STEPS_LEAD)
            key = f"steps_{self._key}"
            st.dataframe(
                steps[names].rename(columns={name: columns[name][0] for name in names}).round(2),
                hide_index=True, key=key, selection_mode="single-row",
                on_select=lambda: self._chose_step(key),
            )

    def chose_link(self, key: str) -> None:
        """A link to a flagged frame was followed: ``flag-3``."""
        chose = st.session_state[key].chose or ""
        if chose.startswith("flag-"):
            self._go(self._analysis.flags[int(chose.removeprefix("flag-")) - 1].time_s)

    def _chose_flag(self, key: str) -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            self._go(self._analysis.flags[chosen - 1].time_s)

    def _chose_point(self, key: str) -> None:
        points = st.session_state[key].selection.get(charts.MOMENT, [])
        if points:
            self._go(float(points[0][charts.TAKEN]))

    def _chose_step(self, key: str) -> None:
        rows = st.session_state[key].selection.rows
        if rows and pd.notna(mid_s := self._analysis.steps["mid_stance_s"].iloc[rows[0]]):
            self._go(float(mid_s))

    def _video_moved(self) -> None:
        """The video is there already: only the marker follows."""
        moved = st.session_state[f"player_{self._key}"].moved
        if moved is not None:
            self._state["time_s"] = float(moved)

    def _go(self, time_s: float) -> None:
        self._state["time_s"] = time_s
        self._state["asked"] += 1

    def _first_moment_s(self) -> float:
        """The deepest of the flagged frames, or the first that was measured."""
        if self._analysis.flags:
            return max(self._analysis.flags, key=lambda flag: flag.value_deg).time_s
        measured = self._analysis.frames["pelvic_obliquity_deg"].notna().to_numpy()
        return float(self._time_s[int(np.argmax(measured))])

    def _flag_shown(self) -> int | None:
        """Number of the flag at the moment shown, if there is one."""
        frame = self._frame()
        numbered = enumerate(self._analysis.flags, start=1)
        return next((n for n, flag in numbered if _is_at(flag, frame)), None)

    def _frame(self) -> int:
        return int(np.argmin(np.abs(self._time_s - self._state["time_s"])))

    def _window(self) -> Window:
        """The part of the clip around the moment shown."""
        windows = split(float(self._time_s[0]), float(self._time_s[-1]), row_s=_WINDOW_S)
        moment_s = self._state["time_s"]
        return next((w for w in windows if w[0] <= moment_s <= w[1]), windows[0])

    def _words(self) -> str:
        row = self._analysis.frames.iloc[self._frame()]
        side, tilt = row["stance_side"], row["pelvic_obliquity_deg"]
        if side not in ("left", "right") or pd.isna(tilt):
            return texts.MOMENT.format(time=row["time_s"])
        drop = tilt if side == "left" else -tilt
        half = Z95 * row["pelvic_obliquity_sd_deg"]
        return texts.MOMENT_ON_LEG.format(
            time=row["time_s"], side=side, value=number(drop, "deg"),
            low=number(drop - half, "deg"), high=number(drop + half, "deg"),
        )


def _is_at(flag: Flag, frame: int) -> bool:
    return flag.frame == frame

"""The two curves under the side-by-side video, with a line that moves through the cycle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from formcheck.comparison.waveform import PERCENT, Waveform
from formcheck.report.chart import degrees_without_sign
from formcheck.report.draw import Picture
from formcheck.report.style import DARK

HEIGHT_PX = 188
CURSOR_BGR = (235, 240, 246)
BEFORE, AFTER = DARK["quiet"], "#ffe240"
_DPI = 100
# Where the axes lie in the picture, as shares of it: left, bottom, width, height.
_BOX = (0.075, 0.2, 0.905, 0.66)


@dataclass(frozen=True)
class Strip:
    """The drawn curves, to be shown with a line at a percentage of the cycle."""

    drawn: Picture

    @property
    def height_px(self) -> int:
        return int(self.drawn.shape[0])

    @classmethod
    def of(cls, waveform: Waveform | None, *, width_px: int) -> Strip | None:
        if waveform is None:
            return None
        figure = Figure(figsize=(width_px / _DPI, HEIGHT_PX / _DPI), dpi=_DPI,
                        facecolor=DARK["paper"])
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes(_BOX, facecolor="none")
        for curve, colour, words in (
            (waveform.before, BEFORE, "before"), (waveform.after, AFTER, "after"),
        ):
            axes.plot(PERCENT, curve.mean_deg, color=colour, linewidth=2.2)
            axes.annotate(
                words, (0, 1.03), xycoords="axes fraction", color=colour, fontsize=10,
                xytext=(0 if words == "before" else 52, 2), textcoords="offset points",
                fontweight="bold",
            )
        axes.annotate(
            "up: right side lower, down: left side lower", (1, 1.03), xycoords="axes fraction",
            xytext=(0, 2), textcoords="offset points", ha="right", fontsize=9.5,
            color=DARK["soft"],
        )
        axes.axhline(0, color=DARK["quiet"], linewidth=0.8)
        axes.set_xlim(0, 100)
        axes.set_xticks([0, 50, 100], ["left foot lands", "half a stride", "left foot lands"])
        first, *_, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
        axes.yaxis.set_major_formatter(degrees_without_sign())
        axes.tick_params(length=0, labelsize=9.5, labelcolor=DARK["soft"])
        axes.grid(visible=True, axis="y", color=DARK["grid"], linewidth=0.8)
        for edge in axes.spines.values():
            edge.set_visible(False)
        canvas.draw()
        rgb = np.asarray(canvas.buffer_rgba())[:, :, :3]
        return cls(np.ascontiguousarray(rgb[:, :, ::-1]))

    def at(self, cycle_percent: float) -> Picture:
        """The curves with the line at a percentage of the cycle."""
        picture = self.drawn.copy()
        rows, columns = picture.shape[:2]
        left, bottom, width, height = _BOX
        x = round((left + width * cycle_percent / 100) * columns)
        top = round((1 - bottom - height) * rows)
        picture[top:round((1 - bottom) * rows), x - 1:x + 1] = CURSOR_BGR
        return picture

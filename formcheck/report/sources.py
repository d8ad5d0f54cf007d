"""Where the figures come from that are not measured in the clip."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.result import Analysis


@dataclass(frozen=True)
class Source:
    """Where a figure comes from."""

    said: str
    citation: str
    url: str


SOURCES: dict[str, Source] = {
    "bramah2018": Source(
        "Healthy runners: peak drop 3.7 ± 1.9° (36 runners, 3D laboratory). Mean plus one "
        "standard deviation is 5.6°. The study looked back: a large drop goes together with "
        "injury in it, it does not predict one, and not every study finds the difference.",
        "Bramah et al. 2018, Am J Sports Med 46:3023",
        "https://doi.org/10.1177/0363546518793657",
    ),
    "dingenen2018": Source(
        "Pelvic drop read from 2D video: the smallest difference that can be told is 2.7 to 2.8° "
        "(5.6 + 2.8 = 8.4°); an average is stable from 7 steps a leg.",
        "Dingenen et al. 2018, Phys Ther Sport 33:40",
        "https://doi.org/10.1016/j.ptsp.2018.06.009",
    ),
    "burns2019": Source(
        "Cadence of elite ultra runners: 182 on average, from 155 to 203; it rises with speed "
        "(5.6 steps a minute per m/s) and falls with body height.",
        "Burns et al. 2019",
        "https://doi.org/10.1152/japplphysiol.00374.2018",
    ),
    "preferred": Source(
        "Cadence that runners chose for themselves at 3.04 m/s: 165 ± 8.",
        "European Journal of Sport Science, 2019",
        "https://doi.org/10.1080/17461391.2019.1626911",
    ),
    "souza2016": Source(
        "How to film a runner; and that changing the form of a runner without complaints would "
        "not be evidence based.",
        "Souza 2016",
        "https://doi.org/10.1016/j.pmr.2015.08.006",
    ),
}


def sources(analysis: Analysis) -> tuple[Source, ...]:
    """The sources of the figures that this result shows."""
    measured = {name for name, reading in analysis.readings.items() if reading.measurable}
    names = ["souza2016"]
    if any(name.startswith("pelvic_drop") for name in measured):
        names = ["bramah2018", "dingenen2018", *names]
    if "cadence" in measured:
        names += ["burns2019", "preferred"]
    return tuple(SOURCES[name] for name in names)

"""Where the figures and the advice come from that are not measured in the clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.result import Analysis


@dataclass(frozen=True)
class Source:
    """Where a figure comes from."""

    said: str
    citation: str
    url: str

    @property
    def short(self) -> str:
        """E.g. ``"Bramah et al. 2018"``."""
        return self.citation.split(",")[0]


SOURCES: dict[str, Source] = {
    "bramah2018": Source(
        "Healthy runners: peak drop 3.7 ± 1.9°, trunk lean at mid-stance 9.5 ± 2.9°, knee bend at "
        "landing 10.2 ± 4.8° (36 runners, 3D laboratory). Mean plus one standard deviation of the "
        "drop is 5.6°. The study looked back: a large drop goes together with injury in it, it "
        "does not predict one, and not every study finds the difference.",
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
    "heiderscheit2011": Source(
        "Hip adduction at −10, −5, 0, +5 and +10 % of a runner's own cadence: 11.3, 10.8, 10.4, "
        "9.5 and 8.7° (45 runners).",
        "Heiderscheit et al. 2011",
        "https://doi.org/10.1249/MSS.0b013e3181ebedf4",
    ),
    "bramah2019": Source(
        "Cadence up by 10 %: pelvic drop smaller by 3.12° (95 % 1.88 to 4.37) in 12 runners with "
        "knee pain and a raised drop, without a control group. One session, then ordinary runs "
        "with a metronome and a watch.",
        "Bramah et al. 2019",
        "https://doi.org/10.1177/0363546519879693",
    ),
    "anderson2022": Source(
        "Whether a higher cadence lessens pain: “very limited” evidence (37 studies).",
        "Anderson et al. 2022",
        "https://doi.org/10.1186/s40798-022-00504-0",
    ),
    "noehren2011": Source(
        "Feedback on a live display: less hip adduction and drop, kept for a month (10 women with "
        "knee pain, no control group).",
        "Noehren et al. 2011, Br J Sports Med 45:691",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7083994",
    ),
    "willy2012": Source(
        "Feedback in a mirror with two cues in words: less hip adduction and drop, kept for three "
        "months (10 women with knee pain, no control group).",
        "Willy et al. 2012, Clin Biomech 27:1045",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7083994",
    ),
    "davis2020": Source(
        "Review of retraining: feedback in 8 sessions over two weeks, 15 to 30 minutes each, then "
        "less and less of it.",
        "Davis et al. 2020, Curr Rev Musculoskelet Med 13",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7083994",
    ),
    "lashien2024": Source(
        "Functional training of the hip abductors for eight weeks: drop fell more than in "
        "controls (randomised, 40 runners with shin pain, measured in 2D video).",
        "Lashien et al. 2024",
        "https://doi.org/10.1186/s13018-024-05139-3",
    ),
    "willydavis2011": Source(
        "Hip strengthening and single-leg squats three times a week for six weeks: strength and "
        "the squat improved, the mechanics of running did not change (20 women, randomised).",
        "Willy & Davis 2011, J Orthop Sports Phys Ther 41:625",
        "https://umimpact.umt.edu/en/publications/"
        "the-effect-of-a-hip-strengthening-program-on-mechanics-during-run",
    ),
    "burnet2009": Source(
        "Strength of the hip abductors was unrelated to pelvic drop in 21 runners; the drop on the "
        "left grew within a run of 30 minutes.",
        "Burnet & Pidcoe 2009, J Sports Sci Med 8:284",
        "https://www.jssm.org/jssm-08-284.xml%3EFulltext",
    ),
    "toresdahl2019": Source(
        "Ten minutes for thighs, hips and trunk three times a week: overuse injuries 7.1 against "
        "7.3 % (randomised, 720 first-time marathon runners).",
        "Toresdahl et al. 2019",
        "https://doi.org/10.1177/1941738119877180",
    ),
    "ucsf": Source(
        "How clinics prescribe bridges, clams and leg raises: three sets of 10 to 15, three "
        "times a week.",
        "UCSF Orthopaedic Institute, hip strengthening protocol",
        "https://studylib.net/doc/27317708/hip-strengthening-protocol",
    ),
    "competitor2014": Source(
        "How coaches prescribe single-leg deadlifts: eight to twelve on each leg.",
        "Competitor Running 2014",
        "https://running.competitor.com/2014/08/training/"
        "the-four-best-strength-training-exercises-for-runners_40725/3",
    ),
}


def sources(analysis: Analysis, *, also: Iterable[str] = ()) -> tuple[Source, ...]:
    """The sources of what this result shows, finds and suggests.

    Parameters
    ----------
    analysis : Analysis
    also : iterable of str
        Keys of further sources that are shown with it.
    """
    measured = {name for name, reading in analysis.readings.items() if reading.measurable}
    names = ["souza2016"]
    if any(name.startswith("pelvic_drop") for name in measured):
        names = ["bramah2018", "dingenen2018", *names]
    if "cadence" in measured:
        names += ["burns2019", "preferred"]
    findings = (*analysis.findings.good, *analysis.findings.look)
    found = [key for finding in findings for key in finding.sources]
    return tuple(SOURCES[name] for name in dict.fromkeys([*names, *found, *also]))

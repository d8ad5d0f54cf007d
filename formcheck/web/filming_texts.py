"""What the screen on how to film says."""

from __future__ import annotations

LEAD = "A good clip takes two minutes. Most of what a number can be wrong by is decided here."
CARDS = (
    ("height.svg", "Phone at hip height", "Upright, level, leaning on something solid. Not in "
     "somebody's hands.", "A phone on a stand as high as the runner's hips"),
    ("distance.svg", "Three to five metres away", "All of you in the picture all the time, from "
     "head to shoes.", "Three to five metres between the phone and the runner"),
    ("behind.svg", "Straight behind you", "For pelvic drop. In the middle: a few degrees off to "
     "the side already change it.", "Seen from above: the phone straight behind the runner"),
    ("side.svg", "Straight from the side", "For posture and timing. A second clip, not the same "
     "one.", "Seen from above: the phone at a right angle to the runner"),
    ("light.svg", "Light on your back", "Daylight or a bright room, the light behind the phone.",
     "A lamp behind the phone shining on the runner"),
    ("clothes.svg", "Fitted clothes, shirt tucked in", "A loose jacket moves with the trunk and "
     "hides the pelvis.", "A tucked-in shirt with a visible waistband beside a loose jacket"),
    ("tape.svg", "Best of all: two strips of tape", "Bright tape on the back of the waistband, "
     "over the two dimples. It is found by itself.",
     "Two strips of tape on the back of the waistband"),
    ("frames.svg", "Warm, and ten seconds or more", "After six to ten minutes of running. 30 "
     "frames a second will do, 120 are better.",
     "A clock of ten seconds and the mark 120 frames a second"),
)
SOURCE = (
    "By Souza 2016 (doi 10.1016/j.pmr.2015.08.006); height and distance of the phone by others' "
    "summaries of it."
)
TABLE = "What each view can measure"
VIEWS = ("From behind", "From the side", "From the front")
ALWAYS = "Cadence, and steps left and right"
DROP = "Pelvic drop, left and right"
YES, NO = "yes", "–"
TABLE_NOTE = (
    "Where a clip cannot answer, formcheck says so. That is on purpose: a wrong number is worse "
    "than none."
)

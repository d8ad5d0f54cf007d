"""Every sentence of the page, in one place, so that it can be translated.

What a result says comes from `formcheck.report.words` and its like.
"""

from __future__ import annotations

TITLE = "formcheck"

# Screens
MY_CLIP = "My clip"
BEFORE_AFTER = "Before and after"
A_FOLDER = "A folder"
MY_HISTORY = "My history"
HOW_TO_FILM = "How to film"

# My clip
CLIP_TITLE = "See how you run"
CLIP_LEAD = (
    "Film yourself from behind with a phone. You get how far your pelvis drops with each step, on "
    "which side, how fast your feet turn over, and how sure each number is."
)
CLIP_UPLOAD = "Your clip"
CLIP_UPLOAD_HELP = "mp4, mov, m4v, avi, mkv or webm; ten to thirty seconds of steady running."
OR_SAMPLE = "No clip at hand? Try a sample"
SAMPLE_NOTE = "The samples are rendered runners, not people: their pelvis is known exactly."
SAMPLES = {
    "drops_on_one_side.mp4": "Drops more on one side",
    "even_runner.mp4": "An even runner",
    "tape_markers.mp4": "Tape on the waistband",
    "before.mp4": "Before",
    "after.mp4": "After",
    "side_view.mp4": "From the side",
    "hard_to_measure.mp4": "Hard to measure: jacket, dim light",
}
SAMPLE_CHOICE = "Sample"
LOOK_AT_SAMPLE = "Analyse the sample"
PRIVACY_LOCAL = "Your clip stays on this machine. Nothing is sent anywhere."
PRIVACY_HOSTED = (
    "Only you see your clips here. They are {until}."
)
UNTIL_HOURS = "removed {hours:g} hours after you upload them, or at once when you press Delete"
UNTIL_DELETED = "kept until you press Delete"
# The first look
LOOK_LIGHTS = {
    "green": "This clip looks good.",
    "yellow": "This will work, and could be better.",
    "red": "This clip will probably tell little.",
}
LOOK_MARKS = {"green": ":material/check_circle:", "yellow": ":material/info:",
              "red": ":material/warning:"}
LOOK_ALT = "A frame of your clip with the runner marked"
LOOK_CAPTION = "The runner that will be measured"
LOOK_PEOPLE_CHECK = "Check in the video afterwards that the lines are on you."
LOOK_PEOPLE = "Several people are in the picture. Whom to measure?"
LOOK_PERSON = "person {number}"
LOOK_ANYWAY = "Analyse anyway"
LOOK_GO = "Analyse"
OPTIONS = "Options"
VIEW = "Where the camera stood"
VIEW_HELP = "Only if it is not recognised by itself."
VIEWS = {
    None: "recognise it", "rear": "behind me", "front": "in front of me", "left": "on my left",
    "right": "on my right",
}
SLOW = "Slowed down by"
SLOW_HELP = (
    "If the clip plays in slow motion: how many times slower than life, e.g. 8 for 240 frames a "
    "second shown at 30."
)
HEIGHT = "Your height (cm)"
HEIGHT_HELP = "If you tell it, how far you move up and down is given in centimetres, too."
BLUR = "Blur faces in everything that is shown"

# Work under way
STAGE = "What is being done"
WAITING = "Waiting: {before} before you."
WAITING_NEXT = "Waiting: you are next."
STARTING = "Starting …"
FRAMES_DONE = "{done:,} of {total:,} frames"
CLIPS_DONE = "{done} of {total} clips"
FAILED_SO_FAR = "{failed} without a result"
PER_SECOND = "{rate:.0f} frames a second"
TIME_LEFT = "{left} left for this part"
CANCEL = "Cancel"
LEAVE_OPEN = (
    "You may reload this page or come back later: the work goes on, and the address of this page "
    "leads back to it."
)
CANCELLED = "Cancelled. Nothing was kept but your clip."
INTERRUPTED = "The page was restarted while this was being done."
AGAIN = "Analyse again"
OTHERWISE = "Measure with other options"
SLOWED = "Does this clip play in slow motion? It looks {factor:g} times slower than life."
SLOWED_YES = "Yes, measure it so"
DELETE = "Delete"
DELETE_HELP = {
    "clip": "Removes the clip, its result and the comparisons made with it.",
    "pair": "Removes this comparison. Its two clips stay in My history until you delete them.",
    "folder": "Removes the uploads and scores kept here. A folder on your own disk is left as it "
    "is.",
}
DELETED = "Deleted."
ANOTHER = {
    "clip": "← Another clip", "pair": "← Another comparison", "folder": "← Another folder",
}
NOT_FOUND = "There is nothing of yours at this address. It may have been deleted."
TOOK_TOO_LONG = "This took too long and was stopped. Cut out ten to thirty seconds and try again."
PROCESS_LOST = (
    "The analysis of this clip ended unexpectedly. If it happens again, the clip is damaged in an "
    "unusual way: export it as an H.264 mp4 and try that."
)
MACHINE_PROBLEM = "This machine is not set up completely. Please tell whoever runs this page."
WENT_WRONG = (
    "Something went wrong inside formcheck, and no result was made. Please try another clip."
)
TOO_MANY = "You have {most} things under way here already. Wait for one, or cancel one."
NO_SPACE = "The upload could not be kept: the disk is full."

# A result
RESULT_OF_OLD = "This result was made by another version of formcheck."
READINGS = "The readings"
SCALE_NOTE = (
    "The grey bar on the scale is where about two of three healthy runners were in a laboratory "
    "(3.7 ± 1.9°). {drop:g}° is its upper edge, and about one in six healthy runners lies above "
    "it, too; {deep:g}° adds the smallest difference that 2D video can tell."
)
PELVIS = "Your pelvis, moment by moment"
PELVIS_LEAD = (
    "Each time you stand on one leg, the other side of the pelvis sinks a little. That is normal; "
    "how far is what is measured. Click on the curve to see that moment; choose a numbered frame "
    "to find it on the curve."
)
PELVIS_KEY = (
    "Blue: your left foot is down. Orange: your right foot is down. The grey band is how sure each "
    "moment is (95 %). Up: the right side is lower. Down: the left. Dashed and dotted lines: "
    "{drop:g}° and {deep:g}°."
)
PELVIS_ALT = "Tilt of the pelvis over the time of the clip, with the numbered frames marked on it"
FLAGS = "Frames worth a look"
FLAG = "{number} · {side} {value}"
NO_FLAGS = "No frame needs a closer look: no step stands out."
FLAG_ALT = "Frame {number}: standing on the {side} leg, drop {value}"
MOMENT = "Showing {time:.2f} s"
MOMENT_ON_LEG = (
    "Showing {time:.2f} s, standing on the {side} leg: {value} (95 % sure: {low} to {high})"
)
VIDEO_COMES = "The video is being made and will be here in a moment."
NO_VIDEO = "This result came without a video; the numbered frames are here."
OVERLAY_ALT = "Your clip with the measured line of the pelvis drawn on it"
PLAYER = {
    "back": "One frame back", "on": "One frame on", "play": "Play", "pause": "Pause",
    "speed": "Speed", "time": "Time in the clip", "broken": "This browser cannot show the video.",
}
LEFT_RIGHT = "Left against right"
LEFT_RIGHT_LEAD = (
    "Your average stride on each leg, from one landing of the foot to its next. The bands say how "
    "sure the averages are (95 %)."
)
LEFT_RIGHT_ALT = "Average drop over the stride of the left and of the right leg"
LEFT_RIGHT_AXIS = "of the stride, from this foot's landing to its next (%)"
RHYTHM = "Your rhythm"
RHYTHM_LEAD = (
    "A dot for each step. The line is your steady cadence, the grey band its 95 % interval."
)
RHYTHM_ALT = "Cadence of every step"
SPM = "steps a minute"
DROP_AXIS = "drop of the other side"
TIME_AXIS = "time in the clip (s)"
LEFT_LEG, RIGHT_LEG = "left leg", "right leg"
LEFT_DOWN, RIGHT_DOWN = "left foot down", "right foot down"
ON_GROUND = "on the ground"
JUDGE = "See for yourself"
JUDGE_LEAD = (
    "This is what was measured. Does the yellow line run parallel to your waistband? Then trust "
    "the number. Does it run with the hem of your shirt instead? Then film again with the shirt "
    "tucked in."
)
FURTHER = "More readings"
STEPS = "Every step in numbers"
STEPS_LEAD = "Choose a row to see that step above."
WORK_ON = "What people work on"
START_WITH_ONE = "If you are curious, start with one."
DRILLS = "Drills and exercises that runners commonly use"
DRILLS_NOTE = (
    "Nothing that is sure in this clip points to one of them. They are here for the curious. "
    "If something hurts, see a doctor or a physiotherapist before you try any of these."
)
NEXT_FILM = "How to film the check-up"
DOWNLOADS = "Take it with you"
REPORT = "Report (one page)"
OVERLAY = "Video with the lines"
FRAMES_CSV = "Every frame (CSV)"
STEPS_CSV = "Every step (CSV)"
SUMMARY_JSON = "Summary (JSON)"
SOURCES = "Where the figures come from"
HOW_MEASURED = "How it was measured"

# Before and after
PAIR_LEAD = (
    "Two clips of the same runner, at the same speed if you can: week 1 and week 8, fresh and "
    "tired, old and new shoes. Every change is held against the error of measurement."
)
BEFORE, AFTER = "Before", "After"
PAIR_SOURCE = "From"
FROM_UPLOAD, FROM_SAMPLE, FROM_HISTORY = "a new clip", "a sample", "my history"
EARLIER = "Earlier result"
NOTHING_EARLIER = "There is no earlier result yet."
SPEEDS = "Speed (km/h)"
SPEEDS_HELP = "If you know it: a faster run has more steps a minute and another drop."
SAME_CLOTHES = "The same clothes, and the phone at the same place"
SAME_CLOTHES_HELP = "What the clothes hide they then hide in both clips: a smaller change shows."
MIRRORED = "The second clip is a mirror image, as of a selfie camera"
COMPARE = "Compare"
CHOOSE_BOTH = "Choose both clips first."
PAIR_NAME = "{before} → {after}"
KEEP_IN_MIND = "Keep in mind"
IN_STEP = "Side by side, at the same phase of the step"
IN_STEP_ALT = "Both runners side by side at the same phase of the step"
CHANGES = "What changed"
COLUMN_READING, COLUMN_CHANGE, COLUMN_VERDICT = "Reading", "Change (95 % interval)", "Verdict"
VERDICTS = {
    "changed": "changed",
    "within error": "within the error of measurement", "not comparable": "not comparable",
}
CURVES = "The curves on top of each other"
CURVES_LEAD = (
    "Average tilt of the pelvis over a stride, from the left foot's landing to its next, with the "
    "95 % band. Up: the right side is lower. Down: the left side is lower."
)
CURVES_ALT = "Average tilt of the pelvis over the stride, before and after"
CURVES_AXIS = "of the stride, from the left foot's landing (%)"
TILT_AXIS = "tilt of the pelvis"
COMPARISON_PAGE = "Comparison (one page)"
COMPARISON_JSON = "Numbers (JSON)"
SIDE_VIDEO = "Side by side (video)"

# A folder
FOLDER_LEAD = (
    "A club, a physio, a study: every clip is scored, a damaged one is named with its reason, and "
    "all of it ends in one table."
)
FOLDER_SOURCE = "The clips are"
AS_FILES, AS_PATH = "uploaded here", "in a folder of this machine"
FOLDER_UPLOAD = "Clips, or a zip of them"
FOLDER_UPLOAD_HELP = "Up to {most} clips at a time."
FOLDER_PATH = "Folder"
FOLDER_PATH_HELP = "Its subfolders are looked through too. Nothing is changed in it."
WITH_VIDEOS = "Make the overlay videos too (slower)"
SCORE = "Score the clips"
NO_CLIPS = "Choose clips or a zip archive first."
NO_FOLDER = "There is no such folder on this machine."
TOO_MANY_CLIPS = "{n} clips are more than the {most} that are taken at a time."
N_CLIPS = "{n} clips"
ONLY_TYPES = "{name} is neither a clip nor a zip archive."
SCORED = "{done} of {total} clips gave a result"
SCORED_NONE = "No clip gave a result"
FAILURES = "Without a result"
FILTER = "Show"
FILTER_ALL, FILTER_FLAGGED, FILTER_SURE = "all", "with frames worth a look", "fairly sure or better"
SEARCH = "Name contains"
TABLE_PICTURE, TABLE_CLIP, TABLE_VIEW = "Picture", "Clip", "Filmed from"
TABLE_VIEWS = {
    "rear": "behind", "front": "the front", "left": "the left", "right": "the right",
    "oblique": "an angle", "unknown": "not clear",
}
TABLE_LEFT, TABLE_RIGHT, TABLE_DIFFERENCE = "Drop, left (°)", "Drop, right (°)", "Left − right (°)"
TABLE_CADENCE, TABLE_SURE, TABLE_FLAGS = "Cadence", "How sure (left / right)", "Frames to look at"
TABLE_HELP = "Choose a row to open its result; press on a heading to sort."
TABLE_MISSING = "–"
UNSURE = "not measurable"
SCORES_CSV = "Table (CSV)"
SCORES_PARQUET = "Table (Parquet)"
BACK_TO_TABLE = "← Back to the table"

# My history
HISTORY_LEAD = "Everything you had analysed here, the latest first."
HISTORY_EMPTY = "Nothing yet. Analyse your first clip, and it will be here the next time."
OPEN = "Open"
KINDS = {"clip": "Clip", "pair": "Before and after", "folder": "Folder"}
STATES = {
    "new": "not begun", "looked": "not analysed yet", "waiting": "waiting",
    "working": "being analysed", "done": "",
    "failed": "no result", "cancelled": "cancelled",
}
PICK_TWO = "Compare two of them"
TREND = "How a reading develops"
TREND_OF = "Reading"
TREND_LEAD = (
    "A dot for each clip, with its 95 % interval. Dots whose bars overlap may well be the same."
)
TREND_WHEN = "Measured"
TREND_ALT = "One reading over all earlier clips, with intervals"
TREND_FEW = "From two clips with a reading on, its line is here."
DELETE_ALL = "Delete everything"
DELETE_ALL_SURE = "Really delete every clip and every result?"

# Words that need a word
GLOSSARY = {
    "Cadence": "Steps a minute, both feet counted. There is no universal 180.",
    "Pelvic drop": "How far the hip of the swinging leg sinks while you stand on the other, in "
    "degrees.",
    "95 %": "If the clip were filmed and measured again and again, about 95 of 100 such ranges "
    "would hold the true value.",
    "Mid-stance": "The moment when your body passes over the foot that stands.",
}

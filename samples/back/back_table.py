"""Prints the section of docs/ACCURACY.md about the back, from the folders that samples/back/back_table.sh has filled.

back_table.py [--model NAME] WORK

WORK holds a folder for each clip: scenario.scn, truth.csv, out/report.json, out/reps.csv, out/frames.csv. What is
missing is named in the table, and nothing else is left out for it.
"""

import argparse
import csv
import json
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from faults_truth import Truth  # noqa: E402  (the reader of truth files lies in the folder above)

DEPTH_MIN = 0.3     # frames that count: the true movement is further than this on its way down
STANDING_DEPTH = 0.05
TWO_SIDED_95 = 1.96
BOTTOM_KNEE = 0.95  # shares of the greatest knee flexion of a repetition: its bottom, and the middle of its way down
MIDDLE_KNEE = (0.55, 0.75)
BOTTOM_DEPTH = 0.95  # where the knee hardly bends: share of the way down
LUMBAR, PELVIS = "lumbar_flexion", "pelvic_tilt"
GROUPS = ("search", "held", "refuse", "view", "size", "hinge", "stand")
NONE = "–"

HEAD = """## The back: lumbar flexion and pelvic tilt

From the dorsal outline of the body in side view, network `{model}`; made by `samples/back/back_table.sh`. Both are
changes from the person's own standing, flexion and anterior tilt positive; the truth is the rendered spine's, less its
median over the frames of the baseline. Errors are measured minus truth in the frames in which the true movement is
further than 0.3 on its way down.

**No truth on people exists yet.** These figures come from rendered bodies of one family, before a plain wall, on which
the method's constants were also found: they show that the program measures the outline it sees, and when it refuses,
not how far lumbar flexion of a person is off. Such a truth is obtained with a pair of inertial sensors on the skin over
T12 and S1, or with skin markers over the same places, recorded together with the video; `sagitta validate` takes the
file and gives the same figures for it. Until somebody has done so, take the numbers as changes within one person, one
camera and one set of clothes.
"""

MEASURABLE = """
### Fitted clothes or none, side view

MAE / p95 / bias in degrees. *bottom*: change from standing, the median where the knee is bent by more than 95 % of its
most in the repetition. *late*: that minus the same on the way down, while the knee is bent by 55 to 75 % of its most.
In hinges and bends the true bottom is where the movement is further than 0.95 on its way, and there is no *late*; of a
person who only stands, all frames count. *said error*: mean stated standard error; *within*: share of frames whose
error is at most 1.96 of their stated errors; *shown*: share of the frames that have a number.

| clip | what | reps | lumbar flexion | pelvic tilt MAE | bottom, true → measured | late, true → measured | state | said error | within | shown |
|---|---|---|---|---|---|---|---|---|---|---|
"""

REFUSED = """
### What has to be refused

Rendered people whose back's outline is not the back's, or is seen from aside. *numbers*: whether any number of the back
is in the tables all the same, and how far it is off. A gate that only calls for caution stands in brackets.

| clip | rendered | state | reason | refused by | numbers | lumbar flexion MAE / p95 / bias | late, true → measured |
|---|---|---|---|---|---|---|---|
"""

BY_CONDITION = """
### By {title}

| {column} | lumbar flexion MAE / p95 / bias | pelvic tilt MAE | late, true → measured | state | said error | within |
|---|---|---|---|---|---|---|
"""


def number(text):
    """A cell's number, None where the cell is empty, absent or no number."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def read_csv(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError:
        return []


def median(values):
    return statistics.median(values) if values else None


def quantile(values, share):
    values = sorted(values)
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def knee(row):
    return 0.5 * (row["knee_flexion_sagittal_left_deg"] + row["knee_flexion_sagittal_right_deg"])


class Errors:
    """Errors of the frames of one clip, or of several."""

    def __init__(self):
        self.lumbar, self.pelvis, self.said, self.within, self.frames = [], [], [], [], 0

    def add(self, other):
        self.lumbar += other.lumbar
        self.pelvis += other.pelvis
        self.said += other.said
        self.within += other.within
        self.frames += other.frames

    def lumbar_text(self):
        if not self.lumbar:
            return NONE
        sizes = [abs(error) for error in self.lumbar]
        return f"{statistics.fmean(sizes):.1f} / {quantile(sizes, 0.95):.1f} / {statistics.fmean(self.lumbar):+.1f}"

    def pelvis_text(self):
        return f"{statistics.fmean(abs(error) for error in self.pelvis):.1f}" if self.pelvis else NONE

    def said_text(self):
        return f"{statistics.fmean(self.said):.1f}" if self.said else NONE

    def within_text(self):
        return f"{100 * statistics.fmean(self.within):.0f} %" if self.within else NONE

    def shown_text(self):
        return f"{100 * len(self.lumbar) / self.frames:.0f} %" if self.frames else NONE


class Rep:
    """One true repetition, and what was measured of it (None: nothing)."""

    def __init__(self, rows, zero, squat):
        peak = max(knee(row) for row in rows)
        deepest = max(range(len(rows)), key=lambda i: rows[i]["depth"])
        if squat:
            bottom = [row for row in rows if knee(row) > BOTTOM_KNEE * peak]
            down = [row for row in rows[:deepest + 1] if MIDDLE_KNEE[0] * peak < knee(row) < MIDDLE_KNEE[1] * peak]
        else:
            bottom, down = [row for row in rows if row["depth"] > BOTTOM_DEPTH], []
        low = median([row["lumbar_flexion_deg"] for row in bottom])
        middle = median([row["lumbar_flexion_deg"] for row in down])
        self.bottom = None if zero is None else low - zero
        self.late = None if middle is None else low - middle
        self.measured = {}

    def pair(self, name, true):
        value = number(self.measured.get(f"whole_lumbar_flexion_{name}_deg"))
        said = number(self.measured.get(f"whole_lumbar_flexion_{name}_se_deg"))
        text = NONE if value is None else f"{value:.1f}" + ("" if said is None else f" ± {said:.1f}")
        return f"{NONE if true is None else format(true, '.1f')} → {text}"

    def state(self):
        state, reason = self.measured.get("back_state", ""), self.measured.get("back_reason", "")
        state = state.replace("_", " ") or ("not counted" if not self.measured else NONE)
        return f"{state} ({reason.replace('_', ' ')})" if reason else state


class Clip:
    def __init__(self, folder, group):
        self.name, self.group, self.errors = folder.name, group, Errors()
        with open(folder / "scenario.scn", encoding="utf-8") as file:
            first = file.readline()
        self.what = first[1:].strip().rstrip(".") if first.startswith("#") else ""
        self.truth = Truth(folder / "truth.csv")
        self.frames, self.rows = read_csv(folder / "out" / "frames.csv"), read_csv(folder / "out" / "reps.csv")
        try:
            self.report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.report = None
        self.back = (self.report or {}).get("back") or {}
        truth = {int(row["frame"]): row for row in self.truth.row}
        self.zero = self.zeros(truth)
        self.compare(truth)
        self.match()

    def zeros(self, truth):
        """
        The truth in standing, by its median over the frames of the baseline; None where there is no baseline. One of
        scattered moments spans the whole clip: of it, the frames count in which the true person stands.
        """
        baseline = (self.report or {}).get("baseline") or {}
        first, last = baseline.get("from_frame"), baseline.get("to_frame")
        if first is None or last is None:
            return {LUMBAR: None, PELVIS: None}
        rows = [truth.get(source_frame(row)) for row in self.frames[first:last + 1]]
        rows = [row for row in rows if row and row["depth"] < STANDING_DEPTH]
        return {name: median([row[f"{name}_deg"] for row in rows]) for name in (LUMBAR, PELVIS)}

    def compare(self, truth):
        """Errors of the frames of the movement; of all frames where nothing moves."""
        still = not self.truth.rep
        for cells in self.frames:
            row = truth.get(source_frame(cells))
            if row is None or not (still or row["depth"] > DEPTH_MIN):
                continue
            self.errors.frames += 1
            value, said = number(cells.get("lumbar_flexion_deg")), number(cells.get("lumbar_flexion_se_deg"))
            if value is not None and self.zero[LUMBAR] is not None:
                error = value - (row["lumbar_flexion_deg"] - self.zero[LUMBAR])
                self.errors.lumbar.append(error)
                if said is not None:
                    self.errors.said.append(said)
                    self.errors.within.append(abs(error) <= TWO_SIDED_95 * said)
            value = number(cells.get("pelvic_tilt_deg"))
            if value is not None and self.zero[PELVIS] is not None:
                self.errors.pelvis.append(value - (row["pelvic_tilt_deg"] - self.zero[PELVIS]))

    def match(self):
        """Give every true repetition the measured one that its bottom lies in."""
        self.reps = []
        for index, event in enumerate(self.truth.rep):
            rows = [row for row in self.truth.row if row["rep"] == index + 1]
            rep = Rep(rows, self.zero[LUMBAR], self.truth.parameter["motion"] == "squat")
            for row in self.rows:
                start, end = number(row.get("start_s")), number(row.get("end_s"))
                if start is not None and end is not None and start <= float(event["bottom_s"]) <= end:
                    rep.measured = row
                    break
            self.reps.append(rep)

    def condition(self):
        """The rendered person in a few words."""
        key = self.truth.parameter
        shirt = {"none": "no shirt", "tight": "fitted shirt", "loose": "loose shirt"}[key["shirt"]]
        late = " (raised late)" if key["arms"] != "hanging" and float(key["arms_raise_s"]) > 0.0 else ""
        body = f"{float(key['height_m']):.2f} m, girth {key['build']}"
        words = [body, shirt, f"arms {key['arms']}{late}", key["motion"]]
        words += [f"camera {name} {float(key[f'camera_{name}_deg']):g} deg" for name in ("yaw", "roll")
                  if float(key[f"camera_{name}_deg"]) != 0.0]
        return ", ".join(words)

    @property
    def yaw_deg(self):
        return float(self.truth.parameter["camera_yaw_deg"])

    @property
    def person_px(self):
        row = self.truth.row[0]
        seen = row["left_sole_heel_v_px"] - row["nose_v_px"]
        return seen * float(self.truth.parameter["height_m"]) / (row["nose_y_m"] - row["left_sole_heel_y_m"])

    def gates(self, state):
        return [gate.get("name", "?") for gate in self.back.get("gates") or [] if gate.get("state") == state]

    def state(self):
        if self.report is None:
            return "no report"
        return str(self.back.get("state") or "nothing about the back").replace("_", " ")

    def refused_by(self):
        caution = self.gates("caution")
        names = ", ".join(self.gates("refused"))
        return " ".join(filter(None, [names, f"({', '.join(caution)})" if caution else ""])) or NONE

    def shows_numbers(self):
        columns = ("lumbar_flexion_deg", "pelvic_tilt_deg")
        if any(number(row.get(column)) is not None for row in self.frames for column in columns):
            return True
        return any(number(text) is not None for row in self.rows for column, text in row.items()
                   if column and column.startswith(("whole_lumbar_flexion", "whole_pelvic_tilt_bottom")))

    def of_reps(self, text):
        return "; ".join(text(rep) for rep in self.reps) or NONE

    def bottoms(self):
        return self.of_reps(lambda rep: rep.pair("bottom", rep.bottom))

    def lates(self):
        return self.of_reps(lambda rep: rep.pair("late", rep.late))

    def states(self):
        return self.of_reps(Rep.state) if self.reps and self.report is not None else self.state()


def source_frame(cells):
    return int(number(cells.get("source_frame")) or 0)


def group_of(name):
    name = "hinge" if name.startswith("bend") else name
    return next((group for group in GROUPS if name.startswith(group)), None)


def line(*cells):
    print("| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |")


def sum_line(title, clips):
    """One line for several clips together."""
    if not clips:
        return
    errors, reps = Errors(), [rep for clip in clips for rep in clip.reps]
    for clip in clips:
        errors.add(clip.errors)
    late = [number(rep.measured.get("whole_lumbar_flexion_late_deg")) for rep in reps]
    off = [value - rep.late for value, rep in zip(late, reps) if value is not None and rep.late is not None]
    late_text = f"off by {statistics.fmean(off):+.1f} ({min(off):+.1f} to {max(off):+.1f})" if off else NONE
    counted = sum(bool(rep.measured) for rep in reps)
    line(f"**{title}**", f"{len(clips)} clips", f"{counted} of {len(reps)}", f"**{errors.lumbar_text()}**",
         errors.pelvis_text(), "", late_text, "", errors.said_text(), errors.within_text(), errors.shown_text())


def print_measurable(clips):
    print(MEASURABLE, end="")
    for clip in (clip for group in ("held", "hinge", "stand") for clip in clips[group]):
        counted = sum(bool(rep.measured) for rep in clip.reps)
        line(clip.name, clip.condition(), f"{counted} of {len(clip.reps)}", clip.errors.lumbar_text(),
             clip.errors.pelvis_text(), clip.bottoms(), clip.lates(), clip.states(), clip.errors.said_text(),
             clip.errors.within_text(), clip.errors.shown_text())
    held = clips["held"]
    sum_line("held-out bodies", held)
    sum_line("of these exactly from the side", [clip for clip in held if clip.yaw_deg == 0.0])
    sum_line("hinges and bends", clips["hinge"])
    sum_line("bodies of the search", clips["search"])
    refused = [clip.name for group in ("held", "search", "hinge", "stand") for clip in clips[group]
               if clip.report is not None and not clip.shows_numbers()]
    if refused:
        print(f"\nNo number at all, though the outline is the back's: {', '.join(refused)}.")


def print_refused(clips):
    if not clips:
        return
    print(REFUSED, end="")
    for clip in clips:
        shows = clip.shows_numbers()
        reason = str(clip.back.get("reason") or NONE).replace("_", " ")
        line(clip.name, clip.what, clip.state(), reason, clip.refused_by(),
             NONE if clip.report is None else "**yes**" if shows else "none", clip.errors.lumbar_text(),
             clip.lates() if shows else NONE)
    judged = [clip for clip in clips if clip.report is not None]
    named = [rep for clip in judged for rep in clip.reps if rep.measured.get("back_state") in ("possible", "likely")]
    print(f"\n{sum(not clip.shows_numbers() for clip in judged)} of {len(judged)} show no number; "
          f"{len(named)} of {sum(len(clip.reps) for clip in judged)} repetitions are called possible or likely.")


def print_condition(title, column, clips, label):
    if not clips:
        return
    print(BY_CONDITION.format(title=title, column=column), end="")
    for clip in clips:
        line(label(clip), clip.errors.lumbar_text(), clip.errors.pelvis_text(), clip.lates(), clip.states(),
             clip.errors.said_text(), clip.errors.within_text())


def view_label(clip):
    toward = "" if clip.yaw_deg == 0.0 else ", from the front" if clip.yaw_deg > 0.0 else ", from behind"
    arms = "" if float(clip.truth.parameter["arms_raise_s"]) == 0.0 else ", arms raised late"
    return f"{abs(clip.yaw_deg):.0f} deg{toward}{arms}"


def read_clips(work):
    """The clips by group, and the names of those that cannot be read."""
    clips, missing = {group: [] for group in GROUPS}, []
    for folder in sorted(path for path in work.iterdir() if path.is_dir()):
        group = group_of(folder.name)
        if group is None:
            continue
        try:
            clips[group].append(Clip(folder, group))
        except (OSError, KeyError, ValueError, IndexError, AttributeError) as error:
            print(f"back_table.py: {folder.name}: {type(error).__name__}: {error}", file=sys.stderr)
            missing.append(folder.name)
    return clips, missing


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="full")
    parser.add_argument("work", type=pathlib.Path)
    arguments = parser.parse_args()
    clips, missing = read_clips(arguments.work)
    print(HEAD.format(model=arguments.model), end="")
    print_measurable(clips)
    print_refused(clips["refuse"])
    by_size = sorted(clips["size"], key=lambda clip: clip.person_px)
    print_condition("size of the person in the picture", "person", by_size,
                    lambda clip: f"{clip.person_px:.0f} px tall")
    turned = clips["view"] + [clip for clip in clips["held"] + clips["refuse"]
                              if clip.yaw_deg != 0.0 and clip.truth.parameter.get("prop", "none") == "none"]
    print_condition("view: the camera's angle to the exact side view", "view",
                    sorted(turned, key=lambda clip: (abs(clip.yaw_deg), clip.name)), view_label)
    if missing:
        print(f"\nNot readable, and in no line above: {', '.join(missing)}.")


if __name__ == "__main__":
    main()

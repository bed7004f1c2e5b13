"""What a truth file of sagitta-synth says about compensations: the size of each in every repetition, from the positions
of the joints in space, in the person's own frontal and sagittal planes.

The formulas are those of the metrics' definitions (sagitta explain them in report.json), without camera and without
noise. Sides: a size has the side "left", "right" or "" as a finding has it. Angles in deg, the rest in percent.
"""

import csv
import math
import statistics

SIDES = ("left", "right")
SIDE_VIEW = ("lumbar_rounding", "heel_rise", "forward_lean", "hips_first", "depth_loss")
FRONTAL_VIEW = ("knee_in", "knee_asymmetry", "hip_shift", "pelvic_obliquity", "lateral_lean")
STANDING_S = 0.1  # the end of the quiet phase


class Truth:
    """A truth file: parameters, repetitions and rows."""

    def __init__(self, path):
        self.parameter, self.derived, self.rep, rows = {}, {}, [], []
        with open(path, encoding="utf-8", newline="") as file:
            for line in file:
                if not line.startswith("# "):
                    rows.append(line)
                    continue
                kind, *fields = line[2:].rstrip("\n").split(",")
                if kind == "parameter":
                    self.parameter[fields[0]] = fields[1]
                elif kind == "derived":
                    self.derived[fields[0]] = float(fields[1])
                elif kind == "event_columns":
                    columns = fields
                elif kind == "event":
                    self.rep.append(dict(zip(columns, fields)))
        self.row = [{key: number(text) for key, text in row.items()} for row in csv.DictReader(rows)]
        self.rate_hz = float(self.parameter["fps_hz"])
        self.leg_m = self.derived["thigh_m"] + self.derived["shank_m"]
        standing_s = self.derived["quiet_end_s"] - STANDING_S
        self.standing = min(self.row, key=lambda row: abs(row["t_s"] - standing_s))

    @property
    def frontal(self):
        return abs(math.sin(math.radians(float(self.parameter["camera_yaw_deg"])))) > 0.9

    def rows(self, rep, first="start_s", last="end_s"):
        return [row for row in self.row if float(rep[first]) <= row["t_s"] <= float(rep[last])]

    def bottom(self, rep):
        return min(self.row, key=lambda row: abs(row["t_s"] - float(rep["bottom_s"])))


def number(text):
    try:
        return float(text)
    except ValueError:
        return text


def held(values, count):
    """The largest level that `count` values in a row reach."""
    return max(min(values[i:i + count]) for i in range(max(1, len(values) - count + 1)))


def z(row, joint):
    return row[f"{joint}_z_m"]


def middle(row, joint, axis):
    return 0.5 * (row[f"left_{joint}_{axis}_m"] + row[f"right_{joint}_{axis}_m"])


def hip_drop(truth, row):
    return (middle(truth.standing, "hip", "y") - middle(row, "hip", "y")) / truth.leg_m


def inward(side):
    """Sign that turns the person's right into the side's medial direction."""
    return 1.0 if side == "left" else -1.0


def knee_to_foot(truth, row, side):
    return 100.0 * inward(side) * (z(row, f"{side}_knee") - z(row, f"{side}_foot_index")) / truth.leg_m


def knee_medial(truth, row, side):
    """Of the line hip to ankle, at the knee's height."""
    hip, knee, ankle = ((z(row, f"{side}_{joint}"), row[f"{side}_{joint}_y_m"]) for joint in ("hip", "knee", "ankle"))
    share = (knee[1] - ankle[1]) / (hip[1] - ankle[1])
    return 100.0 * inward(side) * (knee[0] - ankle[0] - share * (hip[0] - ankle[0])) / truth.leg_m


def separation(row):
    return abs(z(row, "right_knee") - z(row, "left_knee")) / abs(z(row, "right_ankle") - z(row, "left_ankle"))


def at_half_depth(truth, rep, way):
    rows = truth.rows(rep, "start_s", "bottom_s") if way == "down" else truth.rows(rep, "bottom_s", "end_s")
    half = 0.5 * hip_drop(truth, truth.bottom(rep))
    return min(rows, key=lambda row: abs(hip_drop(truth, row) - half))


def hip_shift(truth, row):
    def shift(at):
        width = abs(z(at, "right_ankle") - z(at, "left_ankle"))
        return 100.0 * (middle(at, "hip", "z") - middle(at, "ankle", "z")) / width
    return shift(row) - shift(truth.standing)


def late_flexion(truth, rep):
    """Lumbar flexion at the bottom less that in the middle of the way down, by shares of the largest knee flexion."""
    knee = {row["t_s"]: row["knee_flexion_sagittal_right_deg"] for row in truth.rows(rep)}
    most = max(knee.values())
    def median(rows, low, high):
        return statistics.median(row["lumbar_flexion_deg"] for row in rows if low <= knee[row["t_s"]] / most <= high)
    return median(truth.rows(rep), 0.95, 1.0) - median(truth.rows(rep, "start_s", "bottom_s"), 0.55, 0.75)


def signed(value):
    return ("right" if value > 0.0 else "left"), abs(value)


def sizes(truth, rep):
    """{compensation: {side: size}} of one repetition."""
    out = {}
    bottom = truth.bottom(rep)
    if not truth.frontal:
        out["lumbar_rounding"] = {"": late_flexion(truth, rep)}
        pitch = [row["foot_pitch_right_deg"] for row in truth.rows(rep)]
        up = truth.rows(rep, "bottom_end_s", "end_s")
        out["heel_rise"] = {"": held(pitch, round(0.2 * truth.rate_hz))}
        out["forward_lean"] = {"": bottom["trunk_inclination_deg"] - bottom["shank_inclination_right_deg"]}
        out["hips_first"] = {"": max(row["trunk_inclination_deg"] for row in up) - bottom["trunk_inclination_deg"]}
        return out
    out["knee_in"] = {}
    for side in SIDES:
        up, down = (knee_medial(truth, at_half_depth(truth, rep, way), side) for way in ("up", "down"))
        standing = knee_medial(truth, truth.standing, side)
        out["knee_in"][side] = max(knee_to_foot(truth, bottom, side), up - down, up - standing)
    out["knee_asymmetry"] = {"": abs(knee_to_foot(truth, bottom, "left") - knee_to_foot(truth, bottom, "right"))}
    out["hip_shift"] = dict([signed(hip_shift(truth, bottom))])
    count = round(0.3 * truth.rate_hz)
    for name, column in (("pelvic_obliquity", "pelvic_list_deg"), ("lateral_lean", "lateral_trunk_lean_deg")):
        change = [row[column] - truth.standing[column] for row in truth.rows(rep)]
        both = {"right": held(change, count), "left": held([-value for value in change], count)}
        side = max(both, key=both.get)
        out[name] = {side: both[side]}
    return out


def depth_loss(truth):
    """Change from the first to the last repetition by a straight line (the median of all slopes)."""
    thigh = [float(rep["thigh_inclination_deg"]) for rep in truth.rep]
    slopes = sorted((thigh[j] - thigh[i]) / (j - i) for i in range(len(thigh)) for j in range(i + 1, len(thigh)))
    if len(thigh) < 4:
        return None
    half = len(slopes) // 2
    median = slopes[half] if len(slopes) % 2 else 0.5 * (slopes[half - 1] + slopes[half])
    return median * (len(thigh) - 1)


def all_sizes(truth):
    """{(compensation, side): [size of each repetition]}; of the loss of depth one number."""
    out = {}
    for i, rep in enumerate(truth.rep):
        for name, by_side in sizes(truth, rep).items():
            for side, value in by_side.items():
                out.setdefault((name, side), [0.0] * len(truth.rep))[i] = value
    loss = None if truth.frontal else depth_loss(truth)
    if loss is not None:
        out["depth_loss", ""] = [loss]
    return out

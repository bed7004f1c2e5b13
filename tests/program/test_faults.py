"""Every compensation at its known size: the squats of samples/synth/faults, not drawn but made into pose recordings
from their truth with the noise of a pose network, and replayed. Each is found with its side, at its size within the
stated uncertainty; squats without any raise nothing; a mirror exchanges the sides; a turned camera changes nothing."""

import os
import pathlib
import subprocess
import sys

from made_recording import Recording
from program import ProgramTest, main, report, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "samples"))
from faults_truth import FRONTAL_VIEW, SIDE_VIEW, Truth, all_sizes  # noqa: E402

SYNTH = os.environ.get("SAGITTA_SYNTH", "")
SCENARIOS = {path.stem: path for path in sorted((ROOT / "samples" / "synth" / "faults").glob("*.scn"))}
NOISE_PX = 2.0  # in pictures 640 px high
RATE_HZ = 20
WITHIN_SE = 2.0

# What each scenario renders: (compensation, side, severity); None: either severity, the size is near the border.
EXPECTED = {
    "side_neutral": [],
    "side_heel_rise_large": [("heel_rise", None, "clear")],
    "side_forward_lean_small": [("forward_lean", None, "possible")],
    "side_forward_lean_large": [("forward_lean", None, None)],
    "side_hips_first_small": [("hips_first", None, "possible")],
    "side_hips_first_large": [("hips_first", None, "clear")],
    "side_depth_loss_small": [("depth_loss", None, None)],
    "side_depth_loss_large": [("depth_loss", None, "clear")],
    "front_neutral": [],
    "front_neutral_turned_out": [],
    "back_neutral": [],
    "front_knee_in_small": [("knee_in", "left", None)],
    "front_knee_in_large": [("knee_in", "left", "clear")],
    "front_knee_in_large_mirrored": [("knee_in", "right", "clear")],
    "front_knees_in_both": [("knee_in", "left", None), ("knee_in", "right", None)],
    "front_hip_shift_small": [("hip_shift", "right", "possible")],
    "back_hip_shift_large": [("hip_shift", "left", "clear")],
    "front_lateral_lean_small": [("lateral_lean", "left", "possible")],
    "back_lateral_lean_large": [("lateral_lean", "right", None)],
}
# Rendered, but the errors of the heel and hip points are about as large: it may be told or not, and rightly if so.
AT_THE_BORDER = {
    "side_heel_rise_small": "heel_rise",
    "back_obliquity_small": "pelvic_obliquity",
    "back_obliquity_large": "pelvic_obliquity",
}
EXPECTED.update({name: [] for name in AT_THE_BORDER})
# Seen in the outline of the back, which a recording made from joints has not: samples/faults.sh tells it from pictures.
EXPECTED.update({"side_lumbar_rounding_large": [], "side_lumbar_rounding_small": []})
# One knee in is an asymmetry of the knees as well, whether or not it is sure enough to be told.
MAY_GO_WITH = {"knee_in": "knee_asymmetry"}
# The noise differs from scenario to scenario and is the same in every run.
SEEDS = {name: 100 + number for number, name in enumerate(EXPECTED)}

ONE_OF_THREE = """motion squat
width_px 480
height_px 640
arms_raise_s 0
[rep]
thigh_inclination_deg 0
[rep]
thigh_inclination_deg 0
hips_first_deg 24
[rep]
thigh_inclination_deg 0
"""


class Faults(ProgramTest):
    def setUp(self):
        super().setUp()
        self.replays = 0

    def truth(self, name, text):
        scenario, truth = self.folder / f"{name}.scn", self.folder / f"{name}.csv"
        scenario.write_text(f"name {name}\nfps_hz {RATE_HZ}\n{text}", encoding="utf-8")
        subprocess.run([SYNTH, "truth", scenario, "--truth", truth], check=True, timeout=120, stdin=subprocess.DEVNULL)
        return Truth(truth)

    def scenario(self, name):
        truth = self.truth(name, SCENARIOS[name].read_text(encoding="utf-8"))
        return truth, Recording(truth, NOISE_PX, SEEDS[name])

    def replay(self, recording, *options):
        out = self.folder / f"out{self.replays}"
        self.replays += 1
        recording.write(self.folder / "pose.txt")
        result = run("replay", self.folder / "pose.txt", "--out", out, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return report(out)

    def test_every_scenario_is_listed(self):
        self.assertEqual(sorted(EXPECTED), sorted(SCENARIOS))

    def test_faults_are_found_at_their_size_and_nothing_else(self):
        for name, expected in EXPECTED.items():
            with self.subTest(scenario=name):
                truth, recording = self.scenario(name)
                answer = self.replay(recording)
                self.assertEqual(answer["repetitions"]["count"], len(truth.rep))
                found = {(item["name"], item["side"]): item for item in answer["findings"]}
                for compensation, side, severity in expected:
                    self.assertIn((compensation, side), found)
                    self.check(truth, found.pop((compensation, side)), severity)
                allowed = {MAY_GO_WITH.get(compensation) for compensation, _, _ in expected}
                allowed.add(AT_THE_BORDER.get(name))
                self.assertEqual([key for key in found if key[0] not in allowed], [])
                for item in found.values():
                    self.check(truth, item, None)

    def check(self, truth, item, severity):
        """Size within the stated uncertainty of the repetition that shows it most, and its repetitions."""
        per_rep = all_sizes(truth)[item["name"], item["side"] or ""]
        size = per_rep[0] if item["name"] == "depth_loss" else per_rep[item["worst_rep"] - 1]
        self.assertLessEqual(abs(item["size"]["value"] - size), WITHIN_SE * item["size"]["se"],
                             f"{item['name']}: {item['size']} where {size:.1f} was made")
        self.assertIn(item["severity"], (severity,) if severity else ("possible", "clear"))
        self.assertEqual(item["judged_reps"], len(truth.rep))
        self.assertIn(item["worst_rep"], range(1, len(truth.rep) + 1))
        worst = truth.rep[item["worst_rep"] - 1]
        self.assertGreaterEqual(item["time_s"], float(worst["start_s"]) - 0.2)
        self.assertLessEqual(item["time_s"], float(worst["end_s"]) + 0.2)

    def test_what_a_view_cannot_show_is_not_judged(self):
        for name, hidden in (("side_neutral", FRONTAL_VIEW), ("front_neutral", (*SIDE_VIEW, "pelvic_obliquity")), ("back_neutral", SIDE_VIEW)):
            with self.subTest(scenario=name):
                answer = self.replay(self.scenario(name)[1])
                reasons = {item["name"]: item["reason"] for item in answer["not_judged"]}
                for compensation in hidden:
                    self.assertIn(compensation, reasons)

    def test_only_the_repetition_that_shows_it_is_named(self):
        truth = self.truth("one_of_three", ONE_OF_THREE)
        answer = self.replay(Recording(truth, NOISE_PX, 1))
        self.assertEqual([(item["name"], item["reps"], item["worst_rep"], item["severity"])
                          for item in answer["findings"]], [("hips_first", [2], 2, "possible")])

    def test_a_mirror_exchanges_the_sides_and_nothing_else(self):
        other = {"left": "right", "right": "left", None: None}
        for name in ("front_knee_in_large", "back_hip_shift_large", "back_lateral_lean_large", "side_heel_rise_large"):
            with self.subTest(scenario=name):
                recording = self.scenario(name)[1]
                there, mirrored = self.replay(recording)["findings"], self.replay(recording.mirror())["findings"]
                self.assertGreater(len(there), 0)
                self.assertEqual([(item["name"], other[item["side"]], item["severity"], item["reps"], item["frame"])
                                  for item in there],
                                 [(item["name"], item["side"], item["severity"], item["reps"], item["frame"])
                                  for item in mirrored])
                # joints are stored with 24 bits, which a mirror rounds anew
                for one, two in zip(there, mirrored):
                    self.assertAlmostEqual(one["size"]["value"], two["size"]["value"], delta=0.01)
                    self.assertAlmostEqual(one["size"]["se"], two["size"]["se"], delta=0.01)

    def test_a_turned_camera_changes_nothing_when_it_is_told(self):
        for name in ("front_knee_in_large", "front_hip_shift_small", "back_lateral_lean_large",
                     "side_hips_first_large"):
            for degrees in (5, -5):
                with self.subTest(scenario=name, degrees=degrees):
                    recording = self.scenario(name)[1]
                    level = self.replay(recording, "--camera-roll", 0)["findings"]
                    turned = self.replay(recording.roll(degrees), "--camera-roll", degrees)["findings"]
                    self.assertGreater(len(level), 0)
                    self.assertEqual([(item["name"], item["side"], item["reps"]) for item in level],
                                     [(item["name"], item["side"], item["reps"]) for item in turned])
                    for one, two in zip(level, turned):
                        self.assertAlmostEqual(one["size"]["value"], two["size"]["value"], delta=0.1)
                        self.assertAlmostEqual(one["size"]["se"], two["size"]["se"], delta=0.1)

    def test_thresholds_from_a_file_rule(self):
        thresholds = self.folder / "thresholds.txt"
        thresholds.write_text("hips_first.possible 40\nhips_first.clear 50\n", encoding="utf-8")
        recording = self.scenario("side_hips_first_large")[1]
        self.assertEqual(self.replay(recording, "--thresholds", thresholds)["findings"], [])


if __name__ == "__main__":
    if not os.access(SYNTH, os.X_OK):
        raise SystemExit("SAGITTA_SYNTH must name the built renderer")
    main()

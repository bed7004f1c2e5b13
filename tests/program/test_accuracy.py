"""A fixed subset of the synthetic scenarios, rendered small: found in every frame, angles within bounds of the truth,
squats and depth classes right, and no sagittal angle where the view cannot carry it."""

import concurrent.futures
import csv
import os
import subprocess

from program import ProgramTest, main, run

SYNTH = os.environ.get("SAGITTA_SYNTH", "")

COMMON = """motion squat
width_px 320
height_px 400
fps_hz 15
quiet_s 1.2
arms_raise_s 0.8
end_s 0.6
descent_s 1.2
bottom_s 0.2
ascent_s 1.1
top_s 0.3
"""
SCENARIOS = {
    "side": COMMON + "[rep]\nthigh_inclination_deg 26\n[rep]\nthigh_inclination_deg -11\n",
    "front": COMMON + "camera_yaw_deg 90\n[rep]\nthigh_inclination_deg 5\n",
    "oblique": COMMON + "camera_yaw_deg 45\n[rep]\nthigh_inclination_deg 5\n",
}
SAGITTAL = ("knee_flexion_deg", "thigh_inclination_deg", "trunk_inclination_deg", "shank_inclination_deg")
MAE_MAX_DEG = 5.0
BOTTOM_BIAS_MAX_DEG = 9.0


class Accuracy(ProgramTest):
    def measure(self, name):
        """Render, analyze, validate; gives {(item, scope, statistic): text}."""
        scenario, clip, truth = (self.folder / f"{name}.{ending}" for ending in ("scn", "mp4", "csv"))
        scenario.write_text(f"name {name}\n" + SCENARIOS[name], encoding="utf-8")
        subprocess.run([SYNTH, "render", scenario, "--out", clip, "--truth", truth, "--threads", "1"], check=True,
                       timeout=600, stdin=subprocess.DEVNULL)
        out, numbers = self.folder / name, self.folder / f"{name}-numbers.csv"
        analyzed = run("analyze", clip, "--out", out, "--threads", 1)
        self.assertEqual(analyzed.returncode, 0, analyzed.stderr)
        validated = run("validate", out, truth, "--csv", numbers)
        self.assertEqual((validated.returncode, validated.stderr), (0, ""))
        rows = self.read(numbers)
        again = run("validate", out / "pose.txt", truth, "--csv", numbers)
        self.assertEqual(again.returncode, 0, again.stderr)
        for key, text in self.read(numbers).items():
            with self.subTest(clip=name, key=key):
                self.assert_near(key[0], text, rows[key])
        return rows, validated.stdout

    def read(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            return {(row["item"], row["scope"], row["statistic"]): row["value"] for row in csv.DictReader(file)}

    def assert_near(self, item, one, other):
        """The recording says the same as the out folder, whose tables are rounded to a thousandth."""
        try:
            numbers = float(one), float(other)
        except ValueError:
            self.assertEqual(one, other)
        else:
            self.assertAlmostEqual(*numbers, delta=2 if item.endswith("_ms") else 0.01)

    def test_subset(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = dict(zip(SCENARIOS, pool.map(self.measure, SCENARIOS)))
        for name, (numbers, table) in results.items():
            print(f"== {name}\n{table}", flush=True)
            with self.subTest(clip=name):
                self.assertEqual(numbers["clip", "all", "found"], numbers["clip", "all", "frames"])
                self.assertGreater(float(numbers["clip", "all", "presence_min_ratio"]), 0.9)
                self.assertEqual(numbers["clip", "all", "view"], name)
                truth, hits, misses, false_alarms = (int(numbers["repetitions", "repetitions", statistic]) for statistic
                                                     in ("truth", "hits", "misses", "false_alarms"))
                self.assertEqual((hits, misses, false_alarms), (truth, 0, 0))
                for metric in SAGITTAL:
                    if name == "side":
                        self.assertLessEqual(float(numbers[metric, "all", "mae"]), MAE_MAX_DEG, metric)
                        self.assertLessEqual(abs(float(numbers[metric, "bottom", "bias"])), BOTTOM_BIAS_MAX_DEG, metric)
                        self.assertGreater(float(numbers[metric, "all", "pearson_r"]), 0.95, metric)
                    else:
                        self.assertEqual(numbers[metric, "all", "n"], "0", metric)
                depth = [int(numbers["depth_class", "repetitions", s]) for s in ("right", "dead_band", "wrong", "not_judged")]
                if name == "side":
                    self.assertEqual((sum(depth[:2]), depth[2:]), (2, [0, 0]))
                else:
                    self.assertEqual(depth, [0, 0, 0, 1])


if __name__ == "__main__":
    if not os.access(SYNTH, os.X_OK):
        raise SystemExit("SAGITTA_SYNTH must name the built renderer")
    main()

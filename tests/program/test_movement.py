"""--movement: hinges and quiet standing from video to files, again from the recording, and over several inputs."""

import csv
import pathlib
import subprocess

from program import CLIPS, ProgramTest, main, needs_clips, report, run

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"


def truth(name):
    """The first repetition of a sample's truth."""
    names = []
    with open(SAMPLES / f"{name}.csv", encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split(",")
            if cells[0] == "# event_columns":
                names = cells[1:]
            elif cells[0] == "# event":
                return dict(zip(names, cells[1:]))
    raise ValueError(f"{name} has no repetition")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class Movement(ProgramTest):
    def analyze(self, path, movement, out, *arguments):
        done = run("analyze", path, "--movement", movement, "--out", out, "--threads", 1, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, report(out)["repetitions"]

    def test_hinge(self):
        out = self.folder / "out"
        text, reps = self.analyze(SAMPLES / "hinge_side.mp4", "hinge", out)
        self.assertTrue(text.startswith("hinge_side.mp4: 1 hinge, side view, facing left\n"), text)
        self.assertEqual((reps["movement"], reps["count"], reps["not_counted"]), ("hinge", 1, []))
        rep = reps["list"][0]
        true = {key: float(value) for key, value in truth("hinge_side").items() if key != "depth_class"}
        trunk = rep["at_bottom"]["trunk_inclination"]["value"]
        knee = rep["at_bottom"]["knee_flexion"]["value"]
        print(f"trunk {trunk} deg of {true['trunk_inclination_deg']}, knee {knee} of {true['knee_flexion_deg']}, "
              f"start {rep['start_s']}, bottom {rep['bottom_s']}, end {rep['end_s']} s")
        self.assertAlmostEqual(trunk, true["trunk_inclination_deg"], delta=6)
        self.assertAlmostEqual(knee, true["knee_flexion_deg"], delta=8)
        self.assertAlmostEqual(rep["start_s"], true["start_s"], delta=0.3)
        self.assertAlmostEqual(rep["end_s"], true["end_s"], delta=0.3)
        self.assertGreater(rep["bottom_s"], true["bottom_start_s"] - 0.15)
        self.assertLess(rep["bottom_s"], true["bottom_end_s"] + 0.15)
        self.assertEqual(rep["depth_class"], "unknown")
        self.assertEqual(rep["whole"]["hips_first"], {"reason": "movement"})
        self.assertEqual(report(out)["findings"], [])
        self.assertEqual({item["reason"] for item in report(out)["not_judged"]}, {"movement"})
        self.assertTrue((out / "rep-01.png").is_file())

        # The recording tells the movement: the same files again, and another one when asked.
        again = self.folder / "again"
        self.assertEqual(run("replay", out / "pose.txt", "--out", again).stdout, text)
        whole = contents(out)
        self.assertEqual(contents(again), {name: whole[name] for name in whole if not name.endswith(".png")})
        done = run("replay", out / "pose.txt", "--movement", "squat", "--out", again)
        self.assertTrue(done.stdout.startswith("hinge_side.mp4: no squats, side view"), done.stdout)
        done = run("replay", again / "pose.txt")
        self.assertTrue(done.stdout.startswith("hinge_side.mp4: no squats, side view"), "the override is recorded")
        self.assertIn("hinges are counted with --movement hinge", done.stdout)

    def test_standing(self):
        out = self.folder / "out"
        text, reps = self.analyze(SAMPLES / "hinge_side.mp4", "standing", out, "--model", "lite")
        self.assertTrue(text.startswith("hinge_side.mp4: quiet standing, side view, facing left\n"), text)
        self.assertIn("posture, the median over", text)
        self.assertNotIn("squat", text)
        self.assertEqual((reps["movement"], reps["count"], reps["reason"]), ("standing", 0, "movement"))
        self.assertEqual(list(out.glob("*.png")), [])

    def test_a_squat_is_no_hinge(self):
        out = self.folder / "out"
        text, reps = self.analyze(SAMPLES / "squat_side.mp4", "hinge", out, "--model", "lite")
        self.assertTrue(text.startswith("squat_side.mp4: no hinges, side view"), text)
        self.assertEqual([(item["reason"], item["count"]) for item in reps["not_counted"]], [("squat", 2)])

    def test_batch(self):
        """The table names the movement; --resume sees that it has changed."""
        clip = self.folder / "clip.mp4"
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", SAMPLES / "hinge_side.mp4", "-frames:v", "12", "-c",
                        "copy", clip], check=True, timeout=300)
        out = self.folder / "out"
        for movement, skipped in (("hinge", "0"), ("hinge", "1"), ("standing", "0"), ("squat", "0")):
            done = run("analyze", clip, "--movement", movement, "--out", out, "--resume", "--model", "lite")
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(out / "summary.csv", encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual([(row["movement"], row["skipped"]) for row in rows], [(movement, skipped)])
            words = {"hinge": "0 hinges in 0", "standing": "quiet standing in 1", "squat": "0 squats in 0"}[movement]
            self.assertIn(f"1 recording: {words}", done.stdout)

    @needs_clips
    def test_deadlift(self):
        """Two lifts: the clip begins with the bar on the floor and ends with it there."""
        out = self.folder / "out"
        text, reps = self.analyze(CLIPS / "negative_deadlift_side.mp4", "hinge", out)
        self.assertTrue(text.startswith("negative_deadlift_side.mp4: 2 hinges, side view, facing left\n"), text)
        first, second = reps["list"]
        print(f"bottoms {first['bottom_s']} and {second['bottom_s']} s, tempo {second['tempo']}")
        self.assertEqual((first["start_cut"], second["start_cut"]), (True, False))
        self.assertIsNone(first["tempo"]["eccentric_s"])
        # She rises from 1.2 s on, puts the bar down from 4.5 to 6.1 s, and rises again from 9.2 to 10.7 s.
        self.assertAlmostEqual(first["end_s"], 2.9, delta=0.3)
        self.assertAlmostEqual(second["start_s"], 4.3, delta=0.5)
        self.assertAlmostEqual(second["end_s"], 10.7, delta=0.3)
        self.assertAlmostEqual(second["tempo"]["pause_s"], 3.1, delta=0.5)
        for rep in (first, second):
            self.assertAlmostEqual(rep["at_bottom"]["trunk_inclination"]["value"], 74, delta=5)


if __name__ == "__main__":
    main()

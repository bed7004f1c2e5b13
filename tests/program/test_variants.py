"""Copies of a clip measure as the original: rotated, with a variable rate, mirrored, and by a tilted camera."""

import csv
import statistics

from program import CLIPS, ProgramTest, ffmpeg, main, needs_clips, report, run

CLIP = CLIPS / "side_bodyweight_tshirt.mp4"
ANGLES = ("knee_flexion_deg", "thigh_inclination_deg", "trunk_inclination_deg", "shank_inclination_deg")


def frames(folder):
    """The rows of frames.csv by their time in milliseconds."""
    with open(folder / "frames.csv", newline="", encoding="utf-8") as file:
        return {round(float(row["t_s"]) * 1000): row for row in csv.DictReader(file)}


@needs_clips
class Variants(ProgramTest):
    def setUp(self):
        super().setUp()
        self.original = self.folder / "original"
        self.assertEqual(run("analyze", CLIP, "--out", self.original, "--no-png").returncode, 0)

    def compare(self, variant, kept_share):
        """Angles at common times: median and 95th percentile of the difference, in degrees."""
        ours, theirs = frames(self.original), frames(variant)
        common = sorted(set(ours) & set(theirs))
        self.assertEqual(len(common), len(theirs), "every frame of the copy has its true time")
        self.assertGreaterEqual(len(common), kept_share * len(ours))
        for angle in ANGLES:
            differences = [abs(float(ours[t][angle]) - float(theirs[t][angle]))
                           for t in common if ours[t][angle] and theirs[t][angle]]
            self.assertGreater(len(differences), 0.9 * len(common), angle)
            differences.sort()
            median = statistics.median(differences)
            p95 = differences[int(0.95 * len(differences))]
            print(f"{variant.name:10} {angle:24} median {median:.3f} deg, 95 % below {p95:.3f} deg")
            self.assertLess(median, 0.5, angle)
            self.assertLess(p95, 2.5, angle)
        first, second = (report(folder)["repetitions"]["list"] for folder in (self.original, variant))
        self.assertEqual(len(first), len(second))
        for a, b in zip(first, second):
            # The deepest frame may lie anywhere on the pause at the bottom.
            self.assertAlmostEqual(a["bottom_s"], b["bottom_s"], delta=0.07 + a["tempo"]["pause_s"])
            self.assertEqual(a["depth_class"], b["depth_class"])

    def test_rotated(self):
        """The pixels lie on their side, and the metadata says how to turn them upright."""
        turned, copy = self.folder / "turned.mp4", self.folder / "rotated.mp4"
        ffmpeg("-i", CLIP, "-vf", "transpose=clock", "-c:v", "libx264", "-qp", "0", "-preset", "ultrafast", turned)
        ffmpeg("-i", turned, "-c", "copy", "-metadata:s:v", "rotate=90", copy)
        out = self.folder / "rotated"
        done = run("analyze", copy, "--out", out, "--no-png")
        self.assertEqual(done.returncode, 0, done.stderr)
        source = report(out)["source"]
        self.assertEqual((source["width_px"], source["height_px"]), (640, 360))
        self.assertIn(source["rotation_applied_deg"], (90, 270))
        self.compare(out, 1)

    def test_variable_frame_rate(self):
        """Frames are missing here and there; those that are left keep their times."""
        copy = self.folder / "variable.mp4"
        ffmpeg("-i", CLIP, "-vf", "select='not(eq(mod(n\\,7)\\,3)+eq(mod(n\\,11)\\,5))'", "-fps_mode", "vfr",
               "-c:v", "libx264", "-qp", "0", "-preset", "ultrafast", "-video_track_timescale", "30000", copy)
        out = self.folder / "variable"
        done = run("analyze", copy, "--out", out, "--no-png")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(report(out)["source"]["variable_rate"])
        self.compare(out, 0.7)

    def compare_within_error(self, variant):
        """At every bottom each angle differs by at most two standard errors; the findings are the same."""
        first, second = report(self.original), report(variant)
        self.assertEqual(len(first["repetitions"]["list"]), len(second["repetitions"]["list"]))
        for a, b in zip(first["repetitions"]["list"], second["repetitions"]["list"]):
            self.assertAlmostEqual(a["bottom_s"], b["bottom_s"], delta=0.07 + a["tempo"]["pause_s"])
            for angle in ANGLES:
                one, two = (rep["at_bottom"][angle.removesuffix("_deg")] for rep in (a, b))
                print(f"{variant.name:10} {angle:24} {one['value']:6.1f} and {two['value']:6.1f} +- {one['se']:.1f} deg")
                self.assertLessEqual(abs(one["value"] - two["value"]), 2 * one["se"], angle)
        self.assertEqual([item["name"] for item in first["findings"]], [item["name"] for item in second["findings"]])

    def analyze_copy(self, name, picture_filter, *options):
        copy, out = self.folder / f"{name}.mp4", self.folder / name
        ffmpeg("-i", CLIP, "-vf", picture_filter, "-c:v", "libx264", "-crf", "12", copy)
        done = run("analyze", copy, "--out", out, "--no-png", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def test_mirrored(self):
        """The network does not see a mirror image as the mirror of what it saw; the analysis does."""
        out = self.analyze_copy("mirrored", "hflip")
        self.assertEqual((report(self.original)["clip"]["facing"], report(out)["clip"]["facing"]), ("left", "right"))
        self.compare_within_error(out)

    def test_tilted_camera(self):
        """The world turned clockwise by 5 degrees: a camera turned counterclockwise."""
        turn = "5*PI/180"
        out = self.analyze_copy("tilted", f"rotate={turn}:ow=trunc(rotw({turn})/2)*2:oh=trunc(roth({turn})/2)*2",
                                "--camera-roll", -5)
        self.compare_within_error(out)


if __name__ == "__main__":
    main()

"""The out folder of an earlier run: what goes with its report goes away with it, and what is not ours stays."""

import os
import pathlib
import shutil
import tempfile

from program import ProgramTest, ffmpeg, main, report, run

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"


class OutFolder(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = tempfile.TemporaryDirectory()
        cls.first = pathlib.Path(cls.made.name) / "first"
        done = run("analyze", SAMPLES / "squat_side.mp4", "--out", cls.first, "--video")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.made.cleanup()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        shutil.copytree(self.first, self.out)

    def drawn(self):
        return sorted(path.name for path in self.out.iterdir() if path.suffix in (".png", ".mp4"))

    def test_pictures_hold_for_the_same_analysis_only(self):
        before = self.drawn()
        self.assertEqual(before[:1], ["annotated.mp4"])
        self.assertIn("rep-02.png", before)
        self.assertEqual(run("replay", self.out / "pose.txt", "--out", self.out).returncode, 0)
        self.assertEqual(self.drawn(), before)
        self.assertEqual(run("replay", self.out / "pose.txt", "--out", self.out, "--cutoff", 4).returncode, 0)
        self.assertEqual(self.drawn(), [])

    def test_a_replay_is_not_what_a_batch_made(self):
        clip = self.folder / "clip.mp4"
        ffmpeg("-i", SAMPLES / "squat_side.mp4", "-frames:v", "12", "-c:v", "libx264", clip)
        batch = ("analyze", clip, "--jobs", 1, "--out", self.folder / "all")
        self.assertEqual(run(*batch).returncode, 0)
        one = self.folder / "all" / "clip"
        made = (one / "report.json").read_bytes()
        self.assertEqual(run("replay", one / "pose.txt", "--out", one, "--camera-roll", 20).returncode, 0)
        self.assertNotEqual((one / "report.json").read_bytes(), made)
        self.assertFalse((one / "summary.txt").exists())
        self.assertEqual(run(*batch, "--resume").returncode, 0)
        self.assertEqual((one / "report.json").read_bytes(), made)

    def test_an_input_behind_a_link_is_not_removed(self):
        link = self.folder / "link.mp4"
        link.symlink_to(self.out / "annotated.mp4")
        before = self.drawn()
        done = run("analyze", link, "--out", self.out)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("the input there has the name of a result", done.stderr)
        self.assertEqual(self.drawn(), before)

    def test_a_video_of_others_is_noticed_before_the_work(self):
        shutil.copy(SAMPLES / "squat_front.mp4", self.out / "annotated.mp4")
        kept = (self.out / "report.json").read_bytes()
        done = run("analyze", SAMPLES / "squat_side.mp4", "--out", self.out, "--video")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertEqual((self.out / "report.json").read_bytes(), kept)
        self.assertEqual(run("replay", self.out / "pose.txt", "--out", self.out, "--cutoff", 4).returncode, 0)
        self.assertEqual(self.drawn(), ["annotated.mp4"])

    def test_a_pipe_of_that_name_is_not_waited_for(self):
        (self.out / "annotated.mp4").unlink()
        os.mkfifo(self.out / "annotated.mp4")
        self.assertEqual(run("replay", self.out / "pose.txt", "--out", self.out, "--cutoff", 4).returncode, 0)
        self.assertIn("squat", report(self.out)["repetitions"]["movement"])


if __name__ == "__main__":
    main()

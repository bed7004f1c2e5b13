"""The whole path twice, and once more from the recording: the files are the same, byte for byte."""

import filecmp

from program import CLIPS, ProgramTest, main, needs_clips, run


@needs_clips
class Repeat(ProgramTest):
    def test_second_run_and_replay_are_identical(self):
        names = ("report.json", "frames.csv", "reps.csv", "pose.txt", "rep-01.png", "rep-02.png", "rep-03.png")
        first, second, replayed = (self.folder / name for name in ("first", "second", "replayed"))
        one = run("analyze", CLIPS / "side_bareback.mp4", "--out", first)
        two = run("analyze", CLIPS / "side_bareback.mp4", "--out", second)
        again = run("replay", first / "pose.txt", "--out", replayed)
        self.assertEqual((one.returncode, two.returncode, again.returncode), (0, 0, 0))
        self.assertEqual(one.stdout, two.stdout)
        self.assertEqual(one.stdout, again.stdout)
        for name in names:
            self.assertTrue(filecmp.cmp(first / name, second / name, shallow=False), name)
        for name in names[:4]:
            self.assertTrue(filecmp.cmp(first / name, replayed / name, shallow=False), name)

    def test_replay_keeps_the_options(self):
        """The recording knows the analysis's own options, so replay needs none."""
        first, replayed = self.folder / "first", self.folder / "replayed"
        one = run("analyze", CLIPS / "static_cam04.mp4", "--out", first, "--cutoff", "3", "--slow-motion", "2")
        again = run("replay", first / "pose.txt", "--out", replayed)
        self.assertEqual((one.returncode, again.returncode), (0, 0), again.stderr)
        for name in ("report.json", "frames.csv", "reps.csv", "pose.txt"):
            self.assertTrue(filecmp.cmp(first / name, replayed / name, shallow=False), name)

    def test_replay_of_a_replay_keeps_the_options(self):
        first, second, third = (self.folder / name for name in ("first", "second", "third"))
        codes = (run("analyze", CLIPS / "static_cam04.mp4", "--out", first).returncode,
                 run("replay", first / "pose.txt", "--cutoff", "3", "--out", second).returncode,
                 run("replay", second / "pose.txt", "--out", third).returncode)
        self.assertEqual(codes, (0, 0, 0))
        for name in ("report.json", "frames.csv", "reps.csv", "pose.txt"):
            self.assertTrue(filecmp.cmp(second / name, third / name, shallow=False), name)


if __name__ == "__main__":
    main()

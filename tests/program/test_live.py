"""The command `live`: clips in the camera's place give the counts and depths of `analyze`; faults lose nothing."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from program import CLIPS, PROGRAM, ProgramTest, main, needs_clips, report, run

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
SQUATS = SAMPLES / "squat_side.mp4"
QUIET = ("--headless", "--no-voice", "--model", "lite")


class LiveTest(ProgramTest):
    def live(self, *arguments, code=0):
        done = run("live", *QUIET, *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done


def wait_for_journal(out):
    """Until a set has begun to be kept, however busy the machine is. Returns: its file on the disk."""
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        for path in out.glob(".set-in-progress.txt.*"):
            if path.stat().st_size > 100000:
                return path
        time.sleep(0.1)
    raise AssertionError("nothing is kept on the disk")


class LikeRecorded(LiveTest):
    def compare(self, clip):
        """Plays a clip through both ways. Returns: repetitions, and the largest difference of depth in degrees."""
        live, offline = self.folder / "live", self.folder / "offline"
        first = self.live("--camera", clip, "--fast", "--start", "now", "--out", live, "--stats")
        self.assertIn("not looked at: 0;", first.stderr)
        done = run("analyze", clip, "--model", "lite", "--no-png", "--out", offline)
        self.assertEqual(done.returncode, 0, done.stderr)
        a, b = report(live)["repetitions"]["list"], report(offline)["repetitions"]["list"]
        self.assertEqual(len(a), len(b), clip)
        # What was told at once, each repetition in its order.
        told = re.findall(r"^sagitta: (\d+)(?:: thigh ([-+]\d+)° .*)?$", first.stderr, re.MULTILINE)
        self.assertEqual([int(number) for number, _ in told], [rep["rep"] for rep in b])
        worst = 0.0
        for (_, at_once), rep in zip(told, b):
            offline_deg = rep["at_bottom"]["thigh_inclination"]["value"] if at_once else None
            if offline_deg is not None:
                worst = max(worst, abs(float(at_once) - offline_deg))
        self.assertLess(worst, 3.0, clip)
        shutil.rmtree(live)
        shutil.rmtree(offline)
        return len(a), worst

    def test_our_own_sample(self):
        count, _ = self.compare(SQUATS)
        self.assertGreater(count, 0)

    @needs_clips
    def test_every_clip(self):
        for clip in sorted(CLIPS.glob("*.mp4")):
            with self.subTest(clip=clip.name):
                count, worst = self.compare(clip)
                print(f"{clip.name}: {count} repetitions, depth within {worst:.3f} deg", flush=True)


class Run(LiveTest):
    def test_at_its_own_pace(self):
        """The newest frame wins, and every drop is counted."""
        start = time.monotonic()
        done = self.live("--camera", SQUATS, "--start", "now", "--seconds", "2", "--stats")
        self.assertGreater(time.monotonic() - start, 1.9)
        self.assertRegex(done.stderr, r"frames from the camera: \d+; not looked at: \d+;")
        self.assertRegex(done.stderr, r"latency +[\d.]+ +[\d.]+ +[\d.]+")

    def test_played_again(self):
        done = self.live("--camera", SQUATS, "--fast", "--start", "now", "--repeat", "2", "--stats")
        frames = int(re.search(r"frames from the camera: (\d+)", done.stderr)[1])
        once = self.live("--camera", SQUATS, "--fast", "--start", "now", "--stats")
        self.assertEqual(frames, 2 * int(re.search(r"frames from the camera: (\d+)", once.stderr)[1]))

    def test_recorded(self):
        out = self.folder / "out"
        self.live("--camera", SQUATS, "--fast", "--start", "now", "--seconds", "1", "--record", "--out", out)
        done = run("analyze", out / "camera.mp4", "--model", "lite", "--no-png")
        self.assertIn(done.returncode, (0, 6, 7), done.stderr)

    def test_killed(self):
        """Whatever ends the program, what was measured until the second before is a recording on the disk."""
        out = self.folder / "out"
        with subprocess.Popen([PROGRAM, "live", *QUIET, "--camera", str(SQUATS), "--start", "now", "--repeat", "100",
                               "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            journal = wait_for_journal(out)
            process.kill()
            process.wait(60)
        done = run("replay", journal)
        self.assertIn(done.returncode, (0, 6), done.stderr)

    def test_interrupted(self):
        """Ctrl-C is a normal end: what was measured is reported."""
        out = self.folder / "out"
        with subprocess.Popen([PROGRAM, "live", *QUIET, "--camera", str(SQUATS), "--start", "now", "--repeat", "100",
                               "--out", str(out)], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            wait_for_journal(out)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, stderr)
        self.assertTrue((out / "report.json").exists())
        self.assertTrue((out / "pose.txt").exists())
        self.assertEqual(list(out.glob(".*")), [])


class Refused(LiveTest):
    def refuse(self, *arguments, contains, code):
        done = self.live(*arguments, code=code)
        self.assert_one_line(done.stderr)
        self.assertIn(contains, done.stderr)

    def test_words(self):
        for arguments, contains in ((("--size", "big"), "--size wants"), (("--format", "h264"), "--format wants"),
                                    (("--start", "later"), "--start wants"), (("--fast",), "need --camera FILE"),
                                    (("--record",), "--record needs --out"),
                                    (("--movement", "dance"), "dance")):
            done = run("live", *QUIET, *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(contains, done.stderr)

    def test_no_such_camera(self):
        self.refuse("--camera", "/dev/video98", contains="/dev/video98", code=3)

    @unittest.skipIf(list(pathlib.Path("/dev").glob("video*")), "this machine has a camera")
    def test_no_camera(self):
        self.refuse(contains="no camera", code=3)

    def test_no_video(self):
        broken = self.folder / "broken.mp4"
        broken.write_bytes(b"no video")
        self.refuse("--camera", broken, contains="broken.mp4", code=3)

    def test_no_screen(self):
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = run("live", "--no-voice", "--model", "lite", "--camera", SQUATS,
                   env={**environment, "SDL_VIDEODRIVER": "x11"})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("cannot open a window", done.stderr)


if __name__ == "__main__":
    main()

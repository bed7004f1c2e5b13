"""Several inputs: the same files whatever the number of jobs, a failure stays alone, resume skips what is done."""

import csv
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from program import PROGRAM, ProgramTest, ffmpeg, main, report, run

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
LITE = ("--model", "lite", "--no-png")


def cut(source, target, frame_count):
    """The first frames of a sample: somebody is in them, and the network is done with them in a second."""
    ffmpeg("-i", SAMPLES / source, "-frames:v", frame_count, "-c", "copy", target)


def rows(out):
    with open(out / "summary.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder):
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def workers_of(process):
    """The processes that a program started."""
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in children.read_text(encoding="ascii").split()]


class BatchTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clips = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sagitta-batch-")))
        cut("squat_side.mp4", cls.clips / "side.mp4", 12)
        cut("squat_front.mp4", cls.clips / "front.mp4", 12)
        ffmpeg("-f", "lavfi", "-i", "smptebars=size=160x120:rate=10", "-frames:v", "5", cls.clips / "colours.mp4")

    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        self.videos = self.folder / "videos"
        self.videos.mkdir()

    def take(self, clip, *names):
        """Copies of a clip in the folder of videos. Returns their paths."""
        paths = [self.videos / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.clips / clip, path)
        return paths

    def batch(self, *arguments, code=0, **options):
        done = run("analyze", *arguments, "--out", self.out, *LITE, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def skipped(self):
        return [row["folder"] for row in rows(self.out) if row["skipped"] == "1"]

    def assert_no_leftovers(self):
        self.assertEqual(list(self.out.rglob(".*")), [])


class Inputs(BatchTest):
    def test_one_plain_input_is_no_batch(self):
        self.batch(self.clips / "side.mp4")
        self.assertIn("report.json", os.listdir(self.out))
        self.assertNotIn("made_from.txt", os.listdir(self.out))

    def test_folder_of_videos(self):
        """Each video directly in it, by name; nothing else."""
        self.take("side.mp4", "b.mp4", "a.MOV", "below/c.mp4", ".hidden.mp4")
        (self.videos / "notes.txt").write_text("notes", encoding="ascii")
        done = self.batch(self.videos)
        self.assertEqual([row["folder"] for row in rows(self.out)], ["a", "b"])
        self.assertEqual([row["source"] for row in rows(self.out)], ["a.MOV", "b.mp4"])
        self.assertEqual(sorted(os.listdir(self.out)), ["a", "b", "summary.csv"])
        self.assertEqual(done.stderr, "")
        self.assertIn("2 recordings", done.stdout)
        self.assertEqual(report(self.out / "a")["source"]["frame_count"], 12)
        self.assert_no_leftovers()

    def test_folder_of_pictures_is_one_input(self):
        ffmpeg("-i", self.clips / "side.mp4", "-frames:v", "3", self.videos / "%02d.png")
        self.batch(self.videos)
        self.assertEqual(report(self.out)["source"]["frame_count"], 3)
        self.out = self.folder / "second"
        self.batch(self.videos, self.clips / "side.mp4")
        self.assertEqual([row["folder"] for row in rows(self.out)], ["videos", "side"])

    def test_list(self):
        """Comments, blanks, ends of line of other systems, paths beside the list and absolute ones, folders."""
        self.take("side.mp4", "a b.mp4", "more/c.mp4")
        listed = self.videos / "list.txt"
        listed.write_bytes(b"\xef\xbb\xbf# mine\r\n\r\n  a b.mp4 \r\nmore/\n" + bytes(self.clips / "front.mp4") + b"\n")
        self.batch("--list", listed)
        self.assertEqual([row["folder"] for row in rows(self.out)], ["a b", "c", "front"])

    def test_list_on_standard_input(self):
        self.take("side.mp4", "a.mp4")
        done = subprocess.run([PROGRAM, "analyze", "--list", "-", "--out", self.out, *LITE], input="a.mp4\n", text=True,
                              cwd=self.videos, capture_output=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([row["source"] for row in rows(self.out)], ["a.mp4"])

    def test_names_are_unique_and_safe(self):
        """In the order of the inputs, whatever the case, and never in the way of the summary."""
        paths = self.take("colours.mp4", "clip.mp4", "x/clip.mp4", "y/CLIP.mov", "clip-2.mp4", "z/clip.mp4",
                          "summary.csv.mp4", "-v.mp4", "what?.mp4", "é" * 110 + ".mp4")
        self.batch(*paths, code=8)
        names = [row["folder"] for row in rows(self.out)]
        self.assertEqual(names[:8], ["clip", "clip-2", "CLIP-3", "clip-2-2", "clip-4", "summary.csv-2", "_v", "what_"])
        self.assertEqual(names[8], "é" * 100)
        self.assertEqual(sorted(os.listdir(self.out)), sorted(set(names) | {"summary.csv"}))

    def test_many_inputs_of_one_name(self):
        """Naming their folders takes no time: the run gets to the models, which are not there, at once."""
        listed = self.folder / "list.txt"
        listed.write_text("".join(f"/nonexistent/{number}/video.mp4\n" for number in range(3000)), encoding="ascii")
        (self.folder / "models").mkdir()
        done = run("analyze", "--list", listed, "--out", self.out, "--models", self.folder / "models", timeout=20)
        self.assertEqual(done.returncode, 4, done.stderr)

    def test_summary_of_each(self):
        """What a single run prints is in the folder's summary.txt."""
        side = self.take("side.mp4", "a.mp4")[0]
        self.batch("--jobs", 1, side)
        single = run("analyze", side, *LITE)
        self.assertEqual((self.out / "a" / "summary.txt").read_text(encoding="utf-8"), single.stdout)


class Jobs(BatchTest):
    def test_same_bytes_whatever_the_number(self):
        paths = [*self.take("side.mp4", "a.mp4", "x/a.mp4"), *self.take("front.mp4", "b.mp4"),
                 self.folder / "absent.mp4", *self.take("colours.mp4", "nobody.mp4")]
        outputs = []
        for count in (1, 2, 5):
            self.out = self.folder / f"out{count}"
            done = self.batch(*paths, "--jobs", count, code=8)
            outputs.append((done.stdout, contents(self.out)))
        self.assertIn("a-2/report.json", outputs[0][1])
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])

    def test_same_files_as_alone(self):
        side, front = self.take("side.mp4", "a.mp4")[0], self.take("front.mp4", "b.mp4")[0]
        self.batch(side, front)
        alone = self.folder / "alone"
        self.assertEqual(run("analyze", side, "--out", alone, *LITE).returncode, 0)
        for name, text in contents(alone).items():
            self.assertEqual((self.out / "a" / name).read_bytes(), text, name)

    def test_a_failure_stays_alone(self):
        good = self.take("side.mp4", "good.mp4")[0]
        bad = self.videos / "bad.mp4"
        bad.write_bytes(b"these are my notes\n" * 50)
        absent = self.folder / "absent.mp4"
        nobody = self.take("colours.mp4", "nobody.mp4")[0]
        done = self.batch(absent, bad, nobody, good, code=8)
        self.assertEqual(len(done.stderr.splitlines()), 3, done.stderr)
        for path in (absent, bad, nobody):
            self.assertEqual(done.stderr.count(str(path)), 1, done.stderr)
        self.assertIn("3 failed", done.stdout)
        failures = {row["source"]: row["failure"] for row in rows(self.out)}
        self.assertIn("No such file", failures["absent.mp4"])
        self.assertIn("nobody was found", failures["nobody.mp4"])
        self.assertEqual(failures["good.mp4"], "")
        self.assertEqual([row["reported"] for row in rows(self.out)], ["0", "0", "1", "1"])
        self.assertFalse((self.out / "bad").exists())

    def test_a_worker_dies(self):
        """The others go on; the dead one is a failed row, and resume makes it good."""
        long = self.videos / "long.mp4"
        shutil.copy(SAMPLES / "squat_side.mp4", long)
        good = self.take("side.mp4", "a.mp4")[0]
        with subprocess.Popen([PROGRAM, "analyze", long, good, "--jobs", "1", "--out", self.out, *LITE],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            deadline = time.monotonic() + 60
            workers = []
            while not workers and time.monotonic() < deadline:
                workers = workers_of(process)
                time.sleep(0.05)
            os.kill(workers[0], signal.SIGKILL)
            stdout, stderr = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 8, stderr)
        self.assertEqual(stderr, f"sagitta: {long}: stopped by signal 9\n")
        self.assertIn("stopped by signal 9", stdout)
        self.assertEqual([(row["reported"], row["failure"]) for row in rows(self.out)],
                         [("0", "stopped by signal 9"), ("1", "")])
        self.batch(long, good, "--resume")
        self.assertEqual([(row["reported"], row["skipped"]) for row in rows(self.out)], [("1", "0"), ("1", "1")])

    def test_interrupted(self):
        """Ctrl-C: what runs is ended and reported, nothing new begins."""
        paths = []
        for name in ("a.mp4", "b.mp4", "c.mp4"):
            paths.append(self.videos / name)
            shutil.copy2(SAMPLES / "squat_side.mp4", paths[-1])
        with subprocess.Popen([PROGRAM, "analyze", *paths, "--jobs", "2", "--out", self.out, "--model", "heavy",
                               "--engine", "opencv"],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              start_new_session=True) as process:
            wait_for_work(process.pid, 2, 8.0)
            os.killpg(process.pid, signal.SIGINT)
            stdout, stderr = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, stderr)
        self.assert_one_line(stderr)
        self.assertIn("interrupted", stderr)
        self.assertIn("not begun: interrupted", stdout)
        self.assertIn(" 0 failed, 2 interrupted, 1 not begun", " ".join(stdout.split()))
        written = rows(self.out)
        self.assertEqual([row["reported"] for row in written], ["1", "1", "0"])
        for row in written[:2]:
            self.assertRegex(row["failure"], r"^interrupted after \d+ frames$")
            self.assertTrue(report(self.out / row["folder"])["source"]["interrupted"])
            self.assertFalse((self.out / row["folder"] / "made_from.txt").exists())
        self.assert_no_leftovers()


def processor_seconds(pid):
    """What a process has used; 0 when it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for_work(parent, count, seconds):
    """Until so many children have worked so long: loaded a model and measured frames, however busy the machine is."""
    limit = time.monotonic() + 200
    while time.monotonic() < limit:
        children = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if sum(processor_seconds(child) >= seconds for child in children) >= count:
            return
        time.sleep(0.1)
    raise AssertionError("the workers do not work")


class Resume(BatchTest):
    def setUp(self):
        super().setUp()
        self.a, self.b = self.take("side.mp4", "a.mp4", "b.mp4")
        self.nobody = self.take("colours.mp4", "nobody.mp4")[0]

    def resume(self, *arguments, code=8):
        return self.batch(self.a, self.nobody, self.b, "--resume", *arguments, code=code)

    def test_skips_what_is_done(self):
        first = self.resume()
        self.assertEqual(self.skipped(), [])
        before = contents(self.out)
        times = {path: path.stat().st_mtime_ns for path in self.out.glob("*/*")}
        second = self.resume("--jobs", 2, "--threads", 2)
        self.assertEqual(self.skipped(), ["a", "nobody", "b"])
        self.assertEqual({path: path.stat().st_mtime_ns for path in self.out.glob("*/*")}, times)
        self.assertEqual(second.stderr, first.stderr, "what was wrong is said again")
        after = contents(self.out)
        before.pop("summary.csv")
        after.pop("summary.csv")
        self.assertEqual(before, after)

    def test_without_resume_all_is_done_again(self):
        self.resume()
        self.batch(self.a, self.nobody, self.b, code=8)
        self.assertEqual(self.skipped(), [])

    def test_what_changed_is_done_again(self):
        self.resume()
        os.utime(self.a, ns=(1, 1))
        self.resume()
        self.assertEqual(self.skipped(), ["nobody", "b"], "changed time")
        (self.out / "b" / "report.json").unlink()
        self.resume()
        self.assertEqual(self.skipped(), ["a", "nobody"], "deleted report")
        (self.out / "a" / "report.json").write_text("{", encoding="ascii")
        self.resume()
        self.assertEqual(self.skipped(), ["nobody", "b"], "damaged report")
        (self.out / "a" / "made_from.txt").write_text("", encoding="ascii")
        self.resume()
        self.assertEqual(self.skipped(), ["nobody", "b"], "damaged note")

    def test_changed_options(self):
        own = self.folder / "own.txt"
        own.write_text("heel_rise.clear 20\n", encoding="ascii")
        self.resume()
        for options in (("--cutoff", 5), ("--camera-roll", 0), ("--baseline", "0-0.3"), ("--thresholds", own),
                        ("--person", "left"), ("--person", "100,100"), ("--slow-motion", 2), ("--model", "full")):
            self.resume(*options)
            self.assertEqual(self.skipped(), [], options)
            self.resume(*options)
            self.assertEqual(self.skipped(), ["a", "nobody", "b"], options)

    def test_folder_of_pictures(self):
        pictures = self.folder / "pictures"
        pictures.mkdir()
        ffmpeg("-i", self.clips / "side.mp4", "-frames:v", "3", pictures / "%02d.png")
        self.batch(pictures, "--resume")
        self.batch(pictures, "--resume")
        self.assertEqual(self.skipped(), ["pictures"])
        shutil.copy(pictures / "03.png", pictures / "04.png")
        self.batch(pictures, "--resume")
        self.assertEqual(self.skipped(), [])

    def test_an_input_that_is_gone(self):
        self.resume()
        self.a.unlink()
        self.resume()
        self.assertEqual([row["reported"] for row in rows(self.out)], ["0", "1", "1"])
        self.assertTrue((self.out / "a" / "report.json").exists(), "the report of the earlier run stays")


if __name__ == "__main__":
    main()

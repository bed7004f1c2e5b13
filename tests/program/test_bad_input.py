"""Bad input: one clear line, the exit code of exit_code.h, and no file that looks whole."""

import os
import pathlib
import shutil
import signal
import struct
import subprocess
import time
import zlib

from program import CLIPS, PROGRAM, ProgramTest, ffmpeg, main, needs_clips, report, run

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


def one_pixel_png():
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
            + chunk(b"IEND", b""))


class BadInput(ProgramTest):
    def refuse(self, code, *arguments, contains=""):
        """The program ends with the code, one line on stderr, nothing on stdout, and leaves no report."""
        out = self.folder / "out"
        done = run(*arguments, "--out", out)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assert_one_line(done.stderr)
        self.assertIn(contains, done.stderr)
        self.assert_nothing_looks_whole(out)

    def make(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def test_no_such_file(self):
        self.refuse(3, "analyze", self.folder / "absent.mp4", contains="absent.mp4: No such file")

    def test_text_file(self):
        self.refuse(3, "analyze", self.make("notes.mp4", b"these are my notes\n" * 50), contains="notes.mp4")

    def test_empty_file(self):
        self.refuse(3, "analyze", self.make("empty.mp4", b""), contains="empty.mp4")

    def test_empty_folder(self):
        (self.folder / "pictures").mkdir()
        self.refuse(3, "analyze", self.folder / "pictures", contains="pictures")

    def test_name_with_newline_stays_one_line(self):
        self.refuse(3, "analyze", self.folder / "a\nb.mp4")

    def test_replay_of_a_text_file(self):
        self.refuse(3, "replay", self.make("notes.txt", b"these are my notes\n"), contains="notes.txt:1:")

    def test_replay_of_nothing(self):
        self.refuse(3, "replay", self.folder / "absent.txt", contains="absent.txt")

    def test_out_folder_is_a_file(self):
        video = self.video_without_people()
        taken = self.make("taken", b"")
        done = run("analyze", video, "--out", taken)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn("taken", done.stderr)

    def test_out_folder_cannot_be_written(self):
        done = run("analyze", self.video_without_people(), "--out", "/proc/sagitta")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assert_one_line(done.stderr)

    def video_without_people(self):
        video = self.folder / "colours.mp4"
        ffmpeg("-f", "lavfi", "-i", "smptebars=size=160x120:rate=10", "-frames:v", "5", video)
        return video

    def test_nobody(self):
        out = self.folder / "out"
        done = run("analyze", self.video_without_people(), "--out", out)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn("nobody", done.stderr)
        self.assertEqual(report(out)["repetitions"]["list"], [])

    def test_one_pixel(self):
        picture = self.make("dot.png", one_pixel_png())
        done = run("analyze", picture, "--out", self.folder / "out")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assert_one_line(done.stderr)

    def test_missing_model(self):
        manifests = self.folder / "models"
        manifests.mkdir()
        for path in MODELS.glob("blazepose-*.json"):
            shutil.copy(path, manifests)
        self.refuse(4, "analyze", self.video_without_people(), "--models", manifests, contains="models/install.sh")
        self.refuse(4, "analyze", self.video_without_people(), "--models", self.folder / "none",
                    contains="models/install.sh")

    def test_corrupt_model(self):
        copy = self.folder / "models"
        copy.mkdir()
        (copy / "onnx").mkdir()
        for path in MODELS.glob("blazepose-*.json"):
            shutil.copy(path, copy)
        for name in ("blazepose-full.onnx", "blazepose-detector.onnx"):
            shutil.copy(MODELS / "onnx" / name, copy / "onnx" / name)
        with open(copy / "onnx" / "blazepose-full.onnx", "r+b") as file:
            file.seek(1000000)
            file.write(b"damage")
        self.refuse(4, "analyze", self.video_without_people(), "--models", copy, contains="blazepose-full.onnx")

    def test_unknown_model(self):
        self.refuse(2, "analyze", self.video_without_people(), "--model", "huge", contains="blazepose-lite")
        self.refuse(2, "analyze", self.video_without_people(), "--model", "blazepose-detector", contains="detector")

    def refuse_batch(self, code, *arguments, contains=""):
        """As refuse, and nothing is begun: the out folder is empty or not there."""
        self.refuse(code, "analyze", *arguments, contains=contains)
        self.assertEqual(os.listdir(self.folder / "out") if (self.folder / "out").exists() else [], [])

    def test_list_that_cannot_be_used(self):
        self.refuse_batch(3, "--list", self.folder / "absent.txt", contains="absent.txt: No such file")
        self.refuse_batch(3, "--list", self.folder, contains=str(self.folder))
        self.refuse_batch(3, "--list", self.make("empty.txt", b""), contains="empty.txt names no input")
        self.refuse_batch(3, "--list", self.make("mute.txt", b"# nothing\n\n   \n"), contains="mute.txt names no input")
        self.refuse_batch(3, "--list", self.make("binary.txt", b"a.mp4\nb\0.mp4\n"), contains="binary.txt:2: not text")
        self.refuse_batch(3, "--list", self.make("long.txt", b"x" * 5000), contains="long.txt:1: File name too long")

    def test_list_with_missing_files(self):
        """They are rows of the table; nothing else is in the way of the rest."""
        listed = self.make("list.txt", b"absent.mp4\nx/absent.mp4\nabsent.mp4\n")
        done = run("analyze", "--list", listed, "--out", self.folder / "out")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertEqual(done.stderr.count("No such file"), 3)
        self.assertEqual(len(done.stderr.splitlines()), 3)
        self.assertIn("absent-3", (self.folder / "out" / "summary.csv").read_text(encoding="utf-8"))
        self.assertEqual(os.listdir(self.folder / "out"), ["summary.csv"])

    def test_folder_without_videos(self):
        """Neither videos nor pictures: a failed row, though videos lie in a folder below."""
        folder = self.folder / "videos"
        (folder / "below").mkdir(parents=True)
        self.video_without_people().rename(folder / "below" / "a.mp4")
        done = run("analyze", folder, "--jobs", "1", "--out", self.folder / "out")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn(str(folder), done.stderr)
        self.assertIn("1 failed", done.stdout)

    def test_batch_cannot_write(self):
        video = self.video_without_people()
        for out in ("/proc/sagitta", self.make("taken", b""), self.folder / "taken" / "below"):
            done = run("analyze", video, video, "--out", out)
            self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)
            self.assert_one_line(done.stderr)
            self.assertIn(str(out), done.stderr)

    def test_batch_cannot_write_one(self):
        """A file in the place of one input's folder is that input's failure; without a summary the batch has failed."""
        out = self.folder / "out"
        out.mkdir()
        (out / "colours").write_bytes(b"")
        video = self.video_without_people()
        done = run("analyze", video, video, "--out", out)
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("out/colours", done.stderr)
        self.assertTrue((out / "colours-2" / "report.json").exists())
        (out / "summary.csv").unlink()
        (out / "summary.csv").mkdir()
        done = run("analyze", video, video, "--out", out)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("summary.csv", done.stderr.splitlines()[-1])

    def test_batch_without_models(self):
        """One line for all inputs, before any work."""
        video = self.video_without_people()
        self.refuse_batch(4, video, video, "--models", self.folder / "none", contains="models/install.sh")
        manifests = self.folder / "models"
        manifests.mkdir()
        for path in MODELS.glob("blazepose-*.json"):
            shutil.copy(path, manifests)
        self.refuse_batch(4, video, video, "--models", manifests, contains="is missing")
        self.refuse_batch(2, video, video, "--model", "huge", contains="blazepose-lite")

    def test_batch_table_cannot_be_written(self):
        video = self.video_without_people()
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([PROGRAM, "analyze", video, "--jobs", "1", "--out", self.folder / "out"], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("cannot write the table", done.stderr)
        self.assertTrue((self.folder / "out" / "summary.csv").exists())

    def test_threshold_files(self):
        """The line that is wrong is named, before any work."""
        for name, content, contains in (("unknown.txt", b"heel_lift.clear 3\n", "unknown.txt:1:"),
                                        ("word.txt", b"# mine\nheel_rise.clear high\n", "word.txt:2:"),
                                        ("bare.txt", b"heel_rise.clear\n", "bare.txt:1:"),
                                        ("range.txt", b"heel_rise.clear -5\n", "range.txt:1:"),
                                        ("binary.txt", b"heel_rise.clear 12\0\n", "binary.txt")):
            path = self.make(name, content)
            self.refuse_batch(3, self.folder / "absent.mp4", "--thresholds", path, contains=contains)
            self.refuse(3, "replay", self.folder / "absent.txt", "--thresholds", path, contains=contains)
            done = run("thresholds", "--thresholds", path)
            self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
        self.refuse_batch(3, self.folder / "absent.mp4", "--thresholds", self.folder / "none.txt", contains="none.txt")

    def test_full_disk(self):
        """A tiny file system of its own fills up while the files are written."""
        if os.geteuid() != 0:
            self.skipTest("needs root to mount a tiny file system")
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("cannot mount a tiny file system here")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        done = run("analyze", self.video_without_people(), "--out", disk)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn("No space left", done.stderr)
        self.assertIn("colours.mp4", done.stdout, "the summary is still printed")
        self.assert_nothing_looks_whole(disk)

    def test_pictures_of_others_stay(self):
        """Neither the input nor a stranger's picture is ever removed or written over."""
        pictures = self.folder / "pictures"
        pictures.mkdir()
        for name in ("rep-01.png", "rep-02.png"):
            (pictures / name).write_bytes(one_pixel_png())
        done = run("analyze", pictures, "--out", pictures)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_one_line(done.stderr)
        done = run("analyze", pictures / "rep-01.png", "--out", pictures)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_one_line(done.stderr)
        done = run("analyze", self.video_without_people(), "--out", pictures)
        self.assertEqual(done.returncode, 6, done.stderr)
        for name in ("rep-01.png", "rep-02.png"):
            self.assertEqual((pictures / name).read_bytes(), one_pixel_png())

    def test_result_name_is_a_folder(self):
        (self.folder / "out" / "report.json").mkdir(parents=True)
        done = run("analyze", self.video_without_people(), "--out", self.folder / "out")
        self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)
        self.assert_one_line(done.stderr)

    def test_more_threads_than_cores(self):
        done = run("analyze", self.video_without_people(), "--threads", "64")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assert_one_line(done.stderr)

    def test_output_cannot_be_written(self):
        for arguments in (("help",), ("version",), ("models",), ("doctor",), ("analyze", "--help")):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
                                      timeout=60, check=False)
            self.assertEqual(done.returncode, 5, arguments)
            self.assert_one_line(done.stderr)

    def test_summary_cannot_be_written(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([PROGRAM, "analyze", self.video_without_people()], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 5)
        self.assert_one_line(done.stderr)


@needs_clips
class RealFootage(ProgramTest):
    def test_truncated(self):
        """An index at the front, the data cut: what is there is analyzed."""
        whole = self.folder / "whole.mp4"
        ffmpeg("-i", CLIPS / "side_bareback.mp4", "-c", "copy", "-movflags", "+faststart", whole)
        cut = self.folder / "cut.mp4"
        cut.write_bytes(whole.read_bytes()[:300000])
        done = run("analyze", cut, "--out", self.folder / "out", "--model", "lite")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn("cut.mp4", done.stderr)
        self.assertGreater(report(self.folder / "out")["source"]["frame_count"], 10)

    def test_truncated_without_index(self):
        """The index was at the end and is gone: nothing can be read."""
        clip = self.folder / "clip.mp4"
        ffmpeg("-i", CLIPS / "side_bareback.mp4", "-c", "copy", clip)
        clip.write_bytes(clip.read_bytes()[:300000])
        done = run("analyze", clip, "--out", self.folder / "out")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assert_one_line(done.stderr)

    def test_interrupted_before_the_first_frame(self):
        """An earlier report stays as it is."""
        out = self.folder / "out"
        out.mkdir()
        (out / "report.json").write_text("an earlier report", encoding="ascii")
        with subprocess.Popen([PROGRAM, "analyze", CLIPS / "side_bareback.mp4", "--out", out, "--model", "heavy",
                               "--engine", "opencv"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            time.sleep(0.15)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=120)
        if process.returncode == -signal.SIGINT:
            self.skipTest("the signal came before the program was ready for it")
        self.assertEqual((process.returncode, stdout), (130, ""), stderr)
        self.assert_one_line(stderr)
        self.assertEqual((out / "report.json").read_text(encoding="ascii"), "an earlier report")

    def test_interrupted(self):
        """Ctrl-C in the middle, which a slow network makes sure of: what was measured is reported."""
        out = self.folder / "out"
        with subprocess.Popen([PROGRAM, "analyze", CLIPS / "side_barbell_gym.mp4", "--out", out, "--model", "heavy",
                               "--engine", "opencv"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            time.sleep(6)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, stderr)
        self.assert_one_line(stderr)
        self.assertIn("interrupted", stderr)
        self.assertIn("side_barbell_gym.mp4", stdout)
        written = report(out)
        self.assertTrue(written["source"]["interrupted"])
        self.assertGreater(written["source"]["frame_count"], 5)


if __name__ == "__main__":
    main()

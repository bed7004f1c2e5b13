"""The command bench: rows for what was asked, with numbers that can be; a stand-in plays ONNX Runtime's part."""

import os
import pathlib
import re
import signal
import subprocess
import time

from program import PROGRAM, ProgramTest, main, run

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What `node` is in these tests: it speaks as the script does, and ends as the case wants it.
NODE = """#!/usr/bin/python3
import sys
{start}
print("ready 1.0 9.8.7", flush=True)
for count, line in enumerate(sys.stdin):
    {each}
    print("ran 2000000 1000000", flush=True)
"""


def rows(text):
    """Each group's title with its rows: library -> the columns behind it."""
    groups = {}
    for line in text.splitlines():
        title = re.match(r"(blazepose-[^:]*):.* peak ([\d.]+) GFLOP/s$", line)
        row = re.match(r"  (OpenCV DNN|oneDNN|ONNX Runtime) (\S+) +(.*)", line)
        if title:
            groups[title[1]] = {"peak": float(title[2])}
        elif row:
            groups[list(groups)[-1]][row[1]] = [None if cell == "-" else float(cell) for cell in row[3].split()]
    return groups


class Bench(ProgramTest):
    def stand_in(self, start="", each="pass"):
        """An environment in which `node` is a stand-in, and the folder to name."""
        package = self.folder / "node_modules" / "onnxruntime-node"
        package.mkdir(parents=True, exist_ok=True)
        (package / "package.json").write_text("{}", encoding="ascii")
        node = self.folder / "node"
        node.write_text(NODE.format(start=start, each=each), encoding="ascii")
        node.chmod(0o755)
        return {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}"}

    def check_rows(self, groups, titles):
        self.assertEqual(list(groups), titles)
        for title, group in groups.items():
            self.assertGreater(group.pop("peak"), 0)
            self.assertIn("OpenCV DNN", group)
            for name, cells in group.items():
                self.assertEqual(len(cells), 8, (title, name))
                least, median, cpu = cells[:3]
                self.assertGreater(least, 0)
                self.assertGreaterEqual(median, least)
                self.assertGreater(cpu, 0)
            self.assertEqual(group["OpenCV DNN"][6], 1)

    def test_plans_of_a_landmark_network(self):
        done = run("bench", "--model", "lite", "--runs", 2)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.check_rows(rows(done.stdout), ["blazepose-lite, without mask", "blazepose-lite, all outputs"])
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)

    def test_one_plan_of_the_detector_with_threads(self):
        done = run("bench", "--model", "blazepose-detector", "--runs", 1, "--threads", 2, "--engine", "opencv")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.check_rows(rows(done.stdout), ["blazepose-detector"])

    def test_parts_of_a_clip(self):
        done = run("bench", "--model", "lite", "--runs", 1, ROOT / "samples" / "squat_side.mp4")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        parts = {name.strip(): float(time_ms) for name, time_ms in
                 re.findall(r"^  +(\S.*?)  +(\d+\.\d) +\d+\.\d{3} +\d+\.\d$", done.stdout, re.MULTILINE)}
        for name in ("wait for frames", "crop", "infer", "analyze", "write", "whole", "the same runs of the networks alone",
                     "decode, in a thread of its own"):
            self.assertGreater(parts[name], 0, name)
        one_after_another = ("wait for frames", "crop", "infer", "skeleton and outline of the back", "analyze", "write",
                             "load, and what has no clock")
        self.assertAlmostEqual(sum(parts[name] for name in one_after_another), parts["whole"], delta=0.5)
        self.assertLess(parts["infer"], parts["whole"])
        self.assertRegex(done.stdout, r"Whole : networks alone, on the wall: median \d")

    def test_a_clip_that_is_not_there(self):
        done = run("bench", "--model", "lite", "--runs", 1, self.folder / "absent.mp4")
        self.assertEqual(done.returncode, 3)
        self.assert_one_line(done.stderr)

    def test_no_models(self):
        done = run("bench", "--models", self.folder)
        self.assertEqual((done.returncode, done.stdout), (4, ""))
        self.assert_one_line(done.stderr)

    def test_operators(self):
        """Steps of an engine that tells them; one that does not is refused in a line, behind the rows."""
        done = run("bench", "--model", "lite", "--runs", 1, "--operators")
        self.assertEqual(len(rows(done.stdout)), 2)
        if done.returncode == 1:
            self.assertIn("does not tell its steps", done.stderr)
            self.assert_one_line(done.stderr)
        else:
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("The slowest:", done.stdout)

    def test_onnxruntime_takes_part(self):
        done = run("bench", "--model", "lite", "--runs", 3, "--onnxruntime", self.folder, env=self.stand_in())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for group in rows(done.stdout).values():
            self.assertEqual(group["ONNX Runtime"][:3], [2, 2, 1])
            self.assertEqual(group["ONNX Runtime"][7], 1)
            self.assertGreater(group["OpenCV DNN"][7], 0)

    def test_onnxruntime_fails(self):
        """Whatever it does, the others are measured, and one line says what it was."""
        cases = {
            "ended without an answer": {"start": "sys.exit(1)"},
            "no such operator": {"start": "print('error no such operator', flush=True); sys.exit(1)"},
            "answered 'hello'": {"start": "print('hello', flush=True)"},
            "its process ended": {"each": "sys.exit(0) if count == 3 else None"},
            "it broke": {"each": "print('error it broke', flush=True); sys.exit(1)"},
        }
        for words, case in cases.items():
            with self.subTest(words):
                done = run("bench", "--model", "lite", "--runs", 4, "--onnxruntime", self.folder,
                           env=self.stand_in(**case))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assert_one_line(done.stderr)
                self.assertIn(words, done.stderr)
                groups = rows(done.stdout)
                for group in groups.values():
                    group.pop("ONNX Runtime", None)
                self.check_rows(groups, ["blazepose-lite, without mask", "blazepose-lite, all outputs"])

    def test_onnxruntime_is_absent(self):
        for env, words in (({**os.environ, "PATH": "/nonexistent"}, "cannot start node"),
                           (None, "no node_modules/onnxruntime-node")):
            self.stand_in()
            folder = self.folder if env else self.folder / "other"
            done = run("bench", "--model", "blazepose-detector", "--runs", 1, "--onnxruntime", folder, env=env)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_one_line(done.stderr)
            self.assertIn(words, done.stderr)
            self.assertIn("OpenCV DNN", done.stdout)

    def test_an_interruption_prints_what_was_measured(self):
        with subprocess.Popen([PROGRAM, "bench", "--model", "lite", "--runs", "100000"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            time.sleep(2)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=120)
        self.assertEqual((child.returncode, err), (130, "sagitta: interrupted\n"))
        self.check_rows(rows(out), ["blazepose-lite, without mask"])


if __name__ == "__main__":
    main()
